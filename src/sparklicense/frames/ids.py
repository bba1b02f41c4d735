"""Ids of digits, as numbers: on frames at hand, comparing them costs a fraction of comparing text.

Nothing else changes: ids are equal exactly where their numbers are, and null stays null. Ids that
numbers could confuse (`7` and `007`, or anything but digits) stay text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from sparklicense.frames.engine import Frame, is_eager, nw, on_pandas, on_polars, own
from sparklicense.frames.schema import Table

_SHARED: Final = ("post_id", "advertiser_id")
"""Ids by which tables are joined, and that no answer holds."""


def with_numbers(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Write the shared ids of all tables as numbers, where every one of them can be."""
    found = dict(tables)
    if not _gains(tables["licenses"].frame):
        return found
    for id in _SHARED:
        columns: dict[str, nw.Series[Any]] = {}
        for name, table in tables.items():
            if own(id) in table.frame.collect_schema():
                numbers = as_numbers(table.frame, own(id))
                if numbers is None:
                    break
                columns[name] = numbers
        else:
            for name, numbers in columns.items():
                found[name] = Table(found[name].frame.with_columns(cast("Any", numbers)), found[name].units)
    return found


def as_numbers(frame: Frame, column: str) -> nw.Series[Any] | None:
    """Give the ids of a column as numbers; `None` where that is no gain, or could confuse two of them."""
    if not _gains(frame):
        return None
    ids: nw.Series[Any] = cast("nw.DataFrame[Any]", frame)[column]
    if ids.dtype != nw.String or (on_pandas(frame) and not _in_arrow(ids)):
        return None
    if ids.is_null().all():
        return None
    lengths = ids.str.len_chars()
    digits = lengths.max()
    if digits != lengths.min():
        return None
    try:
        numbers = _read(ids) if on_pandas(frame) else ids.cast(nw.Int64)
    except ValueError:  # what PyArrow says of text that is no number, or of one that is too long
        return None
    # As many characters as the least number has digits: there is no room for a sign, a space, or a zero in front.
    return numbers if numbers.min() >= 10 ** (int(digits) - 1) else None


def no_id(frame: Frame, column: str) -> nw.Expr:
    """Give what no id is, and what compares with those of a column of ours: ids are neither empty nor negative."""
    return nw.lit(-1) if frame.collect_schema()[own(column)].is_integer() else nw.lit("")


def _gains(frame: Frame) -> bool:
    """Tell whether numbers pay: Polars compares text quickly, and frames that are lazy are not looked at."""
    return is_eager(frame) and not on_polars(frame)


def _in_arrow(ids: nw.Series[Any]) -> bool:
    """Tell whether pandas keeps its text as PyArrow does, which reads numbers quickly."""
    kind: Any = ids.to_native().dtype
    return getattr(kind, "storage", "") == "pyarrow" or str(kind) == "string[pyarrow]"


def _read(ids: nw.Series[Any]) -> nw.Series[Any]:
    """Read pandas' text as its own numbers, which it compares faster than PyArrow's."""
    native = ids.to_native()
    # Never numbers and nulls at once: on their way to pandas' kind they would pass through floats.
    numbers = native.astype("int64[pyarrow]").fillna(0).astype("int64")
    if native.hasnans:
        numbers = numbers.astype("Int64").mask(native.isna())
    return cast("nw.Series[Any]", nw.from_native(numbers, series_only=True))
