"""The statuses that TikTok is known to use, and what each can mean for serving.

Names are matched whole: `AD_STATUS_AUDIT` begins `AD_STATUS_AUDIT_DENY`, and the list grows every
half year. A name that no row has is unknown: never read as serving, and never as anything else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs

from sparklicense.ads import SwitchStatus
from sparklicense.citations import Citation, facts
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


_DOCS: Final = Citation(
    "TikTok API documentation, Statuses",
    "secondary statuses of ads, ad groups and campaigns",
    "https://business-api.tiktok.com/portal/docs?id=1757239620352002",
)
_SDK: Final = Citation(
    "TikTok Business API SDK, smart_plus_ad_get.yml",
    "secondary_status",
    "https://github.com/tiktok/tiktok-business-api-sdk",
)
_CLIENT: Final = Citation(
    "tiktok-business, enum/seconday_status.go, which repeats TikTok's documentation",
    "SecondaryStatus",
    "https://github.com/bububa/tiktok-business",
)

_SAID: Final = {
    ServingState.SERVING: "{} is delivered",
    ServingState.PAUSED: "{} is switched off or frozen",
    ServingState.SCHEDULED: "{} is outside its schedule",
    ServingState.ENDED: "the flight of {} is over",
    ServingState.LICENSE_EXPIRED: "what {} uses cannot be had, or its authorization is gone",
    ServingState.LICENSE_REVOKED: "the creator does not authorize what {} uses",
    Topic.REVIEW: "{} is in review, was refused, or lacks a qualification",
    Topic.BUDGET: "{} is out of budget or funds",
    Topic.ACCOUNT: "{} may not advertise, or not yet",
    Topic.IDENTITY: "the identity of {} is not available",
    Topic.MUSIC: "{} lacks the rights to its sound",
    Topic.PRODUCT: "the product of {}, or the link to it, is not available",
    Topic.CREATIVE: "{} cannot be shown as it was made, or one of its creatives is meant",
    Topic.TRACKING: "the pixel of {} is no longer linked",
    Topic.QUOTA: "{} has used up its quota",
    Topic.RESERVATION: "{} is reserved or promoted, and that order is over or not in order",
    Topic.LIVESTREAM: "the livestream of {} is not on",
    Topic.DELETION: "{} is deleted",
    Topic.KEYWORDS: "the keywords of {} are in review or refused",
    Topic.PREPARATION: "{} is being made ready",
    Topic.UNDOCUMENTED: "nothing says what it means",
}
"""What each kind of status says; whatever the likeliest state or the topic is decides."""

_SERVES: Final = (ServingState.SERVING,)
_OFF: Final = (ServingState.PAUSED,)
_EARLY: Final = (ServingState.SCHEDULED,)
_FROZEN: Final = (ServingState.PAUSED, ServingState.ENDED)
_OVER: Final = (ServingState.ENDED,)
_LOST: Final = (
    ServingState.LICENSE_EXPIRED,
    ServingState.LICENSE_REVOKED,
    ServingState.LICENSE_MISSING,
    ServingState.LICENSE_UNREDEEMED,
    ServingState.LICENSE_PENDING,
    ServingState.ACCESS_ENDED,
    ServingState.ACCESS_PENDING,
    ServingState.POST_DELETED,
    ServingState.POST_HIDDEN,
    ServingState.POST_UNPUBLISHED,
)
_REFUSED: Final = (ServingState.LICENSE_REVOKED, ServingState.LICENSE_MISSING)
_AD, _ADGROUP, _CAMPAIGN, _ACCOUNT = Level

_TABLE: Final[tuple[tuple[Citation, Level, Level, tuple[ServingState, ...] | Topic, str], ...]] = (
    (_DOCS, _AD, _AD, _SERVES, "DELIVERY_OK PARTIAL_AUDIT_DELIVERY_OK REVIEW_PARTIALLY_APPROVED"),
    (_SDK, _AD, _AD, _SERVES, "DELIVERY_AND_REAUDIT"),
    (_DOCS, _AD, _AD, _OFF, "DISABLE"),
    (_DOCS, _AD, _ADGROUP, _OFF, "ADGROUP_DISABLE"),
    (_DOCS, _AD, _ADGROUP, _FROZEN, "=ADGROUP_STATUS_FROZEN"),
    (_DOCS, _AD, _CAMPAIGN, _OFF, "CAMPAIGN_DISABLE"),
    (_DOCS, _AD, _ADGROUP, _EARLY, "NOT_START"),
    (_DOCS, _AD, _ADGROUP, _OVER, "DONE"),
    (_DOCS, _AD, _AD, _LOST, "ASSET_AUTHORIZATION_LOST"),
    (_DOCS, _AD, _ADGROUP, _LOST, "ADGROUP_ASSET_AUTHORIZATION_LOST"),
    (_CLIENT, _AD, _AD, _REFUSED, "CREATOR_AUTHORIZATION_REVOKED"),
    (_DOCS, _AD, _AD, Topic.DELETION, "DELETE"),
    (_DOCS, _AD, _ADGROUP, Topic.DELETION, "ADGROUP_DELETE"),
    (_DOCS, _AD, _CAMPAIGN, Topic.DELETION, "CAMPAIGN_DELETE"),
    (_DOCS, _AD, _AD, Topic.REVIEW, "AUDIT REAUDIT AUDIT_DENY PARTIAL_AUDIT_NO_DELIVERY"),
    (_SDK, _AD, _AD, Topic.REVIEW, "PRIVACY_POLICY_AUDIT PRIVACY_POLICY_REJECTED"),
    (_CLIENT, _AD, _AD, Topic.REVIEW, "PROMOTE_AD_OFFLINE_AUDIT"),
    (_DOCS, _AD, _ADGROUP, Topic.REVIEW, "ADGROUP_PARTIAL_AUDIT_NO_DELIVERY ADGROUP_AUDIT_DENY"),
    (_DOCS, _AD, _ADGROUP, Topic.REVIEW, "ADGROUP_INDUSTRY_QUALIFICATION_MISSING"),
    (_DOCS, _AD, _ADGROUP, Topic.REVIEW, "ADGROUP_INDUSTRY_QUALIFICATION_EXPIRED"),
    (_DOCS, _AD, _ADGROUP, Topic.REVIEW, "ADGROUP_INDUSTRY_QUALIFICATION_DENY"),
    (_DOCS, _AD, _ADGROUP, Topic.BUDGET, "BUDGET_EXCEED"),
    (_DOCS, _AD, _CAMPAIGN, Topic.BUDGET, "CAMPAIGN_EXCEED"),
    (_DOCS, _AD, _ACCOUNT, Topic.BUDGET, "BALANCE_EXCEED"),
    (_CLIENT, _AD, _ACCOUNT, Topic.BUDGET, "=ADVERTISER_ACCOUNT_BALANCE_EXCEED"),
    (_DOCS, _AD, _ACCOUNT, Topic.ACCOUNT, "ADVERTISER_AUDIT_DENY ADVERTISER_AUDIT"),
    (_DOCS, _AD, _ACCOUNT, Topic.ACCOUNT, "=ADVERTISER_CONTRACT_PENDING =ADVERTISER_ACCOUNT_PUNISH"),
    (_CLIENT, _AD, _ACCOUNT, Topic.ACCOUNT, "=ADVERTISER_REAUDIT"),
    (_DOCS, _AD, _ACCOUNT, Topic.QUOTA, "AD_QUOTA_LIMIT"),
    (_DOCS, _AD, _AD, Topic.MUSIC, "MUSIC_AUTHORIZATION_MISSING"),
    (_DOCS, _AD, _AD, Topic.LIVESTREAM, "LIVE_OFFLINE"),
    (_DOCS, _AD, _AD, Topic.CREATIVE, "TRANSCODING_FAIL PROCESS_AUDIO"),
    (_CLIENT, _AD, _AD, Topic.CREATIVE, "=MATERIAL_DELETE =MATERIAL_DISABLE =MATERIAL_AUDIT_DENY =MATERIAL_AUDIT"),
    (_CLIENT, _AD, _AD, Topic.CREATIVE, "=MATERIAL_AUDIT_PARTIAL_APPROVED =MATERIAL_DELIVERY_OK"),
    (_CLIENT, _AD, _AD, Topic.CREATIVE, "=CREATIVE_PAUSED_USED_IN_GMV_MAX"),
    (_DOCS, _AD, _AD, Topic.TRACKING, "=AD_STAUS_PIXEL_UNBIND"),  # TikTok's spelling; the SDK has the other
    (_SDK, _AD, _AD, Topic.TRACKING, "PIXEL_UNBIND"),
    (_DOCS, _AD, _AD, Topic.PRODUCT, "PRODUCT_UNAVAILABLE ANCHOR_UNAVAILABLE"),
    (_SDK, _AD, _AD, Topic.PRODUCT, "SHOWCASE_AUTHORIZATION_LOST"),
    (_CLIENT, _AD, _AD, Topic.PRODUCT, "CREATIVE_ANCHOR_UNAVAILABLE CREATIVE_PRODUCT_ALL_REJECTED"),
    (_CLIENT, _AD, _AD, Topic.PRODUCT, "=PRODUCT_ANCHOR_UNAVAILABLE =NO_AVAILABLE_PRODUCTS"),
    (_DOCS, _AD, _AD, Topic.IDENTITY, "NO_AUTHORIZATION_OF_SHOWCASE"),
    (_DOCS, _AD, _ADGROUP, Topic.RESERVATION, "RF_ADGROUP_CLOSED"),
    (_CLIENT, _AD, _ADGROUP, Topic.RESERVATION, "PROMOTE_ADGROUP_CLOSED"),
    (_DOCS, _AD, _AD, Topic.PREPARATION, "AD_PRE_ONLINE"),
    (_SDK, _AD, _AD, Topic.UNDOCUMENTED, "ADGROUP_CLOSED BAD CLOSED_OTHERS COLLECTION_TOGGLED_OFF"),
    (_SDK, _AD, _AD, Topic.UNDOCUMENTED, "DELIVERY_AND_TRANSCODING_FAIL EXPLORING GOOD OK UNEXPLORED"),
    (_DOCS, _ADGROUP, _ADGROUP, _SERVES, "DELIVERY_OK PARTIAL_AUDIT_DELIVERY_OK REVIEW_PARTIALLY_APPROVED"),
    (_DOCS, _ADGROUP, _ADGROUP, _SERVES, "SHADOW_ADGROUP_REAUDIT SEARCH_KEYWORDS_PARTIAL_APPROVED"),
    (_DOCS, _ADGROUP, _ADGROUP, _OFF, "DISABLE"),
    (_DOCS, _ADGROUP, _ADGROUP, _FROZEN, "FROZEN"),
    (_DOCS, _ADGROUP, _CAMPAIGN, _OFF, "CAMPAIGN_DISABLE"),
    (_DOCS, _ADGROUP, _ADGROUP, _EARLY, "NOT_START"),
    (_DOCS, _ADGROUP, _ADGROUP, _OVER, "TIME_DONE"),
    (_DOCS, _ADGROUP, _ADGROUP, _LOST, "ASSET_AUTHORIZATION_LOST"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.DELETION, "DELETE"),
    (_DOCS, _ADGROUP, _CAMPAIGN, Topic.DELETION, "CAMPAIGN_DELETE"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.REVIEW, "AUDIT REAUDIT AUDIT_DENY"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.REVIEW, "PARTIAL_AUDIT_NO_DELIVERY RF_AD_AUDIT_DENY"),
    (_CLIENT, _ADGROUP, _ADGROUP, Topic.REVIEW, "PROMOTE_AD_NOT_APPROVED"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.REVIEW, "INDUSTRY_QUALIFICATION_MISSING INDUSTRY_QUALIFICATION_EXPIRED"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.REVIEW, "INDUSTRY_QUALIFICATION_DENY"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.BUDGET, "BUDGET_EXCEED RF_DEDUCTION_FAILED RF_SHORT_BALANCE"),
    (_DOCS, _ADGROUP, _CAMPAIGN, Topic.BUDGET, "CAMPAIGN_EXCEED"),
    (_DOCS, _ADGROUP, _ACCOUNT, Topic.BUDGET, "BALANCE_EXCEED"),
    (_DOCS, _ADGROUP, _ACCOUNT, Topic.ACCOUNT, "ADVERTISER_AUDIT_DENY ADVERTISER_AUDIT"),
    (_DOCS, _ADGROUP, _ACCOUNT, Topic.ACCOUNT, "=ADVERTISER_CONTRACT_PENDING =ADVERTISER_ACCOUNT_PUNISH"),
    (_DOCS, _ADGROUP, _ACCOUNT, Topic.ACCOUNT, "=ADVERTISER_ACCOUNT_INVALID"),
    (_DOCS, _ADGROUP, _ACCOUNT, Topic.QUOTA, "ADGROUP_QUOTA_LIMIT"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.LIVESTREAM, "LIVE_NOT_START"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.CREATIVE, "TRANSCODING_FAIL RF_NO_VALID_CREATIVE RF_NO_DELIVERY_CREATIVE"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.TRACKING, "PIXEL_UNBIND"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.IDENTITY, "IDENTITY_USED_BY_GMV_MAX_AD"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.KEYWORDS, "SEARCH_KEYWORDS_IN_REVIEW SEARCH_KEYWORDS_NOT_AVAILABLE"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.RESERVATION, "RF_CLOSED_OTHERS RF_BOOKING RF_SCHEDULE RF_TERMINATE"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.RESERVATION, "RF_ADGROUP_INVALID RF_WITHDRAW_ORDER RF_TIME_DONE"),
    (_CLIENT, _ADGROUP, _ADGROUP, Topic.RESERVATION, "PROMOTE_WITHDRAW_ORDER"),
    (_DOCS, _ADGROUP, _ADGROUP, Topic.PREPARATION, "CREATE ADGROUP_PRE_ONLINE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, _SERVES, "ENABLE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, _OFF, "DISABLE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.DELETION, "DELETE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.BUDGET, "BUDGET_EXCEED"),
    (_DOCS, _CAMPAIGN, _ACCOUNT, Topic.BUDGET, "TTS_ACCOUNT_BALANCE_INSUFFICIENT"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.REVIEW, "REVIEW_DISAPPROVED"),
    (_DOCS, _CAMPAIGN, _ACCOUNT, Topic.ACCOUNT, "ADVERTISER_AUDIT_DENY ADVERTISER_AUDIT"),
    (_DOCS, _CAMPAIGN, _ACCOUNT, Topic.ACCOUNT, "=ADVERTISER_CONTRACT_PENDING =ADVERTISER_ACCOUNT_PUNISH"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.QUOTA, "AWAITING_RELEASE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.CREATIVE, "AD_UNAVAILABLE TTS_TT_ASSET_UNAVAILABLE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.IDENTITY, "IDENTITY_USED_BY_GMV_MAX_AD IDENTITY_USED_BY_LIVE_GMV_MAX"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.IDENTITY, "TTS_TT_IDENTITY_UNAVAILABLE LIVE_GMV_MAX_AUTHORIZATION_CANCEL"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.PRODUCT, "PRODUCT_UNAVAILABLE TIKTOK_SHOP_UNAVAILABLE"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.PRODUCT, "PRODUCT_GMV_MAX_AUTHORIZATION_CANCEL"),
    (_DOCS, _CAMPAIGN, _CAMPAIGN, Topic.PRODUCT, "PRODUCT_USED_BY_PRODUCT_GMV_MAX"),
)
"""Source, whose status, where the reason lies, what it corresponds to, and names without the prefix of their level.

A name behind `=` is whole as it stands.
"""

_BESIDES: Final = {"AD_STATUS_NOT_START": Topic.DAYPARTING, "ADGROUP_STATUS_NOT_START": Topic.DAYPARTING}
"""What a status that corresponds to a state is used for as well: Ads Manager calls these outside of schedule."""

_FACTS: Final = {ServingState.LICENSE_EXPIRED: "B1", ServingState.LICENSE_REVOKED: "B10", Topic.MUSIC: "B18"}
"""Facts that a kind of status rests on besides."""


def _rows() -> tuple[TikTokStatus, ...]:
    rows: list[TikTokStatus] = []
    for source, of, level, about, names in _TABLE:
        states, topic, kind = ((), about, about) if isinstance(about, Topic) else (about, None, about[0])
        subject = {of: f"the {_NOUNS[of]}", _ACCOUNT: "the ad account"}.get(level, f"its {_NOUNS[level]}")
        cited = (facts(_FACTS[kind]), source) if kind in _FACTS else (source,)
        for each in names.split():
            name = each[1:] if each.startswith("=") else f"{of.name}_STATUS_{each}"
            rows.append(
                TikTokStatus(
                    name=name,
                    of=of,
                    level=level,
                    states=states,
                    topic=_BESIDES.get(name, topic),
                    reason=_SAID[kind].format(subject),
                    citations=cited,
                )
            )
    return tuple(rows)


_NOUNS: Final = {_AD: "ad", _ADGROUP: "ad group", _CAMPAIGN: "campaign", _ACCOUNT: "ad account"}

SECONDARY_STATUSES: Final = _rows()
"""Every documented secondary status of an ad, an ad group or a campaign."""

OPERATION_STATUSES: Final = (
    OperationStatus(name="ENABLE", standing=SwitchStatus.ON, reason="it is switched on", citations=(facts("B3"),)),
    OperationStatus(
        name="DISABLE", standing=SwitchStatus.PAUSED, reason="it is switched off", citations=(facts("B3", "D4i"),)
    ),
    OperationStatus(
        name="FROZEN",
        standing=SwitchStatus.PAUSED,
        reason="it is frozen, and its advertiser cannot switch it on",
        citations=(facts("B3", "D4j"),),
    ),
)
"""What the advertiser's own switch says: the same on every level."""

_UNKNOWN: Final = "unknown: no row has this name"
_BY_NAME: Final = {(each.of, each.name): each for each in SECONDARY_STATUSES}
_SWITCHES: Final = {each.name: each for each in OPERATION_STATUSES}


def secondary_status(name: str, *, of: Level = Level.AD) -> TikTokStatus:
    """Tell what a secondary status means.

    Args:
        name: TikTok's word, whole.
        of: whose status it is.

    Returns:
        Its row; for a name that no row has, one whose meaning is `UNKNOWN`.

    Examples:
        >>> from sparklicense.sources.tiktok import secondary_status
        >>> print(secondary_status("AD_STATUS_CAMPAIGN_DISABLE"))
        `AD_STATUS_CAMPAIGN_DISABLE` (its campaign is switched off or frozen)
        >>> print(secondary_status("AD_STATUS_AUDIT"))
        `AD_STATUS_AUDIT` (not modeled: review; the ad is in review, was refused, or lacks a qualification)
        >>> secondary_status("AD_STATUS_NEW_IN_2027").meaning.value
        'unknown'
    """
    return _BY_NAME.get((of, name)) or TikTokStatus(name=name, of=of, level=of, reason=_UNKNOWN)


def operation_status(name: str) -> OperationStatus:
    """Tell what the advertiser's own switch says.

    Args:
        name: TikTok's word, whole.

    Returns:
        Its row; for a name that no row has, one whose standing is `None`.

    Examples:
        >>> from sparklicense.sources.tiktok import operation_status
        >>> operation_status("FROZEN").standing.value, operation_status("PERHAPS").standing
        ('paused', None)
    """
    return _SWITCHES.get(name) or OperationStatus(name=name, standing=None, reason=_UNKNOWN)
