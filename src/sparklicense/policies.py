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
from sparklicense.instants import InstantLike, field_instant, instant, written


def _whole_days(days: int) -> int:
    number = whole("days", days, "a whole number of days")
    if number < 1:
        raise InvalidValueError(f"days: {shown(number)} is not a duration; at least 1 day")
    return number


def _days(value: Iterable[int]) -> tuple[int, ...]:
    return tuple(_whole_days(days) for days in value)


def _dated(value: Iterable[tuple[InstantLike, int]]) -> tuple[tuple[DateTime, int], ...]:
    return tuple((field_instant("days_added", since), _whole_days(days)) for since, days in value)


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
        days_offered: the durations, in days of 24 hours, that a creator can always choose.
        days_added: pairs of an instant (UTC) and a duration in days that is offered from then on.
        post_must_be_public: whether an ad on a hidden post stops.
        creator_may_remove: whether a creator can delete, hide or withdraw what ads use (the ads
            stop), or is refused while they do.
        expired_code_extendable: whether the app extends a code that has run out.
        placement_editable: whether placements can change once the ad exists.
        post_replaceable: whether an ad can be pointed at another post.
        reminder_below_days: codes issued for fewer days than this deserve a reminder.
        citations: for each of these attributes, where its value comes from.

    Examples:
        A house policy is an evolved one:

        >>> import attrs
        >>> from sparklicense import GUIDE
        >>> house = attrs.evolve(GUIDE, name="house", post_must_be_public=False)
        >>> house.days_offered_at("2026-06-01T00:00:00Z")
        (7, 30, 60, 90, 365)
    """

    name: str = attrs.field(validator=check_text)
    days_offered: tuple[int, ...] = attrs.field(converter=_days)
    days_added: tuple[tuple[DateTime, int], ...] = attrs.field(converter=_dated, default=())
    post_must_be_public: bool = attrs.field(validator=check_is(bool))
    creator_may_remove: bool = attrs.field(validator=check_is(bool))
    expired_code_extendable: bool = attrs.field(validator=check_is(bool))
    placement_editable: bool = attrs.field(validator=check_is(bool))
    post_replaceable: bool = attrs.field(validator=check_is(bool))
    reminder_below_days: int = attrs.field(converter=_whole_days)
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

    def days_offered_at(self, at: InstantLike) -> tuple[int, ...]:
        """Give the durations, in days, that a creator can choose at an instant, shortest first."""
        t = instant(at)
        return tuple(sorted({*self.days_offered, *(days for since, days in self.days_added if since <= t)}))

    def check_days(self, days: int, at: DateTime) -> int:
        """Give a duration, a whole number of any kind, as an `int`; refuse one that is not offered at an instant.

        Raises:
            UnofferedDaysError: it names the durations that are.
        """
        offered = self.days_offered_at(at)
        number = whole("days", days, "a whole number of days")
        if number not in offered:
            raise UnofferedDaysError(
                f"days: {shown(number)} is not offered under the policy {shown(self.name)} at {written(at)}; "
                f"choose one of {', '.join(map(str, offered))}"
            )
        return number


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
    reminder_below_days=90,
    citations={
        "days_offered": guide("How the creator generates a code"),
        "days_added": guide("How the creator generates a code"),
        "post_must_be_public": guide("One licensing gotcha"),
        "creator_may_remove": guide("One licensing gotcha"),
        "expired_code_extendable": guide("How the creator generates a code"),
        "placement_editable": guide("Specs and limits"),
        "post_replaceable": guide("Specs and limits"),
        "reminder_below_days": guide("What expires when"),
    },
)
"""The guide's reading, the default."""

PLATFORM: Final = Policy(
    name="platform",
    days_offered=(7, 30, 60, 365),
    days_added=(("2026-08-01T00:00:00Z", 180),),
    post_must_be_public=False,
    creator_may_remove=False,
    expired_code_extendable=True,
    placement_editable=False,
    post_replaceable=True,
    reminder_below_days=90,
    citations={
        "days_offered": facts("A1"),
        "days_added": facts("A4"),
        "post_must_be_public": facts("B7", "B16"),
        "creator_may_remove": facts("B5", "B6", "B7", "B8", "B9"),
        "expired_code_extendable": facts("A11", "A13", "A15"),
        "placement_editable": facts("D4a"),
        "post_replaceable": facts("D7"),
        "reminder_below_days": guide("What expires when"),
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
