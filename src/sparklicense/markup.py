"""HTML for notebooks: words, tables and strips of color, without scripts.

Text is escaped and colors follow the notebook: whatever is written takes the color of the text around it, so that it
can be read in light and in dark. Every piece stays below 50 kB.
"""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from sparklicense.errors import printable
from sparklicense.instants import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pendulum import DateTime

MOST_ROWS: Final = 20
"""How many rows of a table are shown."""
_MOST_SPANS: Final = 60
_MOST_BYTES: Final = 40_000
"""Of the rows of a table: names of nothing but quotation marks take six times their length."""
_LONGEST_STATE, _LONGEST_CELL, _LONGEST_TITLE, _LONGEST_TEXT = 40, 200, 500, 6_000
"""How many characters of a text are shown."""
_CELL: Final = "padding:2px 10px 2px 0;text-align:left;vertical-align:top"
_GOOD: Final = ("serving", "active", "live", "running", "on", "true")
_GREEN: Final = "#009e73"
_COLORS: Final = ("#d55e00", "#e69f00", "#56b4e9", "#cc79a7", "#0072b2", "#b8a800", "#888888")
"""Okabe and Ito's colors, which color-blind readers can tell apart; the yellow is darker, to be seen on white."""


def words(text: str) -> str:
    """Give text as it stands, line by line."""
    return f'<pre style="white-space:pre-wrap;margin:0" dir="auto">{_escaped(text, _LONGEST_TEXT)}</pre>'


class _Explained(Protocol):
    def explain(self) -> str: ...


def explained(value: _Explained) -> str:
    """Show in a notebook what a value says of itself."""
    return words(value.explain())


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    """Give a table of at most `MOST_ROWS` rows, and say how many there are.

    Args:
        title: what it says, above it.
        columns: its headings.
        rows: a text for each column.
        total: how many rows there are in all.
    """
    shown: list[str] = []
    for row in islice(rows, MOST_ROWS):
        cells = "".join(f'<td style="{_CELL}" dir="auto">{_escaped(cell)}</td>' for cell in row)
        shown.append(f"<tr>{cells}</tr>")
        if sum(len(each.encode()) for each in shown) > _MOST_BYTES:
            break
    head, body = "".join(f'<th style="{_CELL}">{escape(each)}</th>' for each in columns), "".join(shown)
    count = f"{len(shown)} of {total} rows" if total > len(shown) else f"{total} row{'' if total == 1 else 's'}"
    grid = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>" if shown else ""
    return (
        f'<div><div style="white-space:pre-line" dir="auto">{_escaped(title, _LONGEST_TITLE)}</div>'
        f'<table style="border-collapse:collapse;color:inherit;background:none">{grid}</table>'
        f"<small>{count}</small></div>"
    )


def clock(at: DateTime | None, none: str = "") -> str:
    """Write an instant in UTC for a column whose heading names the clock."""
    return none if at is None else local(at, "UTC").removesuffix(" UTC")


def strip(states: Sequence[str], instants: Sequence[DateTime], tz: str = "UTC") -> str:
    """Give a step function as a strip of colors with an axis; each state also stands beneath it in words.

    Args:
        states: the states, one more than there are instants.
        instants: when one state follows the other, strictly increasing.
        tz: the clock on which instants are written, an IANA name.
    """
    cut = len(instants) > _MOST_SPANS
    states, instants = states[: _MOST_SPANS + 1], instants[:_MOST_SPANS]
    colors: dict[str, str] = {}
    for state in states:
        others = len([each for each in colors if each not in _GOOD])
        colors.setdefault(state, _GREEN if state in _GOOD else _COLORS[others % len(_COLORS)])
    edges = _edges(instants)
    bars = "".join(
        f'<rect x="{start:.1f}" y="0" width="{max(end - start, 1):.1f}" height="22" fill="{colors[state]}">'
        f"<title>{_escaped(state, _LONGEST_STATE)}</title></rect>"
        for state, start, end in zip(states, edges, edges[1:], strict=False)
    )
    ends = zip((*instants[:1], *instants[1:][-1:]), (edges[1], edges[-2]), ("start", "end"), strict=False)
    axis = "".join(
        f'<line x1="{x:.1f}" y1="22" x2="{x:.1f}" y2="30" stroke="currentColor"/>'
        f'<text x="{x:.1f}" y="44" font-size="13" fill="currentColor" text-anchor="{anchor}">{local(at, tz)}</text>'
        for at, x, anchor in ends
    )
    legend = " ".join(
        f'<span style="white-space:nowrap"><span style="color:{color}">&#9632;</span> '
        f"{_escaped(state, _LONGEST_STATE)}</span>"
        for state, color in colors.items()
    )
    more = f" <small>the first {_MOST_SPANS} changes</small>" if cut else ""
    return (
        '<div><svg viewBox="0 0 1000 50" width="100%" style="max-width:1000px;display:block" role="img">'
        f"{bars}{axis}</svg><div>{legend}{more}</div></div>"
    )


def _edges(instants: Sequence[DateTime]) -> list[float]:
    """Place instants between 50 and 950; before the first and after the last the state goes on for ever."""
    if not instants:
        return [0, 1000]
    first, last = instants[0], instants[-1]
    whole = (last - first).total_seconds()
    if not whole:
        return [0, 500, 1000]
    return [0, *(50 + 900 * ((each - first).total_seconds() / whole) for each in instants), 1000]


def _escaped(text: str, most: int = _LONGEST_CELL) -> str:
    """Make text inert: no markup, no control character but the end of a line, and no more of it than can be read."""
    plain = "\n".join(map(printable, text[: most + 1].split("\n")))
    return escape(plain if len(plain) <= most else f"{plain[: most - 1]}…")
