"""The serving rules over DataFrames: Polars, pandas, PyArrow, DuckDB and PySpark, eager and lazy.

One plan, made from the rows of the same rulebook that the object reader reads.
"""

from sparklicense.frames.changes import next_change
from sparklicense.frames.checks import check
from sparklicense.frames.coverage import coverage
from sparklicense.frames.engine import FrameError
from sparklicense.frames.results import from_audit, from_plan, from_timeline
from sparklicense.frames.serving import license_status, serving
from sparklicense.frames.tables import Tables, from_portfolio
from sparklicense.frames.windows import windows

__all__ = [
    "FrameError",
    "Tables",
    "check",
    "coverage",
    "from_audit",
    "from_plan",
    "from_portfolio",
    "from_timeline",
    "license_status",
    "next_change",
    "serving",
    "windows",
]
