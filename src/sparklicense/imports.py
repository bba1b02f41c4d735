"""Imports as plain data, for JSON and CSV, and as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sparklicense.errors import named, printable
from sparklicense.instants import local
from sparklicense.sources.tiktok.reconciliation import Difference, NotModeled, Reconciliation, difference_to_data
from sparklicense.views.reports import MOST_ROWS, Column, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sparklicense.portfolio import Portfolio
    from sparklicense.sources.merging import Merged
    from sparklicense.sources.readings import Assumption, Reading

IMPORT_COLUMNS: Final = ("outcome", "source", "row", "field", "told")
"""What is said of each thing that was not simply taken."""

_KINDS: Final = ("posts", "licenses", "ads", "access")
_OUTCOMES: Final = {
    "not_taken": "Problems: not taken, or not certain",
    "replaced": "Known otherwise before",
    "assumed": "Assumed, because no source gives it",
    "unknown": "Not understood, and left out",
    "left_out": "Understood, and left out: no fact is in it",
}


def import_to_data(merged: Merged, *, before: Portfolio) -> dict[str, Any]:
    """Give what became of an import as JSON has it; no code is in it.

    Args:
        merged: what the sources say, from `sparklicense.sources.paths.gather`.
        before: what was known before.

    Returns:
        How many facts there are and how many of them are new, and a list of rows for each outcome:
        `not_taken`, `replaced`, `assumed`, `unknown` and `left_out`; and `differences`, what TikTok says
        of the delivery of ads and the rules do not.

    Examples:
        >>> from sparklicense import Portfolio
        >>> from sparklicense.imports import import_to_data
        >>> from sparklicense.sources.merging import merge
        >>> import_to_data(merge([]), before=Portfolio())["posts"]
        {'held': 0, 'new': 0}
    """
    data: dict[str, Any] = {
        kind: {"held": len(getattr(merged.reading, kind)), "new": _new(merged, before, kind)} for kind in _KINDS
    }
    data |= problems_to_data(merged)
    for outcome in ("replaced", "assumed", "unknown", "left_out"):
        data[outcome] = _row_data(merged, outcome)
    return data


def problems_to_data(merged: Merged) -> dict[str, Any]:
    """Give what was not taken, and what TikTok says of the delivery of ads and the rules do not, as JSON has it."""
    return {
        "not_taken": _row_data(merged, "not_taken"),
        "differences": [difference_to_data(each) for each in merged.delivery],
    }


def _row_data(merged: Merged, outcome: str) -> list[dict[str, Any]]:
    return [dict(zip(IMPORT_COLUMNS[1:], row, strict=True)) for row in _rows(merged, outcome)]


def problem_sections(merged: Merged) -> list[Section]:
    """Say what was not taken, and what TikTok says of the delivery of ads and the rules do not."""
    return [_section("not_taken", [*_rows(merged, "not_taken")]), _differences(merged.delivery)]


def notes(reading: Reading, *, taken_only: bool) -> Iterable[str]:
    """Say what was not taken, if that is wanted, and how much was assumed or not understood."""
    if not taken_only:
        yield from (f"not taken: {each}" for each in reading.diagnoses)
    yield from (f"left out: {each}" for each in reading.left_out)
    if reading.assumed:
        yield f"{_counted(len(reading.assumed), 'values')} assumed; `sparklicense import` lists what for"
    if reading.unknown:
        yield f"{_counted(len(reading.unknown), 'keys')} not understood; `sparklicense import` lists which"


def import_rows(merged: Merged) -> Iterable[tuple[object, ...]]:
    """Give one row for each thing that was not simply taken, of `IMPORT_COLUMNS`."""
    for outcome in (*_OUTCOMES, "differs"):
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
    kinds = [kind for kind in _KINDS if kind != "access" or reading.access]
    held = ", ".join(f"{_counted(len(getattr(reading, kind)), kind)}{new[kind]}" for kind in kinds)
    where = "The sources hold" if target is None else f"{named(target)} holds"
    lost = _counted(len(reading.diagnoses), "problems") if reading.diagnoses else "no problems"
    if merged.delivery:
        lost += f"; TikTok disagrees on {_counted(len(merged.delivery), 'ads')}"
    lost += "".join(f"; left out: {each}" for each in reading.left_out)
    written_or_not = " Nothing is written." if target is None else ""
    return [
        Section(title=f"{where} {held}; {lost}.{written_or_not}"),
        *problem_sections(merged),
        _section("replaced", [*_rows(merged, "replaced")]),
        _assumptions(reading),
        _section("unknown", [*_rows(merged, "unknown")]),
    ]


def _assumptions(reading: Reading) -> Section:
    """Tell each kind of assumption once, with how many there are and the first of them."""
    kinds: dict[tuple[str, str], list[Assumption]] = {}
    for each in reading.assumed:
        kinds.setdefault((each.attribute, each.reason), []).append(each)
    return Section(
        title=f"{_OUTCOMES['assumed']} (--format json has each)",
        columns=(
            Column("times"),
            Column("field"),
            Column("why", whole=False),
            Column("for example", whole=False),
        ),
        rows=tuple(
            (
                str(len(same)),
                printable(attribute),
                printable(reason),
                printable(", ".join(f"{each.fact}: {each.shown_value}" for each in same[:_EXAMPLES])),
            )
            for (attribute, reason), same in [*kinds.items()][:MOST_ROWS]
        ),
        left_out=max(len(kinds) - MOST_ROWS, 0),
    )


_EXAMPLES: Final = 2


def _new(merged: Merged, before: Portfolio, kind: str) -> int:
    known = {each.id for each in getattr(before, kind)}
    return sum(each.id not in known for each in getattr(merged.reading, kind))


def _counted(number: int, nouns: str) -> str:
    return f"{number} {nouns[:-1] if number == 1 and nouns != 'access' else nouns}"


def _rows(merged: Merged, outcome: str) -> Iterable[tuple[str, int | None, str | None, str]]:
    """Give the source, the row, the field and what is said of each."""
    reading = merged.reading
    if outcome == "not_taken":
        return ((each.source, each.row, each.field, each.problem) for each in reading.diagnoses)
    if outcome == "differs":
        return (("tiktok", None, f"ad {each.id}", each.explain()) for each in merged.delivery)
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
    if outcome == "left_out":
        return ((each.source, None, None, str(each)) for each in reading.left_out)
    return ((each.source, None, each.key, _counted(each.times, "times")) for each in reading.unknown)


RECONCILIATION_COLUMNS: Final = ("outcome", "subject", "id", "rules_say", "tiktok_says", "cause", "reason", "remedy")
"""What is said of each thing that TikTok and the rules do not agree on."""


def reconciliation_rows(found: Reconciliation) -> Iterable[tuple[object, ...]]:
    """Give one row for each thing that is not agreed on, of `RECONCILIATION_COLUMNS`."""
    for each in found.differences:
        said = (each.id, each.rules_say, each.tiktok_says, each.cause.value, each.row.reason, each.row.remedy)
        yield ("differs", each.subject.value, *said)
    for other in found.not_modeled:
        said = (other.id, other.rules_say, other.tiktok_says, other.topic.value, *_why(other))
        yield ("not_modeled", other.subject.value, *said)
    for outcome, things in (
        ("only_in_portfolio", found.only_in_portfolio),
        ("only_in_tiktok", found.only_in_tiktok),
    ):
        yield from ((outcome, each.subject.value, each.id, *(None,) * 5) for each in things)
    yield from (("not_taken", None, None, None, str(each), *(None,) * 3) for each in found.diagnoses)


def reconciliation_report(found: Reconciliation, *, tz: str = "UTC") -> list[Section]:
    """Say what TikTok and the rules agree on, and each thing they do not.

    Args:
        found: from `reconcile`.
        tz: the clock on which the instant is written, an IANA name.
    """
    agreed = ", ".join(_counted(number, f"{subject}s") for subject, number in found.agreements.items())
    count = len(found.differences) + len(found.not_modeled)
    unasked = "".join(f"\nTikTok was not asked about {each}s." for each in found.unasked)
    return [
        Section(
            title=f"As of {local(found.at, tz)}, TikTok and the rules agree on {agreed}, and disagree on "
            f"{_counted(count, 'things')}; policy {found.policy}.{unasked}"
        ),
        _differences([*found.differences, *found.not_modeled], with_subject=True),
        *(
            Section(
                title=title,
                columns=(Column("kind"), Column("id")),
                rows=tuple((each.subject.value, printable(each.id)) for each in things[:MOST_ROWS]),
                left_out=max(len(things) - MOST_ROWS, 0),
            )
            for title, things in (
                ("Only in the portfolio", found.only_in_portfolio),
                ("Only in TikTok's answers", found.only_in_tiktok),
            )
        ),
        _section("not_taken", [(each.source, each.row, each.field, each.problem) for each in found.diagnoses]),
    ]


def _differences(found: Sequence[Difference | NotModeled], *, with_subject: bool = False) -> Section:
    return Section(
        title="TikTok disagrees with the rules",
        columns=(
            *((Column("kind"), Column("id")) if with_subject else (Column("ad"),)),
            Column("the rules say", whole=False),
            Column("TikTok says", whole=False),
            Column("likely cause", whole=False),
            Column("what to do", whole=False),
        ),
        rows=tuple(
            (
                *((each.subject.value,) if with_subject else ()),
                printable(each.id),
                each.rules_say,
                each.tiktok_says,
                *_why(each),
            )
            for each in found[:MOST_ROWS]
        ),
        left_out=max(len(found) - MOST_ROWS, 0),
    )


def _why(each: Difference | NotModeled) -> tuple[str, str]:
    if isinstance(each, NotModeled):
        return f"{each.topic}, which the rules do not model", "look at it in Ads Manager" if each.needs_action else ""
    return each.row.reason, each.row.remedy


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
