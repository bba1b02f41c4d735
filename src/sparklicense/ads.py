"""Spark Ads: paid spend behind an organic post, with a flight and a switch."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.checks import check_id, check_is, check_optional_id, check_text, member, post_id_of, switched
from sparklicense.errors import ImpossibleFactsError, shown
from sparklicense.instants import InstantLike, field_instant, optional_instant, written
from sparklicense.settings import AdSettings
from sparklicense.tracks import Track
from sparklicense.windows import NOWHEN, Windows


class IdentityType(StrEnum):
    """By which permission an ad runs from an account, in TikTok's spelling.

    `AUTH_CODE`: a code for one post. `TT_USER`: the advertiser's own account, linked to the ad account.
    `BC_AUTH_TT`: an account, the advertiser's or somebody else's, whose owner lets a Business Center use it.
    """

    AUTH_CODE = "AUTH_CODE"
    TT_USER = "TT_USER"
    BC_AUTH_TT = "BC_AUTH_TT"


NEEDS_LICENSE: Final = IdentityType.AUTH_CODE
"""The identity under which an ad needs a license; under the others it needs access to the account."""


class ScheduleStatus(StrEnum):
    """Where an ad is in its flight."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    OVER = "over"


class SwitchStatus(StrEnum):
    """How the advertiser has set the ad's switch."""

    ON = "on"
    PAUSED = "paused"


def _identity_type(value: IdentityType | str) -> IdentityType:
    return member("identity_type", IdentityType, value)


def _starts_at(value: InstantLike) -> DateTime:
    return field_instant("starts_at", value)


def _ends_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("ends_at", value)


def _shown_instant(at: DateTime | None) -> str:
    return "None" if at is None else written(at)


@attrs.frozen(kw_only=True)
class SparkAd:
    """Paid spend behind one organic post.

    Attributes:
        id: TikTok's id of the ad, as text.
        post_id: the post behind it.
        starts_at: when its flight starts (UTC inside).
        ends_at: when its flight ends, that instant excluded; `None`: it has no end.
        identity_type: by which permission it runs. `AUTH_CODE` needs a license; `TT_USER` (the advertiser's
            own account) and `BC_AUTH_TT` (an account that a Business Center may use) need access to the
            account instead (facts E1, E2, I1).
        advertiser_id: the ad account; `None`: served only by licenses and access that are open to any.
        campaign_id: its campaign; `None`: unknown.
        adgroup_id: its ad group; `None`: unknown.
        name: what the advertiser calls it.
        paused: when its switch is off; may lie outside the flight.
        settings: what else the advertiser controls.

    Raises:
        ImpossibleFactsError: the flight ends before, or when, it starts.
        NaiveInstantError, InexactInstantError: a time that is no exact instant.
        TypeError: a value of another kind; ids are text.

    Examples:
        >>> from sparklicense import SparkAd
        >>> ad = SparkAd(id="1", post_id="7638941401274764565", starts_at="2026-06-01T00:00:00Z")
        >>> ad.needs_license
        True
        >>> "2026-06-03T00:00:00Z" in ad.pause("2026-06-02T00:00:00Z").paused
        True
    """

    id: str = attrs.field(validator=check_id)
    post_id: str = attrs.field(converter=post_id_of, validator=check_id)
    starts_at: DateTime = attrs.field(converter=_starts_at, repr=_shown_instant)
    ends_at: DateTime | None = attrs.field(converter=_ends_at, default=None, repr=_shown_instant)
    identity_type: IdentityType = attrs.field(converter=_identity_type, default=IdentityType.AUTH_CODE)
    advertiser_id: str | None = attrs.field(validator=check_optional_id, default=None)
    campaign_id: str | None = attrs.field(validator=check_optional_id, default=None)
    adgroup_id: str | None = attrs.field(validator=check_optional_id, default=None)
    name: str = attrs.field(validator=check_text, default="")
    paused: Windows = attrs.field(default=NOWHEN, validator=check_is(Windows))
    settings: AdSettings = attrs.field(default=AdSettings(), validator=check_is(AdSettings))

    def __attrs_post_init__(self) -> None:
        """Refuse a flight that ends before it starts."""
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ImpossibleFactsError(
                f"ends_at: {shown(written(self.ends_at))} is not after starts_at {shown(written(self.starts_at))}"
            )

    @property
    def needs_license(self) -> bool:
        """Whether the ad runs on a code; the others run on access to the account."""
        return self.identity_type is NEEDS_LICENSE

    def pause(self, at: InstantLike) -> SparkAd:
        """Switch the ad off, until the next recorded change.

        Raises:
            ImpossibleFactsError: it is off already then.
        """
        t = field_instant("paused", at)
        return attrs.evolve(self, paused=switched("paused", self.paused, t, on=True, verb="pause"))

    def resume(self, at: InstantLike) -> SparkAd:
        """Switch the ad on again, until the next recorded change.

        Raises:
            ImpossibleFactsError: it is not off then.
        """
        t = field_instant("paused", at)
        return attrs.evolve(self, paused=switched("paused", self.paused, t, on=False, verb="resume"))


SCHEDULE: Final[Track[SparkAd, ScheduleStatus]] = Track(
    name="schedule",
    initial=ScheduleStatus.UPCOMING,
    steps=(("starts_at", ScheduleStatus.RUNNING),),
    ends=(("ends_at", ScheduleStatus.OVER),),
)
"""How an ad's flight becomes its place in it."""

SWITCH: Final[Track[SparkAd, SwitchStatus]] = Track(
    name="switch",
    initial=SwitchStatus.ON,
    interludes=(("paused", SwitchStatus.ON, SwitchStatus.PAUSED),),
)
"""How an ad's pauses become the position of its switch."""


def is_meant_to_run(ad: SparkAd, at: DateTime) -> bool:
    """Tell whether an ad's flight is running, and its switch on, at an instant (UTC)."""
    return SCHEDULE.at(ad, at) is ScheduleStatus.RUNNING and SWITCH.at(ad, at) is SwitchStatus.ON
