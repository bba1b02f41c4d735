"""Policies: named, dated, cited readings of the sources.

A policy is data. Rules ask it for a value and never for its name, so that a house policy made with
`attrs.evolve(GUIDE, name="house", ...)` is as good as the two that ship.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.checks import check_is, check_text, whole
from sparklicense.citations import Citation, facts, guide
from sparklicense.errors import InvalidValueError, UnofferedDaysError, WrongTypeError, shown
from sparklicense.instants import InstantLike, instant, optional_instant


def _whole_days(days: int) -> int:
    number = whole("days", days, "a whole number of days")
    if number < 1:
        raise InvalidValueError(f"days: {shown(number)} is not a duration; at least 1 day")
    return number


def _days(value: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({_whole_days(days) for days in value}))


def _reminder_days(value: int | None) -> int | None:
    return None if value is None else _whole_days(value)


def _closed_from(value: InstantLike | None) -> DateTime | None:
    return optional_instant("in_feed_closed_from", value)


def _cited(value: Mapping[str, Citation] | tuple[tuple[str, Citation], ...]) -> tuple[tuple[str, Citation], ...]:
    if isinstance(value, tuple):  # what `attrs.evolve` hands over from the policy it starts with
        return value
    if not isinstance(value, Mapping):
        raise WrongTypeError(f"citations: a mapping of attributes to `Citation`s, not {type(value).__name__}")
    return tuple(value.items())


@attrs.frozen(kw_only=True)
class Policy:
    """A reading of what TikTok and its users may do.

    Attributes:
        name: what reports and the command line call it.
        days_offered: the durations that a creator can choose, in days of 24 hours, shortest first.
        post_must_be_public: whether an ad on a hidden post stops.
        creator_may_remove: whether a creator can delete, hide or withdraw what ads use (the ads
            stop), or is refused while they do.
        expired_code_extendable: whether the app extends a code that has run out.
        placement_editable: whether placements can change once the ad exists.
        post_replaceable: whether an ad can be pointed at another post.
        in_feed_closed_from: from when on no new In-Feed (non-Spark) ads can be made on TikTok placements (UTC
            inside); `None`: they always can.
        reminder_below_days: codes issued for fewer days than this deserve a reminder; `None`: every code does.
        citations: for each of these attributes, where its value comes from.

    Examples:
        A house policy is an evolved one:

        >>> import attrs
        >>> from sparklicense import GUIDE
        >>> house = attrs.evolve(GUIDE, name="house", post_must_be_public=False)
        >>> house.days_offered
        (7, 30, 60, 90, 365)
    """

    name: str = attrs.field(validator=check_text)
    days_offered: tuple[int, ...] = attrs.field(converter=_days)
    post_must_be_public: bool = attrs.field(validator=check_is(bool))
    creator_may_remove: bool = attrs.field(validator=check_is(bool))
    expired_code_extendable: bool = attrs.field(validator=check_is(bool))
    placement_editable: bool = attrs.field(validator=check_is(bool))
    post_replaceable: bool = attrs.field(validator=check_is(bool))
    in_feed_closed_from: DateTime | None = attrs.field(converter=_closed_from)
    reminder_below_days: int | None = attrs.field(converter=_reminder_days)
    _citations: tuple[tuple[str, Citation], ...] = attrs.field(converter=_cited, repr=False, alias="citations")

    def __attrs_post_init__(self) -> None:
        """Refuse a value that nobody vouches for."""
        known = {each.name for each in attrs.fields(Policy)} - {"name", "_citations"}
        if missing := sorted(known - dict(self._citations).keys()):
            raise InvalidValueError(f"citations: none for {', '.join(map(shown, missing))}")

    @property
    def citations(self) -> dict[str, Citation]:
        """Where the value of each attribute comes from."""
        return dict(self._citations)

    def check_days(self, days: int) -> int:
        """Give a duration, a whole number of any kind, as an `int`; refuse one that is not offered.

        Raises:
            UnofferedDaysError: it names the durations that are.
        """
        number = whole("days", days, "a whole number of days")
        if number not in self.days_offered:
            raise UnofferedDaysError(
                f"days: {shown(number)} is not offered under the policy {shown(self.name)}; "
                f"choose one of {', '.join(map(str, self.days_offered))}"
            )
        return number

    def in_feed_is_open(self, at: DateTime) -> bool:
        """Tell whether new In-Feed ads can be made on TikTok placements at an instant (UTC)."""
        return self.in_feed_closed_from is None or at < self.in_feed_closed_from

    def in_feed_disputed_by(self, at: DateTime) -> Citation | None:
        """Give the fact that contradicts an answer which counts on new In-Feed ads at an instant (UTC).

        `None`: the policy says they are closed, or the fact does not hold yet.
        """
        return IN_FEED_CLOSED if at >= IN_FEED_CLOSED_FROM and self.in_feed_is_open(at) else None


PolicyLike: TypeAlias = Policy | str
"""What questions take: a policy, or the name of one that ships."""

GUIDE: Final = Policy(
    name="guide",
    days_offered=(7, 30, 60, 90, 365),
    post_must_be_public=True,
    creator_may_remove=True,
    expired_code_extendable=False,
    placement_editable=True,
    post_replaceable=False,
    in_feed_closed_from=None,
    reminder_below_days=90,
    citations={
        "days_offered": guide("How the creator generates a code"),
        "post_must_be_public": guide("One licensing gotcha"),
        "creator_may_remove": guide("One licensing gotcha"),
        "expired_code_extendable": guide("How the creator generates a code"),
        "placement_editable": guide("Specs and limits"),
        "post_replaceable": guide("Specs and limits"),
        "in_feed_closed_from": guide("Spark Ads vs In-Feed Ads"),
        "reminder_below_days": guide("What expires when"),
    },
)
"""The guide's reading, the default."""

IN_FEED_CLOSED_FROM: Final = instant("2026-01-15T00:00:00Z")
"""Since when TikTok takes no new non-Spark ads on its placements, few exceptions aside (facts G8, I12)."""
IN_FEED_CLOSED: Final = facts("G8", "I12")
"""The facts that say so."""

PLATFORM: Final = Policy(
    name="platform",
    days_offered=(7, 30, 60, 180, 365),
    post_must_be_public=False,
    creator_may_remove=False,
    expired_code_extendable=True,
    placement_editable=False,
    post_replaceable=True,
    in_feed_closed_from=IN_FEED_CLOSED_FROM,
    reminder_below_days=None,
    citations={
        "days_offered": facts("A1", "A4", "K4"),
        "post_must_be_public": facts("B7", "B16"),
        "creator_may_remove": facts("B5", "B7", "B8", "B9", "K2"),
        "expired_code_extendable": facts("A11", "A13", "A15"),
        "placement_editable": facts("D4a"),
        "post_replaceable": facts("D7"),
        "in_feed_closed_from": IN_FEED_CLOSED,
        "reminder_below_days": facts("B2"),
    },
)
"""The reading of TikTok's own documentation."""

POLICIES: Final = {policy.name: policy for policy in (GUIDE, PLATFORM)}
"""The policies that ship, by name."""


def policy_of(policy: PolicyLike) -> Policy:
    """Take a policy, or find one that ships by its name.

    Raises:
        ValueError: no policy of that name ships.
        TypeError: anything else.
    """
    if isinstance(policy, Policy):
        return policy
    if not isinstance(policy, str):
        raise WrongTypeError(f"policy: a `Policy` or the name of one, not {type(policy).__name__}: {shown(policy)}")
    if policy not in POLICIES:
        raise InvalidValueError(f"policy: {shown(policy)} is none of {', '.join(map(shown, POLICIES))}")
    return POLICIES[policy]
