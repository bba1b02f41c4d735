"""What cannot be read is refused by name, on every engine; what cannot be, wherever data may be looked at."""

from collections.abc import Callable
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped] # it has none
import pytest
from frames.boundaries import AT
from frames.engines import EAGER, ENGINES, LAZY, facts, rows

from sparklicense import (
    InexactInstantError,
    License,
    NaiveInstantError,
    Portfolio,
    Post,
    SparkAd,
    Window,
    Windows,
    frames,
    instant,
)
from sparklicense.frames.schema import COLUMNS
from sparklicense.frames.tables import from_portfolio

PORTFOLIO = Portfolio(
    posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", hidden=Windows([Window("2026-05-02T00:00:00Z", None)]))],
    licenses=[License.issue(code=None, post_id="1", issued_at="2026-05-24T07:09:07Z", id="l")],
    ads=[
        SparkAd(
            id="7",
            post_id="1",
            starts_at="2026-06-01T00:00:00Z",
            paused=Windows([Window("2026-05-02T00:00:00Z", None)]),
        )
    ],
)


def changed(tables: frames.Tables, **expressions: nw.Expr) -> frames.Tables:
    """Change one column of a table, named `table__column`."""
    found = tables._asdict()
    for place, expression in expressions.items():
        table, column = place.split("__")
        found[table] = nw.from_native(found[table]).with_columns(expression.alias(column)).to_native()
    return frames.Tables(**found)


def refusal(tables: frames.Tables, ask: Callable[..., Any] = frames.serving, **options: Any) -> tuple[str, ...]:
    """Ask, and give the problems of the refusal."""
    with pytest.raises(frames.FrameError) as refused:
        ask(tables.ads, **facts(tables), **({"at": AT} if ask is frames.serving else {}), **options)
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


@pytest.mark.parametrize("engine", ENGINES)
def test_all_schema_problems_are_named_together(engine: str) -> None:
    """Missing columns, numeric ids and texts for times, over all tables, in one error."""
    tables = changed(
        ENGINES[engine](PORTFOLIO),
        ads__post_id=nw.lit(1),
        posts__published_at=nw.lit("2026-05-01"),
        pauses__start=nw.lit(5),
        licenses__advertiser_id=nw.lit(2.5),
    )
    tables = tables._replace(
        licenses=nw.from_native(tables.licenses).drop("license_id", "revoked_at").to_native(),
    )
    problems = refusal(tables)
    starts = [problem.partition(" is `")[0] for problem in problems]
    assert starts == [
        "ads: column `post_id`",
        "posts: column `published_at`",
        "licenses: column `license_id` is missing",
        "licenses: column `advertiser_id`",
        "licenses: column `revoked_at` is missing",
        "pauses: column `start`",
    ]
    assert problems[0].endswith(": ids are text; TikTok's ids exceed what a number holds exactly")
    assert problems[1].endswith(": instants are timestamps with a time zone")
    assert problems[3].endswith(": ids are text; TikTok's ids exceed what a number holds exactly")


NAIVE: dict[str, Callable[[frames.Tables], Any]] = {
    "polars": lambda tables: tables.posts.with_columns(pl.col("published_at").dt.replace_time_zone(None)),
    "polars lazy": lambda tables: tables.posts.with_columns(pl.col("published_at").dt.replace_time_zone(None)),
    "pandas": lambda tables: tables.posts.assign(published_at=tables.posts.published_at.dt.tz_localize(None)),
    "pandas of pyarrow": lambda tables: tables.posts.assign(
        published_at=tables.posts.published_at.dt.tz_localize(None)
    ),
    "pyarrow": lambda tables: tables.posts.set_column(
        1, "published_at", tables.posts["published_at"].cast(pa.timestamp("us"))
    ),
    "duckdb": lambda tables: tables.posts.project("* replace (published_at::timestamp as published_at)"),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_naive_times_are_refused_from_the_schema(engine: str) -> None:
    """Also where the engine would read them in some zone of its own."""
    tables = ENGINES[engine](PORTFOLIO)
    tables = tables._replace(posts=NAIVE[engine](tables))
    assert refusal(tables) == (
        "posts: column `published_at` has no time zone: say which one it means before it comes here",
    )


@pytest.mark.parametrize("unit", ["_s", "_ms", "_ns", ""])
def test_duckdb_s_naive_times_of_every_unit_are_refused(unit: str) -> None:
    """Seconds to nanoseconds."""
    tables = ENGINES["duckdb"](PORTFOLIO)
    naive = tables.posts.project(f"* replace (published_at::timestamp::timestamp{unit} as published_at)")
    assert "has no time zone" in refusal(tables._replace(posts=naive))[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_for_at_is_refused_like_any_other(engine: str) -> None:
    """Text as `at` that is no instant names a column; a time without an offset is neither."""
    tables = ENGINES[engine](PORTFOLIO)
    missing = r"ads: column `asked_at` is missing; text that is no instant names a column"
    with pytest.raises(frames.FrameError, match=missing):
        frames.serving(tables.ads, **facts(tables), at="asked_at")
    with pytest.raises(NaiveInstantError):
        frames.serving(tables.ads, **facts(tables), at="2026-06-01T00:00:00")
    with pytest.raises(TypeError):
        frames.serving(tables.ads, **facts(tables), at=7)  # type: ignore[arg-type]  # what the test is about
    with pytest.raises(frames.FrameError, match="ads: column `post_id` is `String`: instants are timestamps"):
        frames.serving(tables.ads, **facts(tables), at="post_id")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_of_the_answer_s_name_is_not_overwritten(engine: str) -> None:
    """It is the user's."""
    tables = changed(
        ENGINES[engine](PORTFOLIO), ads__serving_state=nw.lit("mine"), licenses__license_status=nw.lit("m")
    )
    assert refusal(tables) == ("ads: column `serving_state` is there already; drop or rename it",)
    with pytest.raises(frames.FrameError, match="licenses: column `license_status` is there already"):
        frames.license_status(tables.licenses, at=AT)


def test_tables_of_several_kinds_are_refused() -> None:
    """Each is named with its kind."""
    tables, other = ENGINES["polars"](PORTFOLIO), ENGINES["pandas"](PORTFOLIO)
    assert refusal(tables._replace(posts=other.posts, licenses=tables.licenses.lazy()))[-1] == (
        "the tables are of several kinds: ads is a `polars.DataFrame`, posts is a `pandas.DataFrame`, licenses is a "
        "`polars.LazyFrame`, pauses is a `polars.DataFrame`, hidden is a `polars.DataFrame`, "
        "access is a `polars.DataFrame`; give all of one kind"
    )


def test_what_is_no_frame_is_refused() -> None:
    """With what would be one."""
    tables = ENGINES["polars"](PORTFOLIO)
    assert refusal(tables._replace(ads=[{"ad_id": "7"}], posts=tables.posts["post_id"])) == (
        "ads: a Polars, pandas, PyArrow, DuckDB or PySpark frame, not `list`",
        "posts: a Polars, pandas, PyArrow, DuckDB or PySpark frame, not `Series`",
    )
    with pytest.raises(frames.FrameError, match="licenses: a Polars, pandas"):
        frames.license_status(None, at=AT)


def spoiled(tables: frames.Tables) -> frames.Tables:
    """Give every data problem there is, at least once."""

    def below(table: Any, other: Any) -> Any:
        if isinstance(table, duckdb.DuckDBPyRelation):
            return table.union(other)
        return nw.concat([nw.from_native(table), nw.from_native(other)]).to_native()

    start = nw.col("starts_at")
    more = changed(tables, ads__post_id=nw.lit("nowhere"), ads__identity_type=nw.lit("OTHER"), ads__ends_at=start)
    wrong = changed(
        tables,
        posts__deleted_at=nw.col("published_at"),
        posts__published_at=nw.when(nw.col("post_id") != "1").then(nw.col("published_at")),
        licenses__post_id=nw.lit("nowhere"),
        licenses__license_id=nw.lit("m"),
        licenses__revoked_at=nw.col("issued_at"),
        licenses__redeemed_at=nw.col("expires_at"),
        pauses__ad_id=nw.lit("nobody"),
        pauses__end=nw.col("start"),
        hidden__post_id=nw.lit("nowhere"),
        hidden__end=nw.col("start"),
    )
    pairs = zip(tables._replace(ads=more.ads), wrong._replace(ads=more.ads), strict=True)
    return frames.Tables(*(below(mine, theirs) for mine, theirs in pairs))


PROBLEMS = (
    "ads: column `ends_at` is not after `starts_at` in 2 rows",
    "ads: column `identity_type` is none of `AUTH_CODE`, `TT_USER`, `BC_AUTH_TT` in 2 rows",
    "posts: column `published_at` is null in 1 row",
    "licenses: column `redeemed_at` is not before `expires_at` in 1 row",
    "licenses: column `redeemed_at` is after `revoked_at` in 1 row",
    "pauses: column `end` is not after `start` in 1 row",
    "hidden: column `end` is not after `start` in 1 row",
    "ads: column `ad_id` repeats itself in 1 row",
    "posts: column `post_id` repeats itself in 1 row",
    "ads: column `post_id` is unknown to the table `posts` in 2 rows",
    "licenses: column `post_id` is unknown to the table `posts` in 1 row",
    "pauses: column `ad_id` is unknown to the table `ads` in 1 row",
    "hidden: column `post_id` is unknown to the table `posts` in 1 row",
)


@pytest.mark.parametrize("engine", ENGINES)
def test_check_counts_every_problem_of_the_data(engine: str) -> None:
    """On eager and on lazy engines, in one error."""
    assert refusal(spoiled(ENGINES[engine](PORTFOLIO)), frames.check) == PROBLEMS


@pytest.mark.parametrize("engine", EAGER)
@pytest.mark.parametrize("ask", [frames.serving, frames.windows, frames.coverage, frames.check])
def test_eager_frames_are_checked_before_any_answer(engine: str, ask: Callable[..., Any]) -> None:
    """Every question refuses what `check` refuses."""
    assert refusal(spoiled(ENGINES[engine](PORTFOLIO)), ask) == PROBLEMS


@pytest.mark.parametrize("engine", ENGINES)
def test_check_is_silent_about_good_data(engine: str) -> None:
    """Empty or not, with or without the tables that may be left out."""
    for portfolio in (PORTFOLIO, Portfolio()):
        tables = ENGINES[engine](portfolio)
        frames.check(tables.ads, **facts(tables))
        frames.check(tables.ads, posts=tables.posts, licenses=tables.licenses)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_back_test_repeats_ads_but_not_at_one_instant(engine: str) -> None:
    """The key is the ad with the instant."""
    tables = ENGINES[engine](PORTFOLIO)
    twice = changed(tables, ads__day=nw.col("starts_at"))
    frames.check(twice.ads, **facts(tables), at="day")
    ads: Any = nw.from_native(twice.ads)
    doubled = twice._replace(ads=nw.concat([ads, ads]).to_native())
    assert refusal(doubled, frames.check, at="day") == (
        "ads: column `ad_id` repeats itself with the same instant in 1 row",
    )


@pytest.mark.parametrize("engine", LAZY)
def test_on_lazy_frames_what_is_unknown_never_looks_like_an_answer(engine: str) -> None:
    """An unknown post, an unknown identity type and an unknown instant are called so."""
    tables = ENGINES[engine](PORTFOLIO)
    for column, value, wanted in (
        ("post_id", "nowhere", "unknown_post"),
        ("identity_type", "OTHER", "unknown_identity_type"),
    ):
        strange = changed(tables, **{f"ads__{column}": nw.lit(value)})
        found = rows(frames.serving(strange.ads, **facts(tables), at=AT))
        assert [row["serving_state"] for row in found] == [wanted]
    never = nw.when(nw.col("starts_at").is_null()).then(nw.col("starts_at"))
    undated = changed(tables, ads__asked=never)
    found = rows(frames.serving(undated.ads, **facts(tables), at="asked"))
    assert [row["serving_state"] for row in found] == ["unknown_at"]


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize("column", ["issued_at", "expires_at"])
def test_on_lazy_frames_a_license_that_lacks_an_instant_does_not_serve(engine: str, column: str) -> None:
    """Absent is never for ever."""
    tables = ENGINES[engine](Portfolio(posts=PORTFOLIO.posts, licenses=PORTFOLIO.licenses, ads=PORTFOLIO.ads))
    never = nw.when(nw.col("issued_at").is_null()).then(nw.col("issued_at"))
    spoilt = changed(tables, **{f"licenses__{column}": never})
    asked = {"posts": tables.posts, "licenses": spoilt.licenses}
    found = rows(frames.serving(tables.ads, **asked, at=AT))
    assert [row["serving_state"] for row in found] == ["license_missing"]
    assert rows(frames.windows(tables.ads, **asked)) == []


@pytest.mark.parametrize("engine", EAGER)
def test_a_column_of_nothing_but_nulls_may_have_any_type(engine: str) -> None:
    """Files and literals give such columns types that say nothing."""
    tables = ENGINES[engine](PORTFOLIO)
    plain = {
        "polars": lambda: tables.ads.with_columns(ends_at=None, advertiser_id=None),
        "pandas": lambda: tables.ads.assign(ends_at=None, advertiser_id=float("nan")),
        "pandas of pyarrow": lambda: tables.ads.assign(ends_at=pd.array([None], "int64[pyarrow]"), advertiser_id=None),
        "pyarrow": lambda: tables.ads.set_column(5, "ends_at", pa.nulls(1)).set_column(2, "advertiser_id", pa.nulls(1)),
    }[engine]()
    assert (
        rows(frames.serving(plain, posts=tables.posts, licenses=tables.licenses, at=AT))[0]["serving_state"]
        == "serving"
    )
    assert refusal(tables._replace(posts=changed(tables, posts__published_at=nw.lit(None)).posts)) == (
        "posts: column `published_at` is null in 1 row",
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_text_that_reads_as_an_instant_is_one(engine: str) -> None:
    """As a datetime is."""
    tables = ENGINES[engine](PORTFOLIO)
    for text in ("2026-06-10T00:00:00Z", "2026-06-10 02:00:00+02"):
        assert rows(frames.serving(tables.ads, **facts(tables), at=text)) == rows(
            frames.serving(tables.ads, **facts(tables), at=instant(text))
        )
        assert rows(frames.license_status(tables.licenses, at=text)) == rows(
            frames.license_status(tables.licenses, at=instant(text))
        )


def untyped(engine: str, names: tuple[str, ...]) -> Any:
    """Make a table without rows as one writes it by hand, without types."""
    if engine == "polars":
        return pl.DataFrame({name: [] for name in names})
    if engine == "pyarrow":
        return pa.table({name: pa.nulls(0) for name in names})
    return pd.DataFrame({name: [] for name in names}, dtype=None if engine == "pandas" else object)


@pytest.mark.parametrize("engine", ["polars", "pandas", "pandas of objects", "pyarrow"])
def test_a_table_without_rows_and_types_is_empty(engine: str) -> None:
    """Not a row of nulls: alone, and beside tables that have rows."""
    names = {name: tuple(each.name for each in columns) for name, columns in COLUMNS.items()}
    names["posts"] = (*names["posts"], "creator")
    empty = {name: untyped(engine, each) for name, each in names.items()}
    asked: dict[str, Any] = {name: table for name, table in empty.items() if name != "ads"}
    assert rows(frames.serving(empty["ads"], **asked, at="2026-06-10T00:00:00Z")) == []
    assert rows(frames.windows(empty["ads"], **asked)) == []
    assert rows(frames.coverage(empty["ads"], **asked)) == []
    assert rows(frames.license_status(empty["licenses"], at="2026-06-10T00:00:00Z")) == []
    frames.check(empty["ads"], **asked)
    tables = from_portfolio(PORTFOLIO, engine.split(maxsplit=1)[0])
    beside = {"posts": tables.posts, "pauses": empty["pauses"], "hidden": empty["hidden"]}
    found = frames.serving(tables.ads, licenses=empty["licenses"], **beside, at="2026-06-10T00:00:00Z")
    typed = frames.serving(tables.ads, posts=tables.posts, licenses=tables.licenses[:0], at="2026-06-10T00:00:00Z")
    assert [row["serving_state"] for row in rows(found)] == [row["serving_state"] for row in rows(typed)]


def test_an_instant_that_is_none_of_ours_is_refused_as_everywhere() -> None:
    """Nanoseconds are not rounded away."""
    tables = ENGINES["pandas"](PORTFOLIO)
    with pytest.raises(InexactInstantError, match="nanosecond"):
        frames.serving(tables.ads, **facts(tables), at=pd.Timestamp("2026-06-01T00:00:00.000000001Z"))
