"""Instants of any unit and zone are compared exactly, in their own unit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped] # it has none
import pytest
from frames.engines import ENGINES, facts, rows

from sparklicense import License, Portfolio, Post, SparkAd, Window, Windows, frames, instant

AT: Final = instant("2026-11-01T06:30:00Z")
"""Half past one in New York for the second time that night."""
BEFORE_1970: Final = instant("1969-06-01T00:00:00Z")
UNITS: Final = ("s", "ms", "us", "ns")

Retyped = Callable[[Any, str, str], Any]


def arrow(table: Any, unit: str, zone: str) -> Any:
    """Give every instant column of a PyArrow table a unit and a zone."""
    return table.cast(
        pa.schema(
            [
                (each.name, pa.timestamp(unit, zone) if pa.types.is_timestamp(each.type) else each.type)
                for each in table.schema
            ]
        )
    )


def laid_out(portfolio: Portfolio, engine: str, unit: str, zone: str) -> frames.Tables:
    """Lay a portfolio out on an engine, with instants of a unit and a zone."""
    tables = [arrow(each, unit, zone) for each in frames.from_portfolio(portfolio, "pyarrow")]
    if engine == "duckdb":
        return frames.Tables(*map(duckdb.from_arrow, tables))
    read: Any = {
        "polars": pl.from_arrow,
        "polars lazy": lambda table: pl.DataFrame(pl.from_arrow(table)).lazy(),
        "pandas": lambda table: table.to_pandas(),
        "pandas of pyarrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
        "pyarrow": lambda table: table,
    }[engine]
    return frames.Tables(*map(read, tables))


def on_seconds(at: datetime) -> Portfolio:
    """Make facts whose instants are whole seconds around an instant."""
    hours = pd.Timedelta(hours=1)
    around = [instant((pd.Timestamp(at) + step * hours).to_pydatetime()) for step in (-3, -2, -1, 0, 1, 2, 3)]
    posts = [
        Post(id=f"p{n}", published_at=published, hidden=Windows([Window(around[3], around[4])] if n % 2 else []))
        for n, published in enumerate(around)
    ]
    licenses = [
        License(
            code=None,
            id=f"{post.id}-{n}",
            post_id=post.id,
            issued_at=around[0],
            redeemed_at=around[n],
            expires_at=around[n + 2],
            revoked_at=around[n + 1] if n == 1 else None,
        )
        for post in posts
        for n in (0, 1, 3)
    ]
    ads = [
        SparkAd(id=f"{post.id}-{n}", post_id=post.id, starts_at=around[n], ends_at=around[n + 3])
        for post in posts
        for n in (0, 2, 3)
    ]
    return Portfolio(posts=posts, licenses=licenses, ads=ads)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_and_zone_gives_the_same_answers(engine: str, unit: str) -> None:
    """Before and after 1970, in the hour that comes twice, and at instants finer than the unit."""
    for zone, middle, text in (
        ("UTC", AT, "-00:00:00.000001"),
        ("America/New_York", AT, "00:00:00.000001"),
        ("America/New_York", AT, "00:00:00"),
        ("+02:00", BEFORE_1970, "-00:00:00.000001"),
    ):
        portfolio = on_seconds(middle)
        tables = laid_out(portfolio, engine, unit, zone)
        at = instant((pd.Timestamp(middle) + pd.Timedelta(text)).to_pydatetime())
        found = rows(frames.serving(tables.ads, **facts(tables), at=at))
        wanted = {ad.id: str(portfolio.serving(ad.id, at=at).state) for ad in portfolio.ads}
        assert {row["ad_id"]: row["serving_state"] for row in found} == wanted, (zone, text)


ASKS: Final[tuple[Callable[[frames.Tables], Any], ...]] = (
    lambda tables: frames.serving(tables.ads, **facts(tables), at=AT),
    lambda tables: frames.windows(tables.ads, **facts(tables)),
    lambda tables: frames.coverage(tables.ads, **facts(tables), until=AT),
    lambda tables: frames.next_change(tables.ads, **facts(tables), at=AT),
    lambda tables: frames.serving(tables.ads, **facts(tables), at="starts_at"),
)


@pytest.fixture(scope="module")
def of_one_kind() -> list[Any]:
    """What every question says of tables that all count microseconds in UTC."""
    tables = ENGINES["polars"](on_seconds(AT))
    return [_comparable(ask(tables)) for ask in ASKS]


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_of_different_units_and_zones_meet_exactly(engine: str, of_one_kind: list[Any]) -> None:
    """Each table has its own; windows and next changes compare them with each other."""
    portfolio = on_seconds(AT)
    kinds = (("ms", "America/New_York"), ("us", "UTC"), ("ns", "UTC"), ("s", "+02:00"), ("us", "America/New_York"))
    mixed = frames.Tables(*(laid_out(portfolio, engine, unit, zone)[place] for place, (unit, zone) in enumerate(kinds)))
    for ask, wanted in zip(ASKS, of_one_kind, strict=True):
        assert _comparable(ask(mixed)) == wanted


def _comparable(native: Any) -> list[list[Any]]:
    found = [
        [value.timestamp() if hasattr(value, "timestamp") else value for value in row.values()] for row in rows(native)
    ]
    return sorted(found, key=repr)


NANO: Final = 1_000_000_000 * int(AT.timestamp())


def nanoseconds(engine: str) -> tuple[Any, Any]:
    """Make licenses that differ from an instant by one nanosecond, and a table of instants to ask at."""
    licenses = pa.table(
        {
            "license_id": ["before", "at", "after"],
            "post_id": ["1", "1", "1"],
            "advertiser_id": pa.nulls(3, pa.string()),
            "issued_at": pa.array([0, 0, 0], pa.timestamp("ns", "UTC")),
            "redeemed_at": pa.array([0, 0, 0], pa.timestamp("ns", "UTC")),
            "expires_at": pa.array([NANO - 1, NANO, NANO + 1], pa.timestamp("ns", "UTC")),
            "revoked_at": pa.array([None, NANO + 1, NANO], pa.timestamp("ns", "UTC")),
            "asked": pa.array([NANO // 1000] * 3, pa.timestamp("us", "UTC")),
        }
    )
    if engine == "duckdb":
        return duckdb.from_arrow(licenses), licenses
    table: Any = {
        "polars": lambda: pl.from_arrow(licenses),
        "polars lazy": lambda: pl.DataFrame(pl.from_arrow(licenses)).lazy(),
        "pandas": licenses.to_pandas,
        "pandas of pyarrow": lambda: licenses.to_pandas(types_mapper=pd.ArrowDtype),
        "pyarrow": lambda: licenses,
    }[engine]()
    return table, licenses


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("at", [AT, "asked"], ids=("an instant", "a column"))
def test_nanoseconds_are_never_cast_down(engine: str, at: Any) -> None:
    """One nanosecond before the end a license is in force; a revocation one nanosecond earlier is one."""
    table, _ = nanoseconds(engine)
    found = {row["license_id"]: row["license_status"] for row in rows(frames.license_status(table, at=at))}
    assert found == {"before": "expired", "at": "expired", "after": "revoked"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("at", "status"), [("9999-12-31T23:59:59Z", "expired"), ("0001-01-01T00:00:00Z", "pending")])
def test_instants_that_nanoseconds_cannot_hold_are_compared_all_the_same(engine: str, at: str, status: str) -> None:
    """Every instant in such a column lies on the same side of them."""
    table, _ = nanoseconds(engine)
    found = frames.license_status(
        nw.from_native(table)
        .drop("revoked_at", "asked")
        .with_columns(nw.when(nw.col("issued_at").is_null()).then(nw.col("issued_at")).alias("revoked_at"))
        .to_native(),
        at=instant(at),
    )
    assert {row["license_status"] for row in rows(found)} == {status}
