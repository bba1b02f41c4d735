"""What narwhals has no word for, said to each engine in its own; and how answers are given back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any, Final, cast

import attrs

from sparklicense.errors import InvalidValueError
from sparklicense.frames.engine import Frame, col, is_eager, is_sql, nw, on_polars, own, owned


def widened(frame: Frame, columns: Iterable[str], unit: str) -> Frame:
    """Count instants of our own columns in a finer unit."""
    if frame.implementation.is_duckdb():  # narwhals knows no nanoseconds with a zone there
        cast_to = ", ".join(f"{own(name)}::TIMESTAMPTZ_NS AS {own(name)}" for name in columns)
        return cast("Frame", nw.from_native(frame.to_native().project(f"* REPLACE ({cast_to})")))
    kind = nw.Datetime(cast("Any", unit), "UTC")
    return frame.with_columns(col(name).cast(kind) for name in columns)


def with_instant(frame: Frame, name: str, at: datetime, unit: str) -> Frame:
    """Add one instant as a column of ours."""
    if frame.implementation.is_duckdb() and unit == "ns":
        return _with_sql(frame, name, f"TIMESTAMPTZ '{at.isoformat(' ')}'::TIMESTAMPTZ_NS")
    literal = nw.lit(at) if is_sql(frame) else nw.lit(at).cast(nw.Datetime(cast("Any", unit), "UTC"))
    return frame.with_columns(literal.alias(own(name)))


def with_length(frame: Frame, name: str, start: str, end: str, unit: str) -> Frame:
    """Add how long it is from one of our instants to another, as a whole number of `TICKS` a second."""
    # narwhals has no word for either of these two.
    if frame.implementation.is_duckdb() and unit == "ns":
        return _with_sql(frame, name, f"epoch_ns({own(end)}) - epoch_ns({own(start)})")
    if is_sql(frame) and not frame.implementation.is_duckdb():
        return _with_sql(frame, name, f"unix_micros({own(end)}) - unix_micros({own(start)})")
    length = (col(end) - col(start)).dt
    ticks = length.total_nanoseconds() if unit == "ns" else length.total_microseconds()
    return frame.with_columns(ticks.alias(own(name)))


TICKS: Final = {"s": 1e6, "ms": 1e6, "us": 1e6, "ns": 1e9}


def left_join(left: Frame, right: Frame, keys: Iterable[str]) -> Frame:
    """Join what at most one row matches; rows keep their order where the engine says how to ask for it."""
    on = owned(*keys)
    if is_eager(left) and not on_polars(left):
        return left.join(right, on=on, how="left")
    mine, theirs = left.to_native(), right.to_native()
    if on_polars(left):  # narwhals has no word for the order that Polars keeps only on request
        return cast("Frame", nw.from_native(mine.join(theirs, on=on, how="left", maintain_order="left")))
    # Databases read a plan anew at each step, and narwhals takes several to a join.
    if left.implementation.is_duckdb():
        using = ", ".join(f'"{each}"' for each in on)
        return cast("Frame", nw.from_native(mine.set_alias("l").join(theirs.set_alias("r"), using, how="left")))
    return cast("Frame", nw.from_native(mine.join(theirs, on=on, how="left")))


@attrs.frozen
class Labels:
    """Labels that travel as numbers, because text costs an engine many times as much.

    Attributes:
        by_number: the label of each number; two numbers may share one.
        kinds: every label there is, in the order in which a categorical column has them.
    """

    by_number: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def places(self) -> list[int]:
        """Give of each number the place of its label."""
        return [self.kinds.index(label) for label in self.by_number]


def labeled(frame: Frame, name: str, numbers: str, labels: Labels) -> Frame:
    """Add what the numbers in a column of ours stand for, on a lazy frame; null stays null."""
    if on_polars(frame):  # looking all up at once takes half of what a chain of conditions does
        library: Any = nw.get_native_namespace(frame)
        known = library.lit(library.Series(labels.by_number, dtype=library.Enum(labels.kinds)))
        native = frame.to_native().with_columns(known.gather(own(numbers)).alias(own(name)))
        return cast("Frame", nw.from_native(native))
    # As text: databases take a plan in one condition at a time, and Spark takes a tenth of a second for these.
    cases = " ".join(f"WHEN {number} THEN '{label}'" for number, label in enumerate(labels.by_number))
    return _with_sql(frame, name, f"CASE {own(numbers)} {cases} END")


def _with_sql(frame: Frame, name: str, text: str) -> Frame:
    """Add a column of ours, said in SQL."""
    native: Any = frame.to_native()
    added = f"{text} AS {own(name)}"
    duckdb = frame.implementation.is_duckdb()
    return cast("Frame", nw.from_native(native.project(f"*, {added}") if duckdb else native.selectExpr("*", added)))


def attached(native: Any, column: str, numbers: nw.Series[Any], labels: Labels) -> Any:
    """Give a native eager frame a column of labels, in the engine's categorical form.

    Args:
        native: the user's frame.
        column: the new column's name.
        numbers: which label each row has, in the frame's order; null: none.
        labels: the labels.
    """
    library: Any = nw.get_native_namespace(numbers)
    if numbers.implementation.is_polars():
        known = library.Series(labels.by_number, dtype=library.Enum(labels.kinds))
        return native.with_columns(known.gather(numbers.to_native()).alias(column))
    if numbers.implementation.is_pandas():
        none = len(labels.by_number)
        places = library.Series([*labels.places, -1], dtype="int8").to_numpy()  # -1 is how pandas writes null
        codes = places[numbers.fill_null(none).cast(nw.Int8).to_numpy()]
        return native.assign(**{column: library.Categorical.from_codes(codes, labels.kinds)})
    codes = library.array(labels.places, library.int8()).take(
        library.chunked_array(numbers.cast(nw.Int8).to_native()).combine_chunks()
    )
    return native.append_column(column, library.DictionaryArray.from_arrays(codes, list(labels.kinds)))


_EAGER: Final = ("polars", "pandas", "pyarrow")
ENGINES: Final = (*_EAGER, "duckdb", "pyspark")


def made(data: dict[str, list[Any]], schema: dict[str, Any], engine: str) -> Any:
    """Make a native frame of an engine; a database's is made of a PyArrow table."""
    frame: Any = nw.from_dict(data, schema, backend=cast("Any", engine if engine in _EAGER else "pyarrow"))
    if engine == "duckdb":
        library = import_module(engine)
        return library.from_arrow(frame.to_native())
    if engine == "pyspark":
        session = import_module("pyspark.sql").SparkSession.getActiveSession()
        if session is None:
            raise InvalidValueError("engine: `pyspark` needs an active session; build one first")
        return session.createDataFrame(frame.to_native())
    return frame.to_native()
