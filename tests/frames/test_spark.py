"""PySpark gives what the object reader gives, and its plans hold no Python. Needs Java."""

import os
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from docs.test_pages import PARSERS
from frames.boundaries import AFTER, AT, every_boundary
from frames.engines import columns, crowds, facts, read_by_objects, rows, with_instants
from frames.test_refusals import PORTFOLIO, PROBLEMS, changed, refusal, spoiled
from frames.test_time import (
    assert_covered,
    changes_by_frames,
    changes_by_objects,
    coverage_by_objects,
    windows_by_frames,
    windows_by_objects,
)
from hypothesis import given, settings
from strategies import POOL

from sparklicense import GUIDE, PLATFORM, Portfolio, frames

pytestmark = pytest.mark.spark


def spark_sql() -> Any:
    """Import PySpark only where a test needs it: without Java it is of no use."""
    return import_module("pyspark.sql")


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Any]:
    """One local session, whose own zone is far from UTC."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark's own, about pandas
        made = (
            spark_sql()
            .SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "America/New_York")
            .getOrCreate()
        )
        yield made
        made.stop()


@pytest.fixture(scope="module")
def boundaries() -> Portfolio:
    """Every fact absent, just before, at and just after one instant."""
    return every_boundary(40)


@pytest.fixture(scope="module")
def tables(boundaries: Portfolio, session: Any) -> frames.Tables:  # noqa: ARG001 - it must be there
    """The same, in Spark."""
    return frames.from_portfolio(boundaries, "pyspark")


def test_every_boundary_is_read_alike(boundaries: Portfolio, tables: frames.Tables) -> None:
    """0 differences."""
    for policy in (GUIDE, PLATFORM):
        found = rows(frames.serving(tables.ads, **facts(tables), at=AT, policy=policy))
        assert {row["ad_id"]: row["serving_state"] for row in found} == read_by_objects(boundaries, AT, policy)


def test_every_boundary_is_read_alike_over_time(boundaries: Portfolio, tables: frames.Tables) -> None:
    """0 differences."""
    assert windows_by_frames(tables, GUIDE) == windows_by_objects(boundaries, GUIDE)
    assert changes_by_frames(tables, AT, GUIDE) == changes_by_objects(boundaries, AT, GUIDE)
    assert_covered(tables, coverage_by_objects(boundaries, AFTER, GUIDE), AFTER, GUIDE)


@settings(max_examples=3)
@given(portfolio=crowds(fewest=2, most=6))
def test_a_back_test_asks_at_the_instant_of_each_row(portfolio: Portfolio) -> None:
    """One row per ad and instant."""
    laid_out = frames.from_portfolio(portfolio, "pyspark")
    found = rows(frames.serving(with_instants(laid_out.ads, POOL[:6]), **facts(laid_out), at="asked"))
    wanted = {(ad.id, at): str(portfolio.serving(ad.id, at=at).state) for ad in portfolio.ads for at in POOL[:6]}
    assert {(row["ad_id"], row["asked"]): row["serving_state"] for row in found} == wanted


def test_plans_hold_no_python_and_nothing_is_collected(tables: frames.Tables, session: Any) -> None:
    """Everything is Spark's own, and no job has run before the user starts one."""
    tracker = session.sparkContext.statusTracker()
    before = len(tracker.getJobIdsForGroup())
    asked = [
        frames.serving(tables.ads, **facts(tables), at=AT),
        frames.serving(tables.ads, **facts(tables), at="starts_at"),
        frames.windows(tables.ads, **facts(tables)),
        frames.coverage(tables.ads, **facts(tables)),
        frames.next_change(tables.ads, **facts(tables), at=AT),
    ]
    assert len(tracker.getJobIdsForGroup()) == before
    for found in asked:
        plan = found._jdf.queryExecution().toString()  # noqa: SLF001 - plans are printed, and given nowhere else
        assert "Project" in plan
        assert not {"PythonUDF", "EvalPython", "MapInPandas", "MapInArrow"} & {*plan.replace("(", " ").split()}


def test_naive_times_are_refused_from_the_schema(tables: frames.Tables) -> None:
    """Spark would read them in the session's zone."""
    naive = tables.posts.withColumn("published_at", tables.posts.published_at.cast("timestamp_ntz"))
    assert refusal(tables._replace(posts=naive)) == (
        "posts: column `published_at` has no time zone: say which one it means before it comes here",
    )


def test_check_counts_every_problem_of_the_data(session: Any) -> None:  # noqa: ARG001 - it must be there
    """As on every other engine."""
    assert refusal(spoiled(frames.from_portfolio(PORTFOLIO, "pyspark")), frames.check) == PROBLEMS


def test_columns_of_the_user_s_own_survive(tables: frames.Tables) -> None:
    """And the answer comes last."""
    ads = changed(tables, ads__mine=frames.engine.nw.lit("x")).ads
    found = frames.serving(ads, **facts(tables), at=AT)
    assert columns(found) == [*columns(tables.ads), "mine", "serving_state"]


def test_without_a_session_there_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what is missing."""
    monkeypatch.setattr(spark_sql().SparkSession, "getActiveSession", classmethod(lambda _: None))
    with pytest.raises(ValueError, match="engine: `pyspark` needs an active session; build one first"):
        frames.from_portfolio(Portfolio(), "pyspark")


def test_the_how_to_page_does_what_it_says(session: Any) -> None:
    """Its blocks are run in order, as a reader would; its session is this one."""
    page = Path(__file__).parents[2] / "docs" / "frames" / "pyspark.md"
    for example in PARSERS.parse(page).examples():
        example.evaluate()
    session.conf.set("spark.sql.session.timeZone", "America/New_York")
