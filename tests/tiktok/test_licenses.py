"""Posts and licenses read out of responses: statuses, windows, codes, and rows that tell of the same."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from strategies import MARK, OTHER_POST_ID, POST_ID
from tiktok.answers import AT, CODE, END, IDENTITY_ID, START, ad, listing, own_video, success, video, window

from sparklicense import LicenseStatus, Media, MediaKind, PostStatus, Removal, Window, Windows, instant
from sparklicense.sources import tiktok
from sparklicense.sources.readings import Reading
from sparklicense.sources.tiktok import POST_STATUSES, post_status

NOW = instant(AT)
STATUSES = {
    "HESITATE_RECOMMEND": (PostStatus.LIVE, None),
    "ONLY_FRIEND_SEE": (PostStatus.HIDDEN, None),
    "ONLY_AUTHOR_SEE": (PostStatus.HIDDEN, None),
    "USER_DELETE": (PostStatus.DELETED, Removal.CREATOR),
    "AUDIT_DELETE": (PostStatus.DELETED, Removal.MODERATION),
    "ONLY_USER_PASS": (PostStatus.DELETED, Removal.MODERATION),
    "REVIEW_PENDING": (None, None),
}
"""What each documented status of a post says (facts B6, B14, C26)."""

_UNKNOWN = "not a status this version knows: nobody can say whether the post is there"


def told(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    """Give the diagnoses without their source."""
    return [(each.row, each.field, each.problem) for each in reading.diagnoses]


def listed(auth: Any, at: str = AT, **more: Any) -> Reading:
    """Read one row with a window."""
    return tiktok.read(listing(video(auth=auth)), observed_at=at, **more)


# Posts


def test_every_documented_status_of_a_post_has_a_row() -> None:
    """With where it comes from, and a reason in our words."""
    assert {each.name: (each.standing, each.removal) for each in POST_STATUSES} == STATUSES
    assert all(each.reason and each.citations for each in POST_STATUSES)
    assert post_status("STATUS_ONLY_FRIEND_SEE") is post_status("ONLY_FRIEND_SEE")
    assert post_status("UNHEARD_OF") is None


@pytest.mark.parametrize("name", [name for name, (standing, _) in STATUSES.items() if standing])
@pytest.mark.parametrize("prefix", ["", "ITEM_STATUS_", "STATUS_"])
def test_a_status_without_an_instant_holds_from_when_tiktok_was_asked(name: str, prefix: str) -> None:
    """In both of TikTok's vocabularies (fact C27), and listed as assumed."""
    standing, removal = STATUSES[name]
    reading = tiktok.read(listing(video(status=prefix + name)), observed_at=AT, strict=True)
    (post,) = reading.posts
    assert post.status(NOW) is standing
    assert post.status("2026-06-09T23:59:59Z") is PostStatus.LIVE
    assert post.removal is removal
    assert post.hidden == (Windows((Window(NOW, None),)) if standing is PostStatus.HIDDEN else Windows.none())
    attribute = {PostStatus.HIDDEN: ["hidden"], PostStatus.DELETED: ["deleted_at"]}.get(standing, [])
    assert [each.attribute for each in reading.assumed if each.value == NOW] == attribute


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ("REVIEW_PENDING", "`REVIEW_PENDING`: the post is in its first review"),
        ("NEW_IN_2027", f"`NEW_IN_2027` is {_UNKNOWN}"),
        ("", "missing: nobody can say whether the post is there"),
        (None, "missing: nobody can say whether the post is there"),
        (
            f"x{MARK}",
            f"this value (hidden: it may be an authorization code) is {_UNKNOWN}",
        ),
    ],
)
def test_a_row_under_first_review_or_of_unknown_status_is_not_taken(status: Any, problem: str) -> None:
    """Neither its post nor its license, though other rows are."""
    reading = tiktok.read(listing(video(OTHER_POST_ID, code=None), video(status=status)), observed_at=AT)
    assert ([each.id for each in reading.posts], len(reading.licenses)) == ([OTHER_POST_ID], 1)
    assert told(reading) == [(1, "status", problem)]


def test_a_publication_is_as_early_as_the_response_proves() -> None:
    """At the first authorization where there is one, else when TikTok was asked."""
    earlier = window("2026-05-01T00:00:00Z", "2026-05-08T00:00:00Z")
    several = tiktok.read([listing(video(), video(auth=earlier, code="#2"))], observed_at=AT, strict=True)
    assert several.posts[0].published_at == instant("2026-05-01T00:00:00Z")
    own = tiktok.read(success({"video_list": [own_video()]}), observed_at=AT, strict=True)
    assert own.posts[0].published_at == NOW
    ahead = listed(window("2026-06-11T00:00:00Z"))
    assert ahead.posts[0].published_at == NOW
    for reading in (several, own, ahead):
        (each,) = (each for each in reading.assumed if each.attribute == "published_at")
        assert (each.fact, each.value) == (f"post {POST_ID}", reading.posts[0].published_at)


@pytest.mark.parametrize(
    ("parts", "media"),
    [
        ({"video_info": {}}, None),
        ({"video_info": {}, "item_type": "VIDEO"}, Media()),
        ({"video_info": {"width": 0, "height": None, "duration": 0}}, Media()),
        ({"video_info": {"width": 576, "duration": 8}}, Media(width=576, duration=8)),
        ({"item_type": "CAROUSEL", "video_info": None}, Media(kind=MediaKind.CAROUSEL)),
        ({"item_type": "CAROUSEL", "carousel_info": {"image_info": [1]}}, Media(kind=MediaKind.CAROUSEL)),
        (
            {
                "carousel_info": {
                    "image_info": [{"width": 1080, "height": 1440}],
                    "music_info": {"music_id": "7101234567890123456"},
                }
            },
            Media(kind=MediaKind.CAROUSEL, width=1080, height=1440, sound="7101234567890123456"),
        ),
    ],
)
def test_what_a_post_shows_is_told_by_its_kind(parts: dict[str, Any], media: Media | None) -> None:
    """By `item_type`, or, in older responses, by which part is filled."""
    reading = tiktok.read(success({"video_list": [own_video(**parts)]}), observed_at=AT, strict=True)
    assert reading.posts[0].media == media


def test_what_describes_a_post_and_is_of_another_kind_is_left_out() -> None:
    """The post is taken, since nothing about serving rests on it."""
    response = listing(video(text=5, item_type="HOLOGRAM", video_info={"width": "720"}))
    reading = tiktok.read(response, observed_at=AT)
    (post,) = reading.posts
    assert (post.caption, post.media) == ("", None)
    assert told(reading) == [(0, "text", "text is wanted, not int")]
    assert [each.key for each in reading.unknown] == ["list[].item_info.item_type"]
    odd = tiktok.read(listing(video(video_info={"width": "720", "duration": -1})), observed_at=AT)
    assert odd.posts[0].media == Media()
    assert told(odd) == [
        (0, "width", "a whole number of pixels is wanted, not str"),
        (0, "duration", "a number of seconds is wanted"),
    ]


def test_the_handle_is_that_of_the_identity_a_post_is_used_under() -> None:
    """As the row says, or as an ad on the post says; the name that a response gives is a display name, no handle."""
    identities = success(
        {"identity_list": [{"identity_id": IDENTITY_ID, "identity_type": "AUTH_CODE", "username": "maya"}]}
    )
    assert tiktok.read([listing(video()), identities], observed_at=AT).posts[0].creator == "maya"
    own = success({"video_list": [own_video()]})
    assert tiktok.read([own, identities], observed_at=AT).posts[0].creator == ""
    assert tiktok.read([own, listing(ad()), identities], observed_at=AT).posts[0].creator == "maya"
    other = success({"identity_list": [{"identity_id": "1", "identity_type": "TT_USER", "username": "zoe"}]})
    both = [own, listing(ad(), ad(ad_id="2", identity_id="1")), identities, other]
    assert tiktok.read(both, observed_at=AT).posts[0].creator == ""
    post = tiktok.read(listing(video()), observed_at=AT).posts[0]
    assert (post.creator, post.creator_name) == ("", "Maya")


# Licenses


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-05-24T07:09:07Z", "2026-06-23 07:09:07"),
        ("2026-05-24 07:09:07", "2026-06-23T07:09:07Z"),
        ("2026-05-24T07:09:07", "2026-06-23 07:09:07Z"),
        ("2026-05-24T09:09:07+02:00", "2026-06-23 07:09:07.000"),
        ("2026-05-24 09:09:07+02:00", "2026-06-23T07:09:07.000000Z"),
    ],
)
def test_an_instant_is_read_in_every_form_of_tiktoks(start: str, end: str) -> None:
    """Without a zone it is in UTC (fact C25)."""
    (license,) = listed(window(start, end), strict=True).licenses
    assert (license.issued_at, license.expires_at) == (instant(START), instant(END))
    assert license.issued_at.tzinfo is instant(START).tzinfo


@pytest.mark.parametrize("key", ["auth_start_time", "auth_end_time"])
@pytest.mark.parametrize(
    "value",
    [
        "2026-05-24",
        "24.05.2026 07:09:07",
        "2026-02-30 00:00:00",
        "2026-05-24T07:09:07Y",
        "20260524T070907.123Z",
        "now",
        "2026-05-24x07:09:07",
        "2026-W21-7T07:09:07Z",
        "0001-01-01T00:00:00+14:00",
        "\uff12\uff10\uff12\uff16-05-24 07:09:07",  # digits of another alphabet
    ],
)
def test_what_is_no_instant_refuses_the_row(key: str, value: str) -> None:
    """It is not guessed, and what does not look like one is not shown."""
    reading = listed(window() | {key: value})
    assert (reading.posts, reading.licenses) == ((), ())
    ((row, field, problem),) = told(reading)
    assert (row, field) == (0, key)
    assert "is not an instant; TikTok writes" in problem


@pytest.mark.parametrize("value", [1779606547, 1779606547.0, True, ["2026"], {"at": 1}])
def test_an_instant_that_is_no_text_refuses_the_row(value: Any) -> None:
    """A number does not say what it counts."""
    reading = listed(window(start=value))
    assert (reading.posts, [each.field for each in reading.diagnoses]) == ((), ["auth_start_time"])
    assert reading.diagnoses[0].problem.startswith(f"an instant is text, not {type(value).__name__}; ")


@pytest.mark.parametrize(
    ("auth", "field"),
    [
        ({}, "auth_start_time"),
        ([], "auth_info"),
        (window(start=None), "auth_start_time"),
        (window(end=""), "auth_end_time"),
        ({"ad_auth_status": "AUTHORIZED"}, "auth_start_time"),
    ],
)
def test_a_code_without_a_window_is_no_license(auth: Any, field: str) -> None:
    """And the row is not taken: an ad on the post would seem to lack one."""
    reading = listed(auth)
    assert (reading.posts, reading.licenses) == ((), ())
    assert reading.diagnoses[0].field == field


@pytest.mark.parametrize("auth", [None, {}, {"ad_auth_status": "", "auth_start_time": None, "auth_end_time": ""}])
def test_an_own_post_has_no_license_and_no_problem(auth: Any) -> None:
    """`null`, an empty object and one of empty values are alike (facts C23, H13)."""
    reading = tiktok.read(success({"video_list": [own_video(auth_info=auth)]}), observed_at=AT, strict=True)
    assert (len(reading.posts), reading.licenses) == (1, ())


def test_a_listed_post_of_an_own_account_has_no_license_and_no_problem() -> None:
    """Not even where it is listed among those that codes are for (facts C23, E2)."""
    own = {**video(code=None, auth={}), "user_info": {"identity_id": IDENTITY_ID, "identity_type": "TT_USER"}}
    reading = tiktok.read(listing(own), observed_at=AT, strict=True)
    assert ([each.id for each in reading.posts], reading.licenses) == ([POST_ID], ())


def test_a_window_that_ends_before_it_starts_is_not_taken() -> None:
    """Nor one that ends as it starts."""
    for end in (START, "2026-05-01T00:00:00Z"):
        assert told(listed(window(end=end))) == [(0, "auth_end_time", "the window ends before, or when, it starts")]


@pytest.mark.parametrize(
    ("status", "at", "standing"),
    [
        ("AUTHORIZED", AT, LicenseStatus.ACTIVE),
        ("AUTHORIZED", END, LicenseStatus.EXPIRED),
        ("EXPIRED", END, LicenseStatus.EXPIRED),
        ("EXPIRED", "2026-12-01T00:00:00Z", LicenseStatus.EXPIRED),
    ],
)
def test_the_status_of_an_authorization_and_its_window_make_the_license(
    status: str, at: str, standing: LicenseStatus
) -> None:
    """The window tells when it is in force; the status may end it."""
    reading = listed(window(status=status), at, strict=True)
    (license,) = reading.licenses
    assert license.status(at) is standing
    assert (license.issued_at, license.expires_at) == (instant(START), instant(END))
    assert license.revoked_at is None


def test_a_license_said_to_have_expired_before_its_end_is_over_and_diagnosed() -> None:
    """Where status and window disagree, the ad does not serve, and somebody has to know."""
    reading = listed(window(status="EXPIRED"))
    (license,) = reading.licenses
    assert (license.expires_at, license.status(AT)) == (NOW, LicenseStatus.EXPIRED)
    assert told(reading) == [
        (0, "auth_end_time", "`EXPIRED` before that end; taken as over since TikTok was asked"),
    ]
    assert ("expires_at", NOW) in [(each.attribute, each.value) for each in reading.assumed]


def test_a_license_cannot_be_over_before_it_starts() -> None:
    """The clock of one or the other is wrong: nothing is taken."""
    reading = listed(window(status="EXPIRED"), START)
    assert told(reading) == [(0, "ad_auth_status", "`EXPIRED` before the window starts")]
    assert reading.posts == ()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("DELETED", "`DELETED` is a word of the creator's side, and its sense here is unknown (fact K3)"),
        ("UNAUTHORIZED", "`UNAUTHORIZED` is not a status this version knows"),
        ("", "missing"),
        (None, "missing"),
    ],
)
def test_an_authorization_of_unknown_status_refuses_the_row(status: Any, said: str) -> None:
    """TikTok publishes no list (fact C24): what a new word means is not guessed."""
    reading = listed(window(status=status))
    problem = f"{said}: nobody can say whether the license is in force"
    assert (reading.posts, told(reading)) == ((), [(0, "ad_auth_status", problem)])


@pytest.mark.parametrize("code", ["#a+b/c==", "#A+/=", "a#b", "%2B", "#" + "x" * 5000, "\u200b#a+b/c==\ufeff\n"])
def test_a_code_is_kept_byte_for_byte(code: str) -> None:
    """Only surrounding and zero-width white space goes (facts F1 to F4)."""
    reading = tiktok.read(listing(video(code=code)), observed_at=AT, strict=True)
    assert reading.licenses[0].code == code.strip("\u200b\ufeff\n")


@pytest.mark.parametrize("code", [None, ""])
def test_a_code_that_is_not_told_is_unknown(code: Any) -> None:
    """The window is enough for a license."""
    assert tiktok.read(listing(video(code=code)), observed_at=AT, strict=True).licenses[0].code is None


def test_a_code_of_another_kind_is_diagnosed_and_never_shown() -> None:
    """A number is none; white space alone is no code."""
    number = tiktok.read(listing(video(code=12345)), observed_at=AT)
    assert told(number) == [(0, "auth_code", "text is wanted, not int")]
    assert number.licenses[0].code is None
    blank = tiktok.read(listing(video(code=" \u200b")), observed_at=AT)
    assert told(blank) == [(0, "auth_code", "it is white space; it may be `null` where it is unknown")]
    assert blank.posts == ()


# Several rows about the same


def test_the_same_told_twice_is_told_once() -> None:
    """On several pages, by several endpoints, with the code and without it."""
    nameless = own_video(auth_info=window(), text="one pan", item_type="VIDEO")
    responses = [listing(video(), video()), success({"video_list": [nameless]}), success({"video_detail": nameless})]
    for order in permutations(responses):
        reading = tiktok.read(order, observed_at=AT)
        assert [each.code for each in reading.licenses] == [CODE]
        assert (len(reading.posts), reading.posts[0].creator_name, reading.diagnoses) == (1, "Maya", ())


def test_several_windows_are_several_licenses() -> None:
    """A renewal is another license; the earliest comes first."""
    renewal = video(code="#2", auth=window("2026-06-20T00:00:00Z", "2026-07-20T00:00:00Z"))
    unnamed = own_video(auth_info=window("2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"), text="one pan")
    reading = tiktok.read([listing(renewal, video()), success({"video_list": [unnamed]})], observed_at=AT, strict=True)
    assert [each.code for each in reading.licenses] == [None, CODE, "#2"]
    assert len({each.id for each in reading.licenses}) == 3


CONTRADICTIONS = [
    (video(status="USER_DELETE"), "status", "responses contradict each other about `status` of one post"),
    (video(auth=window(end="2026-07-23T07:09:07Z")), "auth_info", None),
    (video(auth=window(status="EXPIRED")), "auth_info", None),
    (own_video(auth_info=window(end="2026-07-23T07:09:07Z"), text="one pan"), "auth_info", None),
]


@pytest.mark.parametrize(("other", "field", "problem"), CONTRADICTIONS)
@pytest.mark.parametrize("first", [False, True])
def test_contradictions_about_what_decides_are_diagnosed_and_nothing_is_taken(
    other: dict[str, Any], field: str, problem: str | None, *, first: bool
) -> None:
    """Whichever comes first: nobody can say which is right."""
    page = listing(other) if "item_info" in other else success({"video_list": [other]})
    pages = [page, listing(video())] if first else [listing(video()), page]
    reading = tiktok.read(pages, observed_at=AT)
    assert (reading.posts, reading.licenses) == ((), ())
    ((_, told_field, told_problem),) = told(reading)
    assert told_field == field
    assert told_problem.startswith(problem or "responses contradict each other about ")
    assert "; if they were received at different times, say when: `--observed-at PATH=INSTANT`" in told_problem


def test_contradictions_about_what_only_describes_are_left_out() -> None:
    """The post is taken, without the caption that two rows tell differently."""
    for pages in permutations([listing(video()), listing(video(text="two pans")), listing(video(text=""))]):
        reading = tiktok.read(pages, observed_at=AT)
        assert (reading.posts[0].caption, len(reading.licenses)) == ("", 1)
        problem = "responses contradict each other about `caption` of one post: left out"
        assert [
            each.problem.partition("; if they were received at different times")[0] for each in reading.diagnoses
        ] == [problem]


def test_what_one_row_leaves_out_another_may_tell() -> None:
    """Of what a post shows as well, unless they contradict each other in it."""
    rows = [video(video_info={"width": 720}), video(video_info={"height": 1280}), video(video_info={"width": 720})]
    for order in permutations(rows):
        assert tiktok.read(listing(*order), observed_at=AT, strict=True).posts[0].media == Media(width=720, height=1280)
    for order in permutations([*rows, video(video_info={"width": 1080})]):
        reading = tiktok.read(listing(*order), observed_at=AT)
        assert reading.posts[0].media is None
        assert "`media`" in reading.diagnoses[0].problem
    kinds = [video(item_type="CAROUSEL"), video(item_type="VIDEO")]
    assert tiktok.read(listing(*kinds), observed_at=AT).posts[0].media is None


def test_a_code_told_of_two_posts_is_taken_for_neither() -> None:
    """One code is for one post; the fingerprint says which code is meant."""
    reading = tiktok.read(listing(video(), video(OTHER_POST_ID), video("9", code="#9")), observed_at=AT)
    assert [each.id for each in reading.posts] == ["9"]
    problem = "is given for several posts; one code, one post"
    assert [(each.row, each.field) for each in reading.diagnoses] == [(0, "auth_code"), (1, "auth_code")]
    assert all(problem in each.problem and MARK not in each.problem for each in reading.diagnoses)


# Ids


@pytest.mark.parametrize("id", [7638941401274764565, 2**53 + 1, 7.638941401274765e18, 5.0, -0.0, -5])
def test_an_id_that_is_a_number_that_may_have_lost_digits_is_refused_by_name(id: float) -> None:
    """It is not made text: a reader of JSON that keeps numbers as floats is exact up to 2^53 alone."""
    reading = tiktok.read(listing(video(id), video("9", code=None)), observed_at=AT)
    assert [each.id for each in reading.posts] == ["9"]
    ((row, field, problem),) = told(reading)
    assert (row, field) == (0, "item_id")
    kind = "beyond 2^53" if isinstance(id, int) and id > 0 else f"({type(id).__name__})"
    assert problem.startswith(f"an id is text, not a number {kind}, which may lose digits; keep it in quotes")


@pytest.mark.parametrize("id", [1, 7300000000000024, 2**53])
def test_an_id_that_is_a_small_integer_is_exact_and_taken(id: int) -> None:
    """As some clients write it."""
    reading = tiktok.read(listing(video(id)), observed_at=AT, strict=True)
    assert [each.id for each in reading.posts] == [str(id)]


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        (None, "missing: the row does not say what it is about"),
        ("", "missing: the row does not say what it is about"),
        (" ", "missing: the row does not say what it is about"),
        (0, "missing: the row does not say what it is about"),
        (["7"], "an id is text, not list"),
        (True, "an id is text, not bool"),
        (CODE, "this is no id (hidden: it may be an authorization code)"),
    ],
)
def test_a_row_without_an_id_is_not_taken(id: Any, problem: str) -> None:
    """Whatever stands in its place."""
    assert told(tiktok.read(listing(video(id)), observed_at=AT)) == [(0, "item_id", problem)]
