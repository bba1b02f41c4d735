"""Portfolios in JSON: what is written is read back, and what is wrong is told, all of it."""

from __future__ import annotations

import json
import stat
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import portfolios

from sparklicense import AdSettings, License, Portfolio, PortfolioFileError, Post, SparkAd, Windows, dump, instant, load
from sparklicense.data.portfolios import portfolio_from_data, portfolio_to_data

POST: dict[str, Any] = {"id": "1", "published_at": "2026-05-01T00:00:00Z"}
LICENSE: dict[str, Any] = {
    "code": "#hush=",
    "post_id": "1",
    "issued_at": "2026-05-24T07:09:07Z",
    "expires_at": "2026-06-23T07:09:07Z",
}
AD: dict[str, Any] = {"id": "7", "post_id": "1", "starts_at": "2026-06-01T00:00:00Z"}


def data(**lists: Any) -> dict[str, Any]:
    """Make a portfolio's data that is in order but for what is given."""
    return {"schema": "sparklicense.portfolio/1", "posts": [POST], "licenses": [LICENSE], "ads": [AD], **lists}


def problems(lists: Any) -> tuple[str, ...]:
    """Tell what is wrong with a portfolio's data."""
    with pytest.raises(PortfolioFileError) as refused:
        portfolio_from_data(lists, source="story.json")
    return refused.value.problems


def file_problems(path: Path, text: str | bytes) -> tuple[str, ...]:
    """Tell what is wrong with a file of this text."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PortfolioFileError) as refused:
        load(path)
    return tuple(each.replace(str(path), path.name) for each in refused.value.problems)


@given(portfolio=portfolios())
def test_a_portfolio_written_to_json_is_read_back_equal(portfolio: Portfolio) -> None:
    """The file carries everything: order, windows, money to the last digit, ids given and ids derived."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "story.json")
        dump(portfolio, path)
        assert load(path) == portfolio
        assert [each.has_own_id for each in load(path).licenses] == [each.has_own_id for each in portfolio.licenses]


@given(portfolio=portfolios())
def test_a_portfolio_made_plain_data_is_read_back_equal(portfolio: Portfolio) -> None:
    """The data alone carries everything too, and writing what was read changes nothing."""
    plain = portfolio_to_data(portfolio)
    assert portfolio_from_data(plain) == portfolio
    assert portfolio_to_data(portfolio_from_data(plain)) == plain


@given(text=st.text())
def test_any_text_that_utf_8_carries_is_read_back_as_it_was(text: str) -> None:
    """Quotes, line breaks, emoji and control characters in a caption survive."""
    portfolio = Portfolio(posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", caption=text)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "story.json")
        dump(portfolio, path)
        assert load(path) == portfolio


def test_a_key_left_out_takes_the_default_and_null_is_none() -> None:
    """A license without `redeemed_at` is in force at once; with null it is not applied yet."""
    read = portfolio_from_data(data(licenses=[LICENSE, {**LICENSE, "id": "own", "redeemed_at": None}]))
    left_out, null = read.licenses
    assert left_out.redeemed_at == left_out.issued_at
    assert null.redeemed_at is None
    assert portfolio_from_data({"schema": "sparklicense.portfolio/1"}) == Portfolio()
    assert portfolio_from_data(data(ads=[{**AD, "ends_at": None, "campaign_id": None}])).ads[0].ends_at is None


def test_a_license_without_a_code_says_so_with_null() -> None:
    """The key `code` must be there, so that no code is lost by a slip of the pen."""
    assert portfolio_from_data(data(licenses=[{**LICENSE, "code": None}])).licenses[0].code is None
    unsaid = {key: value for key, value in LICENSE.items() if key != "code"}
    assert problems(data(licenses=[unsaid])) == ("story.json: licenses[0]: code: missing",)


def test_money_is_exact_as_text_and_as_number(tmp_path: Path) -> None:
    """An amount never passes through a float."""
    path = tmp_path / "story.json"
    for written in ('"0.10"', "0.10", "1e-1"):
        text = json.dumps(data(ads=[{**AD, "settings": {"budget": "HERE", "currency": "EUR"}}]))
        path.write_text(text.replace('"HERE"', written))
        assert load(path).ads[0].settings.budget == Decimal("0.10")
    huge = portfolio_from_data(data(ads=[{**AD, "settings": {"bid": 2**80, "currency": "EUR"}}]))
    assert huge.ads[0].settings.bid == Decimal(2**80)


def test_the_guides_documented_window_is_read_from_any_offset() -> None:
    """An instant is the same on every clock."""
    there = {**LICENSE, "issued_at": "2026-05-24T09:09:07+02:00", "expires_at": "2026-06-23T03:09:07-04:00"}
    assert portfolio_from_data(data(licenses=[there])) == portfolio_from_data(data())


@given(
    text=st.datetimes().map(lambda at: f"{at.replace(microsecond=0).isoformat()}Z")
    | st.from_regex(
        r"[0-9]{4}-(W[0-9]{2}-[0-9]|[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]{6}\.[0-9])Z", fullmatch=True
    )
    | st.sampled_from(("2026-05-24T24:00:00Z", "2026-05-24T23:59:60Z", "2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z"))
)
def test_the_quick_way_to_an_instant_is_the_one_door(text: str) -> None:
    """What is read at once is what `instant` reads, and what `instant` refuses is refused."""
    published = data(posts=[{**POST, "published_at": text}], licenses=[], ads=[])
    exact, wrong = None, ""
    try:
        exact = instant(text)
    except ValueError as error:
        wrong = str(error)
    if exact is None:
        assert problems(published) == (f"story.json: posts[0]: published_at: {wrong}",)
    else:
        read = portfolio_from_data(published).posts[0].published_at
        assert (read, type(read), read.tzinfo) == (exact, type(exact), exact.tzinfo)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            {"issued_at": "2026-05-24T07:09:07"},
            "issued_at: `2026-05-24T07:09:07` has no offset from UTC; write it like",
        ),
        ({"issued_at": "2026-05-24"}, "issued_at: `2026-05-24` is not an instant: "),
        ({"issued_at": 1779606547}, "issued_at: an instant is an aware datetime or text, not int: `1779606547`; write"),
        ({"issued_at": "2026-05-24T25:00:00Z"}, "issued_at: `2026-05-24T25:00:00Z` is not an instant: there is no"),
        ({"issued_at": None}, "issued_at: it cannot be null"),
        ({"issued_at": ["2026-05-24T07:09:07Z"]}, "issued_at: a single value, not a list"),
        (
            {"post_id": 7638941401274764565},
            "post_id: an id is text, not int: `7638941401274764565`; write it in quotes",
        ),
        ({"post_id": ""}, "post_id: an id is not empty"),
        ({"id": {}}, "id: a single value, not an object"),
        ({"code": 5}, "code: text, or `None` where it is unknown, not int"),
        ({"code": " "}, "code: it is empty; give `None` where it is unknown"),
        (
            {"revoked_at": "2026-05-01T00:00:00Z"},
            "revoked_at: `2026-05-01T00:00:00Z` lies before issued_at `2026-05-24",
        ),
        (
            {"redeemed_at": "2026-07-01T00:00:00Z"},
            "redeemed_at: `2026-07-01T00:00:00Z` is not before expires_at `2026-",
        ),
        ({"expires_at": "2026-05-01T00:00:00Z"}, "expires_at: `2026-05-01T00:00:00Z` is not after issued_at `2026-05-"),
        (
            {"days": 30},
            "unknown key `days`; a license has `id`, `code`, `post_id`, `advertiser_id`, `issued_at`, `rede",
        ),
    ],
)
def test_a_wrong_license_is_told_by_file_row_and_field(row: dict[str, Any], problem: str) -> None:
    """Every problem names the file, the row counted from 0, the field, and what would be right."""
    (told,) = problems(data(licenses=[*[{**LICENSE, "id": str(n)} for n in range(371)], {**LICENSE, **row}]))
    assert told.startswith(f"story.json: licenses[371]: {problem}")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"identity_type": "auth_code"}, "identity_type: `auth_code` is none of `AUTH_CODE`, `TT_USER`, `BC_AUTH_TT`"),
        ({"identity_type": None}, "identity_type: it cannot be null"),
        ({"identity_type": 1}, "identity_type: text, not a number"),
        ({"ends_at": "2026-06-01T00:00:00Z"}, "ends_at: `2026-06-01T00:00:00Z` is not after starts_at `2026-06-01T00"),
        ({"name": 5}, "name: text, not int: `5`"),
        ({"paused": {"start": None, "end": None}}, "paused: a list, not an object"),
        ({"paused": [{"start": None}]}, "paused[0]: end: missing"),
        (
            {"paused": [{"start": None, "end": None, "why": ""}]},
            "paused[0]: unknown key `why`; a window has `start`, `end`",
        ),
        (
            {"paused": [{"start": "2026-06-02T00:00:00Z", "end": "2026-06-02T00:00:00Z"}]},
            "paused[0]: end: `2026-06-02T00:00:00Z` is not after the start `2026-06-02T00:00:00Z`",
        ),
        ({"paused": ["always"]}, "paused[0]: a window is an object, not text"),
        (
            {"settings": {"budget": "12,50", "currency": "EUR"}},
            "settings: budget: `12,50` is not an amount of money; w",
        ),
        (
            {"settings": {"budget": "0", "currency": "Euro"}},
            "settings: currency: `Euro` is not an ISO 4217 code; write one",
        ),
        (
            {"settings": {"budget": True, "currency": "EUR"}},
            "settings: budget: an amount is a `Decimal`, an `int` or text like",
        ),
        (
            {"settings": {"budget": "1E9999999999999999999"}},
            "settings: budget: `1E9999999999999999999` is not an amount",
        ),
        ({"settings": {"budget": "1"}}, "settings: currency: missing; budget `1` needs one, like `USD`"),
        ({"settings": {"tracking": "pixel"}}, "settings: tracking: a list, not text"),
        ({"settings": {"tracking": ["pixel", 5]}}, "settings: tracking[1]: text, not a number"),
        ({"settings": {"placements": ["TIKTOK"]}}, "settings: placements[0]: `TIKTOK` is none of `PLACEMENT_TIKTOK`, "),
        ({"settings": {"targeting": {"ages": None}}}, "settings: targeting: ages: it cannot be null"),
        ({"settings": None}, "settings: it cannot be null"),
    ],
)
def test_a_wrong_ad_is_told_by_file_row_and_field(row: dict[str, Any], problem: str) -> None:
    """Fields within fields are named from the outside in."""
    (told,) = problems(data(ads=[{**AD, **row}]))
    assert told.startswith(f"story.json: ads[0]: {problem}")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            {"deleted_at": "2026-06-01T00:00:00Z"},
            "deleted_at: `2026-06-01T00:00:00Z` without removal; give both or neith",
        ),
        ({"removal": "theft"}, "removal: `theft` is none of `creator`, `moderation`, `account_gone`"),
        ({"media": []}, "media: media is an object, not a list"),
        ({"media": {"width": 1080.5}}, "media: width: a whole number of pixels, not float: `1080.5`"),
        ({"media": {"duration": -1}}, "media: duration: `-1` is not a number of seconds; 0 or more"),
        ({"labels": ["a", None]}, "labels[1]: text, not null"),
        ({"labels": [True]}, "labels[0]: text, not true or false"),
        ({"caption": None}, "caption: it cannot be null"),
    ],
)
def test_a_wrong_post_is_told_by_file_row_and_field(row: dict[str, Any], problem: str) -> None:
    """Posts are checked like the rest."""
    (told,) = problems(data(posts=[{**POST, **row}]))
    assert told.startswith(f"story.json: posts[0]: {problem}")


@pytest.mark.parametrize(
    ("lists", "problem"),
    [
        ([], "a portfolio is an object with `schema`, `posts`, `licenses`, `ads` and `access`"),
        (
            data(licences=[]),
            "unknown key `licences`; a portfolio has `schema`, `posts`, `licenses`, `ads` and `access`",
        ),
        (
            data(schema="sparklicense.portfolio/2"),
            "schema: `sparklicense.portfolio/2` is not `sparklicense.portfolio/1`",
        ),
        ({"posts": []}, 'schema: missing; write "schema": "sparklicense.portfolio/1"'),
        (data(licenses=None), "licenses: a list is wanted"),
        (data(ads={"7": {}}), "ads: a list is wanted"),
        (data(ads=["7"]), "ads[0]: an ad is an object, not text"),
        (data(ads=[{}]), "ads[0]: id: missing"),
    ],
)
def test_a_wrong_portfolio_is_told_by_file_and_key(lists: Any, problem: str) -> None:
    """The lists themselves are checked before their rows."""
    assert problems(lists)[0] == f"story.json: {problem}"


def test_facts_that_do_not_belong_together_are_told_with_their_rows() -> None:
    """Duplicate ids, unknown posts and a code on two posts name the rows to look at."""
    other = {**POST, "id": "2"}
    assert problems(
        data(
            posts=[POST, other, POST],
            licenses=[LICENSE, {**LICENSE, "post_id": "2", "id": "own"}],
            ads=[{**AD, "post_id": "3"}],
        )
    ) == (
        "story.json: posts[0], posts[2]: the id `1` occurs 2 times; ids are unique",
        "story.json: ads[0]: `7` names the unknown post `3`",
        (
            f"story.json: licenses[0], licenses[1]: the code of fingerprint `{License(**LICENSE).fingerprint}`"
            " is on the posts `1`, `2`; one post each"
        ),
    )
    (many,) = problems(data(posts=[POST] * 8))
    assert many.startswith(
        "story.json: posts[0], posts[1], posts[2], posts[3], posts[4] and 3 more: the id `1` occurs 8"
    )


def test_a_problem_whose_rows_cannot_be_told_names_the_list() -> None:
    """An id that holds a backtick ends its own quotation; the list is named then."""
    (told,) = problems(data(posts=[POST, {**POST, "id": "`"}, {**POST, "id": "`"}]))
    assert told == "story.json: posts: the id ``` occurs 2 times; ids are unique"


def test_all_problems_of_one_file_come_together() -> None:
    """Those of the file, of its rows and of the facts together: one run fixes them all."""
    told = problems(
        {
            "schema": "portfolio",
            "notes": "",
            "posts": [POST, {"id": "2"}, {**POST, "published_at": 5, "caption": 6}],
            "licenses": [{**LICENSE, "issued_at": "soon", "revoked_at": "never"}, {**LICENSE, "post_id": "9"}],
            "ads": [{**AD, "post_id": "2"}, {**AD, "id": 5, "post_id": "2"}, AD],
        }
    )
    assert [each.split("; ")[0] for each in told] == [
        "story.json: unknown key `notes`",
        "story.json: schema: `portfolio` is not `sparklicense.portfolio/1`",
        "story.json: posts[1]: published_at: missing",
        "story.json: posts[2]: published_at: an instant is an aware datetime or text, not int: `5`",
        "story.json: posts[2]: caption: text, not int: `6`",
        (
            "story.json: licenses[0]: issued_at: `…` (hidden: it may be an authorization code) is not an instant: "
            "it does not begin with a date like `2026-05-24`"
        ),
        (
            "story.json: licenses[0]: revoked_at: `…` (hidden: it may be an authorization code) is not an instant: "
            "it does not begin with a date like `2026-05-24`"
        ),
        "story.json: ads[1]: id: an id is text, not int: `5`",
        "story.json: posts[0], posts[2]: the id `1` occurs 2 times",
        "story.json: ads[0], ads[2]: the id `7` occurs 2 times",
        f"story.json: licenses[1]: `{License(**LICENSE).id}` names the unknown post `9`",
    ]


def test_where_a_post_cannot_even_be_named_no_ad_is_called_homeless() -> None:
    """An ad on a post whose id cannot be read may be in order."""
    (told,) = problems(data(posts=[{**POST, "id": 1}]))
    assert told.startswith("story.json: posts[0]: id: an id is text, not int: `1`")
    (told,) = problems(data(posts={}))
    assert told == "story.json: posts: a list is wanted"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1, column 1: not JSON: expecting value"),
        ('{"schema": "sparklicense.portfolio/1", "posts": [', "line 1, column 50: not JSON: expecting value"),
        ('{\n"posts": [\n{"id": "1" "x"', "line 3, column 12: not JSON: expecting ',' delimiter"),
        (b"\xff\xfe{\x00}", "line 1: byte 0x7d is not UTF-16-LE; save the file as UTF-8"),
        (b'{\n"posts": "\xe9"}', "line 2: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        ("[" * 100_000, "its lists and objects are nested too deeply"),
        ('{"posts": [' + "9" * 5000 + "]}", "it holds a number that is too long to read"),
        ('{"posts": [1e99999999999999999999]}', "it holds a number that is too long to read"),
        ("[1, 2]", "a portfolio is an object with `schema`, `posts`, `licenses`, `ads` and `access`"),
        ('{"posts": [], "posts": [], "schema": "sparklicense.portfolio/1"}', "the key `posts` occurs twice"),
    ],
)
def test_a_file_that_is_no_portfolio_is_told_in_one_line(tmp_path: Path, text: str | bytes, problem: str) -> None:
    """Truncated, binary, endless or repeated: never a traceback."""
    (told,) = file_problems(tmp_path / "story.json", text)
    separator = ", " if problem.startswith("line") else ": "
    assert told.replace(": line", ", line") == f"story.json{separator}{problem}"


def test_a_key_written_twice_in_a_row_is_told_with_the_row(tmp_path: Path) -> None:
    """Neither of the two values is dropped in silence."""
    row = '{"id": "1", "published_at": "2026-05-01T00:00:00Z", "id": "2"}'
    text = f'{{"schema": "sparklicense.portfolio/1", "posts": [{row}]}}'
    assert file_problems(tmp_path / "story.json", text) == ("story.json: posts[0]: the key `id` occurs twice",)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "-1"])
def test_numbers_that_are_no_amounts_are_told_with_the_row(tmp_path: Path, constant: str) -> None:
    """Python's JSON would let in what no other JSON knows."""
    text = json.dumps(data(ads=[{**AD, "settings": {"bid": "HERE", "currency": "EUR"}}])).replace('"HERE"', constant)
    (told,) = file_problems(tmp_path / "story.json", text)
    assert told.startswith("story.json: ads[0]: settings: bid: `")
    assert told.endswith("is not an amount of money; 0 or more")


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """Some editors write one."""
    path = tmp_path / "story.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(data()).encode())
    assert load(path) == portfolio_from_data(data())


def test_a_file_that_is_not_there_or_closed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, in words."""
    with pytest.raises(PortfolioFileError) as refused:
        load(tmp_path / "no\nsuch.json")
    assert refused.value.problems == (f"{tmp_path}/no\\nsuch.json: no such file or folder",)

    def closed(_: Path, __: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(PortfolioFileError, match=r"story\.json: cannot be read: permission denied"):
        load(tmp_path / "story.json")


@pytest.mark.parametrize("name", ["a" * 5_000, "\0", "\ud800"])
def test_a_name_that_no_file_can_have_is_told(name: str) -> None:
    """In one line, as any file that is not there."""
    with pytest.raises(PortfolioFileError, match=r": cannot be read: |: no such file or folder"):
        load(name)


def test_what_is_written_is_for_its_owner_alone_and_replaces_what_was(tmp_path: Path) -> None:
    """Portfolio files carry codes, which are secrets."""
    for path in (tmp_path / "story.json", tmp_path / "tables"):
        for portfolio in (Portfolio(), portfolio_from_data(data())):
            dump(portfolio, path)
            assert load(path) == portfolio
    assert stat.S_IMODE((tmp_path / "story.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "tables").stat().st_mode) == 0o700
    assert sorted(tmp_path.iterdir()) == [tmp_path / "story.json", tmp_path / "tables"]


@pytest.mark.parametrize("name", ["new/story.json", "new/tables"])
def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, name: str) -> None:
    """A misspelled path is an error, not a new place nobody looks at."""
    with pytest.raises(PortfolioFileError, match="cannot be written: no such f"):
        dump(Portfolio(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_no_trace(tmp_path: Path) -> None:
    """The problem is told in one line, and nothing half-written stays behind."""
    (tmp_path / "story.json").mkdir()
    with pytest.raises(PortfolioFileError, match=r"story\.json: cannot be written: is a directory"):
        dump(Portfolio(), tmp_path / "story.json")
    (tmp_path / "file").touch()
    with pytest.raises(PortfolioFileError, match=r"file/story\.json: cannot be written: (not a directory|file exists)"):
        dump(Portfolio(), tmp_path / "file" / "story.json")
    half = Portfolio(posts=[Post(id="1", published_at="2026-05-01T00:00:00Z", caption="\ud800")])
    with pytest.raises(PortfolioFileError, match=r"half\.json: a text holds half a character"):
        dump(half, tmp_path / "half.json")
    assert {each.name for each in tmp_path.iterdir()} == {"story.json", "file"}


def test_what_equals_its_default_is_not_written() -> None:
    """Files stay short; what a license's redemption says is always written."""
    portfolio = Portfolio(
        posts=[Post(**POST)],
        licenses=[License(**LICENSE)],
        ads=[SparkAd(**AD, settings=AdSettings(), paused=Windows())],
    )
    written = portfolio_to_data(portfolio)
    assert written["posts"] == [POST]
    assert written["licenses"] == [{**LICENSE, "redeemed_at": LICENSE["issued_at"]}]
    assert written["ads"] == [AD]
    own = Portfolio(posts=[Post(**POST)], licenses=[attrs.evolve(License(**LICENSE), id="own", redeemed_at=None)])
    assert portfolio_to_data(own)["licenses"] == [{**LICENSE, "id": "own", "redeemed_at": None}]
