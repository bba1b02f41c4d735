"""Renewals: what to ask a creator for by when, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
from pendulum import DateTime

from sparklicense.checks import at_handle
from sparklicense.errors import shown
from sparklicense.instants import ZoneLike, later, local, written, zone
from sparklicense.licenses import License
from sparklicense.planning.lead_times import LeadTime
from sparklicense.planning.money import Spend
from sparklicense.planning.sequences import PlannedCode
from sparklicense.planning.sweeps import Gap
from sparklicense.policies import GUIDE, PolicyLike, policy_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from sparklicense.portfolio import Portfolio


@attrs.frozen
class Extension:
    """A license whose creator could extend it instead of giving a new code (facts A13, A14)."""

    license_id: str
    """Which license: the one whose end opens the first gap."""
    days: int
    """The shortest offered duration, in days of 24 hours, that covers everything missing."""
    expires_at: DateTime = attrs.field(repr=written)
    """When it would then run out, in UTC."""


@attrs.frozen(kw_only=True)
class Renewal:
    """What to do about the licenses that a post lacks."""

    post_id: str
    """The post."""
    creator: str
    """Whom to ask; empty where it is unknown."""
    ads: tuple[str, ...]
    """Ids of the ads that lack a license at some time ahead, sorted."""
    gaps: tuple[Gap, ...]
    """When they are meant to serve and lack one, and why, from the instant asked about on."""
    apply: tuple[str, ...]
    """Ids of licenses whose codes are there and only have to be applied in Ads Manager."""
    codes: tuple[PlannedCode, ...]
    """The codes to ask the creator for; empty where applying is enough. Each must have begun at its `issued_at`."""
    shortest: int | None
    """The shortest offered duration with which one code covers all that is missing; `None`: none does, or none is."""
    extension: Extension | None
    """What the creator could do instead; `None`: no license that could be extended covers it."""
    lead_time: LeadTime
    """How long before a gap the creator has to be asked."""
    at: DateTime = attrs.field(repr=written)
    """The instant asked about, in UTC."""
    loss_per_day: Spend
    """The planned spend that a day of delay loses, at the start of the first gap."""
    at_stake: Spend
    """The planned spend that is lost in all gaps if nothing is done."""

    @property
    def ask_by(self) -> tuple[DateTime, ...]:
        """For each code, the latest instant, in UTC, to ask: its beginning less the lead time."""
        before = -self.lead_time.duration
        return tuple([later(code.issued_at, before) for code in self.codes])

    @property
    def apply_by(self) -> DateTime | None:
        """When, in UTC, a code that is there has to be applied at the latest; `None`: there is none to apply."""
        return self.gaps[0].window.start if self.apply else None

    @property
    def due(self) -> DateTime:
        """When, in UTC, to act first at the latest: to ask, or to apply a code."""
        apply_by = self.apply_by
        return min(self.ask_by if apply_by is None else (apply_by, *self.ask_by))

    @property
    def late(self) -> bool:
        """Whether that instant has passed: even an answer in time for the lead time leaves a gap."""
        return self.due < self.at

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say in words what to do by when, what it closes, and what it rests on.

        Args:
            tz: the clock on which instants are written, an IANA name.
        """
        return "\n".join(_words(self, tz))


def posts_needing_a_code(found: Iterable[Renewal]) -> tuple[str, ...]:
    """Give the ids of the posts for which a code has to be asked for, one code a post."""
    return tuple(each.post_id for each in found if each.codes)


def carry_out(portfolio: Portfolio, found: Iterable[Renewal], *, policy: PolicyLike = GUIDE) -> Portfolio:
    """Give the portfolio as it is once every renewal has been done in time: a scenario.

    Codes that are there are applied at the instant the renewals were asked about, or when they are
    issued; codes to ask for begin when they have to, and are open to every ad account.

    Args:
        portfolio: the facts.
        found: from `renewals`, on the same facts.
        policy: the reading it was made under.
    """
    policy = policy_of(policy)
    licenses = {each.id: each for each in portfolio.licenses}
    new: list[License] = []
    for renewal in found:
        for id in renewal.apply:
            license = licenses[id]
            # The old id stays: applying a code a second time is no second license.
            new.append(attrs.evolve(license, redeemed_at=max(renewal.at, license.issued_at), id=id))
        new += (
            License.issue(
                code=None,
                post_id=renewal.post_id,
                issued_at=code.issued_at,
                days=code.days,
                policy=policy,
                id=f"planned:{renewal.post_id}@{written(code.issued_at)}",
            )
            for code in renewal.codes
        )
    return portfolio.with_(*new)


def _words(renewal: Renewal, tz: ZoneLike) -> Iterable[str]:
    place = zone(tz)
    if renewal.apply_by is not None:
        for id in renewal.apply:
            yield f"Apply the code of license {shown(id)} in Ads Manager by {local(renewal.apply_by, place)}."
    who = at_handle(renewal.creator) or "the creator"
    for code, by in zip(renewal.codes, renewal.ask_by, strict=True):
        begin = local(code.issued_at, place)
        yield f"Ask {who} for a code for post {shown(renewal.post_id)}: {code.days} days, to begin by {begin}."
        late = ", which has passed" if by < renewal.at else ""
        yield f"Ask by {local(by, place)}{late}: the lead time is {renewal.lead_time}."
    if renewal.extension is not None:
        yield (
            f"Or have license {shown(renewal.extension.license_id)} extended by {renewal.extension.days} days: "
            "its code stays the same."
        )
    for gap in renewal.gaps:
        yield f"This closes {_stretch(gap, place)}."
    yield f"A day of delay loses {renewal.loss_per_day}; all of it, {renewal.at_stake}."


def _stretch(gap: Gap, place: tzinfo) -> str:
    start, end = gap.window.start, gap.window.end
    bounds = " to ".join(local(each, place) for each in (start, end) if each is not None)
    return f"{bounds}: {', '.join(gap.causes)}"
