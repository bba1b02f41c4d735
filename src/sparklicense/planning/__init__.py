"""Planning: what will stop, what it costs, what to ask for. Everything follows from timelines and windows."""

from sparklicense.planning.coverage import Coverage, coverage, flight_coverage
from sparklicense.planning.expiries import calendar_days_left, effective_expiry, whole_days_left
from sparklicense.planning.exposure import Concentration, CurrencyExposure, Exposure, RemainingLife, exposure
from sparklicense.planning.lead_times import DEFAULT_LEAD_TIME, QUANTILE, CodeRequest, LeadTime, lead_time
from sparklicense.planning.money import Spend, UnknownSpend, Weights
from sparklicense.planning.outages import Outage, Stop, outages
from sparklicense.planning.performance import FORMULAS, Formula, Metric, Performance, Totals, metrics, ratios, totals
from sparklicense.planning.plan import Plan, plan
from sparklicense.planning.ranking import CONFIDENCE, RankedPost, ranking, wilson_lower, worth_promoting, worth_renewing
from sparklicense.planning.reasons import Reason, Threshold
from sparklicense.planning.reminders import LADDER, Reminder, reminders
from sparklicense.planning.renewals import Extension, Renewal, carry_out, posts_needing_a_code
from sparklicense.planning.risk import SpendAtRisk, spend_at_risk
from sparklicense.planning.scenarios import CoverageChange, Outlook, Scenario, what_if
from sparklicense.planning.sequences import Costs, PlannedCode, cheapest_codes, shortest_days
from sparklicense.planning.sweeps import Gap, Overlap, Overshoot
from sparklicense.planning.worklist import renewals
from sparklicense.planning.worth import Recommendation, Verdict, break_even_fee, recommend

__all__ = [
    "CONFIDENCE",
    "DEFAULT_LEAD_TIME",
    "FORMULAS",
    "LADDER",
    "QUANTILE",
    "CodeRequest",
    "Concentration",
    "Costs",
    "Coverage",
    "CoverageChange",
    "CurrencyExposure",
    "Exposure",
    "Extension",
    "Formula",
    "Gap",
    "LeadTime",
    "Metric",
    "Outage",
    "Outlook",
    "Overlap",
    "Overshoot",
    "Performance",
    "Plan",
    "PlannedCode",
    "RankedPost",
    "Reason",
    "Recommendation",
    "RemainingLife",
    "Reminder",
    "Renewal",
    "Scenario",
    "Spend",
    "SpendAtRisk",
    "Stop",
    "Threshold",
    "Totals",
    "UnknownSpend",
    "Verdict",
    "Weights",
    "break_even_fee",
    "calendar_days_left",
    "carry_out",
    "cheapest_codes",
    "coverage",
    "effective_expiry",
    "exposure",
    "flight_coverage",
    "lead_time",
    "metrics",
    "outages",
    "plan",
    "posts_needing_a_code",
    "ranking",
    "ratios",
    "recommend",
    "reminders",
    "renewals",
    "shortest_days",
    "spend_at_risk",
    "totals",
    "what_if",
    "whole_days_left",
    "wilson_lower",
    "worth_promoting",
    "worth_renewing",
]
