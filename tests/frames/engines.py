"""The engines that the tests run on, and how their answers are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import attrs
import duckdb
import narwhals.stable.v2 as nw
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import portfolios

from sparklicense import AccountAccess, License, Policy, Portfolio, Post, SparkAd
from sparklicense.frames import Tables, from_portfolio


def lazily(tables: Tables) -> Tables:
    """Make Polars' lazy frames of eager ones."""
    return Tables(*(each.lazy() for each in tables))


def arrow_dtypes(tables: Tables) -> Tables:
    """Make pandas frames of PyArrow's types of PyArrow tables."""
    return Tables(*(each.to_pandas(types_mapper=pd.ArrowDtype) for each in tables))


ENGINES: Final[dict[str, Callable[[Portfolio], Tables]]] = {
    "polars": from_portfolio,
    "polars lazy": lambda portfolio: lazily(from_portfolio(portfolio)),
    "pandas": lambda portfolio: from_portfolio(portfolio, "pandas"),
    "pandas of pyarrow": lambda portfolio: arrow_dtypes(from_portfolio(portfolio, "pyarrow")),
    "pyarrow": lambda portfolio: from_portfolio(portfolio, "pyarrow"),
    "duckdb": lambda portfolio: from_portfolio(portfolio, "duckdb"),
}
"""How to lay a portfolio out, for every engine that needs nothing beside itself."""

EAGER: Final = ("polars", "pandas", "pandas of pyarrow", "pyarrow")
LAZY: Final = ("polars lazy", "duckdb")


def facts(tables: Tables) -> dict[str, Any]:
    """Give the tables as the keywords that the questions take beside the ads."""
    return {name: table for name, table in tables._asdict().items() if name != "ads"}


def rows(native: Any) -> list[dict[str, Any]]:
    """Read a frame of any engine into plain rows, instants in UTC."""
    frame = nw.from_native(native)
    if isinstance(native, duckdb.DuckDBPyRelation):
        found = nw.from_native(native.to_arrow_table(), eager_only=True)
    else:
        found = frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    values = {name: _plain(found[name].to_list()) for name in found.columns}
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _plain(values: Iterable[Any]) -> list[Any]:
    return [None if pd.isna(value) else value for value in values]


def by_ad(native: Any, column: str = "serving_state") -> dict[Any, Any]:
    """Read the answer of every ad."""
    found = nw.from_native(native).select("ad_id", column).to_native()
    return {row["ad_id"]: row[column] for row in rows(found)}


def read_by_objects(portfolio: Portfolio, at: DateTime, policy: Policy) -> dict[str, str]:
    """Ask the object reader about every ad."""
    return {ad.id: str(portfolio.serving(ad.id, at=at, policy=policy).state) for ad in portfolio.ads}


def together(drawn: Iterable[Portfolio]) -> Portfolio:
    """Put portfolios into one; what they call alike stays apart."""
    posts: list[Post] = []
    licenses: list[License] = []
    ads: list[SparkAd] = []
    access: list[AccountAccess] = []
    for place, each in enumerate(drawn):
        posts += [
            attrs.evolve(post, id=f"{place}-{post.id}", creator=post.creator and f"{place}-{post.creator}")
            for post in each.posts
        ]
        access += [attrs.evolve(one, creator=f"{place}-{one.creator}", id=f"{place}-{one.id}") for one in each.access]
        licenses += [
            attrs.evolve(license, code=None, id=f"{place}-{license.id}", post_id=f"{place}-{license.post_id}")
            for license in each.licenses
        ]
        ads += [attrs.evolve(ad, id=f"{place}-{ad.id}", post_id=f"{place}-{ad.post_id}") for ad in each.ads]
    return Portfolio(posts=posts, licenses=licenses, ads=ads, access=access)


def crowds(fewest: int = 0, most: int = 8) -> st.SearchStrategy[Portfolio]:
    """Draw several portfolios as one, because a question to an engine costs the same for many ads as for one."""
    return st.lists(portfolios(detailed=False), min_size=fewest, max_size=most).map(together)


def columns(native: Any) -> list[str]:
    """Name the columns of a frame of any engine."""
    return list(nw.from_native(native).collect_schema().names())


def with_instants(ads: Any, instants: Iterable[DateTime], name: str = "asked") -> Any:
    """Set every ad against every instant, in a further column."""
    frame: Any = nw.from_native(ads)
    if isinstance(ads, duckdb.DuckDBPyRelation):
        asked = ", ".join(f"timestamptz '{at.isoformat()}'" for at in instants)
        return ads.query("ads", f"select ads.*, unnest([{asked}]) as {name} from ads")  # noqa: S608 - our own text
    if frame.implementation.is_pyspark():
        asked = ", ".join(f"timestamp '{at.isoformat()}'" for at in instants)
        return ads.selectExpr("*", f"explode(array({asked})) as {name}")
    table = nw.from_dict(
        {name: [datetime.fromisoformat(at.isoformat()) for at in instants]},
        {name: nw.Datetime("us", "UTC")},
        backend=frame.implementation,
    )
    other: Any = table.lazy() if isinstance(frame, nw.LazyFrame) else table
    return frame.join(other, how="cross").to_native()
