"""Imports as plain data, for JSON and CSV, and as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sparklicense.errors import printable
from sparklicense.exchange.files import named
from sparklicense.exchange.reports import MOST_ROWS, Column, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sparklicense.exchange.merging import Merged
    from sparklicense.exchange.readings import Reading
    from sparklicense.portfolio import Portfolio

IMPORT_COLUMNS: Final = ("outcome", "source", "row", "field", "told")
"""What is said of each thing that was not simply taken."""

_KINDS: Final = ("posts", "licenses", "ads")
_OUTCOMES: Final = {
    "not_taken": "Problems: not taken, or not for certain",
    "replaced": "Known otherwise before",
    "assumed": "Assumed, because no source gives it",
    "unknown": "Not understood, and left out",
}


def import_to_data(merged: Merged, *, before: Portfolio) -> dict[str, Any]:
    """Give what became of an import as JSON has it; no code is in it.

    Args:
        merged: what the sources say, from `sparklicense.exchange.sources.gather`.
        before: what was known before.

    Returns:
        How many facts there are and how many of them are new, and a list of rows for each outcome:
        `not_taken`, `replaced`, `assumed` and `unknown`.

    Examples:
        >>> from sparklicense import Portfolio
        >>> from sparklicense.exchange.imports import import_to_data
        >>> from sparklicense.exchange.merging import merge
        >>> import_to_data(merge([]), before=Portfolio())["posts"]
        {'held': 0, 'new': 0}
    """
    data: dict[str, Any] = {
        kind: {"held": len(getattr(merged.reading, kind)), "new": _new(merged, before, kind)} for kind in _KINDS
    }
    for outcome in _OUTCOMES:
        data[outcome] = [dict(zip(IMPORT_COLUMNS[1:], row, strict=True)) for row in _rows(merged, outcome)]
    return data


def notes(reading: Reading) -> Iterable[str]:
    """Say on a line each what was not taken, and how much was assumed or not understood."""
    yield from (f"not taken: {each}" for each in reading.diagnoses)
    if reading.assumed:
        yield f"{_counted(len(reading.assumed), 'instants')} assumed; `sparklicense import` lists what for"
    if reading.unknown:
        yield f"{_counted(len(reading.unknown), 'keys')} not understood; `sparklicense import` lists which"


def import_rows(merged: Merged) -> Iterable[tuple[object, ...]]:
    """Give one row for each thing that was not simply taken, of `IMPORT_COLUMNS`; no cell is a formula."""
    for outcome in _OUTCOMES:
        for source, row, field, told in _rows(merged, outcome):
            yield outcome, source, row, field, told


def import_report(merged: Merged, *, before: Portfolio, target: Path | None) -> list[Section]:
    """Say what an import has brought, and what it has not.

    Args:
        merged: what the sources say.
        before: what was known before.
        target: where it is written; `None`: nowhere.
    """
    reading = merged.reading
    new = {kind: "" if target is None else f" ({_new(merged, before, kind)} new)" for kind in _KINDS}
    held = ", ".join(f"{_counted(len(getattr(reading, kind)), kind)}{new[kind]}" for kind in _KINDS)
    where = "The sources hold" if target is None else f"{named(target)} holds"
    lost = _counted(len(reading.diagnoses), "problems") if reading.diagnoses else "no problems"
    written_or_not = " Nothing is written." if target is None else ""
    return [
        Section(title=f"{where} {held}; {lost}.{written_or_not}"),
        *(_section(outcome, [*_rows(merged, outcome)]) for outcome in _OUTCOMES),
    ]


def _new(merged: Merged, before: Portfolio, kind: str) -> int:
    known = {each.id for each in getattr(before, kind)}
    return sum(each.id not in known for each in getattr(merged.reading, kind))


def _counted(number: int, nouns: str) -> str:
    return f"{number} {nouns[:-1] if number == 1 else nouns}"


def _rows(merged: Merged, outcome: str) -> Iterable[tuple[str, int | None, str | None, str]]:
    """Give the source, the row, the field and what is said of each."""
    reading = merged.reading
    if outcome == "not_taken":
        return ((each.source, each.row, each.field, each.problem) for each in reading.diagnoses)
    if outcome == "replaced":
        return (
            (each.source, None, f"{each.fact}: {each.attribute}", f"{each.before} became {each.after}")
            for each in merged.replaced
        )
    if outcome == "assumed":
        return (
            (each.source, each.row, f"{each.fact}: {each.attribute}", f"{each.shown_value}: {each.reason}")
            for each in reading.assumed
        )
    return ((each.source, None, each.key, _counted(each.times, "times")) for each in reading.unknown)


def _section(outcome: str, rows: Sequence[tuple[str, int | None, str | None, str]]) -> Section:
    return Section(
        title=_OUTCOMES[outcome],
        columns=(
            Column("source", whole=False),
            Column("row"),
            Column("field", whole=False),
            Column("told", whole=False),
        ),
        rows=tuple(
            (printable(source), "" if row is None else str(row), printable(field or ""), printable(told))
            for source, row, field, told in rows[:MOST_ROWS]
        ),
        left_out=max(len(rows) - MOST_ROWS, 0),
    )
