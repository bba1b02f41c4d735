"""Spark Ads against In-Feed Ads: in what the formats differ, which posts can be used, and what to choose.

Every statement is a row with its source, and says what it rests on: TikTok's documentation, the guide's
opinion, or a figure that somebody reports, with its date.
"""

from sparklicense.citations import Basis
from sparklicense.formats.advice import KNOWLEDGE, Advice, Knowledge, WouldChange, advise
from sparklicense.formats.assessments import TIES, Assessment, Decider, Reason, TieRule
from sparklicense.formats.availability import AVAILABILITY, Availability, Closing, Format, InFeedException, availability
from sparklicense.formats.briefs import QUESTIONS, Brief, Destination, Engagement, Goal, Source, brief_of
from sparklicense.formats.candidates import Candidate, Disclosure, Identity, Review, SoundRights
from sparklicense.formats.cells import Cell, Trait
from sparklicense.formats.comparison import Comparison, Contrast, Controls, compare, controls
from sparklicense.formats.data import (
    COMPARISON_COLUMNS,
    advice_to_data,
    comparison_rows,
    comparison_to_data,
    eligibility_to_data,
)
from sparklicense.formats.eligibility import Eligibility, eligibility
from sparklicense.formats.eligibility_rows import ELIGIBILITY
from sparklicense.formats.limits import LIMITS, Limit, limits
from sparklicense.formats.platforms import PLATFORMS, Platform, PlatformRule, equivalent
from sparklicense.formats.situation_rows import SITUATIONS
from sparklicense.formats.situations import AtMost, Effect, Situation
from sparklicense.formats.statements import FIGURES, Figure
from sparklicense.formats.traits import TRAITS
from sparklicense.formats.verdicts import EligibilityRule, Verdict

__all__ = [
    "AVAILABILITY",
    "COMPARISON_COLUMNS",
    "ELIGIBILITY",
    "FIGURES",
    "KNOWLEDGE",
    "LIMITS",
    "PLATFORMS",
    "QUESTIONS",
    "SITUATIONS",
    "TIES",
    "TRAITS",
    "Advice",
    "Assessment",
    "AtMost",
    "Availability",
    "Basis",
    "Brief",
    "Candidate",
    "Cell",
    "Closing",
    "Comparison",
    "Contrast",
    "Controls",
    "Decider",
    "Destination",
    "Disclosure",
    "Effect",
    "Eligibility",
    "EligibilityRule",
    "Engagement",
    "Figure",
    "Format",
    "Goal",
    "Identity",
    "InFeedException",
    "Knowledge",
    "Limit",
    "Platform",
    "PlatformRule",
    "Reason",
    "Review",
    "Situation",
    "SoundRights",
    "Source",
    "TieRule",
    "Trait",
    "Verdict",
    "WouldChange",
    "advice_to_data",
    "advise",
    "availability",
    "brief_of",
    "compare",
    "comparison_rows",
    "comparison_to_data",
    "controls",
    "eligibility",
    "eligibility_to_data",
    "equivalent",
    "limits",
]
