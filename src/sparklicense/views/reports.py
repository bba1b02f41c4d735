"""Audits and timelines as people read them: words and tables, free of any layout."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.audit_rows import needs_someone
from sparklicense.auditing import is_idle
from sparklicense.checks import at_handle
from sparklicense.errors import printable
from sparklicense.instants import local, zone
from sparklicense.licenses import License, LicenseStatus
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.serving_rows import SERVING, rules_by_state
from sparklicense.rules.states import ServingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta

    from pendulum import DateTime

    from sparklicense.audit import Audit, AuditDiff
    from sparklicense.audit_rows import AdAudit
    from sparklicense.policies import Policy
    from sparklicense.portfolio import Portfolio
    from sparklicense.posts import Post
    from sparklicense.rules.expiry import ServingRule
    from sparklicense.windows import Window

MOST_ROWS: Final = 20
"""How many rows of one list people are shown."""

MOST_TO_DO: Final = 10
"""How many rows of what is to do people are shown first."""

_IN_FORCE: Final = (LicenseStatus.ACTIVE, LicenseStatus.UNREDEEMED)


@attrs.frozen
class Column:
    """A column: its heading, and whether its cells, such as ids and instants, are never broken."""

    heading: str
    whole: bool = True


@attrs.frozen(kw_only=True)
class Section:
    """A part of a report: words, and a table where there is one.

    Attributes:
        title: what it says, or what the table holds.
        columns: of the table.
        rows: a text for each column.
        left_out: how many more rows there are.
    """

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    left_out: int = 0


def audit_report(
    portfolio: Portfolio,
    audit: Audit,
    *,
    within: timedelta | None = None,
    tz: str = "UTC",
    problems: bool = False,
) -> list[Section]:
    """Say first what matters first: how many ads serve, why the others do not, what comes next.

    Args:
        portfolio: what was audited.
        audit: its audit.
        within: how far ahead it looked; `None`: not ahead.
        tz: the clock on which instants are written, an IANA name.
        problems: whether someone must act on how the portfolio was read.
    """
    groups: defaultdict[ServingRule | None, list[AdAudit]] = defaultdict(list)
    for each in audit.ads:
        groups[each.decision.because].append(each)
    # What somebody can fix comes first, then what serves, and what is over or gone for good comes last.
    rules: list[ServingRule | None] = [row for row in SERVING.rows if row in groups]
    rules += [None] if None in groups else []
    rules.sort(key=lambda rule: rule is not None and (rule.state is ServingState.ENDED or rule.for_good))
    return [
        _headline(portfolio, audit, within, tz, problems=problems),
        _do_now(audit, tz),
        _counts({rule: len(groups[rule]) for rule in rules}),
        *(_ads(rule, groups[rule], tz) for rule in rules),
        _idle(portfolio, audit),
        _running_out(portfolio, audit, within, tz),
        _upcoming(audit, within, tz),
    ]


def diff_report(found: AuditDiff, *, tz: str = "UTC") -> list[Section]:
    """Say how an audit differs from an earlier one, a row each.

    Args:
        found: from `diff`.
        tz: the clock on which instants are written, an IANA name.
    """
    count = len(found.differences)
    noun = "difference" if count == 1 else "differences"
    return [
        Section(title=f"{count} {noun} from {local(found.before, tz)} to {local(found.after, tz)}; times in {tz}."),
        _cut(
            title="What is different",
            columns=(
                Column("what"),
                Column("name", whole=False),
                Column("id", whole=False),
                Column("before"),
                Column("after"),
                Column(_headed("since", tz)),
                Column("to do", whole=False),
            ),
            rows=[
                (
                    each.kind.value,
                    printable(each.name),
                    printable(each.id),
                    each.before or "",
                    each.after or "",
                    _clock(each.since, tz),
                    "" if each.actor is None else f"{_who(each.actor, each.creator)}: {each.remedy}",
                )
                for each in found.differences
            ],
            total=count,
        ),
    ]


def timeline_report(
    ad_id: str,
    spans: Iterable[tuple[Window, ServingState]],
    *,
    post: Post,
    policy: Policy,
    tz: str = "UTC",
    own: bool = False,
) -> list[Section]:
    """Say what an ad does, span by span.

    Args:
        ad_id: whose they are.
        spans: from `Timeline.spans`.
        post: the ad's post.
        policy: the reading they were made under.
        tz: the clock on which instants are written, an IANA name.
        own: whether the ad runs by codes of the advertiser's own post.
    """
    rules = rules_by_state(policy, post, own=own)
    rows = [
        (
            _clock(window.start, tz, "no start"),
            _clock(window.end, tz, "no end"),
            state.value,
            rules[state].reason if state in rules else "nothing blocks it",
            fixing(rules.get(state)),
        )
        for window, state in spans
    ]
    columns = (
        Column(_headed("start", tz)),
        Column(_headed("end", tz)),
        Column("state"),
        Column("why", whole=False),
        Column("fixed by", whole=False),
    )
    title = f"Timeline of ad {printable(ad_id)}; policy {policy.name}; times in {tz}."
    return [_cut(title=title, columns=columns, rows=rows, total=len(rows))]


def fixing(rule: ServingRule | None) -> str:
    """Say who can fix what a row says, and how; nothing where nothing blocks."""
    return "" if rule is None else f"{rule.actor} ({rule.remedy})"


def _headline(portfolio: Portfolio, audit: Audit, within: timedelta | None, tz: str, *, problems: bool) -> Section:
    serving = sum(each.decision.serves for each in audit.ads)
    when = "now" if within is None else f"now or in the next {_length(within)}"
    who = "someone has" if audit.needs_action or problems else "nobody has"
    held = ", ".join(
        f"{number} {noun}{'' if number == 1 else 's'}"
        for number, noun in (
            (len(portfolio.posts), "post"),
            (len(portfolio.licenses), "license"),
            (len(portfolio.ads), "ad"),
            (len(audit.campaigns), "campaign"),
        )
    )
    return Section(
        title=f"{serving} of {len(audit.ads)} ads serve at {local(audit.at, tz)}; {who} to act {when}.\n"
        f"{held}; policy {audit.policy}; times in {tz}."
    )


def _do_now(audit: Audit, tz: str) -> Section:
    """List what needs someone, worst first."""
    waiting = audit.to_do()
    return _cut(
        title="Do now",
        columns=(
            Column("who", whole=False),
            Column("what", whole=False),
            Column("ad", whole=False),
            Column(_headed("since", tz)),
        ),
        rows=[
            (
                _who(each.actor, each.creator),
                each.remedy or "",
                printable(each.name or each.id),
                _clock(each.since, tz, "always"),
            )
            for each in waiting[:MOST_TO_DO]
        ],
        total=len(waiting),
    )


def _who(actor: Actor | None, creator: str) -> str:
    """Name the creator, where one is to act and is known."""
    return printable(at_handle(creator)) if actor is Actor.CREATOR and creator else str(actor)


def _counts(counts: dict[ServingRule | None, int]) -> Section:
    return Section(
        title="Ads by state",
        columns=(Column("state"), Column("ads"), Column("fixed by", whole=False)),
        rows=tuple((str(_state(rule)), str(count), fixing(rule)) for rule, count in counts.items()),
    )


def _state(rule: ServingRule | None) -> ServingState:
    return ServingState.SERVING if rule is None or rule.state is None else rule.state


def _ads(rule: ServingRule | None, ads: Sequence[AdAudit], tz: str) -> Section:
    """List the ads that one row blocks: what stopped last comes first, and of what serves, what stops first."""
    if rule is None:
        ads = sorted(ads, key=lambda each: (each.until is None, each.until, each.id))
    else:
        ads = sorted(
            sorted(ads, key=lambda each: each.id), key=lambda each: (each.since is not None, each.since), reverse=True
        )
    return _cut(
        title=f"{_state(rule)}: {rule.reason if rule else 'nothing blocks them'}",
        columns=(
            Column("name", whole=False),
            Column("ad"),
            Column(_headed("since", tz)),
            Column(_headed("until", tz)),
            Column("then", whole=False),
            Column("also blocks", whole=False),
        ),
        rows=[
            (
                printable(each.name),
                printable(each.id),
                _clock(each.since, tz, "always"),
                _clock(each.until, tz),
                "" if each.next_state is None else each.next_state.value,
                ", ".join(each.objections[1:]),
            )
            for each in ads[:MOST_ROWS]
        ],
        total=len(ads),
    )


def _idle(portfolio: Portfolio, audit: Audit) -> Section:
    """List the campaigns that stand idle."""
    states = {each.id: each.state for each in audit.ads}
    waiting = [
        (campaign, Counter(states[id] for id in campaign.ads if id in states))
        for campaign in audit.campaigns
        if is_idle(map(portfolio.ad, campaign.ads), len(campaign.serving), audit.at)
    ]
    return _cut(
        title="Campaigns with a flight running and nothing serving",
        columns=(Column("campaign"), Column("ads"), Column("their states", whole=False)),
        rows=[
            (
                printable(campaign.id),
                str(len(campaign.ads)),
                ", ".join(f"{counts[state]} {state}" for state in ServingState if state in counts),
            )
            for campaign, counts in waiting[:MOST_ROWS]
        ],
        total=len(waiting),
    )


def _running_out(portfolio: Portfolio, audit: Audit, within: timedelta | None, tz: str) -> Section:
    if within is None:
        licenses = [each for each in portfolio.licenses if each.status(audit.at) in _IN_FORCE]
        licenses.sort(key=lambda each: (each.ends_at, each.id))
        title = "Licenses not over yet, the first to end first"
    else:
        licenses = list(portfolio.expiring(at=audit.at, within=within))
        title = f"Licenses that end in the next {_length(within)}"
    return _cut(
        title=title,
        columns=(
            Column("post"),
            Column("creator", whole=False),
            Column("status"),
            Column(_headed("ends", tz)),
            Column("left"),
            Column("license", whole=False),
        ),
        rows=[_license(each, portfolio, audit.at, tz) for each in licenses[:MOST_ROWS]],
        total=len(licenses),
    )


def _license(license: License, portfolio: Portfolio, at: DateTime, tz: str) -> tuple[str, ...]:
    return (
        printable(license.post_id),
        printable(at_handle(portfolio.post(license.post_id).creator)),
        license.status(at).value,
        _clock(license.ends_at, tz),
        _length(license.time_left(at)),
        printable(license.id) if license.has_own_id else "",  # a derived id says nothing that the post does not
    )


def _upcoming(audit: Audit, within: timedelta | None, tz: str) -> Section:
    return _cut(
        title="" if within is None else f"Changes in the next {_length(within)}",
        columns=(
            Column(_headed("at", tz)),
            Column("ad"),
            Column("from"),
            Column("to"),
            Column("to do", whole=False),
        ),
        rows=[
            (
                _clock(each.at, tz),
                printable(each.ad_id),
                each.from_.value,
                each.to.value,
                f"{_who(each.actor, each.creator)}: {each.remedy}" if needs_someone(each.to) else "",
            )
            for each in audit.upcoming[:MOST_ROWS]
        ],
        total=len(audit.upcoming),
    )


def _cut(*, title: str, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]], total: int) -> Section:
    """Make a table; where it has rows, without the columns that hold nothing."""
    used = [place for place in range(len(columns)) if not rows or any(row[place] for row in rows)]
    return Section(
        title=title,
        columns=tuple(columns[place] for place in used),
        rows=tuple(tuple(row[place] for place in used) for row in rows),
        left_out=total - len(rows),
    )


def _headed(heading: str, tz: str) -> str:
    return f"{heading} ({tz})" if tz == "UTC" else f"{heading},\n{tz}"


def _clock(at: DateTime | None, tz: str, none: str = "") -> str:
    """Write an instant on the clock that the heading names; where that reads the same twice, say which."""
    if at is None:
        return none
    reading, _, name = local(at, tz).rpartition(" ")
    return f"{reading} {name}" if _reads_twice(at, tz) else reading


def _reads_twice(at: DateTime, tz: str) -> bool:
    try:
        there = datetime.astimezone(at, zone(tz))
    except OverflowError:  # at the edge of the calendar, where `local` falls back to UTC
        return tz != "UTC"
    return there.utcoffset() != datetime.replace(there, fold=1 - there.fold).utcoffset()


def _length(length: timedelta) -> str:
    """Write a duration in days and hours, rounded down."""
    hours = length.seconds // 3600
    days = f"{length.days} d" if length.days else ""
    return " ".join(part for part in (days, f"{hours} h" if hours else "") if part) or "under 1 h"
