"""The instant asked about: one for a whole table, or one in every row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from sparklicense.errors import InexactInstantError
from sparklicense.frames.engine import Frame, col, distinct, is_sql, nw, on_pandas, owned
from sparklicense.frames.schema import AT, Table
from sparklicense.instants import InstantLike, instant

if TYPE_CHECKING:
    from pendulum import DateTime

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
"""How many of a unit make a second."""
_FIRST_NS: Final = datetime(1677, 9, 21, 0, 12, 43, 145225, tzinfo=UTC)
_LAST_NS: Final = datetime(2262, 4, 11, 23, 47, 16, 854775, tzinfo=UTC)
"""Between these, nanoseconds since the epoch fit into 64 bits; a column of them holds no other instant."""


def plain(at: datetime) -> datetime:
    """Give engines an instant (UTC) of the kind that all of them know."""
    return datetime.combine(at.date(), at.time(), UTC)


def asked(at: InstantLike) -> tuple[Clock, str | None]:
    """Read when a question is asked, and the column that says so where text names one.

    Raises:
        NaiveInstantError: text, or a datetime, of a time without an offset from UTC.
    """
    try:
        return Clock(instant(at)), None
    except InexactInstantError:
        if isinstance(at, str):
            return Clock(None), at
        raise


@attrs.frozen
class Clock:
    """When a question is asked.

    Attributes:
        at: the instant (UTC), for all rows; `None`: each row has its own in the column `AT`, in the
            unit of every column it is compared with.
    """

    at: DateTime | None

    def keyed(self, *names: str) -> tuple[str, ...]:
        """Give the columns that identify a fact at an instant."""
        return names if self.at is not None else (*names, AT)

    def facing(self, table: Table, asked: Frame, *keys: str) -> Table:
        """Set the rows of a table against every instant at which they are asked about.

        Args:
            table: the facts.
            asked: the rows that ask.
            keys: the columns that tell which facts a row asks about.
        """
        if self.at is not None:
            return table
        questions = distinct(asked.select(*owned(*keys, AT)))
        return Table(questions.join(table.frame, on=owned(*keys), how="inner"), table.units)

    def happened(self, table: Table, field: str) -> nw.Expr:
        """Tell where the instant of a field lies at or before the one asked about; null has not happened."""
        if self.at is None:
            return col(field) <= col(AT)
        unit = table.units[field]
        if unit == "ns" and not _FIRST_NS <= self.at <= _LAST_NS:
            return ~col(field).is_null() if self.at > _LAST_NS else nw.lit(value=False) & col(field).is_null()
        at = plain(self.at)
        if is_sql(table.frame):
            # DuckDB reads text in the column's own type, and compares nanoseconds with nothing else.
            return col(field) <= (nw.lit(at.isoformat(" ")) if unit == "ns" else nw.lit(at))
        if on_pandas(table.frame):  # it compares different units exactly by itself
            return col(field) <= nw.lit(at)
        # In the column's own unit, rounded down: `v <= at` holds exactly where `v <= floor(at)` does. As a number,
        # because Polars takes a tenth of the time to make an instant of one.
        ticks = (at - _EPOCH) // timedelta(microseconds=1) * _TICKS[unit] // _TICKS["us"]
        return col(field) <= nw.lit(ticks).cast(nw.Datetime(cast("Any", unit), "UTC"))

    def awaited(self, table: Table, field: str) -> nw.Expr:
        """Tell where the instant of a field is still to come; null never comes."""
        return col(field).is_null() | ~self.happened(table, field)
