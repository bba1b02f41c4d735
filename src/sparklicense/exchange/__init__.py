"""Portfolios, audits and timelines in files: JSON, tables of CSV, and the JSON Schema of both."""

from sparklicense.exchange.audits import audit_to_data, timeline_to_data
from sparklicense.exchange.portfolios import dump, load, portfolio_from_data, portfolio_to_data
from sparklicense.exchange.schemas import portfolio_schema

__all__ = [
    "audit_to_data",
    "dump",
    "load",
    "portfolio_from_data",
    "portfolio_schema",
    "portfolio_to_data",
    "timeline_to_data",
]
