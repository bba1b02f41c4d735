"""Serving states, and TikTok's words for them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ServingState(StrEnum):
    """Whether an ad serves, and what blocks it first; in order of precedence."""

    POST_DELETED = "post_deleted"
    ENDED = "ended"
    LICENSE_MISSING = "license_missing"
    LICENSE_REVOKED = "license_revoked"
    LICENSE_EXPIRED = "license_expired"
    LICENSE_UNREDEEMED = "license_unredeemed"
    LICENSE_PENDING = "license_pending"
    ACCESS_ENDED = "access_ended"
    ACCESS_PENDING = "access_pending"
    POST_UNPUBLISHED = "post_unpublished"
    POST_HIDDEN = "post_hidden"
    SCHEDULED = "scheduled"
    PAUSED = "paused"
    SERVING = "serving"

    @property
    def tiktok_status(self) -> str | None:
        """TikTok's secondary status of such an ad (fact B1); `None` where it has no word for it."""
        return _TIKTOK.get(self)

    @property
    def operation_status(self) -> str:
        """What the advertiser's own switch says: no stop but a pause touches it (fact B3)."""
        return "DISABLE" if self is ServingState.PAUSED else "ENABLE"


_LOST: Final = "AD_STATUS_ASSET_AUTHORIZATION_LOST"
# "Asset unavailable or authorization revoked": whether it is the code or the post that is gone (fact B1).
_TIKTOK: Final = {
    ServingState.POST_DELETED: _LOST,
    ServingState.LICENSE_MISSING: _LOST,
    ServingState.LICENSE_REVOKED: _LOST,
    ServingState.LICENSE_EXPIRED: _LOST,
    ServingState.ENDED: "AD_STATUS_DONE",
    ServingState.SCHEDULED: "AD_STATUS_NOT_START",
    ServingState.PAUSED: "AD_STATUS_DISABLE",
    ServingState.SERVING: "AD_STATUS_DELIVERY_OK",
}
