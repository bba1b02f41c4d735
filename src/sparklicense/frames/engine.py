"""The one place that knows narwhals, and the few things that engines do differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final, TypeAlias, cast

from sparklicense.errors import InvalidValueError, MissingExtraError, ProblemsError, shown

try:
    import narwhals.stable.v2 as nw
except ImportError:
    raise MissingExtraError(
        "sparklicense.frames needs narwhals, which is not installed: pip install 'sparklicense[frames]'"
    ) from None

Frame: TypeAlias = "nw.LazyFrame[Any]"
"""A frame inside: eager ones answer every call that is made of lazy ones, so one name serves for both."""
Type: TypeAlias = "nw.dtypes.DType"

__all__ = ["nw"]  # what the other modules here write plans with

_WANTED: Final = "a Polars, pandas, PyArrow, DuckDB or PySpark frame"
OPTIONAL: Final = ("pauses", "hidden")
"""Tables that may be left out: nothing is paused then, or hidden."""
_SUPPORTED: Final = ("POLARS", "PANDAS", "PYARROW", "DUCKDB", "PYSPARK", "PYSPARK_CONNECT")


class FrameError(ProblemsError):
    """Tables that cannot be read: every problem at once, each naming table and column."""


def own(name: str) -> str:
    """Give a name that no column of the user's has."""
    return f"__sparklicense_{name}"


def owned(*names: str) -> list[str]:
    """Give the names of several columns of our own."""
    return [own(name) for name in names]


def col(name: str) -> nw.Expr:
    """Read one of our own columns."""
    return nw.col(own(name))


def opened(tables: Mapping[str, Any]) -> dict[str, Frame]:
    """Put native frames into narwhals' hands; optional ones may be `None`.

    Raises:
        FrameError: something that is no frame, or frames of several kinds.
    """
    found: dict[str, Frame] = {}
    problems: list[str] = []
    for table, native in tables.items():
        if native is None and table in OPTIONAL:
            continue
        frame = nw.from_native(native, pass_through=True)
        if isinstance(frame, nw.DataFrame | nw.LazyFrame) and frame.implementation.name in _SUPPORTED:
            found[table] = cast("Frame", frame)
        else:
            problems.append(f"{table}: {_WANTED}, not {shown(type(native).__name__)}")
    if len({(frame.implementation, type(frame)) for frame in found.values()}) > 1:
        kinds = ", ".join(f"{table} is a {shown(_kind(frame))}" for table, frame in found.items())
        problems.append(f"the tables are of several kinds: {kinds}; give all of one kind")
    if problems:
        raise FrameError(problems)
    return found


def _kind(frame: Frame) -> str:
    native: Any = frame.to_native()
    kind: Any = native.__class__
    return f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"


def is_eager(frame: Frame) -> bool:
    """Tell whether the data are at hand."""
    return isinstance(frame, nw.DataFrame)


def is_sql(frame: Frame) -> bool:
    """Tell whether the engine is a database: instants without a zone of their own, rows without an order."""
    return not is_eager(frame) and not frame.implementation.is_polars()


def native_types(frame: Frame) -> dict[str, str]:
    """Name the types that narwhals does not know, in the engine's words."""
    native = frame.to_native()
    if frame.implementation.is_pandas():
        return {name: str(native[name].dtype) for name in native.columns}
    if frame.implementation.is_duckdb():
        return {name: str(kind) for name, kind in zip(native.columns, native.types, strict=True)}
    return {}


def all_null(frame: Frame, column: str) -> bool:
    """Tell whether an eager frame's column holds nothing at all, so that its type says nothing."""
    return is_eager(frame) and bool(cast("nw.DataFrame[Any]", frame)[column].is_null().all())


def strict_about_text(frame: Frame, dtype: Type) -> bool:
    """Tell whether the engine joins text only with text of exactly one type."""
    return frame.implementation.is_pyarrow() or (frame.implementation.is_polars() and dtype != nw.String)


def selected(frame: Frame, columns: Mapping[str, nw.Expr], *, keeping: bool) -> Frame:
    """Take columns under names of our own, with their instants in UTC.

    Args:
        frame: the user's.
        columns: what each of our columns is.
        keeping: keep the user's columns as well.
    """
    ours = frame.with_columns(**columns) if keeping else frame.select(**columns)
    if is_sql(ours):
        return ours
    if on_pandas(ours):  # narwhals does not recognize every zone of pandas, so pandas converts them itself
        native = ours.to_native()
        abroad = [name for name in columns if str(native[name].dtype).startswith("datetime64[")]
        utc = {name: native[name].dt.tz_convert("UTC") for name in abroad}
        return cast("Frame", nw.from_native(native.assign(**utc)))
    schema = ours.collect_schema()
    abroad = [name for name in columns if getattr(schema[name], "time_zone", "UTC") != "UTC"]
    return ours.with_columns(nw.col(name).dt.convert_time_zone("UTC") for name in abroad) if abroad else ours


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


def on_polars(frame: Frame) -> bool:
    """Tell whether the engine is Polars."""
    return frame.implementation.is_polars()


def on_pandas(frame: Frame) -> bool:
    """Tell whether the engine is pandas."""
    return frame.implementation.is_pandas()


def left_join(left: Frame, right: Frame, keys: Iterable[str]) -> Frame:
    """Join what at most one row matches; rows keep their order where the engine says how to ask for it."""
    on = owned(*keys)
    if on_polars(left):  # narwhals has no word for the order that Polars keeps only on request
        native = left.to_native().join(right.to_native(), on=on, how="left", maintain_order="left")
        return cast("Frame", nw.from_native(native))
    return left.join(right, on=on, how="left")


def distinct(frame: Frame) -> Frame:
    """Keep one of each kind of row."""
    if is_sql(frame):  # narwhals would number all rows for it
        return frame.group_by(*frame.collect_schema().names()).agg(nw.len().alias(own("rows"))).drop(own("rows"))
    return frame.unique()


def stacked(frames: Sequence[Frame]) -> Frame:
    """Put frames of the same columns below each other."""
    return frames[0] if len(frames) == 1 else nw.concat(frames)


def numbered(frame: Frame) -> Frame:
    """Number the rows where joins lose their order; `in_order` restores it."""
    if is_eager(frame) and frame.implementation.is_pyarrow():
        return cast("Frame", cast("nw.DataFrame[Any]", frame).with_row_index(own("row")))
    return frame


def in_order(frame: Frame) -> Frame:
    """Put rows that `numbered` has numbered back into their order."""
    return frame.sort(own("row")) if is_eager(frame) and frame.implementation.is_pyarrow() else frame


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


def length(frame: Frame) -> int:
    """Count rows; collects on lazy frames."""
    return int(_only(frame.select(nw.len()))[0])


def counted(frame: Frame, conditions: Mapping[str, nw.Expr]) -> dict[str, int]:
    """Count the rows on which conditions hold; collects on lazy frames."""
    places = {name: f"{own('count')}{place}" for place, name in enumerate(conditions)}
    marked = frame.select(*(each.cast(nw.Int64).alias(places[name]) for name, each in conditions.items()))
    return {name: int(value or 0) for name, value in zip(conditions, _only(marked.select(nw.all().sum())), strict=True)}


def _only(frame: Frame) -> tuple[Any, ...]:
    row: Any = frame if is_eager(frame) else frame.collect()
    return tuple(row.row(0))


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
