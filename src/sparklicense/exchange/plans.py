"""Plans as plain data, for JSON and CSV, and as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sparklicense.checks import at_handle
from sparklicense.errors import printable
from sparklicense.exchange.reports import MOST_ROWS, Column, Section
from sparklicense.instants import ZoneLike, local, written
from sparklicense.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime

    from sparklicense.planning import Coverage, Gap, Outage, Plan, Renewal, Spend
    from sparklicense.windows import Window

WORKLIST_COLUMNS: Final = (
    "post_id",
    "creator",
    "due",
    "late",
    "apply",
    "ask_for_days",
    "extend",
    "ads",
    "loss_per_day",
    "at_stake",
    "explanation",
)
"""What is said of each post that lacks a license."""


def plan_to_data(plan: Plan, *, tz: ZoneLike = "UTC") -> dict[str, Any]:
    """Give a plan as JSON has it; instants are text in UTC, amounts of money text.

    Args:
        plan: from `sparklicense.planning.plan`.
        tz: the clock on which explanations write instants, an IANA name.

    Examples:
        >>> from sparklicense import Portfolio
        >>> from sparklicense.exchange.plans import plan_to_data
        >>> from sparklicense.planning import plan
        >>> plan_to_data(plan(Portfolio(), at="2026-06-01T00:00:00Z"))["planned"]
        {'amounts': {}, 'unknown': []}
    """
    return {
        "at": written(plan.at),
        "end": _written(plan.end),
        "policy": plan.policy,
        "worklist": [_renewal(each, tz) for each in plan.worklist],
        "outages": [_outage(each) for each in plan.outages],
        "coverage": [_coverage(each) for each in plan.coverage],
        "planned": _spend(plan.planned),
        "at_risk": _spend(plan.at_risk),
    }


def plan_rows(plan: Plan, *, tz: ZoneLike = "UTC") -> Iterable[tuple[object, ...]]:
    """Give one row for each entry of the worklist, of `WORKLIST_COLUMNS`; several values are parted by spaces."""
    for each in plan.worklist:
        yield (
            each.post_id,
            each.creator,
            written(each.due),
            str(each.late).lower(),
            " ".join(each.apply),
            " ".join(str(code.days) for code in each.codes),
            "" if each.extension is None else f"{each.extension.license_id} {each.extension.days}",
            " ".join(each.ads),
            _money(each.loss_per_day),
            _money(each.at_stake),
            each.explain(tz).replace("\n", " "),
        )


def plan_report(plan: Plan, *, tz: str = "UTC") -> list[Section]:
    """Say first what matters first: what to do, then what stops, then where flights are not served.

    Args:
        plan: from `sparklicense.planning.plan`.
        tz: the clock on which instants are written, an IANA name.
    """
    end = "the last flight's end" if plan.end is None else local(plan.end, tz)
    posts = len(plan.worklist)
    head = (
        f"{posts} post{' needs' if posts == 1 else 's need'} a license from {local(plan.at, tz)} to {end}.\n"
        f"Planned spend: {plan.planned}; at risk: {plan.at_risk}; policy {plan.policy}."
    )
    gaps = sorted((each for each in plan.coverage if each.gaps), key=lambda each: (each.share or 0.0, each.ads))
    return [
        Section(title=head),
        _section(
            "What to do; what loses most per day comes first",
            ("due", "post", "creator", "loses per day", "at stake", "!what to do"),
            [_todo(each, tz) for each in plan.worklist],
        ),
        _section(
            "What stops",
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
        ),
    ]


def _section(title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> Section:
    """Make a table; `!` marks a column of words, which may be broken."""
    return Section(
        title=title,
        columns=tuple(Column(each.removeprefix("!"), whole=not each.startswith("!")) for each in headings),
        rows=tuple(rows[:MOST_ROWS]),
        left_out=max(0, len(rows) - MOST_ROWS),
    )


def _todo(renewal: Renewal, tz: str) -> tuple[str, ...]:
    what = [f"apply the code of license {printable(id)}" for id in renewal.apply]
    what += [f"ask for {code.days} days from {local(code.issued_at, tz)}" for code in renewal.codes]
    if renewal.extension is not None:
        what.append(f"or have the code extended by {renewal.extension.days} days")
    return (
        local(renewal.due, tz) + (" (passed)" if renewal.late else ""),
        printable(renewal.post_id),
        printable(at_handle(renewal.creator)),
        str(renewal.loss_per_day),
        str(renewal.at_stake),
        "; ".join(what),
    )


def _stretch(gap: Gap, tz: str) -> str:
    bounds = (gap.window.start, gap.window.end)
    return f"{' to '.join(local(each, tz) for each in bounds if each)} {', '.join(gap.causes)}"


def _renewal(renewal: Renewal, tz: ZoneLike) -> dict[str, Any]:
    extension = renewal.extension
    return {
        "post_id": renewal.post_id,
        "creator": renewal.creator,
        "ads": list(renewal.ads),
        "due": written(renewal.due),
        "late": renewal.late,
        "gaps": [_gap(each) for each in renewal.gaps],
        "apply": list(renewal.apply),
        "apply_by": _written(renewal.apply_by),
        "codes": [
            {
                "issued_at": written(code.issued_at),
                "days": code.days,
                "expires_at": written(code.expires_at),
                "ask_by": written(ask_by),
            }
            for code, ask_by in zip(renewal.codes, renewal.ask_by, strict=True)
        ],
        "shortest": renewal.shortest,
        "extension": extension
        and {
            "license_id": extension.license_id,
            "days": extension.days,
            "expires_at": written(extension.expires_at),
        },
        "lead_time_seconds": renewal.lead_time.duration.total_seconds(),
        "lead_time_requests": renewal.lead_time.requests,
        "loss_per_day": _spend(renewal.loss_per_day),
        "at_stake": _spend(renewal.at_stake),
        "explanation": renewal.explain(tz),
    }


def _outage(outage: Outage) -> dict[str, Any]:
    return {
        "at": written(outage.at),
        "stops": [{"ad_id": each.ad_id, "cause": each.cause.value} for each in outage.stops],
        "idle_campaigns": list(outage.idle_campaigns),
        "spend_per_day": _spend(outage.spend_per_day),
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "ad_id": coverage.ads[0],
        "share": coverage.share,
        "flight": _windows(coverage.flight),
        "serving": _windows(coverage.serving),
        "gaps": [_gap(each) for each in coverage.gaps],
        "overlaps": [
            {**_window(each.window), "post_id": each.post_id, "license_ids": list(each.license_ids)}
            for each in coverage.overlaps
        ],
        "overshoot": [{**_window(each.window), "license_id": each.license_id} for each in coverage.overshoot],
        "spent": _spend(coverage.spent),
        "lost": _spend(coverage.lost),
    }


def _spend(spend: Spend) -> dict[str, Any]:
    return {
        "amounts": {currency: str(amount) for currency, amount in spend.amounts},
        "unknown": [{"ad_id": each.ad_id, "reason": each.reason} for each in spend.unknown],
    }


def _money(spend: Spend) -> str:
    known = [f"{amount} {currency}" for currency, amount in spend.amounts]
    return " + ".join([*known, "unknown"] if spend.unknown else known)


def _gap(gap: Gap) -> dict[str, Any]:
    return {**_window(gap.window), "causes": [each.value for each in gap.causes]}


def _windows(windows: Windows) -> list[dict[str, Any]]:
    return [_window(each) for each in windows]


def _window(window: Window) -> dict[str, Any]:
    return {"start": _written(window.start), "end": _written(window.end)}


def _written(at: DateTime | None) -> str | None:
    return None if at is None else written(at)
