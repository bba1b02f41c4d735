"""The one place that knows narwhals, and the few things that engines do differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from sparklicense.errors import MissingExtraError, ProblemsError, shown

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
OPTIONAL: Final = ("pauses", "hidden", "access")
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
    """Take columns under names of our own.

    Args:
        frame: the user's.
        columns: what each of our columns is.
        keeping: keep the user's columns as well.
    """
    if keeping or (is_eager(frame) and not len(cast("nw.DataFrame[Any]", frame))):
        # A column without a type is written as a constant, which alone would make a row of its own.
        ours = frame.with_columns(**columns)
        ours = ours if keeping else ours.select(*columns)
    else:
        ours = frame.select(**columns)
    if not on_pandas(ours):
        return ours
    native = ours.to_native()  # narwhals does not recognize every zone of pandas, so pandas converts them itself
    dated = [name for name in columns if str(native[name].dtype).startswith("datetime64[")]
    return cast("Frame", nw.from_native(native.assign(**{name: native[name].dt.tz_convert("UTC") for name in dated})))


def in_utc(frame: Frame, instants: nw.Expr, zone: str) -> nw.Expr:
    """Let instants be compared with others; databases and pandas (see `selected`) need nothing here."""
    apart = not is_sql(frame) and not on_pandas(frame) and zone != "UTC"
    return instants.dt.convert_time_zone("UTC") if apart else instants


def on_polars(frame: Frame) -> bool:
    """Tell whether the engine is Polars."""
    return frame.implementation.is_polars()


def on_pandas(frame: Frame) -> bool:
    """Tell whether the engine is pandas."""
    return frame.implementation.is_pandas()


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
    return cast("Frame", cast("nw.DataFrame[Any]", frame).with_row_index(own("row"))) if _disorderly(frame) else frame


def in_order(frame: Frame, *columns: str) -> Frame:
    """Put rows that `numbered` has numbered back into their order; of our columns, give these or, if none, all."""
    if not _disorderly(frame):
        return frame
    native: Any = frame.to_native()
    places = nw.get_native_namespace(frame).compute.inverse_permutation(native[own("row")].combine_chunks())
    return cast("Frame", nw.from_native(native.select(owned(*columns) or native.column_names).take(places)))


def _disorderly(frame: Frame) -> bool:
    return is_eager(frame) and frame.implementation.is_pyarrow()


def length(frame: Frame) -> int:
    """Count rows; collects on lazy frames."""
    return int(_only(frame.select(nw.len()))[0])


def kinds_of_rows(frame: Frame, keys: Sequence[str]) -> int:
    """Count the rows that differ in some of our columns; collects on lazy frames."""
    if len(keys) > 1:
        return length(distinct(frame.select(*owned(*keys))))
    if is_eager(frame):
        return kinds(cast("nw.DataFrame[Any]", frame)[own(keys[0])])
    return int(_only(frame.select(col(keys[0]).n_unique()))[0] or 0)  # a database counts nothing as null


def kinds(values: nw.Series[Any]) -> int:
    """Count the values that differ, null being one."""
    if values.dtype != nw.Int64 or values.implementation.is_polars() or values.null_count():
        return values.n_unique()
    numbers: Any = values.to_numpy().copy()
    numbers.sort()  # an eighth of the time it takes to look each one up
    return min(1, len(numbers)) + int((numbers[1:] != numbers[:-1]).sum())


def counted(frame: Frame, conditions: Mapping[str, nw.Expr]) -> dict[str, int]:
    """Count the rows on which conditions hold; collects on lazy frames."""
    places = {name: f"{own('count')}{place}" for place, name in enumerate(conditions)}
    # Databases add no booleans, and whoever has the data adds them sooner than numbers.
    marked = frame.select(
        *((each if is_eager(frame) else each.cast(nw.Int64)).alias(places[name]) for name, each in conditions.items())
    )
    return {name: int(value or 0) for name, value in zip(conditions, _only(marked.select(nw.all().sum())), strict=True)}


def _only(frame: Frame) -> tuple[Any, ...]:
    row: Any = frame if is_eager(frame) else frame.collect()
    return tuple(row.row(0))
