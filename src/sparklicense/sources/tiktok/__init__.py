"""TikTok's Business API: its responses, its statuses, and what its words mean."""

from sparklicense.sources.tiktok.posts import POST_STATUSES, TikTokPostStatus, post_status
from sparklicense.sources.tiktok.reading import read
from sparklicense.sources.tiktok.reconciliation import (
    CAUSES,
    Cause,
    CauseRow,
    Difference,
    NotModeled,
    OneSided,
    Reconciliation,
    Subject,
    reconciliation_to_data,
)
from sparklicense.sources.tiktok.reconciling import reconcile
from sparklicense.sources.tiktok.redemption_errors import (
    REDEMPTION_ERRORS,
    RedemptionError,
    redemption_error,
    redemption_errors,
)
from sparklicense.sources.tiktok.responses import Observed
from sparklicense.sources.tiktok.statuses import (
    OPERATION_STATUSES,
    SECONDARY_STATUSES,
    Level,
    Meaning,
    OperationStatus,
    TikTokStatus,
    Topic,
    operation_status,
    secondary_status,
)

__all__ = [
    "CAUSES",
    "OPERATION_STATUSES",
    "POST_STATUSES",
    "REDEMPTION_ERRORS",
    "SECONDARY_STATUSES",
    "Cause",
    "CauseRow",
    "Difference",
    "Level",
    "Meaning",
    "NotModeled",
    "Observed",
    "OneSided",
    "OperationStatus",
    "Reconciliation",
    "RedemptionError",
    "Subject",
    "TikTokPostStatus",
    "TikTokStatus",
    "Topic",
    "operation_status",
    "post_status",
    "read",
    "reconcile",
    "reconciliation_to_data",
    "redemption_error",
    "redemption_errors",
    "secondary_status",
]
