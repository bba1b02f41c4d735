"""The tables: their columns, and the checks of them that need no data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import attrs

from sparklicense.errors import shown
from sparklicense.frames.engine import (
    Frame,
    FrameError,
    Type,
    all_null,
    in_utc,
    is_eager,
    native_types,
    nw,
    opened,
    own,
    selected,
    strict_about_text,
)
from sparklicense.frames.natives import widened

Kind: TypeAlias = Literal["id", "text", "instant"]


@attrs.frozen
class Column:
    """A column: its name, what it holds, and whether null has a meaning there."""

    name: str
    kind: Kind
    nullable: bool = False


COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "ads": (
        Column("ad_id", "id"),
        Column("post_id", "id"),
        Column("advertiser_id", "id", nullable=True),
        Column("identity_type", "text", nullable=True),
        Column("starts_at", "instant"),
        Column("ends_at", "instant", nullable=True),
    ),
    "posts": (
        Column("post_id", "id"),
        Column("published_at", "instant"),
        Column("deleted_at", "instant", nullable=True),
    ),
    "licenses": (
        Column("license_id", "id"),
        Column("post_id", "id"),
        Column("advertiser_id", "id", nullable=True),
        Column("issued_at", "instant"),
        Column("redeemed_at", "instant", nullable=True),
        Column("expires_at", "instant"),
        Column("revoked_at", "instant", nullable=True),
    ),
    "access": (
        Column("creator", "text"),
        Column("advertiser_id", "id", nullable=True),
        Column("granted_at", "instant"),
        Column("expires_at", "instant", nullable=True),
        Column("revoked_at", "instant", nullable=True),
    ),
    "pauses": (
        Column("ad_id", "id"),
        Column("start", "instant", nullable=True),
        Column("end", "instant", nullable=True),
    ),
    "hidden": (
        Column("post_id", "id"),
        Column("start", "instant", nullable=True),
        Column("end", "instant", nullable=True),
    ),
}
"""The columns of every table. A track's fields are columns of these names."""

CREATOR: Final = Column("creator", "text", nullable=True)
"""What posts have as well where access to accounts is looked at; null: unknown."""

AT: Final = "at"
"""What we call the instants of a back-test, whatever the user calls them."""

COARSEST: Final = "s"
_UNITS: Final = (COARSEST, "ms", "us", "ns")
_NATIVE_INSTANT = re.compile(r"datetime64\[(s|ms|us|ns), .+\]|TIMESTAMPTZ_(NS)")


@attrs.frozen
class Table:
    """A table that has been read: its columns under names of our own, instants in UTC.

    Attributes:
        frame: the frame.
        units: of every instant column, the unit in which it counts.
    """

    frame: Frame
    units: Mapping[str, str]


class _Found(NamedTuple):
    """How to read a column, or why it cannot be read."""

    expression: nw.Expr | None = None
    unit: str = ""
    problem: str = ""


def read(natives: Mapping[str, Any], at: str | None = None, *, answer: str = "", alike: str = "") -> dict[str, Table]:
    """Check the schemas of tables and give their columns names of our own.

    Args:
        natives: frames by the name of the table; `None` where there is none.
        at: a further instant column of the first table.
        answer: the column that the first table is going to get; where it is lazy, its own columns stay.
        alike: bring all instants to the finest unit among them, at least this one, so that they compare
            with each other; empty: each column keeps its own.

    Raises:
        FrameError: a missing column, a naive or text time, a numeric id; all problems at once.
    """
    problems: list[str] = []
    tables: dict[str, Table] = {}
    for name, frame in opened(natives).items():
        columns = _wanted(name, natives)
        first = not tables and not problems
        if at is not None and first:
            columns[AT] = Column(at, "instant")
        schema, types = frame.collect_schema(), native_types(frame)
        if first and answer in schema:
            problems.append(f"{name}: column {shown(answer)} is there already; drop or rename it")
        expressions: dict[str, nw.Expr] = {}
        units: dict[str, str] = {}
        for alias, column in columns.items():
            if column.name not in schema:
                found = _Found(
                    problem="is missing" + ("; text that is no instant names a column" if alias == AT else "")
                )
            else:
                found = _found(frame, column, schema[column.name], types.get(column.name, ""))
            if found.expression is None:
                problems.append(f"{name}: column {shown(column.name)} {found.problem}")
                continue
            expressions[own(alias)] = found.expression
            if found.unit:
                units[alias] = found.unit
        if not problems:
            tables[name] = Table(
                selected(frame, expressions, keeping=first and bool(answer) and not is_eager(frame)), units
            )
    if problems:
        raise FrameError(problems)
    return _alike(tables, alike) if alike else tables


def _wanted(name: str, natives: Mapping[str, Any]) -> dict[str, Column]:
    """Name the columns that a table must have; whose posts they are matters only where access is looked at."""
    further = (CREATOR,) if name == "posts" and natives.get("access") is not None else ()
    return {each.name: each for each in (*COLUMNS[name], *further)}


def _found(frame: Frame, column: Column, dtype: Type, native: str) -> _Found:
    expression = nw.col(column.name)
    found = _Found(problem=_misfit(column, dtype))
    if column.kind == "instant":
        if unknown := _NATIVE_INSTANT.fullmatch(native):
            found = _Found(expression, (unknown[1] or unknown[2]).lower())
        elif isinstance(dtype, nw.Datetime) and dtype.time_zone is not None:
            found = _Found(in_utc(frame, expression, dtype.time_zone), dtype.time_unit)
        elif all_null(frame, column.name):
            found = _Found(nw.lit(None, nw.Datetime("us", "UTC")), "us")
    elif dtype == nw.String or isinstance(dtype, nw.Categorical | nw.Enum):
        found = _Found(expression.cast(nw.String) if strict_about_text(frame, dtype) else expression)
        if column.name == CREATOR.name:  # a handle has one form, as in `Post`
            found = _Found(expression.cast(nw.String).str.strip_chars(" @\t").str.to_lowercase())
    elif all_null(frame, column.name):
        found = _Found(nw.lit(None, nw.String))
    return found


def _misfit(column: Column, dtype: Type) -> str:
    if column.kind == "instant":
        if isinstance(dtype, nw.Datetime):
            return "has no time zone: say which one it means before it comes here"
        return f"is {shown(str(dtype))}: instants are timestamps with a time zone"
    what = "ids are text" if column.kind == "id" else "it holds text"
    why = "; TikTok's ids exceed what a number holds exactly" if dtype.is_numeric() else ""
    return f"is {shown(str(dtype))}: {what}{why}"


def finest(units: Iterable[str]) -> str:
    """Give the finest of some units."""
    return max(units, key=_UNITS.index)


def _alike(tables: dict[str, Table], least: str) -> dict[str, Table]:
    unit = finest([least, *(unit for table in tables.values() for unit in table.units.values())])
    return {name: in_unit(table, unit, tuple(table.units)) for name, table in tables.items()}


def in_unit(table: Table, unit: str, fields: tuple[str, ...]) -> Table:
    """Bring some instants of a table to a finer unit; one that it cannot hold is an error of the engine."""
    coarser = [field for field in fields if table.units[field] != unit]
    if not coarser:
        return table
    return Table(widened(table.frame, coarser, unit), {**table.units, **dict.fromkeys(coarser, unit)})
