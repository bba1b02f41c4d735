"""Which formats there are, and since when, or until when, one can be chosen."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.errors import shown
from sparklicense.formats.statements import Figure, check_rows
from sparklicense.instants import InstantLike, instant
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime


class Format(StrEnum):
    """A way of advertising on TikTok; in the guide's order, which does not know the last one."""

    SPARK_PULL = "spark_pull"
    """A Spark Ad on a post that exists: what the guide calls a Spark Ad."""
    IN_FEED = "in_feed"
    """An uploaded ad that is no post: what TikTok calls non-Spark."""
    SPARK_PUSH = "spark_push"
    """A Spark Ad from an upload, which TikTok publishes to the advertiser's own account as a post."""

    @property
    def words(self) -> str:
        """What to call it in a sentence."""
        return _WORDS[self]


_WORDS: Final = {
    Format.SPARK_PULL: "a Spark Ad on an existing post",
    Format.IN_FEED: "an In-Feed Ad",
    Format.SPARK_PUSH: "a Spark Ad from an upload",
}


class InFeedException(StrEnum):
    """What can still be made as a non-Spark ad after the closing (fact G8)."""

    OTHER_PLACEMENTS = "other_placements"
    """Only Pangle or the Global App Bundle, not TikTok itself."""
    BRANDED_MISSION = "branded_mission"
    TIKTOK_SHOP = "tiktok_shop"
    SMART_CREATIVE = "smart_creative"
    MANUAL_CATALOG = "manual_catalog"


class Closing(StrEnum):
    """How a policy sees the closing of In-Feed Ads at an instant."""

    NEVER = "never"
    AHEAD = "ahead"
    PAST = "past"

    @classmethod
    def of(cls, policy: Policy, at: DateTime) -> Closing:
        """Read it off a policy, at an instant (UTC)."""
        if policy.in_feed_closed_from is None:
            return cls.NEVER
        return cls.AHEAD if policy.in_feed_is_open(at) else cls.PAST


@attrs.frozen(kw_only=True)
class Availability:
    """A row: whether a format can be chosen, as policies see the closing of In-Feed Ads.

    Attributes:
        id: what reports call the row.
        format: the format.
        is_open: whether new ads of the format can be made.
        closing: how the policy sees the closing where the row holds; `None`: always.
        exceptions: for what the format can be chosen although it is closed.
        reason: what is the case, in words.
        basis: what that rests on.
        citations: where it comes from.
    """

    id: str
    format: Format
    is_open: bool
    closing: Closing | None = None
    exceptions: frozenset[InFeedException] = frozenset()
    reason: str
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """No performance figure."""
        return ()

    def holds(self, at: DateTime, policy: Policy) -> bool:
        """Tell whether the row holds at an instant (UTC) under a policy."""
        return self.closing in (None, Closing.of(policy, at))


AVAILABILITY: Final[tuple[Availability, ...]] = (
    Availability(
        id="spark_pull_open",
        format=Format.SPARK_PULL,
        is_open=True,
        reason="an organic post can be put behind an ad",
        basis=Basis.PLATFORM,
        citations=(guide("How Spark Ads work"), facts("D5")),
    ),
    Availability(
        id="spark_push_open",
        format=Format.SPARK_PUSH,
        is_open=True,
        reason="an upload can be published to the advertiser's own account and advertised as its post",
        basis=Basis.PLATFORM,
        citations=(facts("D8", "D9"),),
    ),
    Availability(
        id="in_feed_open",
        format=Format.IN_FEED,
        is_open=True,
        closing=Closing.NEVER,
        reason="In-Feed Ads are the standard format, open to everybody",
        basis=Basis.GUIDE,
        citations=(guide("Spark Ads vs In-Feed Ads"),),
    ),
    Availability(
        id="in_feed_closing",
        format=Format.IN_FEED,
        is_open=True,
        closing=Closing.AHEAD,
        reason="non-Spark ads can be made until TikTok takes no new ones",
        basis=Basis.PLATFORM,
        citations=(facts("G8"),),
    ),
    Availability(
        id="in_feed_closed",
        format=Format.IN_FEED,
        is_open=False,
        closing=Closing.PAST,
        exceptions=frozenset(InFeedException),
        reason="TikTok takes no new non-Spark ads on its placements, exceptions aside; those that exist stay editable",
        basis=Basis.PLATFORM,
        citations=(facts("G8", "I12"),),
    ),
)
"""Which formats can be chosen, as policies see the closing of In-Feed Ads."""


def check_availability(rows: Iterable[Availability]) -> None:
    """Refuse a table that leaves a format without an answer, or gives it two, at any time under any policy.

    Raises:
        RulebookError: it names the format, or the row whose source is wrong.
    """
    all_rows = list(rows)
    problems: list[str] = []
    for which in Format:
        mine = sorted(str(row.closing) for row in all_rows if row.format is which)
        if mine not in (["None"], sorted(Closing)):
            problems.append(f"format {shown(which)} has a gap or an overlap")
    check_rows("availability", all_rows, problems)


check_availability(AVAILABILITY)


def availability(which: Format, *, at: InstantLike, policy: PolicyLike = GUIDE) -> Availability:
    """Tell whether new ads of a format can be made at an instant.

    Args:
        which: the format.
        at: the instant, with an offset.
        policy: the reading of the sources; its `in_feed_closed_from` says when In-Feed Ads close.

    Examples:
        >>> from sparklicense import PLATFORM
        >>> from sparklicense.formats import Format, availability
        >>> availability(Format.IN_FEED, at="2026-01-14T23:59:59Z", policy=PLATFORM).is_open
        True
        >>> availability(Format.IN_FEED, at="2026-01-15T00:00:00Z", policy=PLATFORM).is_open
        False
        >>> availability(Format.IN_FEED, at="2026-01-15T00:00:00Z").id
        'in_feed_open'
    """
    policy = policy_of(policy)
    t = instant(at)
    return next(row for row in AVAILABILITY if row.format is which and row.holds(t, policy))
