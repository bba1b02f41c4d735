"""TikTok's Business API: its responses, its statuses, and what its words mean."""

from sparklicense.exchange.tiktok.redemption_errors import (
    REDEMPTION_ERRORS,
    RedemptionError,
    redemption_error,
    redemption_errors,
)
from sparklicense.exchange.tiktok.status_rows import (
    OPERATION_STATUSES,
    SECONDARY_STATUSES,
    operation_status,
    secondary_status,
)
from sparklicense.exchange.tiktok.statuses import Level, Meaning, OperationStatus, TikTokStatus, Topic

__all__ = [
    "OPERATION_STATUSES",
    "REDEMPTION_ERRORS",
    "SECONDARY_STATUSES",
    "Level",
    "Meaning",
    "OperationStatus",
    "RedemptionError",
    "TikTokStatus",
    "Topic",
    "operation_status",
    "redemption_error",
    "redemption_errors",
    "secondary_status",
]
