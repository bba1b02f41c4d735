"""Portfolios as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sparklicense.errors import InvalidValueError, MissingExtraError, shown
from sparklicense.frames.checks import KEYS
from sparklicense.frames.engine import nw
from sparklicense.frames.natives import ENGINES, made
from sparklicense.frames.schema import COLUMNS, CREATOR, Column
from sparklicense.portfolio import Portfolio
from sparklicense.windows import Windows


class Tables(NamedTuple):
    """The tables of a portfolio, all of one kind of frame."""

    ads: Any
    posts: Any
    licenses: Any
    pauses: Any
    hidden: Any
    access: Any = None


_MORE: Final = {"ads": (Column("campaign_id", "id", nullable=True),), "posts": (CREATOR,)}
"""Columns that `serving` can do without."""


def from_portfolio(portfolio: Portfolio, engine: str = "polars") -> Tables:
    """Lay a portfolio out as tables. Codes stay behind: no table has a column for them.

    Args:
        portfolio: the facts.
        engine: `"polars"`, `"pandas"`, `"pyarrow"`, `"duckdb"` (needs PyArrow too), or `"pyspark"`
            (needs an active session).

    Returns:
        `Tables(ads, posts, licenses, pauses, hidden, access)`; instants in UTC, in microseconds.

    Raises:
        ValueError: another engine.
        ImportError: the engine is not installed.

    Examples:
        >>> from sparklicense import Portfolio, Post, frames
        >>> tables = frames.from_portfolio(Portfolio(posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")]))
        >>> tables.posts.rows()
        [('1', datetime.datetime(2026, 5, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='UTC')), None, '')]
    """
    pauses = [(ad.id, *window) for ad in portfolio.ads for window in _bounds(ad.paused)]
    hidden = [(post.id, *window) for post in portfolio.posts for window in _bounds(post.hidden)]
    return Tables(
        _table("ads", _values("ads", portfolio.ads), engine),
        _table("posts", _values("posts", portfolio.posts), engine),
        _table("licenses", _values("licenses", portfolio.licenses), engine),
        _table("pauses", pauses, engine),
        _table("hidden", hidden, engine),
        _table("access", _values("access", portfolio.access), engine),
    )


def _bounds(windows: Windows) -> list[tuple[Any, Any]]:
    return [(window.start, window.end) for window in windows]


def _columns(table: str) -> tuple[Column, ...]:
    return (*COLUMNS[table], *_MORE.get(table, ()))


def _values(table: str, facts: Iterable[Any]) -> list[tuple[Any, ...]]:
    fields = ["id" if each.name == KEYS.get(table) else each.name for each in _columns(table)]
    return [tuple(getattr(fact, field) for field in fields) for fact in facts]


def _table(name: str, rows: list[tuple[Any, ...]], engine: str) -> Any:
    return laid_out({each.name: _INSTANT if each.kind == "instant" else _TEXT for each in _columns(name)}, rows, engine)


_INSTANT: Final = nw.Datetime("us", "UTC")
_TEXT: Final = nw.String()


def laid_out(columns: Mapping[str, Any], rows: Sequence[tuple[Any, ...]], engine: str) -> Any:
    """Make a native frame of rows.

    Args:
        columns: the type of each column.
        rows: a value for each of them.
        engine: as `from_portfolio` takes it.
    """
    if engine not in ENGINES:
        raise InvalidValueError(f"engine: {shown(engine)} is none of {', '.join(map(shown, ENGINES))}")
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    data = {name: [_plain(value) for value in found] for name, found in zip(columns, values, strict=True)}
    try:
        return made(data, dict(columns), engine)
    except ImportError as error:
        raise MissingExtraError(f"engine: {shown(engine)} is not installed: {error}") from None


def _plain(value: Any) -> Any:
    """Give engines what they know: a `datetime` and a `str`, not our kinds of them."""
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.time(), UTC)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
