"""What a status of TikTok's is, of an ad, an ad group or a campaign, and what it can mean for serving."""

from __future__ import annotations

from enum import StrEnum

import attrs

from sparklicense.ads import SwitchStatus
from sparklicense.citations import Citation
from sparklicense.errors import shown
from sparklicense.rules.states import ServingState


class Level(StrEnum):
    """The level of an account that a status is of, or that its reason lies on."""

    AD = "ad"
    ADGROUP = "adgroup"
    CAMPAIGN = "campaign"
    ACCOUNT = "account"


class Topic(StrEnum):
    """What stops ads and is not modeled by the rules."""

    REVIEW = "review"
    BUDGET = "budget"
    ACCOUNT = "account"
    IDENTITY = "identity"
    MUSIC = "music"
    PRODUCT = "product"
    CREATIVE = "creative"
    TRACKING = "tracking"
    QUOTA = "quota"
    RESERVATION = "reservation"
    LIVESTREAM = "livestream"
    DAYPARTING = "dayparting"
    DELETION = "deletion"
    KEYWORDS = "keywords"
    PREPARATION = "preparation"
    UNDOCUMENTED = "undocumented"


class Meaning(StrEnum):
    """What a status says about serving."""

    SERVING = "serving"
    STOPPED = "stopped"
    NOT_MODELED = "not_modeled"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class TikTokStatus:
    """One status: what TikTok calls it, and what it means for serving.

    Attributes:
        name: TikTok's word.
        of: whose status it is.
        level: where the reason lies: an ad shows the pause of its campaign as well.
        states: the serving states it corresponds to, the likeliest first; none where it is unknown
            or about something that is not modeled.
        topic: what it is about that is not modeled; `None`: nothing. Beside states: what else the
            same word is used for.
        reason: what it says, in our words.
        citations: where it comes from; none where the name is unknown.
    """

    name: str
    of: Level
    level: Level
    states: tuple[ServingState, ...] = ()
    topic: Topic | None = None
    reason: str
    citations: tuple[Citation, ...] = ()

    @property
    def meaning(self) -> Meaning:
        """What it says about serving."""
        if self.states:
            return Meaning.SERVING if ServingState.SERVING in self.states else Meaning.STOPPED
        return Meaning.UNKNOWN if self.topic is None else Meaning.NOT_MODELED

    def __str__(self) -> str:
        """Give TikTok's word and what it means."""
        about = f"not modeled: {self.topic}; " if self.meaning is Meaning.NOT_MODELED else ""
        return f"{shown(self.name)} ({about}{self.reason})"


@attrs.frozen(kw_only=True)
class OperationStatus:
    """What the advertiser's own switch says, on any level (fact B3).

    Attributes:
        name: TikTok's word.
        standing: how the switch stands; `None`: the name is unknown.
        reason: what it says, in our words.
        citations: where it comes from; none where the name is unknown.
    """

    name: str
    standing: SwitchStatus | None
    reason: str
    citations: tuple[Citation, ...] = ()
