"""The audit: every ad, license and campaign at one instant, what changes next, and how two audits differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum

import attrs
from pendulum import DateTime

from sparklicense import markup
from sparklicense.audit_rows import AdAudit, CampaignStatus, Change, LicenseAudit, needs_someone
from sparklicense.checks import at_handle, handle, member
from sparklicense.errors import InvalidValueError, printable, shown
from sparklicense.instants import ZoneLike, local, written
from sparklicense.licenses import LicenseStatus
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.states import ServingState


@attrs.frozen(kw_only=True, repr=False)
class Audit:
    """A portfolio at one instant."""

    at: DateTime = attrs.field(repr=written)
    """The instant, in UTC."""
    policy: str
    """The name of the policy."""
    ads: tuple[AdAudit, ...]
    """Every ad, in the portfolio's order."""
    licenses: tuple[LicenseAudit, ...]
    """Every license, in the portfolio's order."""
    campaigns: tuple[CampaignStatus, ...]
    """Every campaign, by id."""
    upcoming: tuple[Change, ...]
    """Every change after the instant and within the horizon, in the order in which they happen."""
    needs_action: bool
    """Whether someone other than time must act, now or at a change within the horizon.

    Expected starts, ends and pauses do not count, nor does an ad that was over before its post went;
    a campaign with nothing serving counts while a flight of it is running and not paused.
    """

    def to_do(self) -> tuple[AdAudit, ...]:
        """Give the ads that need someone now, worst first.

        First those that somebody can fix, the one that stopped last at the top; then those that only another
        post can replace.
        """
        waiting = [each for each in self.ads if each.needs_action]
        waiting.sort(key=lambda each: (each.since is not None, each.since), reverse=True)
        return tuple(sorted(waiting, key=lambda each: each.actor is Actor.NOBODY))

    def by_actor(self) -> dict[Actor, tuple[AdAudit, ...]]:
        """Group the ads that do not serve by who can fix them.

        Examples:
            >>> from sparklicense import Portfolio, Post, SparkAd
            >>> portfolio = Portfolio(
            ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", creator="ana")],
            ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
            ... )
            >>> audit = portfolio.audit(at="2026-06-02T00:00:00Z")
            >>> {str(actor): [ad.id for ad in ads] for actor, ads in audit.by_actor().items()}
            {'creator': ['7']}
        """
        groups = {actor: tuple(each for each in self.ads if each.actor is actor) for actor in Actor}
        return {actor: ads for actor, ads in groups.items() if ads}

    def by_creator(self) -> dict[str, tuple[AdAudit, ...]]:
        """Group the ads by the handle of their post's creator, in order of handles; `""` holds the unknown."""
        groups: defaultdict[str, list[AdAudit]] = defaultdict(list)
        for each in self.ads:
            groups[each.creator].append(each)
        return {creator: tuple(ads) for creator, ads in sorted(groups.items())}

    def only(
        self,
        *,
        state: ServingState | str | None = None,
        creator: str | None = None,
        campaign: str | None = None,
        actor: Actor | str | None = None,
    ) -> Audit:
        """Give the part of the audit that is about some of its ads; what is left out does not narrow it.

        In a part someone must act where one of its ads needs it: a campaign in which nothing serves does not count.

        Args:
            state: the headline that they have.
            creator: the handle of their post's creator, with or without `@`.
            campaign: the id of their campaign.
            actor: who can fix them.

        Raises:
            ValueError: there is no such state or actor.
        """
        if (state, creator, campaign, actor) == (None,) * 4:
            return self
        state = None if state is None else member("state", ServingState, state)
        actor = None if actor is None else member("actor", Actor, actor)
        whose = None if creator is None else handle(creator)
        ads = tuple(
            each
            for each in self.ads
            if (state is None or each.state is state)
            and (whose is None or each.creator == whose)
            and (campaign is None or each.campaign_id == campaign)
            and (actor is None or each.actor is actor)
        )
        over = {each.id for each in ads if each.was_over}
        ids, posts = {each.id for each in ads}, {each.post_id for each in ads}
        campaigns = {each.campaign_id for each in ads}
        upcoming = tuple(each for each in self.upcoming if each.ad_id in ids)
        kept = tuple(each for each in self.campaigns if each.id in campaigns)
        return attrs.evolve(
            self,
            ads=ads,
            licenses=tuple(each for each in self.licenses if each.post_id in posts),
            campaigns=kept,
            upcoming=upcoming,
            needs_action=any(each.needs_action for each in ads)
            or any(needs_someone(each.to, was_over=each.ad_id in over) for each in upcoming),
        )

    def explain(self, tz: ZoneLike = "UTC", *, limit: int = 10) -> str:
        """Say what needs someone now, worst first, then how many ads are in which state, then what changes.

        Args:
            tz: the clock on which instants are written, an IANA name.
            limit: how many lines a list has at most.

        Examples:
            >>> from sparklicense import Portfolio, Post, SparkAd
            >>> portfolio = Portfolio(
            ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", creator="ana")],
            ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", name="Summer")],
            ... )
            >>> print(portfolio.audit(at="2026-06-02T00:00:00Z"))
            0 of 1 ad serves at 2026-06-02 00:00:00 UTC; policy guide.
            Do now:
              Summer (7) by @ana: license_missing; creator: authorize the post and send the code
            By state: 1 license_missing
        """
        count, serving = len(self.ads), sum(each.decision.serves for each in self.ads)
        ads = "1 ad serves" if count == 1 else f"{count} ads serve"
        lines = [f"{serving} of {ads} at {local(self.at, tz)}; policy {printable(self.policy)}."]
        to_do = [f"{each.title}: {each.state}; {each.actor}: {each.remedy}" for each in self.to_do()]
        states = Counter(each.state for each in self.ads)
        changes = [each.explain(tz) for each in self.upcoming]
        for title, rows in (("Do now", to_do), ("Next", changes)):
            if title == "Next" and states:
                lines.append(
                    "By state: " + ", ".join(f"{states[each]} {each}" for each in ServingState if states[each])
                )
            if rows:
                lines += [f"{title}:", *(f"  {row}" for row in rows[:limit])]
            if len(rows) > limit:
                lines.append(f"  and {len(rows) - limit} more")
        return "\n".join(lines)

    def __str__(self) -> str:
        """Explain it, with instants in UTC."""
        return self.explain()

    def _repr_html_(self) -> str:
        """Show it in a notebook: the ads, what needs someone first."""
        waiting = self.to_do()
        needed = {each.id for each in waiting}
        others = [each for each in self.ads if each.id not in needed]
        ads = [*waiting, *sorted(others, key=lambda each: each.state is ServingState.ENDED)]
        return markup.table(
            self.explain(limit=0).partition("\n")[0],
            ("ad", "creator", "state", "since (UTC)", "until (UTC)", "who can fix it"),
            (
                (
                    each.name or each.id,
                    at_handle(each.creator),
                    each.state,
                    markup.clock(each.since, "always"),
                    markup.clock(each.until),
                    "" if each.actor is None else f"{each.actor}: {each.remedy}",
                )
                for each in ads
            ),
            len(ads),
        )

    def __repr__(self) -> str:
        """Count what it holds."""
        return (
            f"<Audit at {written(self.at)}: {len(self.ads)} ads, {len(self.licenses)} licenses, "
            f"{len(self.campaigns)} campaigns, {len(self.upcoming)} changes>"
        )


class DifferenceKind(StrEnum):
    """How an ad, or a license, differs between two audits."""

    STOPPED = "stopped"
    """The ad served, and does not."""
    RESUMED = "resumed"
    """The ad did not serve, and does."""
    CHANGED_REASON = "changed_reason"
    """The ad serves no more than before, for another reason."""
    NEW = "new"
    """The ad was not there before."""
    GONE = "gone"
    """The ad is not there any more."""
    LICENSE_ENDED = "license_ended"
    """The license expired, or was revoked."""
    LICENSE_RENEWED = "license_renewed"
    """The license ends later than before, or it is a new one for a post that had one."""


@attrs.frozen(kw_only=True)
class AuditDifference:
    """One thing that differs between two audits."""

    kind: DifferenceKind
    """How it differs."""
    id: str
    """The ad; of a license, the license."""
    post_id: str
    """Its post."""
    name: str = ""
    """The ad's name."""
    creator: str = ""
    """The post's creator: a handle, without `@`; empty where it is unknown."""
    before: str | None = None
    """The state or the status before; of a license that was renewed, its end. `None`: it was not there."""
    after: str | None = None
    """The same afterwards."""
    since: DateTime | None = attrs.field(default=None, repr=lambda at: "None" if at is None else written(at))
    """When the state afterwards began, in UTC; `None` where that is not known."""
    actor: Actor | None = None
    """Who can fix it; `None` where there is nothing to fix."""
    remedy: str | None = None
    """How they can."""

    @property
    def key(self) -> str:
        """A text that is the same for the same difference, however often it is found: it names no earlier audit."""
        since = "" if self.since is None else written(self.since)
        return f"{self.kind}:{self.id}:{self.after or ''}:{since}"

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say it on one line, with instants on a named clock."""
        what = f"license of post {shown(self.post_id)}" if self.kind.startswith("license") else f"ad {shown(self.id)}"
        named = f" {printable(self.name)}" if self.name else ""
        creator = f" by {printable(at_handle(self.creator))}" if self.creator else ""
        since = "" if self.since is None else f" since {local(self.since, tz)}"
        fix = "" if self.actor is None else f"; {self.actor}: {self.remedy}"
        words = " to ".join(each for each in (self.before, self.after) if each is not None)
        return f"{self.kind}: {what}{named}{creator}: {words}{since}{fix}"

    def __str__(self) -> str:
        """Explain it, with instants in UTC."""
        return self.explain()


@attrs.frozen(kw_only=True)
class AuditDiff:
    """How two audits differ."""

    before: DateTime = attrs.field(repr=written)
    """The instant of the earlier audit, in UTC."""
    after: DateTime = attrs.field(repr=written)
    """The instant of the later one."""
    differences: tuple[AuditDifference, ...]
    """What differs: ads first, in the order of the later audit, then ads that are gone, then licenses."""

    def of(self, kind: DifferenceKind | str) -> tuple[AuditDifference, ...]:
        """Give the differences of one kind."""
        wanted = member("kind", DifferenceKind, kind)
        return tuple(each for each in self.differences if each.kind is wanted)

    @property
    def needs_action(self) -> bool:
        """Whether someone must act on a difference."""
        return any(each.actor not in (None, Actor.TIME) for each in self.differences)

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say what differs, one line each, with instants on a named clock."""
        count = len(self.differences)
        head = (
            f"{count} difference{'' if count == 1 else 's'} from {local(self.before, tz)} to {local(self.after, tz)}."
        )
        return "\n".join([head, *(f"  {each.explain(tz)}" for each in self.differences)])

    def __str__(self) -> str:
        """Explain it, with instants in UTC."""
        return self.explain()

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        rows = ((each.kind, each.explain().partition(": ")[2]) for each in self.differences)
        return markup.table(self.explain().partition("\n")[0], ("what", "which"), rows, len(self.differences))


def diff(before: Audit, after: Audit) -> AuditDiff:
    """Tell how two audits differ: ads that stopped, resumed or changed, and licenses that ended or were renewed.

    Args:
        before: the earlier audit.
        after: the later one, under the same policy.

    Raises:
        ValueError: they were made under different policies.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd, audit
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", creator="ana")],
        ...     licenses=[License.issue(code="#secret=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
        ... )
        >>> june, july = (portfolio.audit(at=at) for at in ("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"))
        >>> [each.key for each in audit.diff(june, july).of("stopped")]
        ['stopped:7:license_expired:2026-06-23T07:09:07Z']
    """
    if before.policy != after.policy:
        raise InvalidValueError(
            f"before: policy {shown(before.policy)}, but after: {shown(after.policy)}; audits are compared under one"
        )
    were, are = ({each.id: each for each in made.ads} for made in (before, after))
    found = [_ad_difference(were.get(ad.id), ad) for ad in after.ads]
    found += [
        AuditDifference(
            kind=DifferenceKind.GONE,
            id=ad.id,
            post_id=ad.post_id,
            name=ad.name,
            creator=ad.creator,
            before=ad.state.value,
        )
        for ad in before.ads
        if ad.id not in are
    ]
    found += _license_differences(before, after)
    return AuditDiff(before=before.at, after=after.at, differences=tuple(each for each in found if each is not None))


def _ad_difference(before: AdAudit | None, after: AdAudit) -> AuditDifference | None:
    if before is None:
        kind = DifferenceKind.NEW
    elif before.state is after.state:
        return None
    elif after.decision.serves:
        kind = DifferenceKind.RESUMED
    else:
        kind = DifferenceKind.STOPPED if before.decision.serves else DifferenceKind.CHANGED_REASON
    return AuditDifference(
        kind=kind,
        id=after.id,
        post_id=after.post_id,
        name=after.name,
        creator=after.creator,
        before=None if before is None else before.state.value,
        after=after.state.value,
        since=after.since,
        actor=after.actor if after.needs_action else None,
        remedy=after.remedy if after.needs_action else None,
    )


def _license_differences(before: Audit, after: Audit) -> Iterable[AuditDifference]:
    were = {each.id: each for each in before.licenses}
    posts = {each.post_id for each in before.licenses}
    creators = {each.post_id: each.creator for each in (*before.ads, *after.ads)}
    over = (LicenseStatus.EXPIRED, LicenseStatus.REVOKED)
    for each in after.licenses:
        old = were.get(each.id)
        was, now = (None if one is None else written(one.expires_at) for one in (old, each))
        if old is not None and old.status not in over and each.status in over:
            kind, was, now = DifferenceKind.LICENSE_ENDED, old.status.value, each.status.value
        elif old.expires_at < each.expires_at if old is not None else each.post_id in posts:
            kind = DifferenceKind.LICENSE_RENEWED
        else:
            continue
        creator = creators.get(each.post_id, "")
        yield AuditDifference(kind=kind, id=each.id, post_id=each.post_id, creator=creator, before=was, after=now)
