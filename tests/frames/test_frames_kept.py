"""What the user brings stays: order, columns, index, kinds of frames and of text; lazy frames stay lazy."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped] # it has none
import pyarrow.compute as pc  # type: ignore[import-untyped] # it has none
import pytest
from frames.boundaries import AT, every_boundary
from frames.engines import EAGER, ENGINES, columns, facts, rows

from sparklicense import License, LicenseStatus, Portfolio, Post, ServingState, SparkAd, frames

ORDERED = (*EAGER, "polars lazy")


@pytest.fixture(scope="module")
def boundaries() -> Portfolio:
    """Every fact absent, just before, at and just after one instant."""
    return every_boundary(8)


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_of_the_user_s_own_survive(boundaries: Portfolio, engine: str) -> None:
    """Whatever they are called: like columns of other tables, and like words we use ourselves."""
    tables = ENGINES[engine](boundaries)
    theirs = ["published_at", "license_id", "start", "state", "post", "at", "row", "speaks"]
    ads = nw.from_native(tables.ads).with_columns(nw.col("ad_id").alias(name) for name in theirs).to_native()
    found = frames.serving(ads, **facts(tables), at=AT)
    assert columns(found) == [*columns(tables.ads), *theirs, "serving_state"]
    for row in rows(found):
        assert {row[name] for name in theirs} == {row["ad_id"]}


@pytest.mark.parametrize("engine", ORDERED)
def test_rows_keep_their_order(boundaries: Portfolio, engine: str) -> None:
    """Of the ads, and of the licenses."""
    tables = ENGINES[engine](boundaries)
    asked = {"at": AT, **facts(tables)}
    wanted = [ad.id for ad in boundaries.ads]
    for found in (
        frames.serving(tables.ads, **asked),
        frames.next_change(tables.ads, **asked),
        frames.coverage(tables.ads, **facts(tables)),
    ):
        assert [row["ad_id"] for row in rows(found)] == wanted
    licenses = rows(frames.license_status(tables.licenses, at=AT))
    assert [row["license_id"] for row in licenses] == [each.id for each in boundaries.licenses]


@pytest.mark.parametrize("engine", ENGINES)
def test_license_status_is_that_of_the_objects(boundaries: Portfolio, engine: str) -> None:
    """Every license, at an instant and at a column of instants."""
    tables = ENGINES[engine](boundaries)
    found = {row["license_id"]: row["license_status"] for row in rows(frames.license_status(tables.licenses, at=AT))}
    assert found == {each.id: str(each.status(AT)) for each in boundaries.licenses}
    assert {*found.values()} == {*map(str, LicenseStatus)}
    back_test = rows(frames.license_status(tables.licenses, at="expires_at"))
    assert {row["license_id"]: row["license_status"] for row in back_test} == {
        each.id: str(each.status(each.expires_at)) for each in boundaries.licenses
    }


def test_a_pandas_index_survives(boundaries: Portfolio) -> None:
    """Whatever it is."""
    tables = ENGINES["pandas"](boundaries)
    ads = tables.ads.set_index(pd.Index([f"row {n}" for n in range(len(tables.ads))][::-1], name="mine"))
    found = frames.serving(ads, **facts(tables), at=AT)
    assert found.index.equals(ads.index)
    assert found.loc["row 0", "serving_state"] == str(boundaries.serving(boundaries.ads[-1].id, at=AT).state)


def test_the_answer_compares_with_text(boundaries: Portfolio) -> None:
    """On every engine, whatever type it has there."""
    wanted = sum(boundaries.serving(ad.id, at=AT).serves for ad in boundaries.ads)
    found: dict[str, Any] = {}
    for engine, laid_out in ENGINES.items():
        tables = laid_out(boundaries)
        found[engine] = frames.serving(tables.ads, **facts(tables), at=AT)
    assert found["polars"].filter(pl.col("serving_state") == "serving").height == wanted
    assert found["polars lazy"].filter(pl.col("serving_state") == "serving").collect().height == wanted
    assert (found["pandas"]["serving_state"] == "serving").sum() == wanted
    assert found["pandas of pyarrow"].query("serving_state == 'serving'").shape[0] == wanted
    assert found["pyarrow"].filter(pc.field("serving_state") == "serving").num_rows == wanted
    assert found["duckdb"].filter("serving_state = 'serving'").shape[0] == wanted
    assert found["duckdb"].types[-1] == "VARCHAR"
    order = found["polars"]["serving_state"].dtype.categories.to_list()
    assert order[: len(ServingState)] == [*map(str, ServingState)]


def test_ids_may_be_any_kind_of_text(boundaries: Portfolio) -> None:
    """Also another kind in each table."""
    wanted = {ad.id: str(boundaries.serving(ad.id, at=AT).state) for ad in boundaries.ads}
    polars = ENGINES["polars"](boundaries)
    as_categories = pl.col("post_id", "advertiser_id").cast(pl.Categorical)
    accounts = pl.Enum(["a", "b"])
    polars = polars._replace(
        ads=polars.ads.with_columns(as_categories),
        licenses=polars.licenses.with_columns(pl.col("advertiser_id").cast(accounts)),
    )
    pandas = ENGINES["pandas"](boundaries)
    pandas = pandas._replace(
        ads=pandas.ads.astype({"post_id": "category", "advertiser_id": "category"}),
        posts=pandas.posts.astype({"post_id": object}),
        licenses=pandas.licenses.astype({"post_id": pd.ArrowDtype(pa.string()), "advertiser_id": "string"}),
    )
    pyarrow = ENGINES["pyarrow"](boundaries)
    pyarrow = pyarrow._replace(
        ads=pyarrow.ads.set_column(1, "post_id", pyarrow.ads["post_id"].dictionary_encode()),
        posts=pyarrow.posts.set_column(0, "post_id", pyarrow.posts["post_id"].cast(pa.large_string())),
        licenses=pyarrow.licenses.set_column(1, "post_id", pyarrow.licenses["post_id"].cast(pa.string_view())),
    )
    for tables in (polars, pandas, pyarrow):
        found = rows(frames.serving(tables.ads, **facts(tables), at=AT))
        assert {row["ad_id"]: row["serving_state"] for row in found} == wanted


class ScannedError(Exception):
    """Data have been looked at."""


def unscannable(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Make a lazy frame whose data cannot be looked at."""

    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise ScannedError

    return frame.map_batches(fail, schema=frame.collect_schema())


def test_polars_lazy_frames_stay_lazy(boundaries: Portfolio) -> None:
    """No question looks at data that raise when it does."""
    tables = frames.Tables(*map(unscannable, ENGINES["polars lazy"](boundaries)))
    for found in (
        frames.serving(tables.ads, **facts(tables), at=AT),
        frames.serving(tables.ads, **facts(tables), at="starts_at"),
        frames.windows(tables.ads, **facts(tables)),
        frames.coverage(tables.ads, **facts(tables), until=AT),
        frames.next_change(tables.ads, **facts(tables), at=AT),
        frames.license_status(tables.licenses, at=AT),
    ):
        assert isinstance(found, pl.LazyFrame)
        with pytest.raises(ScannedError):
            found.collect()


def test_duckdb_relations_stay_relations(boundaries: Portfolio) -> None:
    """No question looks at a row: a sequence counts how often that happens."""
    connection = duckdb.connect()
    connection.execute("create sequence looks")
    arrow = frames.from_portfolio(boundaries, "pyarrow")
    tables = frames.Tables(*map(connection.from_arrow, arrow))
    ads = tables.ads.filter("nextval('looks') > 0")
    for found in (
        frames.serving(ads, **facts(tables), at=AT),
        frames.serving(ads, **facts(tables), at="starts_at"),
        frames.windows(ads, **facts(tables)),
        frames.coverage(ads, **facts(tables)),
        frames.next_change(ads, **facts(tables), at=AT),
    ):
        assert isinstance(found, duckdb.DuckDBPyRelation)
    assert connection.execute("select nextval('looks')").fetchone() == (1,)


def test_a_portfolio_s_codes_are_in_no_table() -> None:
    """Nor anything derived from them but the fingerprint in an id."""
    portfolio = Portfolio(
        posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        licenses=[License.issue(code="#sEcReT=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", campaign_id="c")],
    )
    tables = frames.from_portfolio(portfolio)
    assert "sEcReT" not in "".join(table.write_csv() for table in tables)
    assert tables.ads["campaign_id"].to_list() == ["c"]


def test_an_engine_must_be_one_of_those_there_are() -> None:
    """The error names them."""
    with pytest.raises(
        ValueError, match="engine: `dask` is none of `polars`, `pandas`, `pyarrow`, `duckdb`, `pyspark`"
    ):
        frames.from_portfolio(Portfolio(), "dask")


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what is missing."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ImportError, match="engine: `duckdb` is not installed: "):
        frames.from_portfolio(Portfolio(), "duckdb")


def run(code: str) -> str:
    """Run Python in a process of its own; give the last line that it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own text
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def test_importing_the_package_imports_neither_frames_nor_narwhals() -> None:
    """They are asked for by name."""
    code = "import sys, sparklicense; print(sorted({'narwhals', 'sparklicense.frames'} & sys.modules.keys()))"
    assert run(code) == "[]"


def test_importing_frames_imports_no_engine() -> None:
    """They are the user's own."""
    code = (
        "import sys, sparklicense.frames; print(sorted({'polars', 'pandas', 'pyarrow', 'duckdb'} & sys.modules.keys()))"
    )
    assert run(code) == "[]"


def test_frames_without_narwhals_name_the_extra() -> None:
    """In one line."""
    code = "import sys; sys.modules['narwhals'] = None; import sparklicense.frames"
    assert run(code) == (
        "sparklicense.errors.MissingExtraError: sparklicense.frames needs narwhals, which is not installed: "
        "pip install 'sparklicense[frames]'"
    )


def test_narwhals_is_imported_in_one_module() -> None:
    """Through its stable interface."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in Path(frames.__file__).parents[1].glob("**/*.py")}
    importing = [name for name, text in sources.items() if "import narwhals" in text]
    assert importing == ["engine.py"]
    assert "import narwhals.stable.v2 as nw" in sources["engine.py"]
