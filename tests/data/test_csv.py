"""Portfolios in a folder of CSV files: what is written is read back, and what is wrong is told."""

from __future__ import annotations

import csv
import stat
import tempfile
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import portfolios

from sparklicense import (
    AccountAccess,
    AdSettings,
    IdentityType,
    License,
    Media,
    Portfolio,
    PortfolioFileError,
    Post,
    SparkAd,
    Window,
    Windows,
    dump,
    load,
)

POSTS = "post_id,published_at\n1,2026-05-01T00:00:00Z\n"
LICENSES = "code,post_id,issued_at,expires_at\n#hush=,1,2026-05-24T07:09:07Z,2026-06-23T07:09:07Z\n"
ADS = "ad_id,post_id,starts_at\n7,1,2026-06-01T00:00:00Z\n"


def folder_of(path: Path, **tables: str | bytes) -> Path:
    """Write a folder that is in order but for the tables given."""
    for name, text in {"posts": POSTS, "licenses": LICENSES, "ads": ADS, **tables}.items():
        (path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(path: Path) -> tuple[str, ...]:
    """Tell what is wrong with a folder."""
    with pytest.raises(PortfolioFileError) as refused:
        load(path)
    return tuple(each.replace(f"{path}/", "") for each in refused.value.problems)


def scalar(portfolio: Portfolio) -> Portfolio:
    """Leave out what columns cannot carry."""
    return Portfolio(
        posts=[attrs.evolve(each, media=None, labels=()) for each in portfolio.posts],
        licenses=portfolio.licenses,
        ads=[attrs.evolve(each, settings=AdSettings()) for each in portfolio.ads],
        access=portfolio.access,
    )


@given(portfolio=portfolios().map(scalar))
def test_a_portfolio_of_scalar_facts_written_to_csv_is_read_back_equal(portfolio: Portfolio) -> None:
    """Pauses and hidden windows in any number included."""
    with tempfile.TemporaryDirectory() as folder:
        dump(portfolio, folder)
        assert load(folder) == portfolio


@given(text=st.text())
def test_any_text_that_utf_8_carries_survives_a_cell(text: str) -> None:
    """Commas, quotes, line breaks of every kind, formulas: text is text."""
    portfolio = Portfolio(posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", caption=text)])
    with tempfile.TemporaryDirectory() as folder:
        dump(portfolio, folder)
        assert load(folder) == portfolio


@given(portfolio=portfolios())
def test_what_columns_cannot_carry_is_refused_by_name_and_never_lost(portfolio: Portfolio) -> None:
    """Every fact with media, labels or settings is named, and nothing is written."""
    wanted = [
        *((post.id, "media") for post in portfolio.posts if post.media is not None),
        *((post.id, "labels") for post in portfolio.posts if post.labels),
        *((ad.id, "settings") for ad in portfolio.ads if ad.settings != AdSettings()),
    ]
    with tempfile.TemporaryDirectory() as folder:
        if not wanted:
            dump(portfolio, folder)
            assert load(folder) == portfolio
            return
        with pytest.raises(PortfolioFileError) as refused:
            dump(portfolio, folder)
        assert sorted(refused.value.problems) == sorted(
            f"{folder}: {'ads' if field == 'settings' else 'posts'}: `{id}`: {field}: "
            "columns cannot carry it; write a `.json` file"
            for id, field in wanted
        )
        assert not list(Path(folder).iterdir())


def test_a_text_too_long_to_be_read_back_is_refused(tmp_path: Path) -> None:
    """Readers of CSV limit the size of a cell; JSON does not."""
    longest = csv.field_size_limit()
    post = Post(id="1", published_at="2026-05-01T00:00:00Z", caption="a" * (longest - 1))
    dump(Portfolio(posts=[post]), tmp_path / "fits")
    assert load(tmp_path / "fits").posts == (post,)
    with pytest.raises(PortfolioFileError, match="posts: `1`: caption: a cell cannot carry so long a text"):
        dump(Portfolio(posts=[attrs.evolve(post, caption="a" * longest)]), tmp_path / "spills")


def test_tables_of_the_least_columns_take_the_defaults(tmp_path: Path) -> None:
    """A column left out takes the attribute's default."""
    portfolio = load(folder_of(tmp_path))
    assert portfolio == Portfolio(
        posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        licenses=[License.issue(code="#hush=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
    )


def test_an_empty_cell_is_null(tmp_path: Path) -> None:
    """Null says: not applied, no end, any account, unknown; of text it is the empty text."""
    portfolio = load(
        folder_of(
            tmp_path,
            posts="post_id,creator,published_at,deleted_at,removal,caption\n1,,2026-05-01T00:00:00Z,,,\n",
            licenses="license_id,code,post_id,advertiser_id,issued_at,redeemed_at,expires_at,revoked_at\n"
            ",,1,,2026-05-24T07:09:07Z,,2026-06-23T07:09:07Z,\n",
            ads="ad_id,post_id,starts_at,ends_at,identity_type,advertiser_id,campaign_id,adgroup_id,name\n"
            "7,1,2026-06-01T00:00:00Z,,,,,,\n",
            pauses="ad_id,start,end\n7,,2026-06-01T00:00:00Z\n7,2026-06-02T00:00:00Z,\n",
            hidden="post_id,start,end\n1,,\n",
        )
    )
    (post,), (license,), (ad,) = portfolio.posts, portfolio.licenses, portfolio.ads
    assert (post.creator, post.caption, post.deleted_at, post.hidden) == ("", "", None, Windows.always())
    assert (license.code, license.redeemed_at, license.has_own_id) == (None, None, False)
    assert (ad.identity_type, ad.ends_at, ad.name) == (IdentityType.AUTH_CODE, None, "")
    assert ad.paused == ~Windows([Window("2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z")])


def test_byte_order_marks_line_ends_of_windows_and_blank_lines_are_fine(tmp_path: Path) -> None:
    """Spreadsheets write them; a row of nothing but commas is blank too."""
    plain = load(folder_of(tmp_path))
    folder_of(
        tmp_path,
        posts=b"\xef\xbb\xbf" + POSTS.replace("\n", "\r\n").encode(),
        ads="\n\n" + ADS.replace("\n", "\n  \n,,\n") + "\n",
    )
    assert load(tmp_path) == plain


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        (
            {"ads": "ad_id,post_id\n7,1\n"},
            "ads.csv: line 1: missing column `starts_at`",
        ),
        (
            {"ads": "ad_id,post_id,starts_at,paused\n7,1,2026-06-01T00:00:00Z,\n"},
            (
                "ads.csv: line 1: unknown column `paused`; the table has `ad_id`, `post_id`, `advertiser_id`, "
                "`identity_type`, `starts_at`, `ends_at`, `campaign_id`, `adgroup_id`, `name`"
            ),
        ),
        (
            {"ads": "ad_id,post_id,starts_at,ad_id\n7,1,2026-06-01T00:00:00Z,8\n"},
            "ads.csv: line 1: the column `ad_id` occurs twice",
        ),
        (
            {"ads": ""},
            (
                "ads.csv: line 1: it names no column of the table; the first line names them, with commas between: "
                "`ad_id`, `post_id`, `advertiser_id`, `identity_type`, `starts_at`, `ends_at`, `campaign_id`, "
                "`adgroup_id`, `name`"
            ),
        ),
        (
            {"posts": "\n\npost_id;published_at\n1;2026-05-01T00:00:00Z\n"},
            (
                "posts.csv: line 3: it names no column of the table; the first line names them, with commas between: "
                "`post_id`, `creator`, `creator_name`, `published_at`, `deleted_at`, `removal`, `caption`"
            ),
        ),
        (
            {"ads": ADS + "\n8,1,2026-06-01T00:00:00Z,\n"},
            "ads.csv: line 4: 4 cells, but 3 columns",
        ),
        (
            {"ads": ADS + ' \n8,1,"2026-06-01T00:00:00Z"x\n'},
            "ads.csv: line 4: not CSV: ',' expected after '\"'",
        ),
        (
            {"ads": ADS + '8,1,"2026'},
            "ads.csv: line 3: not CSV: unexpected end of data",
        ),
        (
            {"ads": 'ad_id,post_id,starts_at,name\n7,1,2026-06-01T00:00:00Z,"two\nlines"\n8,1,,\n'},
            "ads.csv: line 4: starts_at: it cannot be null",
        ),
        (
            {"ads": "ad_id,post_id,starts_at\n,1,2026-06-01T00:00:00Z\n"},
            "ads.csv: line 2: ad_id: it cannot be null",
        ),
        (
            {"ads": "ad_id,post_id,starts_at\n \t,1,2026-06-01T00:00:00Z\n"},
            "ads.csv: line 2: ad_id: an id is not empty",
        ),
        (
            {"ads": ADS + ADS.splitlines()[1]},
            "ads.csv: line 2, line 3: the id `7` occurs 2 times; ids are unique",
        ),
        (
            {"ads": ADS.replace("7,1,", "7,2,")},
            "ads.csv: line 2: `7` names the unknown post `2`",
        ),
        (
            {"pauses": "ad_id,start,end\n\n8,,\n"},
            "pauses.csv: line 3: ad_id: `8` is in no row of ads.csv",
        ),
        (
            {"hidden": "post_id,start,end\n2,,\n"},
            "hidden.csv: line 2: post_id: `2` is in no row of posts.csv",
        ),
        (
            {"hidden": "post_id,start\n2,\n"},
            "hidden.csv: line 1: missing column `end`",
        ),
        (
            {"pauses": "ad_id,start,end\n7,2026-06-02T00:00:00Z,2026-06-01T00:00:00Z\n"},
            "pauses.csv: line 2: end: `2026-06-01T00:00:00Z` is not after the start `2026-06-02T00:00:00Z`",
        ),
        (
            {"pauses": "ad_id,start,end\n7,yesterday,\n"},
            (
                "pauses.csv: line 2: start: `yesterday` is not an instant: "
                "it does not begin with a date like `2026-05-24`; write it like `2026-05-24T07:09:07Z` or "
                "`2026-05-24T09:09:07+02:00`"
            ),
        ),
        (
            {"pause": "ad_id,start,end\n7,,\n"},
            (
                "pause.csv: not part of a portfolio, which has `posts.csv`, `licenses.csv`, `ads.csv`, `access.csv`, "
                "`pauses.csv`, `hidden.csv`"
            ),
        ),
    ],
)
def test_a_wrong_table_is_told_by_file_line_and_column(tmp_path: Path, tables: dict[str, str], problem: str) -> None:
    """Lines are counted as an editor shows them."""
    assert problems(folder_of(tmp_path, **tables)) == (problem,)


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Posts, licenses and ads are needed, empty or not."""
    assert problems(tmp_path) == tuple(f"{name}.csv: no such file or folder" for name in ("posts", "licenses", "ads"))


def test_one_table_alone_is_told_to_be_none(tmp_path: Path) -> None:
    """What is wanted is the folder."""
    folder_of(tmp_path)
    assert load(tmp_path)
    with pytest.raises(PortfolioFileError, match=r"ads\.csv: one table is no portfolio; give the folder it is in"):
        load(tmp_path / "ads.csv")


def test_all_problems_of_all_tables_come_together(tmp_path: Path) -> None:
    """One run fixes a whole folder, and what follows from another problem is not told."""
    folder_of(
        tmp_path,
        posts="post_id,published_at\n1,2026-05-01T00:00:00Z,\n2,today\n",
        ads="ad_id,post_id,starts_at\n7,2,2026-06-01\n8,3,2026-06-01T00:00:00\n",
        pauses="ad_id,start,end\n7,,\n9,now,\n",
        hidden="post_id,start,end\n1,,\n",
    )
    assert [each.partition("; ")[0] for each in problems(tmp_path)] == [
        "posts.csv: line 2: 3 cells, but 2 columns",
        "posts.csv: line 3: published_at: `today` is not an instant: it does not begin with a date like `2026-05-24`",
        "ads.csv: line 2: starts_at: `2026-06-01` is not an instant: no time of day follows its date",
        "ads.csv: line 3: starts_at: `2026-06-01T00:00:00` has no offset from UTC",
        "pauses.csv: line 3: ad_id: `9` is in no row of ads.csv",
        "pauses.csv: line 3: start: `now` is not an instant: it does not begin with a date like `2026-05-24`",
    ]


def test_what_is_written_is_for_its_owner_alone_and_leaves_nothing_old(tmp_path: Path) -> None:
    """A pause of yesterday's portfolio does not stay in today's folder."""
    post = Post(id="1", published_at="2026-05-01T00:00:00Z")
    ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")
    for each in (ad.pause("2026-06-02T00:00:00Z"), ad):
        dump(Portfolio(posts=[post], ads=[each]), tmp_path)
        assert load(tmp_path).ads == (each,)
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["access.csv", "ads.csv", "hidden.csv", "licenses.csv", "pauses.csv", "posts.csv"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}


def test_media_alone_is_enough_to_refuse(tmp_path: Path) -> None:
    """The message says which form carries it."""
    post = Post(id="1", published_at="2026-05-01T00:00:00Z", media=Media())
    with pytest.raises(PortfolioFileError, match=r"posts: `1`: media: columns cannot carry it; write a `\.json` file"):
        dump(Portfolio(posts=[post]), tmp_path)


def test_access_stands_in_a_table_of_its_own(tmp_path: Path) -> None:
    """One that is not there is empty; what is wrong in it is named by line and column."""
    folder_of(tmp_path)
    assert load(tmp_path).access == ()
    (tmp_path / "access.csv").write_text("creator,granted_at,expires_at\n@Maya,2026-05-01T00:00:00Z,\n")
    assert load(tmp_path).access == (AccountAccess(creator="maya", granted_at="2026-05-01T00:00:00Z"),)
    (tmp_path / "access.csv").write_text("access_id,creator,granted_at\n1,,2026-05-01\n,maya,2026-05-01T00:00:00Z\n")
    assert problems(tmp_path) == (
        "access.csv: line 2: creator: it is empty; name the account that access is given to",
        (
            "access.csv: line 2: granted_at: `2026-05-01` is not an instant: no time of day follows its date; "
            "write it like `2026-05-24T07:09:07Z` or `2026-05-24T09:09:07+02:00`"
        ),
    )
    (tmp_path / "access.csv").write_text("access_id,creator,granted_at\n1,a,2026-05-01T00:00:00Z\n" * 2)
    assert "access.csv" in problems(tmp_path)[0]
