"""Ids stay apart or together exactly as their texts are, whatever the reader makes of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import attrs
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped] # it has none
import pytest
from frames.boundaries import AT, every_boundary
from frames.engines import by_ad, facts, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from sparklicense import License, Portfolio, Post, SparkAd, frames
from sparklicense.frames import Tables
from sparklicense.frames.ids import with_numbers
from sparklicense.frames.schema import read

LIKE_NUMBERS = (
    ("7", "8", "9"),
    ("1838941401274764101", "1838941401274764102", "9223372036854775807"),
    ("7", "07", "007"),
    ("10", "-1", "+1", "01"),
    ("11", " 1", "1 ", "1\t"),
    ("1838941401274764101", "9999999999999999999"),  # the latter needs more than 64 bits
    ("0", "00"),
    ("\N{ARABIC-INDIC DIGIT SEVEN}", "7"),
    ("1e1", "010", "0x1"),
    ("7", "a"),
)
"""Ids that look like numbers; some would be confused with each other if they were only read as such."""

LAYOUTS: Final[dict[str, Callable[[frames.Tables], frames.Tables]]] = {
    "pandas": lambda tables: frames.Tables(*(each.to_pandas() for each in tables)),
    "pandas of pyarrow": lambda tables: frames.Tables(*(each.to_pandas(types_mapper=pd.ArrowDtype) for each in tables)),
    "pandas of objects": lambda tables: frames.Tables(*(as_objects(each.to_pandas()) for each in tables)),
    "pyarrow": lambda tables: tables,
}


def as_objects(table: Any) -> Any:
    """Keep text as Python's own objects, as pandas did before its third version."""
    return table.astype({name: "object" for name in table.columns if pd.api.types.is_string_dtype(table[name].dtype)})


def on_each(ids: tuple[str, ...], accounts: tuple[str | None, ...]) -> Portfolio:
    """Put an ad of every account on a post of every id; the license of each post is the first account's."""
    return Portfolio(
        posts=[Post(id=id, published_at="2026-01-01T00:00:00Z") for id in ids],
        licenses=[
            License(
                code=None, post_id=id, advertiser_id=accounts[place % len(accounts)],
                issued_at="2026-01-01T00:00:00Z", expires_at="2027-01-01T00:00:00Z",
            )
            for place, id in enumerate(ids)
        ],
        ads=[
            SparkAd(id=f"{id}|{account}", post_id=id, advertiser_id=account, starts_at="2026-01-01T00:00:00Z")
            for id in ids
            for account in accounts
        ],
    )  # fmt: skip


@pytest.mark.parametrize("layout", ["pandas", "pyarrow"])
@pytest.mark.parametrize("ids", LIKE_NUMBERS)
def test_ids_that_look_like_numbers_are_not_confused(ids: tuple[str, ...], layout: str) -> None:
    """As ids of posts and of accounts, some of which are null."""
    portfolio = on_each(ids, (*ids, None))
    tables = LAYOUTS[layout](frames.from_portfolio(portfolio, "pyarrow"))
    found = by_ad(frames.serving(tables.ads, **facts(tables), at=AT))
    assert found == {ad.id: str(portfolio.serving(ad.id, at=AT).state) for ad in portfolio.ads}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("accounts", [(None,), ("ours", None), ("7318941401274764565", None)])
def test_numbers_meet_only_numbers(accounts: tuple[str | None, ...], layout: str) -> None:
    """Where the accounts of one table are all null, or no numbers, those of the other stay text."""
    portfolio = on_each(("7638941401274764565", "7638941401274764566"), accounts)
    for apart in (portfolio, Portfolio(posts=portfolio.posts, ads=portfolio.ads)):
        tables = LAYOUTS[layout](frames.from_portfolio(apart, "pyarrow"))
        found = by_ad(frames.serving(tables.ads, **facts(tables), at=AT))
        assert found == {ad.id: str(apart.serving(ad.id, at=AT).state) for ad in apart.ads}


@settings(max_examples=8)
@given(ids=st.lists(st.text("0123456789 -+_", min_size=1, max_size=3).filter(str.strip), min_size=1, unique=True))
def test_any_ids_stay_apart(ids: list[str]) -> None:
    """Of digits, signs and spaces, on PyArrow: neither repeated nor unknown, and each with its own license."""
    portfolio = on_each(tuple(ids), (*ids[:3], None))
    tables = frames.from_portfolio(portfolio, "pyarrow")
    found = by_ad(frames.serving(tables.ads, **facts(tables), at=AT))
    assert found == {ad.id: str(portfolio.serving(ad.id, at=AT).state) for ad in portfolio.ads}


def numbered(portfolio: Portfolio) -> Portfolio:
    """Give every post, ad and account of a portfolio an id such as TikTok's: 19 digits."""
    names = {*(post.id for post in portfolio.posts), *(ad.id for ad in portfolio.ads)}
    accounts = {*(ad.advertiser_id for ad in portfolio.ads), *(each.advertiser_id for each in portfolio.licenses)}
    names |= {each for each in accounts if each is not None}
    ids: dict[str | None, str | None] = {each: str(10**18 + place) for place, each in enumerate(sorted(names))}
    ids[None] = None
    evolve: Any = attrs.evolve
    return Portfolio(
        [evolve(each, id=ids[each.id]) for each in portfolio.posts],
        [evolve(each, post_id=ids[each.post_id], advertiser_id=ids[each.advertiser_id]) for each in portfolio.licenses],
        [
            evolve(each, id=ids[each.id], post_id=ids[each.post_id], advertiser_id=ids[each.advertiser_id])
            for each in portfolio.ads
        ],
    )


QUESTIONS: Final[dict[str, Callable[[Tables], Any]]] = {
    "serving": lambda tables: frames.serving(tables.ads, **facts(tables), at=AT),
    "windows": lambda tables: frames.windows(tables.ads, **facts(tables)),
    "coverage": lambda tables: frames.coverage(tables.ads, **facts(tables), until="2100-01-01T00:00:00Z"),
    "next_change": lambda tables: frames.next_change(tables.ads, **facts(tables), at=AT),
    "license_status": lambda tables: frames.license_status(tables.licenses, at=AT),
    "a back-test": lambda tables: frames.serving(tables.ads, **facts(tables), at="starts_at"),
}


def told(answer: Any) -> list[list[str]]:
    """Write an answer in one way for all engines, in one order."""

    def written(value: Any) -> str:
        if isinstance(value, float):
            return f"{value:.6f}"
        return str(value.timestamp() if isinstance(value, datetime) else value)

    return sorted([f"{name} {written(value)}" for name, value in row.items()] for row in rows(answer))


@pytest.fixture(scope="module")
def boundaries() -> Portfolio:
    """Every fact absent, just before, at and just after one instant; ids of 19 digits."""
    return numbered(every_boundary(32))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_question_is_answered_alike_whatever_ids_travel_as(
    boundaries: Portfolio, layout: str, question: str
) -> None:
    """As on Polars, which reads them as the text they are."""
    ask = QUESTIONS[question]
    wanted = told(ask(frames.from_portfolio(boundaries)))
    assert wanted
    assert told(ask(LAYOUTS[layout](frames.from_portfolio(boundaries, "pyarrow")))) == wanted


@pytest.mark.parametrize("layout", LAYOUTS)
def test_repeated_and_unknown_ids_are_counted_whatever_they_travel_as(layout: str) -> None:
    """Ids of digits and other ids: the same problems in the same words."""
    for ids in (("7638941401274764565", "7638941401274764566"), ("a", "b")):
        whole = frames.from_portfolio(on_each(ids, ids), "pyarrow")
        posts = pa.concat_tables([whole.posts.slice(0, 1), whole.posts.slice(0, 1)])
        ads = pa.concat_tables([whole.ads, whole.ads.slice(0, 1)])
        tables = LAYOUTS[layout](whole._replace(posts=posts, ads=ads))
        with pytest.raises(frames.FrameError) as caught:
            frames.serving(tables.ads, posts=tables.posts, licenses=tables.licenses, at=AT)
        assert caught.value.problems == (
            "ads: column `ad_id` repeats itself in 1 row",
            "posts: column `post_id` repeats itself in 1 row",
            "ads: column `post_id` is unknown to the table `posts` in 2 rows",
            "licenses: column `post_id` is unknown to the table `posts` in 1 row",
        )


@pytest.mark.parametrize("layout", ["polars", *LAYOUTS])
def test_an_ad_on_an_unknown_post_is_refused_with_its_number(layout: str) -> None:
    """Though nothing else is wrong, so that only the answer itself shows it."""
    whole = frames.from_portfolio(on_each(("7638941401274764565", "7638941401274764566"), (None,)), "pyarrow")
    whole = whole._replace(posts=whole.posts.slice(0, 1), licenses=whole.licenses.slice(0, 1))
    tables = frames.Tables(*map(pl.DataFrame, whole)) if layout == "polars" else LAYOUTS[layout](whole)
    with pytest.raises(frames.FrameError) as caught:
        frames.serving(tables.ads, posts=tables.posts, licenses=tables.licenses, at=AT)
    assert caught.value.problems == ("ads: column `post_id` is unknown to the table `posts` in 1 row",)


def test_ids_of_digits_do_travel_as_numbers() -> None:
    """Otherwise the tests above would prove nothing about numbers."""
    whole = frames.from_portfolio(on_each(("7638941401274764565",), ("7318941401274764565", None)), "pyarrow")
    for layout, laid_out in LAYOUTS.items():
        tables, numbers = laid_out(whole), layout != "pandas of objects"
        natives = {"ads": tables.ads, "posts": tables.posts, "licenses": tables.licenses}
        schema = with_numbers(read(natives))["ads"].frame.collect_schema()
        for id in ("post_id", "advertiser_id"):
            assert schema[f"__sparklicense_{id}"].is_integer() is numbers, (layout, id)
