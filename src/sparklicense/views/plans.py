"""Plans as people read them and as CSV; the CSV files that tell of requests and costs."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from sparklicense.checks import at_handle, handle
from sparklicense.errors import InvalidValueError, printable, shown
from sparklicense.instants import ZoneLike, later, local, written
from sparklicense.planning import ActionKind, Plan, Spend
from sparklicense.planning.actions import what_to_do
from sparklicense.planning.money import rounded
from sparklicense.views.reports import MOST_ROWS, Column, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pendulum import DateTime

    from sparklicense.planning import Action, Gap, Reminder
    from sparklicense.portfolio import Portfolio

_NOW: Final = 10
"""How many lines tell what to do now."""
_ON_POSTS: Final = (ActionKind.MAKE_PUBLIC, ActionKind.APPEAL, ActionKind.REPLACE_POST)
_SEVERAL: Final = {
    ActionKind.APPLY: "code{} to apply",
    ActionKind.EXTEND: "extension{} to ask for",
    ActionKind.ASK: "code{} to ask for",
    ActionKind.CHASE: "request{} to chase",
    ActionKind.MAKE_PUBLIC: "post{} to make public",
    ActionKind.APPEAL: "removal{} to appeal",
    ActionKind.REPLACE_POST: "post{} to replace",
}
REMINDER_COLUMNS: Final = (
    "at",
    "creator",
    "post_id",
    "license_id",
    "days_before",
    "expires_at",
    "effective_expiry",
    "used_by",
    "key",
)


def narrowed(plan: Plan, portfolio: Portfolio, *, creator: str | None, campaign: str | None) -> Plan:
    """Give the part of a plan that is about one creator's posts, or one campaign's ads.

    Raises:
        ValueError: the portfolio has no such creator or campaign.
    """
    if creator is None and campaign is None:
        return plan
    whose = None if creator is None else handle(creator)
    ads = {
        ad.id
        for ad in portfolio.ads
        if (campaign is None or ad.campaign_id == campaign)
        and (whose is None or portfolio.post(ad.post_id).creator == whose)
    }
    if not ads:
        which = " and ".join(
            f"--{option} {shown(value)}" for option, value in (("creator", creator), ("campaign", campaign)) if value
        )
        raise InvalidValueError(f"{which}: no ad of the portfolio is theirs")
    coverage = tuple(each for each in plan.coverage if each.ads[0] in ads)
    lost = sum((each.lost for each in coverage), Spend())
    return attrs.evolve(
        plan,
        worklist=tuple(each for each in plan.worklist if not ads.isdisjoint(each.ads)),
        unfixable=tuple(each for each in plan.unfixable if each.ad_id in ads),
        outages=tuple(each for each in plan.outages if any(stop.ad_id in ads for stop in each.stops)),
        coverage=coverage,
        planned=sum((each.spent for each in coverage), lost),
        at_risk=lost,
        lost_by_cause=(),
    )


def plan_table(plan: Plan, *, tz: ZoneLike = "UTC") -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Give a worklist as CSV: its columns, with two for each currency, and a row for each action.

    Several values are parted by spaces; amounts are rounded to the currency's minor unit.
    """
    currencies = sorted({each for action in plan.worklist for each in action.at_stake.currencies})
    columns = (
        *("kind", "creator", "post_id", "link", "license_id", "days", "due", "late", "authorize_from"),
        *("authorize_until", "begins_at", "ends_at", "causes", "ads", "also", "spare"),
        *(f"{name}_{currency}" for currency in currencies for name in ("lost_per_day", "at_stake")),
        *("unknown_money", "explanation"),
    )
    return columns, [_row(each, currencies, tz) for each in plan.worklist]


def _row(action: Action, currencies: Sequence[str], tz: ZoneLike) -> tuple[object, ...]:
    window = action.covers_if_issued
    return (
        action.kind.value,
        action.creator,
        action.post_id,
        action.link,
        action.license_id or "",
        "" if action.days is None else str(action.days),
        written(action.due),
        str(action.late).lower(),
        "" if window is None else _written(window.start),
        "" if window is None else _written(window.end),
        written(action.begins_at),
        _written(action.ends_at),
        " ".join(action.causes),
        " ".join(action.ads),
        " ".join(action.also),
        str(action.spare).lower(),
        *(rounded(spend.of(each), each) for each in currencies for spend in (action.lost_per_day, action.at_stake)),
        " ".join(each.ad_id for each in action.at_stake.unknown),
        action.explain(tz).replace("\n", " "),
    )


def plan_report(plan: Plan, *, tz: str = "UTC", limit: int = MOST_ROWS) -> list[Section]:
    """Say first what to do now, then what is due later, what stops, and what is lost to what.

    Args:
        plan: from `sparklicense.planning.plan`.
        tz: the clock on which instants are written, an IANA name.
        limit: how many rows of one list are shown.
    """
    soon = later(plan.at, timedelta(days=1))
    needed = [each for each in plan.worklist if not each.spare]
    now = [each for each in needed if each.due <= soon]
    rest = [each for each in plan.worklist if each.spare or each.due > soon]
    gaps = sorted((each for each in plan.coverage if each.gaps), key=lambda each: (each.share or 0.0, each.ads))
    head = _head(plan, needed, now, tz)
    return [
        _section(head, ("!what", "who", "post", "by", "!saves"), _grouped(now, tz), limit=_NOW)
        if now
        else Section(title=head),
        _section(
            "Then" if now else "To do",
            ("by", "!what", "who", "post", "!at stake", "!note"),
            [_todo(each, tz) for each in rest],
            limit=limit,
        ),
        _section(
            "What nobody can prevent",
            ("ad", "post", "!cause", "!when", "lost"),
            [
                (
                    printable(each.ad_id),
                    printable(each.post_id),
                    each.cause.value,
                    _span(each.window, tz),
                    str(each.spend),
                )
                for each in plan.unfixable
            ],
            limit=limit,
        ),
        _section(
            "What stops if nothing is done",
            ("at", "stops per day", "!ads", "!causes", "!campaigns left idle"),
            [
                (
                    local(each.at, tz),
                    str(each.spend_per_day),
                    ", ".join(printable(stop.ad_id) for stop in each.stops),
                    ", ".join(each.causes),
                    ", ".join(map(printable, each.idle_campaigns)),
                )
                for each in plan.outages
            ],
            limit=limit,
        ),
        _section(
            "What is lost to what",
            ("cause", "lost"),
            [(each.cause.value, str(each.spend)) for each in plan.lost_by_cause if not each.spend.is_nothing],
            limit=limit,
        ),
        _section(
            "Flights that are not served whole, the least served first",
            ("ad", "served", "lost", "!gaps"),
            [
                (
                    printable(each.ads[0]),
                    f"{each.share or 0.0:.1%}".replace("%", " %"),
                    str(each.lost),
                    "; ".join(_stretch(gap, tz) for gap in each.gaps),
                )
                for each in gaps
            ],
            limit=limit,
        ),
    ]


def messages_text(plan: Plan, *, tz: str = "UTC") -> str:
    """Write the messages of a plan one below the other, each under the name of whom it is for."""
    parts = [
        f"=== {printable(at_handle(creator)) or 'an unknown creator'}\n{text}\n" for creator, text in plan.messages(tz)
    ]
    return "\n".join(parts) or "nobody has to be written to\n"


def reminder_rows(found: Iterable[Reminder], portfolio: Portfolio) -> list[tuple[str, ...]]:
    """Give one row for each reminder, of `REMINDER_COLUMNS`."""
    return [
        (
            written(each.at),
            portfolio.post(each.post_id).creator,
            each.post_id,
            each.license_id,
            str(each.days_before),
            written(each.expires_at),
            written(each.effective_expiry),
            " ".join(each.used_by),
            each.key,
        )
        for each in found
    ]


def reminder_report(
    found: Sequence[Reminder], portfolio: Portfolio, *, tz: str = "UTC", limit: int = MOST_ROWS
) -> list[Section]:
    """List reminders for people."""
    return [
        _section(
            f"{len(found)} code{'' if len(found) == 1 else 's'} to remind of",
            ("at", "creator", "post", "days left", "runs out", "!ads that use it"),
            [
                (
                    local(each.at, tz),
                    printable(at_handle(portfolio.post(each.post_id).creator)),
                    printable(each.post_id),
                    str(each.days_before),
                    local(each.expires_at, tz),
                    ", ".join(map(printable, each.used_by)),
                )
                for each in found
            ],
            limit=limit,
        )
    ]


def _head(plan: Plan, needed: Sequence[Action], now: Sequence[Action], tz: str) -> str:
    spare = len(plan.worklist) - len(needed)
    by = "" if plan.by is None else f" by {local(plan.by, tz)}"
    more = f"; {spare} more would be spare" if spare else ""
    lines = [
        f"Do now: {len(now)} of {len(needed)} thing{'' if len(needed) == 1 else 's'} to do{by}{more}.",
        f"Planned spend ahead: {plan.planned}; lost if nothing is done: {plan.at_risk}.",
    ]
    if plan.until is not None:
        lines.append(f"Money of flights without an end is counted until {local(plan.until, tz)}.")
    if needed and not now:
        lines.append(f"Nothing is due yet; the first is due {local(min(each.due for each in needed), tz)}.")
    return "\n".join(lines)


def _grouped(actions: Iterable[Action], tz: str) -> list[tuple[str, ...]]:
    """Say on one line what a person is to do, or be asked for, for several posts."""
    groups: dict[tuple[str, bool], list[Action]] = {}
    for each in actions:
        who = _who(each)
        whose = who if each.creator or who == "you" else each.post_id
        groups.setdefault((whose, each.kind in _ON_POSTS), []).append(each)
    rows: list[tuple[str, ...]] = []
    for some in groups.values():
        due = min(each.due for each in some)
        late = any(each.late for each in some)
        numbers = Counter(each.kind for each in some).items()
        several = ", ".join(f"{n} {_SEVERAL[kind].format('' if n == 1 else 's')}" for kind, n in numbers)
        rows.append(
            (
                what_to_do(some[0]) if len(some) == 1 else several,
                _who(some[0]),
                printable(some[0].post_id) if len(some) == 1 else f"{len(some)} posts",
                local(due, tz)[:10] + (", late" if late else ""),  # the day, so that it stays on a line
                str(sum((each.at_stake for each in some), Spend())),
            )
        )
    return rows


def _who(action: Action) -> str:
    if action.kind in (ActionKind.APPLY, ActionKind.REPLACE_POST):
        return "you"
    return printable(at_handle(action.creator)) or "its creator"


def _todo(action: Action, tz: str) -> tuple[str, ...]:
    notes = [*(["spare: others spend the budget"] if action.spare else []), *(f"also {kind}" for kind in action.also)]
    return (
        local(action.due, tz) + (" (passed)" if action.late else ""),
        what_to_do(action),
        _who(action),
        printable(action.post_id),
        str(action.at_stake),
        "; ".join(notes),
    )


def _section(title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]], *, limit: int) -> Section:
    """Make a table; `!` marks a column of words, which may be broken."""
    return Section(
        title=title,
        columns=tuple(Column(each.removeprefix("!"), whole=not each.startswith("!")) for each in headings),
        rows=tuple(rows[:limit]),
        left_out=max(0, len(rows) - limit),
    )


def _stretch(gap: Gap, tz: str) -> str:
    return f"{_span(gap.window, tz)} {', '.join(gap.causes)}"


def _span(window: Any, tz: str) -> str:
    return " to ".join(local(each, tz) for each in (window.start, window.end) if each)


def _written(at: DateTime | None) -> str:
    return "" if at is None else written(at)
