"""What one row says: the code, the post, the window; and why a row is not taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import License, Post, instant
from sparklicense.sources import sheets
from sparklicense.sources.readings import Reading

ID = "7638941401274764565"
OTHER = "7638941401274764566"
LINK = f"https://www.tiktok.com/@maya.glows/video/{ID}"
START, END = "2026-05-24T07:09:07Z", "2026-06-23T07:09:07Z"
SEEN = "2026-06-01T12:00:00Z"


def read(values: dict[str, Any], **declared: Any) -> Reading:
    """Read a sheet of one row, by column."""
    return sheets.read_rows([list(values), list(values.values())], **declared)


def taken(**values: Any) -> License:
    """Read a row that is taken whole."""
    reading = read({"code": "#a", "post_id": ID, "start": START, "end": END} | values)
    assert reading.diagnoses == ()
    return reading.licenses[0]


def told(values: dict[str, Any], **declared: Any) -> list[tuple[str | None, str]]:
    """Tell why a row is not taken."""
    reading = read({"code": "#a", "post_id": ID, "start": START, "end": END} | values, **declared)
    assert not reading.licenses
    assert not reading.posts
    assert {each.row for each in reading.diagnoses} == {2}
    return [(each.field, each.problem) for each in reading.diagnoses]


def problem(column: str, cell: Any, **declared: Any) -> str:
    """Tell why a cell is not taken."""
    ((field, text),) = told({column: cell}, **declared)
    assert field == column
    return text


# The code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#+v08a+b/c=", "#+v08a+b/c="),
        ("=abc/+", "=abc/+"),
        ("+abc", "+abc"),
        ("-abc", "-abc"),
        ("@abc", "@abc"),
        ("=cmd|'/C&calc'!A0", "=cmd|'/C&calc'!A0"),
        ("  #a= ", "#a="),
        ("\u00a0#a=\u00a0", "#a="),
        ("\u200b#a\u200b=\ufeff", "#a="),
        ("\u200e#a=\u200f", "#a="),
        ("'#a=", "#a="),
        ("'=a", "=a"),
        ("'=a'", "=a"),
        ("''a", "'a"),
        ('"#a="', "#a="),
        ('" #a= "', "#a="),
        ("“#a=”", "#a="),
        ("„#a=“", "#a="),
        ("`#a=`", "#a="),
        ('="#a="', "#a="),
        ("'tbd", "tbd"),
        ("'1E5", "1E5"),
        ("'#N/A", "#N/A"),
        ("aBc%2B", "aBc%2B"),
        ("123456", "123456"),
        ("'#a b", "#a b"),
        ("unknown", None),
        ("'unknown", "unknown"),
    ],
)
def test_a_code_is_taken_byte_for_byte(cell: str, code: str | None) -> None:
    """Without what spreadsheets and chat programs put around it; an apostrophe vouches for what follows."""
    assert taken(code=cell).code == code


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("7.12E+18", "this is what a spreadsheet leaves of a long number: digits are lost"),
        ("7,12e+18", "digits are lost"),
        ("1E5", "digits are lost"),
        ("7638941401274760000", "digits are lost"),
        ("#NAME?", "the spreadsheet shows an error instead of it"),
        ("#N/A", "the spreadsheet shows an error instead of it"),
        ("#REF!", "the spreadsheet shows an error instead of it"),
        ("########", "the spreadsheet shows an error instead of it"),
        ("#a=\n#b=", "several lines in one cell"),
        (123456, "text, not a number: format the column as text"),
        (7.12e18, "text, not a number"),
        (True, "text, not true or false"),
        ("", "no code"),
        (None, "no code"),
        ("  \u200b ", "no code"),
        ("tbd", "no code"),
        ("Pending", "no code"),
        ("n/a", "no code"),
        ("-", "no code"),
        (float("nan"), "no code"),
        ("'", "no code"),
        ("'\u200b'", "it is empty"),
    ],
)
def test_a_code_that_is_lost_or_not_there_is_diagnosed(cell: Any, why: str) -> None:
    """The row is not taken: no license is made of a word or of what is left of a number."""
    assert why in problem("code", cell)


# The post


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        f"{LINK}?is_from_webapp=1&sender_device=pc",
        f"{LINK}/",
        f"{LINK}#comments",
        f"http://tiktok.com/@maya.glows/video/{ID}",
        f"www.tiktok.com/@maya.glows/video/{ID}",
        f"https://www.tiktok.com/@maya.glows/photo/{ID}?lang=en",
        f"HTTPS://WWW.TIKTOK.COM/@maya.glows/video/{ID}",
        f" \u200b{LINK}\u00a0",
        f'"{LINK}"',
        f"'{LINK}",
    ],
)
def test_a_link_says_the_post_and_its_creator(link: str) -> None:
    """In its own column, or in the post's id's."""
    for column in ("video link", "video_id"):
        reading = read({"code": "#a", column: link, "start": START, "end": END})
        assert reading.diagnoses == ()
        assert [(post.id, post.creator) for post in reading.posts] == [(ID, "maya.glows")]


@pytest.mark.parametrize(
    "link",
    [
        f"https://m.tiktok.com/v/{ID}.html?u_code=1",
        f"https://www.tiktok.com/embed/v2/{ID}",
        f"https://www.tiktok.com/embed/{ID}",
        f"https://www.tiktok.com/player/v1/{ID}?controls=1",
        f"https://www.tiktok.com/share/video/{ID}",
        f"https://www.tiktok.com/@/video/{ID}",
        f"https://www.tiktok.com/@%E6%97%A5/video/{ID}",
        ID,
        f"'{ID}",
    ],
)
def test_some_links_say_the_post_alone(link: str) -> None:
    """The creator is not known then."""
    reading = read({"code": "#a", "link": link, "start": START, "end": END}, strict=True)
    assert [(post.id, post.creator) for post in reading.posts] == [(ID, "")]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://vm.tiktok.com/ZMabc123/", "a short link, which does not say the post and only TikTok can resolve"),
        ("https://vt.tiktok.com/ZSabc", "a short link"),
        ("https://www.tiktok.com/t/ZTabc/", "a short link"),
        ("tiktok.com/t/ZTabc", "a short link"),
        ("https://www.tiktok.com/@maya", "not a link to a post"),
        (f"https://www.tiktok.com/@maya/live/{ID}", "not a link to a post"),
        (f"https://tiktok.com.evil.example/@maya/video/{ID}", "not a link to a post"),
        (f"https://eviltiktok.com/@maya/video/{ID}", "not a link to a post"),
        (f"https://www.instagram.com/reel/{ID}", "not a link to a post"),
        (f"{LINK} {LINK}1", "links to several posts in one cell; give each post a row"),
        (f'=CONCAT("{LINK}","view")', "a formula, which is never evaluated: paste its value in its place"),
        ("https://www.tiktok.com/@maya/video/7.63894E+18", "not a link to a post"),
        ("View post", "not a link to a post"),
        ("7.63894E+18", "`7.63894E+18` is what a spreadsheet leaves of a long number"),
        (f"{ID} (deleted)", "not an id: digits alone are wanted"),
        (True, "text, not true or false"),
    ],
)
def test_a_link_that_does_not_say_the_post_is_diagnosed(link: Any, why: str) -> None:
    """No network is asked."""
    reading = read({"code": "#a", "link": link, "start": START, "end": END})
    assert not reading.licenses
    (diagnosis,) = reading.diagnoses
    assert (diagnosis.field, diagnosis.problem.startswith(why)) == ("link", True)


@pytest.mark.parametrize(
    ("cell", "id"),
    [
        (f" {ID}\u00a0", ID),
        (f"\u200b{ID}", ID),
        (f"'{ID}", ID),
        (f"'{ID} ", ID),
        (f'="{ID}"', ID),
        (f'"{ID}"', ID),
        ("'7638941401274760000", "7638941401274760000"),
        ("'post-7", "post-7"),
        (12345, "12345"),
        (12345.0, "12345"),
    ],
)
def test_an_id_is_taken_as_text(cell: Any, id: str) -> None:
    """Digits, unless an apostrophe vouches for something else; a short number is exact."""
    assert taken(post_id=cell).post_id == id


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("7.64E+18", "`7.64E+18` is what a spreadsheet leaves of a long number"),
        ("7,63894140127476E+18", "digits are lost"),
        ("7638941401274760000", "digits are lost"),
        ("763894140127476000", "digits are lost"),
        (7638941401274764565, "a number, of which a spreadsheet keeps 15 digits"),
        (7.638941401274765e18, "a number, of which a spreadsheet keeps 15 digits"),
        (1234567890123456, "a number, of which a spreadsheet keeps 15 digits"),
        (10**400, "a number, of which a spreadsheet keeps 15 digits"),
        (float("inf"), "a number, of which a spreadsheet keeps 15 digits"),
        (1.5, "a number, of which a spreadsheet keeps 15 digits"),
        ("7638941401274764565.0", "not an id: digits alone are wanted"),
        ("post-7", "not an id: digits alone are wanted"),
        ("-5", "not an id: digits alone are wanted"),
        ("\u0667\u0666", "not an id: digits alone are wanted"),
        ("'two\nlines", "not an id: digits alone are wanted"),
        ("#VALUE!", "the spreadsheet shows an error instead of it"),
        (True, "text, not true or false"),
    ],
)
def test_an_id_that_is_lost_or_none_is_diagnosed(cell: Any, why: str) -> None:
    """Above 15 digits a spreadsheet's number is not what was typed."""
    assert why in problem("post_id", cell)
    assert why in problem("advertiser id", cell)


def test_a_link_and_an_id_that_disagree_are_diagnosed() -> None:
    """Which of the two posts is meant is not guessed."""
    assert problem("link", LINK.replace(ID, OTHER)) == (f"it leads to another post, `{OTHER}`, than the row's id says")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"link": "https://vm.tiktok.com/Z/", "post_id": ID}, "link"), ({"link": LINK, "post_id": "7.64E+18"}, "post_id")],
)
def test_where_one_of_link_and_id_says_the_post_the_row_is_taken(values: dict[str, str], field: str) -> None:
    """What was not understood of the other stays listed."""
    reading = read({"code": "#a", "start": START, "end": END} | values)
    assert [license.post_id for license in reading.licenses] == [ID]
    assert [each.field for each in reading.diagnoses] == [field]


def test_a_row_without_a_post_is_diagnosed() -> None:
    """A license is for one post."""
    assert told({"post_id": " "}) == [(None, "no post: give its id, or a link to it")]


# The creator


@pytest.mark.parametrize(
    ("creator", "link", "expected"),
    [
        ("@maya.glows", LINK, "maya.glows"),
        ("Maya.Glows", LINK, "maya.glows"),
        ("", LINK, "maya.glows"),
        ("zoë \u00a0 studio", None, "zoë studio"),
        ("'=maya", None, "=maya"),
        (12345, None, "12345"),
        (None, None, ""),
    ],
)
def test_the_creator_is_the_columns_or_the_links(creator: Any, link: str | None, expected: str) -> None:
    """Where both say it, they agree but for case and the at sign."""
    reading = read(
        {"code": "#a", "id of post": 1, "post_id": ID, "link": link, "creator": creator, "start": START, "end": END}
    )
    assert reading.diagnoses == ()
    assert reading.posts[0].creator == expected


@pytest.mark.parametrize(
    ("creator", "why"),
    [
        ("@jonas", "another creator than the link's, `@maya.glows`; left open"),
        ("#REF!", "the spreadsheet shows an error instead of it"),
        (True, "text, not true or false"),
    ],
)
def test_a_creator_that_is_not_clear_is_left_open_and_listed(creator: Any, why: str) -> None:
    """The license does not depend on it, so the row is taken."""
    reading = read({"code": "#a", "link": LINK, "creator": creator, "start": START, "end": END})
    (diagnosis,) = reading.diagnoses
    assert diagnosis.field == "creator"
    assert diagnosis.problem.startswith(why)
    assert len(reading.licenses) == 1
    assert reading.posts[0].creator == ("" if creator == "@jonas" else "maya.glows")


# The window


def test_a_start_and_a_duration_give_the_end() -> None:
    """Days of 24 hours."""
    for days in (30, 30.0, "30", "30 days", "30d", "30-day", " 30\u00a0Days ", "30.0"):
        assert taken(end=None, duration=days).expires_at == instant(END)
        assert taken(duration=days).expires_at == instant(END)


@pytest.mark.parametrize(
    "cell",
    ["0", 0, -30, "30 hours", "a week", 7.5, "7.5", "30-60", float("inf"), 10**9, "9" * 5000, 10**400],
)
def test_a_duration_that_is_no_number_of_whole_days_is_diagnosed(cell: Any) -> None:
    """A month is not so many days."""
    assert problem("duration", cell) == "not a number of whole days; write it like `30`"
    assert told({"end": None, "duration": cell}) == [("duration", "not a number of whole days; write it like `30`")]


def test_a_duration_of_another_kind_is_diagnosed() -> None:
    """A checkbox is no number."""
    assert problem("duration", False) == "a number of days, not true or false"  # noqa: FBT003 - a cell
    assert problem("duration", [30]) == "a number of days, not a cell of the kind `list`"


@pytest.mark.parametrize(
    ("start", "days", "end", "agree"),
    [
        (START, 30, END, True),
        (START, 30, "2026-06-23T07:09:08Z", False),
        (START, 30, "2026-06-23", True),
        (START, 30, "2026-06-22", False),
        ("2026-05-24", 30, "2026-06-23", True),
        ("2026-05-24", 30, "2026-06-22", True),
        ("2026-05-24", 30, "2026-06-21", False),
        ("2026-05-24", 30, "2026-06-24", False),
        ("2026-05-24", 30, "2026-06-23 14:00", True),
        ("2026-10-20", 30, "2026-11-19", True),
        ("2026-10-20 18:00", 30, "2026-11-19", True),
        ("2026-03-01", 30, "2026-03-31", True),
        ("2098-12-20", 30, "2098-12-30 12:00", False),
    ],
)
def test_an_end_and_a_duration_that_disagree_are_diagnosed(start: str, days: int, end: str, agree: bool) -> None:  # noqa: FBT001 - a column of the table
    """Dates alone are counted on the calendar as well, across clock changes; the end that is given is taken."""
    values = {"code": "#a", "post_id": ID, "start": start, "days": days, "end": end}
    reading = read(values, tz="America/Los_Angeles")
    assert len(reading.licenses) == agree
    if agree:
        alone = read({**values, "days": None}, tz="America/Los_Angeles")
        assert reading.licenses == alone.licenses
    else:
        (diagnosis,) = reading.diagnoses
        assert diagnosis.field == "days"
        assert diagnosis.problem.startswith("30 days after the start are not the end that the row gives, `")


@pytest.mark.parametrize("end", ["", None, "-", "n/a", "tbd"])
def test_a_row_without_an_end_is_diagnosed(end: str | None) -> None:
    """Unknown is never for ever."""
    assert problem("end", end) == "no end: give it, or the duration in days; unknown is not for ever"


def test_a_duration_does_not_count_from_when_it_was_seen() -> None:
    """It began before, so it ends before: when is not known."""
    text = "no end, and no start from which the duration counts: give one of them"
    assert told({"start": None, "end": None, "days": 30}, seen_at=SEEN) == [("end", text)]
    assert told({"start": None, "end": None}, seen_at=SEEN, days=30) == [("end", text)]


def test_an_end_beyond_the_calendar_is_diagnosed() -> None:
    """There is no year 10000."""
    ((field, text),) = told({"start": "9999-12-20T00:00:00Z", "end": None, "days": 30})
    assert field == "days"
    assert "lies outside the years 1 to 9999" in text


def test_a_row_without_a_start_takes_the_instant_when_it_was_seen() -> None:
    """So does its post's publication, where that is not known; both are listed."""
    reading = read({"code": "#a", "post_id": ID, "end": END}, seen_at="2026-06-01T14:00:00+02:00", source="codes.csv")
    (license,), (post,) = reading.licenses, reading.posts
    assert license.issued_at == license.redeemed_at == post.published_at == instant(SEEN)
    assert {str(each) for each in reading.assumed} == {
        f"codes.csv: row 2: {fact}: {attribute}: assumed `{SEEN}`: the sheet gives no start; this is when it was seen"
        for fact, attribute in ((f"license {license.id}", "issued_at"), (f"post {ID}", "published_at"))
    }


def test_a_row_without_a_start_is_diagnosed_where_it_is_not_known_when_it_was_seen() -> None:
    """Nothing is invented."""
    assert problem("start", None) == "no start: give it, or declare when the sheet was seen as `seen_at`"
    assert told({"start": "soon"}, seen_at=SEEN)[0][0] == "start"


def test_a_license_that_was_over_before_it_was_seen_is_diagnosed() -> None:
    """It was in force once, but from when is not known."""
    for seen_at in (END, "2026-07-01T00:00:00Z"):
        ((field, text),) = told({"start": None}, seen_at=seen_at)
        assert field == "end"
        assert text.startswith(f"it was over at `{END}`, before it was seen at `{seen_at}`")
    assert read({"code": "#a", "post_id": ID, "end": END}, seen_at="2026-06-23T07:09:06Z").licenses


def test_a_given_start_is_taken_whenever_it_was_seen() -> None:
    """What the sheet says is not overridden."""
    assert read({"code": "#a", "post_id": ID, "start": START, "end": END}, seen_at=SEEN).licenses[
        0
    ].issued_at == instant(START)


def test_a_publication_that_is_not_given_is_the_earliest_start_of_a_license() -> None:
    """A post that was authorized was there; it is listed, with the row that proves it."""
    reading = sheets.read_rows(
        [
            ["code", "post id", "start", "end"],
            ["#a", ID, "2026-06-01T00:00:00Z", END],
            ["#b", ID, START, END],
        ]
    )
    assert reading.posts == (Post(id=ID, published_at=START),)
    ((row, fact, reason),) = [(each.row, each.fact, each.reason) for each in reading.assumed]
    assert (row, fact) == (3, f"post {ID}")
    assert reason == "the sheet does not say it; this is the earliest start of a license for the post"


def test_a_publication_that_cannot_be_read_is_listed_and_assumed() -> None:
    """The license does not depend on it."""
    reading = read({"code": "#a", "post_id": ID, "start": START, "end": END, "published": "03/04/2026"}, tz="UTC")
    assert [each.field for each in reading.diagnoses] == ["published"]
    assert reading.posts == (Post(id=ID, published_at=START),)


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"end": START}, "end", f"`{START}` is not after issued_at `{START}`"),
        ({"start": "2026-07-01T00:00:00Z"}, "end", "is not after issued_at"),
        ({"redeemed": "2026-05-01T00:00:00Z"}, "redeemed", f"`2026-05-01T00:00:00Z` lies before issued_at `{START}`"),
        ({"redeemed": END}, "redeemed", "is not before expires_at"),
        ({"revoked": "2026-05-01T00:00:00Z"}, "revoked", "lies before issued_at"),
    ],
)
def test_impossible_facts_are_diagnosed_in_the_domains_words(values: dict[str, str], field: str, why: str) -> None:
    """By the sheet's own heading."""
    ((found, text),) = told(values)
    assert found == field
    assert why in text


def test_a_blank_redemption_is_none_and_a_column_left_out_says_at_once() -> None:
    """As in every file of this library."""
    assert taken(redeemed="").redeemed_at is None
    assert taken(revoked="-").revoked_at is None
    assert taken().redeemed_at == instant(START)
    assert taken(redeemed="2026-05-25T00:00:00Z").redeemed_at == instant("2026-05-25T00:00:00Z")


@pytest.mark.parametrize("cell", ["no", "No", "n", "FALSE", "not yet", "never", False])
def test_what_has_not_happened_is_none(cell: Any) -> None:
    """Said by a word or by an empty checkbox, of a redemption and of a revocation."""
    assert taken(redeemed=cell, revoked=cell).redeemed_at is None
    assert taken(redeemed=cell, revoked=cell).revoked_at is None
    assert problem("end", cell)


@pytest.mark.parametrize("cell", ["yes", "Y", "done", "TRUE", True])
def test_what_happened_at_no_known_instant_is_diagnosed(cell: Any) -> None:
    """When is not guessed."""
    assert problem("redeemed", cell).startswith("it says that this happened, not when")
    assert problem("revoked", cell).startswith("it says that this happened, not when")


@pytest.mark.parametrize("cell", [None, "", float("nan"), np.float64("nan"), pd.NA, pd.NaT, "nan"])
def test_what_data_frames_have_for_nothing_is_blank(cell: Any) -> None:
    """In every column; and their numbers are numbers."""
    assert taken(redeemed=cell, revoked=cell, duration=cell, creator=cell).redeemed_at is None
    assert problem("end", cell).startswith("no end")
    assert taken(end=None, duration=np.int64(30)).expires_at == instant(END)
    assert taken(post_id=np.int64(12345)).post_id == "12345"


# The whole row


def test_everything_that_is_wrong_in_a_row_is_told_at_once() -> None:
    """Each by its column."""
    fields = [
        field
        for field, _ in told(
            {"code": "1E5", "post_id": "x", "start": "03/04/2026", "end": "soon", "ad account id": "y"}
        )
    ]
    assert fields == ["code", "post_id", "start", "end", "ad account id"]


def test_a_row_that_is_not_taken_takes_no_other_with_it() -> None:
    """Numbers are those of the spreadsheet, blank rows counted."""
    reading = sheets.read_rows(
        [
            ["code", "post id", "start", "end"],
            ["#a", ID, START, END],
            [],
            [None, ""],
            ["#b", OTHER, START, "soon"],
            ["#c", ID, START, END],
        ]
    )
    assert [license.code for license in reading.licenses] == ["#a", "#c"]
    assert [(each.row, each.field) for each in reading.diagnoses] == [(5, "end")]


def test_a_short_row_lacks_its_last_cells_and_a_long_one_has_some_without_a_heading() -> None:
    """Rows of cells cannot shift; those of delimited text can."""
    reading = sheets.read_rows(
        [["code", "post id", "start", "end", "revoked"], ["#a", ID, START, END], ["#b", ID, START, END, "", "more"]]
    )
    assert [license.code for license in reading.licenses] == ["#a", "#b"]


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(), st.binary(max_size=3), st.lists(st.integers(), max_size=2), st.just(object()), st.decimals(),
    st.sampled_from(("#a", "'", "''", ID, LINK, START, END, "2026-10-31", "03/04/2026", "30", "unknown", "#N/A", "=1")),
)  # fmt: skip


@given(
    rows=st.lists(st.lists(CELLS, max_size=13), max_size=4),
    tz=st.sampled_from((None, "UTC", "America/Los_Angeles")),
    seen_at=st.sampled_from((None, SEEN)),
    days=st.sampled_from((None, 30)),
)
def test_any_cells_at_all_are_taken_or_diagnosed(rows: list[list[Any]], tz: Any, seen_at: Any, days: Any) -> None:
    """Each row that is not blank gives a license or a diagnosis, and every text about them is one line."""
    headings = ["code", "post_id", "link", "creator", "published", "start", "end", "days", "redeemed", "revoked",
                "ad account id", "license_id"]  # fmt: skip
    reading = sheets.read_rows([headings, *rows], tz=tz, seen_at=seen_at, days=days)
    assert len(reading.licenses) <= len(rows)
    given, known = {license.post_id for license in reading.licenses}, {post.id for post in reading.posts}
    assert given <= known
    assert len(known - given) == sum(each.times for each in reading.left_out), "posts without a code are counted"
    assert all(str(each).isprintable() for each in (*reading.diagnoses, *reading.assumed))
    assert reading.portfolio.licenses == reading.licenses


def test_a_duration_that_leads_out_of_the_calendar_contradicts_the_end() -> None:
    """Nobody can count that far."""
    row = ["#a", ID, "9999-12-20T00:00:00Z", "9999-12-31T00:00:00Z", "30"]
    reading = sheets.read_rows([["code", "post_id", "start", "end", "days"], row])
    assert reading.licenses == ()
    assert "30 days after the start are not the end" in str(reading.diagnoses[0])
