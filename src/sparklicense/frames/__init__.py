"""The serving rules over DataFrames: Polars, pandas, PyArrow, DuckDB and PySpark, eager and lazy.

One plan, made from the rows of the same rulebook that the object reader reads.
"""

from sparklicense.frames.checks import check
from sparklicense.frames.engine import FrameError
from sparklicense.frames.serving import license_status, serving
from sparklicense.frames.tables import Tables, from_portfolio
from sparklicense.frames.windows import windows

__all__ = [
    "FrameError",
    "Tables",
    "check",
    "from_portfolio",
    "license_status",
    "serving",
    "windows",
]
