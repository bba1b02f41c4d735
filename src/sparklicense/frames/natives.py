"""What narwhals has no word for, said to each engine in its own; and how answers are given back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from typing import Any, Final, TypeAlias, cast

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
        text = f"TIMESTAMPTZ '{at.isoformat(' ')}'::TIMESTAMPTZ_NS"
        return cast("Frame", nw.from_native(frame.to_native().project(f"*, {text} AS {own(name)}")))
    literal = nw.lit(at) if is_sql(frame) else nw.lit(at).cast(nw.Datetime(cast("Any", unit), "UTC"))
    return frame.with_columns(literal.alias(own(name)))


def with_length(frame: Frame, name: str, start: str, end: str, unit: str) -> Frame:
    """Add how long it is from one of our instants to another, as a whole number of `TICKS` a second."""
    # narwhals has no word for either of these two.
    if frame.implementation.is_duckdb() and unit == "ns":
        text = f"epoch_ns({own(end)}) - epoch_ns({own(start)}) AS {own(name)}"
        return cast("Frame", nw.from_native(frame.to_native().project(f"*, {text}")))
    if is_sql(frame) and not frame.implementation.is_duckdb():
        text = f"unix_micros({own(end)}) - unix_micros({own(start)}) AS {own(name)}"
        return cast("Frame", nw.from_native(frame.to_native().selectExpr("*", text)))
    length = (col(end) - col(start)).dt
    ticks = length.total_nanoseconds() if unit == "ns" else length.total_microseconds()
    return frame.with_columns(ticks.alias(own(name)))


TICKS: Final = {"s": 1e6, "ms": 1e6, "us": 1e6, "ns": 1e9}


def left_join(left: Frame, right: Frame, keys: Iterable[str]) -> Frame:
    """Join what at most one row matches; rows keep their order where the engine says how to ask for it."""
    on = owned(*keys)
    if on_polars(left):  # narwhals has no word for the order that Polars keeps only on request
        native = left.to_native().join(right.to_native(), on=on, how="left", maintain_order="left")
        return cast("Frame", nw.from_native(native))
    return left.join(right, on=on, how="left")


Label: TypeAlias = Callable[[str], "nw.Expr"]


def labeling(frame: Frame, labels: tuple[str, ...]) -> Label:
    """Give the function that writes a label into a plan: the text, or its place where `attached` brings the text."""
    if on_polars(frame):
        kind = nw.Enum(labels)
        return lambda label: nw.lit(label).cast(kind)
    if is_eager(frame):
        return lambda label: nw.lit(labels.index(label), nw.Int8)
    return nw.lit


def attached(native: Any, column: str, values: nw.Series[Any], labels: tuple[str, ...]) -> Any:
    """Give a native eager frame a column of labels, in the engine's categorical form.

    Args:
        native: the user's frame.
        column: the new column's name.
        values: what `labeling` has written, in the frame's order.
        labels: all labels there are.
    """
    if values.implementation.is_polars():
        return native.with_columns(values.alias(column).to_native())
    library: Any = nw.get_native_namespace(values)
    if values.implementation.is_pandas():
        codes = values.fill_null(-1).cast(nw.Int8).to_numpy()  # which is how pandas writes null
        return native.assign(**{column: library.Categorical.from_codes(codes, labels)})
    codes = library.chunked_array(values.cast(nw.Int8).to_native(), library.int8()).combine_chunks()
    return native.append_column(column, library.DictionaryArray.from_arrays(codes, list(labels)))


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
