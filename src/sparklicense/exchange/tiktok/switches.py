"""How an ad is switched, by what TikTok says of it, of its ad group and of its campaign."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from sparklicense.ads import SwitchStatus
from sparklicense.exchange.tiktok.rows import AdGroupRow, AdRow, CampaignRow
from sparklicense.exchange.tiktok.statuses import Level, Meaning, Topic, operation_status, secondary_status
from sparklicense.exchange.tiktok.taking import NotTakenError, safe
from sparklicense.rules.states import ServingState

FIRST_REVIEW: Final = "AD_STATUS_AUDIT"
"""A new ad's review; a later one leaves delivery alone (fact B15)."""


_FROZEN: Final = "FROZEN"
"""Off for good: the advertiser cannot switch it on again (fact D4j)."""


class Switch(NamedTuple):
    """How an ad is switched: why it is off, and why it is gone, or off for good; `""` where it is not."""

    off: str = ""
    deleted: str = ""


def switched(ad: AdRow | None, adgroup: AdGroupRow | None, campaign: CampaignRow | None) -> Switch:
    """Tell how an ad is switched, on whatever level.

    Args:
        ad: what TikTok says of the ad; `None` where no response tells, of the others too.
        adgroup: of its ad group.
        campaign: of its campaign.

    Raises:
        NotTakenError: a status is missing or unknown, or the ad is in its first review.
    """
    switch = Switch()
    for noun, row in (("ad", ad), ("ad group", adgroup), ("campaign", campaign)):
        if row is not None:
            own = _of(noun, row.operation_status, row.secondary_status)
            switch = Switch(switch.off or own.off, switch.deleted or own.deleted)
    return switch


_LEVELS: Final = {"ad": Level.AD, "ad group": Level.ADGROUP, "campaign": Level.CAMPAIGN}


@lru_cache(maxsize=1024)  # of pure words: thousands of ads share a handful of statuses
def _of(noun: str, operation: str, secondary: str) -> Switch:
    """Tell what one level says: its own switch, and TikTok's word for what comes of it."""
    if not operation and not secondary:
        raise NotTakenError("operation_status", f"missing: whether the {noun} is switched on is unknown")
    off, deleted = _own_switch(noun, operation) if operation else Switch()
    if secondary:
        status = secondary_status(secondary, of=_LEVELS[noun])
        if status.meaning is Meaning.UNKNOWN:
            raise _unknown("secondary_status", secondary, noun)
        if secondary == FIRST_REVIEW:
            raise NotTakenError("secondary_status", f"{safe(secondary)}: the ad is in its first review")
        if status.topic is Topic.DELETION:
            deleted = status.reason
        elif secondary.endswith(_FROZEN):
            deleted = deleted or status.reason
        elif ServingState.PAUSED in status.states:
            off = off or status.reason
    return Switch(off, deleted)


def _own_switch(noun: str, operation: str) -> Switch:
    own = operation_status(operation)
    if own.standing is None:
        raise _unknown("operation_status", operation, noun)
    reason = "" if own.standing is SwitchStatus.ON else own.reason.replace("it ", f"the {noun} ", 1)
    return Switch(deleted=reason) if operation == _FROZEN else Switch(off=reason)


def _unknown(field: str, name: str, noun: str) -> NotTakenError:
    return NotTakenError(
        field, f"{safe(name)} of the {noun} is not a status this version knows: it is never read as serving"
    )
