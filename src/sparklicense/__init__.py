"""TikTok Spark Ads licensing: what an ad does, why, since when, until when, and who can mend it."""

from sparklicense.ads import IdentityType, ScheduleStatus, SparkAd, SwitchStatus
from sparklicense.audit import AdAudit, Audit, CampaignStatus, Change, LicenseAudit
from sparklicense.citations import Citation
from sparklicense.errors import (
    EditRefusedError,
    EmptyWindowError,
    ImpossibleFactsError,
    InexactInstantError,
    InvalidValueError,
    MissingExtraError,
    NaiveInstantError,
    PortfolioError,
    PortfolioFileError,
    RulebookError,
    SparkLicenseError,
    UnknownIdError,
    UnofferedDaysError,
    WrongTypeError,
)
from sparklicense.instants import InstantLike, instant
from sparklicense.licenses import License, LicenseStatus
from sparklicense.policies import GUIDE, PLATFORM, Policy
from sparklicense.portfolio import Portfolio
from sparklicense.posts import Media, MediaKind, Post, PostStatus, Removal
from sparklicense.rules.deletion import (
    DELETION,
    RemovalAct,
    RemovalRule,
    RemovalVerdict,
    Use,
    can_delete,
    can_hide,
    can_revoke,
)
from sparklicense.rules.editing import (
    EDITING,
    AdField,
    Alternative,
    EditRule,
    EditVerdict,
    can_edit,
    edit,
)
from sparklicense.rules.expiry import EXPIRY, LicenseStanding, ServingRule, needs_reminder
from sparklicense.rules.rulebook import Actor, Rulebook
from sparklicense.rules.serving import SERVING, Decision, Objection, serving, serving_timeline
from sparklicense.rules.states import ServingState
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode, Placement, Targeting
from sparklicense.timelines import Timeline
from sparklicense.windows import Window, Windows, day_window

__all__ = [
    "DELETION",
    "EDITING",
    "EXPIRY",
    "GUIDE",
    "PLATFORM",
    "SERVING",
    "Actor",
    "AdAudit",
    "AdField",
    "AdSettings",
    "Alternative",
    "Audit",
    "BudgetLevel",
    "BudgetMode",
    "CampaignStatus",
    "Change",
    "Citation",
    "Decision",
    "EditRefusedError",
    "EditRule",
    "EditVerdict",
    "EmptyWindowError",
    "IdentityType",
    "ImpossibleFactsError",
    "InexactInstantError",
    "InstantLike",
    "InvalidValueError",
    "License",
    "LicenseAudit",
    "LicenseStanding",
    "LicenseStatus",
    "Media",
    "MediaKind",
    "MissingExtraError",
    "NaiveInstantError",
    "Objection",
    "Placement",
    "Policy",
    "Portfolio",
    "PortfolioError",
    "PortfolioFileError",
    "Post",
    "PostStatus",
    "Removal",
    "RemovalAct",
    "RemovalRule",
    "RemovalVerdict",
    "Rulebook",
    "RulebookError",
    "ScheduleStatus",
    "ServingRule",
    "ServingState",
    "SparkAd",
    "SparkLicenseError",
    "SwitchStatus",
    "Targeting",
    "Timeline",
    "UnknownIdError",
    "UnofferedDaysError",
    "Use",
    "Window",
    "Windows",
    "WrongTypeError",
    "can_delete",
    "can_edit",
    "can_hide",
    "can_revoke",
    "day_window",
    "edit",
    "instant",
    "needs_reminder",
    "serving",
    "serving_timeline",
]

__version__ = "0.1.0"
