"""TikTok Spark Ads licensing: what an ad does, why, since when, until when, and who can fix it.

The names below are the whole front door. Each is loaded when it is first used, so that a program
pays at its start for what it uses and no more.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sparklicense import data as data
    from sparklicense import formats as formats
    from sparklicense import frames as frames
    from sparklicense import planning as planning
    from sparklicense import plots as plots
    from sparklicense import sources as sources
    from sparklicense import views as views
    from sparklicense.access import AccessStatus, AccountAccess
    from sparklicense.ads import IdentityType, ScheduleStatus, SparkAd, SwitchStatus
    from sparklicense.audit import Audit, AuditDiff, AuditDifference, DifferenceKind
    from sparklicense.audit_rows import AdAudit, CampaignStatus, Change, LicenseAudit
    from sparklicense.citations import Basis, Citation
    from sparklicense.data.portfolios import dump, load
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
        ReadingError,
        RulebookError,
        SparkLicenseError,
        TikTokError,
        UnknownIdError,
        UnofferedDaysError,
        WrongTypeError,
    )
    from sparklicense.instants import InstantLike, instant
    from sparklicense.licenses import License, LicenseStatus
    from sparklicense.policies import GUIDE, PLATFORM, Policy
    from sparklicense.portfolio import Portfolio
    from sparklicense.posts import Media, MediaKind, Post, PostStanding, PostStatus, Removal
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
    from sparklicense.rules.expiry import EXPIRY, AccessStanding, LicenseStanding, ServingRule, needs_reminder
    from sparklicense.rules.redemption import (
        REDEMPTION,
        PostToRedeem,
        RedeemingAccount,
        RedemptionRule,
        RedemptionVerdict,
        can_redeem,
    )
    from sparklicense.rules.rulebook import Actor, Rulebook
    from sparklicense.rules.serving import Decision, Objection, serving, serving_timeline
    from sparklicense.rules.serving_rows import SERVING
    from sparklicense.rules.states import ServingState
    from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode, Placement, Targeting
    from sparklicense.timelines import Timeline
    from sparklicense.windows import Window, Windows, day_window

# The same once more, for Python: which module is the home of which names. A test holds the two together.
_HOMES = {
    "access": "AccessStatus AccountAccess",
    "ads": "IdentityType ScheduleStatus SparkAd SwitchStatus",
    "audit": "Audit AuditDiff AuditDifference DifferenceKind",
    "audit_rows": "AdAudit CampaignStatus Change LicenseAudit",
    "citations": "Basis Citation",
    "errors": (
        "EditRefusedError EmptyWindowError ImpossibleFactsError InexactInstantError InvalidValueError "
        "MissingExtraError NaiveInstantError PortfolioError PortfolioFileError ReadingError "
        "RulebookError SparkLicenseError TikTokError UnknownIdError UnofferedDaysError WrongTypeError"
    ),
    "data.portfolios": "dump load",
    "instants": "InstantLike instant",
    "licenses": "License LicenseStatus",
    "policies": "GUIDE PLATFORM Policy",
    "portfolio": "Portfolio",
    "posts": "Media MediaKind Post PostStanding PostStatus Removal",
    "rules.deletion": "DELETION RemovalAct RemovalRule RemovalVerdict Use can_delete can_hide can_revoke",
    "rules.editing": "EDITING AdField Alternative EditRule EditVerdict can_edit edit",
    "rules.expiry": "EXPIRY AccessStanding LicenseStanding ServingRule needs_reminder",
    "rules.redemption": "REDEMPTION PostToRedeem RedeemingAccount RedemptionRule RedemptionVerdict can_redeem",
    "rules.rulebook": "Actor Rulebook",
    "rules.serving": "Decision Objection serving serving_timeline",
    "rules.serving_rows": "SERVING",
    "rules.states": "ServingState",
    "settings": "AdSettings BudgetLevel BudgetMode Placement Targeting",
    "timelines": "Timeline",
    "windows": "Window Windows day_window",
}
_ROOMS = ("data", "formats", "frames", "planning", "plots", "sources", "views")
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Load a public name from its home, or a room."""
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__, *_ROOMS})


__all__ = [
    "DELETION",
    "EDITING",
    "EXPIRY",
    "GUIDE",
    "PLATFORM",
    "REDEMPTION",
    "SERVING",
    "AccessStanding",
    "AccessStatus",
    "AccountAccess",
    "Actor",
    "AdAudit",
    "AdField",
    "AdSettings",
    "Alternative",
    "Audit",
    "AuditDiff",
    "AuditDifference",
    "Basis",
    "BudgetLevel",
    "BudgetMode",
    "CampaignStatus",
    "Change",
    "Citation",
    "Decision",
    "DifferenceKind",
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
    "PostStanding",
    "PostStatus",
    "PostToRedeem",
    "ReadingError",
    "RedeemingAccount",
    "RedemptionRule",
    "RedemptionVerdict",
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
    "TikTokError",
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
    "can_redeem",
    "can_revoke",
    "day_window",
    "dump",
    "edit",
    "instant",
    "load",
    "needs_reminder",
    "serving",
    "serving_timeline",
]

__version__ = "0.1.0"
