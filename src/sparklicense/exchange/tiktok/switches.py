"""How an ad is switched, by what TikTok says of it, of its ad group and of its campaign."""

from __future__ import annotations

from typing import Final, NamedTuple

from sparklicense.ads import SwitchStatus
from sparklicense.exchange.tiktok.rows import AdGroupRow, AdRow, CampaignRow
from sparklicense.exchange.tiktok.status_rows import operation_status, secondary_status
from sparklicense.exchange.tiktok.statuses import Level, Meaning, Topic
from sparklicense.exchange.tiktok.taking import NotTakenError, safe
from sparklicense.rules.states import ServingState

_FIRST_REVIEW: Final = "AD_STATUS_AUDIT"
"""A new ad's review; a later one leaves delivery alone (fact B15)."""


class Switch(NamedTuple):
    """How an ad is switched: why it is off, and why it is gone; `""` where it is not."""

    off: str = ""
    deleted: str = ""


def switched(ad: AdRow, adgroup: AdGroupRow, campaign: CampaignRow | None) -> Switch:
    """Tell how an ad is switched, on whatever level.

    Args:
        ad: what TikTok says of the ad.
        adgroup: of its ad group.
        campaign: of its campaign; `None` where no response tells.

    Raises:
        NotTakenError: a status is missing or unknown, or the ad is in its first review.
    """
    switches = [_of(Level.AD, ad), _of(Level.ADGROUP, adgroup), *([_of(Level.CAMPAIGN, campaign)] if campaign else [])]
    return Switch(
        off=next((each.off for each in switches if each.off), ""),
        deleted=next((each.deleted for each in switches if each.deleted), ""),
    )


_NOUNS: Final = {Level.AD: "ad", Level.ADGROUP: "ad group", Level.CAMPAIGN: "campaign"}


def _of(level: Level, row: AdRow | AdGroupRow | CampaignRow) -> Switch:
    """Tell what one level says: its own switch, and TikTok's word for what comes of it."""
    noun = _NOUNS[level]
    if not row.operation_status and not row.secondary_status:
        raise NotTakenError("operation_status", f"missing: whether the {noun} is switched on is unknown")
    off = deleted = ""
    if row.operation_status:
        own = operation_status(row.operation_status)
        if own.standing is None:
            raise _unknown("operation_status", own.name, noun)
        if own.standing is SwitchStatus.PAUSED:
            off = own.reason.replace("it ", f"the {noun} ", 1)
    if row.secondary_status:
        status = secondary_status(row.secondary_status, of=level)
        if status.meaning is Meaning.UNKNOWN:
            raise _unknown("secondary_status", status.name, noun)
        if status.name == _FIRST_REVIEW:
            raise NotTakenError("secondary_status", f"{safe(status.name)}: the ad is in its first review")
        if status.topic is Topic.DELETION:
            deleted = status.reason
        elif ServingState.PAUSED in status.states:
            off = off or status.reason
    return Switch(off, deleted)


def _unknown(field: str, name: str, noun: str) -> NotTakenError:
    return NotTakenError(
        field, f"{safe(name)} of the {noun} is not a status this version knows: it is never read as serving"
    )
