"""Planning's values, what is put in and what comes out, as plain data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sparklicense.data.checked_kinds import DECIMAL, ID, TEXT, pair
from sparklicense.data.derived import table
from sparklicense.data.kinds import several
from sparklicense.data.records import Field, Shape
from sparklicense.data.timelines import timeline_of
from sparklicense.planning import (
    Action,
    CauseLoss,
    CodeRequest,
    Concentration,
    Coverage,
    CoverageChange,
    CurrencyExposure,
    Exposure,
    Gap,
    LeadTime,
    Loss,
    Outage,
    Outlook,
    Overlap,
    Overshoot,
    Performance,
    Plan,
    RankedPost,
    Reason,
    Recommendation,
    RemainingLife,
    Reminder,
    Scenario,
    Spend,
    SpendAtRisk,
    Stop,
    Threshold,
    Totals,
    UnknownSpend,
)

_AMOUNTS: Final = several(
    pair(
        "an amount",
        "Amount",
        Field("currency", TEXT, words="An ISO 4217 code."),
        Field("amount", DECIMAL, words="The exact amount."),
    )
)
_SHARES: Final = several(
    pair(
        "a share",
        "Share",
        Field("name", TEXT, words="A creator or a post."),
        Field("share", DECIMAL, words="Its part of the whole, of 1."),
    )
)

_UNKNOWN: Final = Shape(
    noun="an unknown spend",
    make=UnknownSpend,
    fields=(
        Field("ad_id", ID, words="The ad."),
        Field("reason", TEXT, words="Why its money is not known."),
    ),
)
_SPEND: Final = table(Spend, _UNKNOWN, amounts=_AMOUNTS)
_GAP: Final = table(Gap)
_OVERLAP: Final = table(Overlap)
_OVERSHOOT: Final = table(Overshoot)
_COVERAGE: Final = table(Coverage, _GAP, _OVERLAP, _OVERSHOOT, _SPEND)
_STOP: Final = table(Stop)
_OUTAGE: Final = table(Outage, _STOP, _SPEND)
_LEAD_TIME: Final = table(LeadTime)
_ACTION: Final = table(Action, _LEAD_TIME, _SPEND)
_LOSS: Final = table(Loss, _SPEND)
_CAUSE_LOSS: Final = table(CauseLoss, _SPEND)
_OUTLOOK: Final = table(Outlook, _COVERAGE, _OUTAGE, _SPEND)
_REASON: Final = table(Reason)
_REMAINING: Final = table(RemainingLife)
_CONCENTRATION: Final = table(Concentration, shares=_SHARES)
_IN_CURRENCY: Final = table(CurrencyExposure, _REMAINING, _CONCENTRATION, runway=timeline_of(Decimal))

PLANNED: Final[tuple[Shape[Any], ...]] = (
    _UNKNOWN,
    _SPEND,
    _GAP,
    _OVERLAP,
    _OVERSHOOT,
    _COVERAGE,
    _STOP,
    _OUTAGE,
    _LEAD_TIME,
    _ACTION,
    _LOSS,
    _CAUSE_LOSS,
    _OUTLOOK,
    _REASON,
    _REMAINING,
    _CONCENTRATION,
    _IN_CURRENCY,
    table(CodeRequest),
    table(CoverageChange, _COVERAGE),
    table(Exposure, _IN_CURRENCY, _UNKNOWN),
    table(Performance),
    table(Plan, _ACTION, _LOSS, _CAUSE_LOSS, _OUTAGE, _COVERAGE, _SPEND),
    table(RankedPost),
    table(Recommendation, _REASON),
    table(Reminder),
    table(Scenario, _OUTLOOK),
    table(SpendAtRisk, _SPEND),
    table(Threshold),
    table(Totals),
)
"""The tables of the public values of `sparklicense.planning`."""
