"""When a track permits serving: its standings as spans of time, merged, carved and clipped.

A span has a `start` and an `end`, half-open; null is unbounded. Spans of one key are disjoint and do
not touch, and so are those that two such sets share: clipping needs no merging afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from sparklicense.errors import RulebookError, shown
from sparklicense.frames.engine import Frame, col, distinct, is_eager, nw, own, owned, stacked
from sparklicense.tracks import Track

START: Final = "start"
END: Final = "end"

_MARK, _FROM_EVER, _DATED, _FOR_EVER = -1, 0, 1, 2


def earliest(*instants: nw.Expr) -> nw.Expr:
    """Give the earliest of some instants; null never comes."""
    found, *others = instants
    for each in others:
        found = nw.when(each.is_null() | (found <= each)).then(found).otherwise(each)
    return found


def latest(*instants: nw.Expr) -> nw.Expr:
    """Give the latest of some instants; null has always been."""
    found, *others = instants
    for each in others:
        found = nw.when(each.is_null() | (found >= each)).then(found).otherwise(each)
    return found


def clipped(frame: Frame, start: nw.Expr | None, end: nw.Expr | None) -> Frame:
    """Keep what the spans of a frame share with further bounds (`None`: unbounded for all); drop what is empty."""
    bounds: list[nw.Expr] = []
    if start is not None:
        bounds.append(latest(col(START), start).alias(own(START)))
    if end is not None:
        bounds.append(earliest(col(END), end).alias(own(END)))
    return _some(frame.with_columns(*bounds)) if bounds else frame


def _some(frame: Frame) -> Frame:
    return frame.filter(col(START).is_null() | col(END).is_null() | (col(START) < col(END)))


def shared(frame: Frame, spans: Frame, keys: Sequence[str]) -> Frame:
    """Clip the spans of a frame to those of another that belong to the same keys."""
    other = spans.rename({own(START): own("from"), own(END): own("to")})
    return clipped(frame.join(other, on=owned(*keys), how="inner"), col("from"), col("to")).drop(*owned("from", "to"))


def permitted(
    frame: Frame, track: Track[Any, Any], permits: Collection[StrEnum], windows: Mapping[str, Frame], key: str
) -> Frame:
    """Clip the spans of facts to the times at which a track permits serving.

    Args:
        frame: the facts with their spans so far; without any, they begin as all time.
        track: the track; its fields are columns.
        permits: the standings that permit.
        windows: for the interludes that are known, their windows by the key.
        key: what tells the facts apart.

    Raises:
        RulebookError: a standing that permits otherwise than in each of its several interludes.
    """
    fresh = own(START) not in frame.collect_schema()
    like = next((col(field) for field, _ in (*track.steps, *track.ends)), col(START))
    parts: list[Frame] = []
    for start, end, held in _stretches(track):
        carving = [(field, other) for field, base, other in track.interludes if base is held and field in windows]
        others = {other in permits for _, other in carving}
        if held not in permits and True not in others:
            continue
        there = frame if start is None else frame.filter(~start.is_null())
        part = _begun(there, start, end, like) if fresh else clipped(there, start, end)
        if others - {held in permits}:
            if len(carving) > 1:
                raise RulebookError(f"track {shown(track.name)}: it has several interludes of {shown(held)}")
            part = _carved(part, windows[carving[0][0]], key, inside=held not in permits)
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return (_begun(frame, None, None, like) if fresh else frame).filter(col(key).is_null() & ~col(key).is_null())
    spans = merged(stacked([part.select(*owned(key, START, END)) for part in parts]), (key,))
    return (frame if fresh else frame.drop(*owned(START, END))).join(spans, on=owned(key), how="inner")


def _begun(frame: Frame, start: nw.Expr | None, end: nw.Expr | None, like: nw.Expr) -> Frame:
    """Give facts their first spans, of the type of some instant."""
    never = _never(like)
    bounds = {own(START): never if start is None else start, own(END): never if end is None else end}
    return _some(frame.with_columns(**bounds))


def _never(like: nw.Expr) -> nw.Expr:
    """Write null as an instant, in a way that every engine can."""
    return nw.when(like.is_null() & ~like.is_null()).then(like)


def _stretches(track: Track[Any, Any]) -> list[tuple[nw.Expr | None, nw.Expr | None, Any]]:
    """Tell for each standing of a track, interludes aside, from when until when it is held."""
    ends = [col(field) for field, _ in track.ends]
    steps = [col(field) for field, _ in track.steps]
    found: list[tuple[nw.Expr | None, nw.Expr | None, Any]] = []
    for place, (start, held) in enumerate(
        zip([None, *steps], [track.initial, *(held for _, held in track.steps)], strict=True)
    ):
        over = [*steps[place:], *ends]
        found.append((start, earliest(*over) if over else None, held))
    for place, (_, held) in enumerate(track.ends):
        first = ends[place]
        for rival, other in enumerate(ends):
            if rival != place:
                sooner = first <= other if place < rival else first < other
                first = nw.when(other.is_null() | sooner).then(first)
        found.append((first, None, held))
    return found


def _carved(frame: Frame, windows: Frame, key: str, *, inside: bool) -> Frame:
    """Clip spans to the windows of their key, or to the times outside them."""
    if inside:
        return shared(frame, merged(windows, (key,)), (key,))
    gaps = outside(windows, (key,)).rename({own(START): own("from"), own(END): own("to")})
    joined = frame.join(gaps, on=owned(key), how="left").filter(col("void").is_null() | (col("void") == 0))
    return clipped(joined, col("from"), col("to")).drop(*owned("from", "to", "void"))


def merged(spans: Frame, keys: Sequence[str]) -> Frame:
    """Merge the spans of each key that overlap or touch."""
    counted = spans.group_by(*owned(*keys)).agg(
        col(START).min().alias(own(START)), col(END).max().alias(own(END)), nw.len().alias(own("spans"))
    )
    columns = owned(*keys, START, END)
    alone = counted.filter(col("spans") == 1).select(*columns)
    several = counted.filter(col("spans") > 1).select(*owned(*keys))
    bounds = _swept(spans.join(several, on=owned(*keys), how="semi"), keys)
    opening = bounds.filter(col("open") > 0).select(
        *owned(*keys), col("instant").alias(own(START)), col("next").alias(own(END))
    )
    return stacked([alone, opening])


def outside(windows: Frame, keys: Sequence[str]) -> Frame:
    """Give the times outside the windows of each key that has any.

    Every key has at least one row; one whose column `void` is 1 stands for no time at all.
    """
    keyed = windows.select(*owned(*keys), col(START), col(END))
    bounds = _swept(keyed, keys, marked=True).filter((col("open") == 0) & (col("side") != _FOR_EVER))
    void = nw.when(col("next_side") == _FROM_EVER).then(nw.lit(1, nw.Int8)).otherwise(nw.lit(0, nw.Int8))
    return bounds.select(
        *owned(*keys), col("instant").alias(own(START)), col("next").alias(own(END)), void.alias(own("void"))
    )


def _swept(spans: Frame, keys: Sequence[str], *, marked: bool = False) -> Frame:
    """Walk along the bounds of each key's spans, counting how many are open.

    Args:
        spans: the spans.
        keys: what they belong to.
        marked: begin each key with a mark that stands before all time.

    Returns:
        The bounds at which the count leaves or reaches zero: `instant` (null on the `side` that is
        unbounded), `open` after it, and the `next` bound of the key with its `next_side`.
    """

    def bounds(instant: nw.Expr, side: nw.Expr, change: int) -> Frame:
        return spans.select(
            *owned(*keys),
            instant.alias(own("instant")),
            side.alias(own("side")),
            nw.lit(change, nw.Int64).alias(own("change")),
            nw.lit(-change, nw.Int64).alias(own("turn")),  # of two at one instant the opening comes first
        )

    def side(instant: nw.Expr, unbounded: int) -> nw.Expr:
        return nw.when(instant.is_null()).then(nw.lit(unbounded, nw.Int8)).otherwise(nw.lit(_DATED, nw.Int8))

    parts = [bounds(col(START), side(col(START), _FROM_EVER), 1), bounds(col(END), side(col(END), _FOR_EVER), -1)]
    if marked:
        parts.append(distinct(bounds(_never(col(START)), nw.lit(_MARK, nw.Int8), 0)))
    frame, on, order = stacked(parts), owned(*keys), owned("side", "instant", "turn")
    if is_eager(frame):
        frame = frame.sort(*on, *order)  # every key's changes add up to nothing, so one count serves for all

    def along(walk: nw.Expr, name: str) -> nw.Expr:
        return (walk if is_eager(frame) else walk.over(*on, order_by=order)).alias(own(name))

    counted = frame.with_columns(along(col("change").cum_sum(), "open"))
    turns = counted.filter((col("open") == 0) | ((col("change") == 1) & (col("open") == 1)))
    return turns.with_columns(along(col("instant").shift(-1), "next"), along(col("side").shift(-1), "next_side"))
