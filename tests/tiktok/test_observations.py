"""Responses of several instants and ad accounts: the later one speaks for now, the earlier one for then."""

from __future__ import annotations

from itertools import permutations
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MARK, OTHER_POST_ID, POST_ID
from tiktok.answers import (
    ACCOUNT,
    AD_ID,
    CODE,
    account,
    ad,
    adgroup,
    campaign,
    listing,
    own_video,
    success,
    video,
    window,
)

from sparklicense import License, LicenseStatus, Portfolio, Post, Removal, ServingState, Window, Windows, instant
from sparklicense.errors import ReadingError, WrongTypeError
from sparklicense.instants import written
from sparklicense.sources import tiktok
from sparklicense.sources.merging import Part, merge
from sparklicense.sources.readings import Reading
from sparklicense.sources.tiktok import Cause, Observed, Subject

DAYS: Final = [f"2026-06-{day:02}T12:00:00Z" for day in range(10, 16)]
OTHER_ACCOUNT: Final = "7390000000000000002"


def snapshots(*responses: Any) -> list[Observed]:
    """Give responses that were received day after day."""
    return [Observed(response, observed_at=at) for response, at in zip(responses, DAYS, strict=False)]


def read(*responses: Any, **more: Any) -> Reading:
    """Read responses, those without an instant as of the last day."""
    return tiktok.read(responses, observed_at=DAYS[-1], **more)


def paused(reading: Reading) -> list[tuple[str | None, str | None]]:
    """Give the pauses of the one ad."""
    spans = [(each.start, each.end) for each in reading.ads[0].paused]
    return [(written(start) if start else None, written(end) if end else None) for start, end in spans]


def test_an_ad_switched_on_since_yesterday_was_paused_until_then() -> None:
    """Two snapshots in any order; without instants they contradict each other, and the error says what to do."""
    rest = [listing(video()), listing(adgroup())]
    pages = [listing(ad(operation_status="DISABLE", secondary_status="AD_STATUS_DISABLE")), listing(ad())]
    for order in permutations(snapshots(*pages)):
        reading = read(*order, *rest)
        assert paused(reading) == [(DAYS[0], DAYS[1])]
        assert reading.diagnoses == ()
    unsaid = read(*pages, *rest)
    assert unsaid.ads == ()
    assert "say when: `--observed-at PATH=INSTANT`" in str(unsaid.diagnoses[0])
    at_once = read(*(Observed(page, observed_at=DAYS[0]) for page in pages), *rest)
    assert at_once.ads == ()
    assert "--observed-at" not in str(at_once.diagnoses[0])


@pytest.mark.parametrize("level", ["ad", "adgroup", "campaign"])
def test_each_level_switches_when_it_is_seen_to(level: str) -> None:
    """Off, on and off again, on four days of which one says nothing new; the rest is as it was seen last."""
    make = {"ad": ad, "adgroup": adgroup, "campaign": campaign}[level]
    switches = ["DISABLE", "ENABLE", "ENABLE", "DISABLE"]
    pages = snapshots(*(listing(make(operation_status=each, secondary_status=None)) for each in switches))
    others = [
        Observed(each, observed_at="2026-06-10T00:00:00Z")
        for each, name in zip(account(), ("post", "ad", "adgroup", "campaign"), strict=True)
        if name != level
    ]
    for order in permutations(pages):
        reading = read(*others, *order)
        assert paused(reading) == [(DAYS[0], DAYS[1]), (DAYS[3], None)]
        assert reading.diagnoses == ()


def test_what_a_level_above_said_before_the_ad_was_seen_is_not_said_of_the_ad() -> None:
    """Nobody asked about it then."""
    pages = snapshots(listing(campaign(operation_status="DISABLE")), listing(ad()))
    assert paused(read(*pages, listing(video()), listing(adgroup()), listing(campaign()))) == [(DAYS[1], DAYS[-1])]


def test_an_extended_code_is_one_license() -> None:
    """With the later end, in any order, told with its code and without."""
    first, longer = window(), window(end="2026-08-22T07:09:07Z")
    bare = success({"video_list": [own_video(auth_info=longer, text="one pan")]})
    for later in (listing(video(auth=longer)), bare):
        for order in permutations(snapshots(listing(video(auth=first)), later)):
            reading = read(*order)
            assert [(each.code, written(each.expires_at)) for each in reading.licenses] == [
                (CODE, "2026-08-22T07:09:07Z")
            ]
            assert reading.diagnoses == ()


def test_a_license_is_over_since_tiktok_first_said_so() -> None:
    """Expired before its end, on the third of four days and on; extended first."""
    pages = snapshots(
        listing(video()),
        listing(video(auth=window(end="2026-08-22T07:09:07Z"))),
        listing(video(auth=window(end="2026-08-22T07:09:07Z", status="EXPIRED"))),
        listing(video(auth=window(end="2026-08-22T07:09:07Z", status="EXPIRED"))),
    )
    for order in permutations(pages):
        (license,) = read(*order).licenses
        assert written(license.expires_at) == DAYS[2]
    late = [
        Observed(listing(video(auth=window(status="EXPIRED"))), observed_at=at)
        for at in ("2026-06-20T00:00:00Z", "2026-06-24T00:00:00Z")
    ]
    (license,) = tiktok.read(late, observed_at=DAYS[0]).licenses
    assert written(license.expires_at) == "2026-06-20T00:00:00Z"


def test_a_license_that_was_over_and_is_listed_again_is_in_force_and_told() -> None:
    """The later one speaks for now; one that was issued after the end of the other is another."""
    gone = listing(video(auth=window(status="EXPIRED")))
    reading = read(*snapshots(gone, listing(video())))
    assert [each.status(DAYS[1]) for each in reading.licenses] == [LicenseStatus.ACTIVE]
    assert "although it had ended by `2026-06-10T12:00:00Z`; taken as in force" in str(reading.diagnoses[0])
    again = listing(video(auth=window(DAYS[1], "2026-07-11T12:00:00Z")))
    renewed = read(*snapshots(gone, success({"list": []}), again))
    assert [each.status(DAYS[2]) for each in renewed.licenses] == [LicenseStatus.EXPIRED, LicenseStatus.ACTIVE]
    assert [each.field for each in renewed.diagnoses] == ["auth_end_time"]


def test_a_post_is_what_it_was_on_each_day() -> None:
    """Hidden in between; deleted since it was first said to be; and what its creator deleted does not come back."""
    statuses = ["HESITATE_RECOMMEND", "ONLY_AUTHOR_SEE", "ONLY_FRIEND_SEE", "HESITATE_RECOMMEND", "USER_DELETE"]
    pages = snapshots(*(listing(video(status=each)) for each in statuses))
    for order in permutations(pages):
        (post,) = read(*order, *pages[-1:]).posts
        assert post.hidden == Windows([Window(DAYS[1], DAYS[3])])
        assert (written(post.deleted_at) if post.deleted_at else None, post.removal) == (DAYS[4], Removal.CREATOR)
    back = read(*snapshots(*(listing(video(status=each)) for each in ("USER_DELETE", "HESITATE_RECOMMEND"))))
    assert back.posts[0].deleted_at is None
    assert str(back.diagnoses[0]).endswith(
        "status: deleted by its creator at `2026-06-10T12:00:00Z`, but listed again later: taken as not deleted"
    )
    for first in ("AUDIT_DELETE", "REVIEW_PENDING"):  # an appeal succeeded, a review is over
        appealed = read(*snapshots(*(listing(video(status=each)) for each in (first, "HESITATE_RECOMMEND"))))
        assert (appealed.posts[0].deleted_at, appealed.diagnoses) == (None, ())
    odd = read(*snapshots(*(listing(video(status=each)) for each in ("MYSTERY", "HESITATE_RECOMMEND"))))
    assert [each.problem for each in odd.diagnoses] == ["`MYSTERY` is not a status this version knows"]
    assert len(odd.posts) == 1


def test_an_ad_is_gone_since_tiktok_first_said_so() -> None:
    """Its flight ends then; one that came back is there."""
    gone = {"secondary_status": "AD_STATUS_DELETE"}
    rest = [listing(video()), listing(adgroup())]
    statuses: list[dict[str, Any]] = [{}, gone, gone]
    reading = read(*snapshots(*(listing(ad(**each)) for each in statuses)), *rest)
    assert written(reading.ads[0].ends_at or reading.ads[0].starts_at) == DAYS[1]
    back = read(*snapshots(listing(ad(**gone)), listing(ad())), *rest)
    assert back.ads[0].ends_at == instant("2026-07-01T08:00:00Z")
    over = read(*(Observed(listing(ad(**gone)), observed_at="2026-07-02T00:00:00Z"), *rest))
    assert over.ads[0].ends_at == instant("2026-07-01T08:00:00Z")


def test_what_cannot_be_read_of_an_earlier_day_is_told_and_the_later_day_is_taken() -> None:
    """A status that nobody knows, and two pages of one day that contradict each other."""
    rest = [listing(video()), listing(adgroup())]
    odd = read(*snapshots(listing(ad(secondary_status="AD_STATUS_MYSTERY")), listing(ad())), *rest)
    assert (len(odd.ads), len(odd.diagnoses)) == (1, 1)
    assert "at `2026-06-10T12:00:00Z`: `AD_STATUS_MYSTERY` of the ad is not a status" in str(odd.diagnoses[0])
    reviewed = read(*snapshots(listing(ad(secondary_status="AD_STATUS_AUDIT")), listing(ad())), *rest)
    assert (len(reviewed.ads), reviewed.diagnoses) == (1, ())
    worse = read(*snapshots(listing(ad()), listing(ad(secondary_status="AD_STATUS_MYSTERY"))), *rest)
    assert (len(worse.ads), len(worse.diagnoses)) == (0, 1)
    torn = [Observed(listing(ad(operation_status=each)), observed_at=DAYS[0]) for each in ("ENABLE", "DISABLE")]
    reading = read(*torn, Observed(listing(ad()), observed_at=DAYS[1]), *rest)
    assert (len(reading.ads), len(reading.diagnoses)) == (1, 1)
    assert "at `2026-06-10T12:00:00Z` responses contradict each other about `operation_status`" in str(
        reading.diagnoses[0]
    )


def test_what_a_later_answer_leaves_out_an_earlier_one_tells() -> None:
    """But of a schedule, or of a switch, whoever tells a part tells it all."""
    full = adgroup(schedule_type="SCHEDULE_START_END")
    from_now = adgroup(schedule_type="SCHEDULE_FROM_NOW", schedule_end_time=None)
    bare = {"adgroup_id": full["adgroup_id"], "operation_status": "ENABLE"}
    rest = [listing(video()), listing(ad())]
    reading = read(*snapshots(listing(full), listing(from_now), listing(bare)), *rest)
    assert (reading.ads[0].ends_at, reading.diagnoses) == (None, ())


def things() -> st.SearchStrategy[Any]:
    """Draw what TikTok may say on one day."""
    statuses = st.sampled_from(["HESITATE_RECOMMEND", "ONLY_AUTHOR_SEE", "USER_DELETE", "REVIEW_PENDING"])
    windows = st.builds(
        window,
        end=st.sampled_from(["2026-06-23T07:09:07Z", "2026-07-23T07:09:07Z"]),
        status=st.sampled_from(["AUTHORIZED", "EXPIRED"]),
    )
    switches = st.sampled_from(["ENABLE", "DISABLE", None])
    return st.one_of(
        st.builds(
            lambda status, auth, code: listing(video(status=status, auth=auth, code=code)),
            statuses,
            windows,
            st.sampled_from([CODE, None]),
        ),
        st.builds(lambda switch: listing(ad(operation_status=switch)), switches),
        st.builds(lambda switch: listing(adgroup(operation_status=switch)), switches),
        st.builds(lambda switch: listing(campaign(operation_status=switch)), switches),
    )


@given(
    st.lists(things(), max_size=6).flatmap(
        lambda pages: st.tuples(st.just(snapshots(*pages)), st.permutations(snapshots(*pages)))
    )
)
def test_the_order_of_observations_changes_nothing_nor_does_hearing_them_twice(
    orders: tuple[list[Observed], list[Observed]],
) -> None:
    """The instants decide, not the order."""
    first, second = (read(*each, *account()) for each in orders)
    twice = read(*orders[0], *orders[1], *account())
    for other in (second, twice):
        assert (first.posts, first.licenses, first.ads) == (other.posts, other.licenses, other.ads)
    assert {each.problem for each in first.diagnoses} == {each.problem for each in second.diagnoses}
    assert MARK not in f"{[*map(str, first.diagnoses)]}{first.assumed}{orders[0]}"


def test_what_is_no_response_is_named_whoever_observed_it() -> None:
    """With what is wrong with the others."""
    with pytest.raises(ReadingError) as caught:
        read(Observed(["1", "{"], observed_at=DAYS[0]), "[")
    assert [each.partition(":")[0] for each in caught.value.problems] == ["tiktok[0][0]", "tiktok[0][1]", "tiktok[1]"]


def test_observed_responses_are_checked_at_once() -> None:
    """And hidden, because they hold codes."""
    with pytest.raises(ValueError, match=r"^observed_at: `now` is not an instant"):
        Observed([], observed_at="now")
    for wrong in ("", " ", 7):
        with pytest.raises(WrongTypeError, match=r"^advertiser_id: an id is non-empty text"):
            Observed([], advertiser_id=wrong)
    assert repr(Observed(listing(video()), observed_at=DAYS[0])) == (
        "Observed(observed_at=2026-06-10T12:00:00Z, advertiser_id=None)"
    )
    assert "responses" not in repr(Observed([]))


# Ad accounts


def test_a_list_belongs_to_the_account_that_was_asked() -> None:
    """Each with its own: the same code of two accounts is two licenses, and an ad needs that of its own."""
    both = [listing(ad()), listing(ad(ad_id="8", advertiser_id=OTHER_ACCOUNT, adgroup_id="5"))]
    groups = [listing(adgroup()), listing(adgroup(adgroup_id="5", advertiser_id=OTHER_ACCOUNT))]
    lists = [Observed(listing(video()), advertiser_id=each) for each in (ACCOUNT, OTHER_ACCOUNT)]
    reading = read(*lists, *both, *groups)
    assert {each.advertiser_id for each in reading.licenses} == {ACCOUNT, OTHER_ACCOUNT}
    assert [reading.portfolio.serving(each, at=DAYS[-1]).state for each in (AD_ID, "8")] == [ServingState.SERVING] * 2
    assert not any(each.attribute == "advertiser_id" for each in reading.assumed)
    one = read(lists[0], *both, *groups)
    assert one.portfolio.serving("8", at=DAYS[-1]).state is ServingState.LICENSE_MISSING
    (assumed,) = [each for each in one.assumed if each.attribute == "advertiser_id"]
    assert (assumed.fact, assumed.value) == (f"license of post {POST_ID}", ACCOUNT)
    assert f"none of `{OTHER_ACCOUNT}`, which has ads on the post" in assumed.reason
    open_to_any = read(listing(video()), *both, *groups)
    (assumed,) = [each for each in open_to_any.assumed if each.attribute == "advertiser_id"]
    assert str(assumed).endswith(
        "advertiser_id: assumed `any account`: the responses do not say which ad account applied the code, "
        "and there are ads of several accounts"
    )


def test_a_row_that_names_its_account_needs_nobody_to_say_it() -> None:
    """As ELT tools add it to rows that lack it; an account beside it stands for the others."""
    lists = [listing({**video(), "advertiser_id": ACCOUNT}), listing(video(OTHER_POST_ID, code="#2"))]
    reading = read(*lists, advertiser_id=OTHER_ACCOUNT, strict=True)
    assert {each.post_id: each.advertiser_id for each in reading.licenses} == {
        POST_ID: ACCOUNT,
        OTHER_POST_ID: OTHER_ACCOUNT,
    }
    assert reading.unknown == ()


def test_nothing_is_assumed_of_accounts_where_there_is_nothing_to_confuse() -> None:
    """Ads of one account, or posts that have no ads or no license."""
    assert not any(each.attribute == "advertiser_id" for each in read(*account()).assumed)
    elsewhere = [listing(ad(ad_id="8", advertiser_id=OTHER_ACCOUNT, tiktok_item_id=OTHER_POST_ID))]
    own = success({"video_list": [own_video(OTHER_POST_ID)]})
    reading = read(*account()[1:], *elsewhere, own, Observed(listing(video("9", code="#9")), advertiser_id="1"))
    assert not any(each.attribute == "advertiser_id" for each in reading.assumed)


def test_an_ad_without_its_account_is_of_the_one_that_was_asked() -> None:
    """Unless its ad group tells."""
    unsaid = Observed(listing(ad(advertiser_id=None)), advertiser_id=OTHER_ACCOUNT)
    assert read(unsaid, listing(video()), listing(adgroup())).ads[0].advertiser_id == ACCOUNT
    bare = listing(adgroup(advertiser_id=None))
    assert read(unsaid, listing(video()), bare, advertiser_id=ACCOUNT).ads[0].advertiser_id == OTHER_ACCOUNT


# Which license TikTok means

KNOWN: Final = License.issue(code=None, post_id=POST_ID, issued_at="2026-06-01T00:00:00Z", days=30)
POST: Final = Post(id=POST_ID, published_at="2026-05-01T00:00:00Z")


@pytest.mark.parametrize(
    ("start", "end", "is_it"),
    [
        ("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z", True),  # the day was written down, not the hour
        ("2026-06-01T00:00:00Z", "2026-07-31T00:00:00Z", True),  # extended
        ("2026-06-09T00:00:00Z", "2026-07-01T00:00:00Z", True),  # seen later, its end known
        ("2026-06-20T00:00:00Z", "2026-07-20T00:00:00Z", False),  # a renewal before the end
        ("2026-06-02T00:00:00Z", "2026-07-02T00:00:00Z", False),  # a whole day apart
        ("2026-07-01T00:00:00Z", "2026-07-31T00:00:00Z", False),  # one after the other
    ],
)
@pytest.mark.parametrize("code", [CODE, None])
def test_all_who_ask_which_license_tiktok_means_hear_the_same(
    start: str, end: str, code: str | None, *, is_it: bool
) -> None:
    """Merging, reconciling and reading, of a license that is known without its code."""
    answer = listing(video(auth=window(start, end), code=code))
    at = "2026-06-10T00:00:00Z" if start < "2026-06-10" else start
    told = tiktok.read(answer, observed_at=at)
    known = Part(source="known", reading=Reading(posts=(POST,), licenses=(KNOWN,)))
    merged = merge([known, Part(source="tiktok", reading=told, observed_at=instant(at))]).reading
    assert len(merged.licenses) == (1 if is_it else 2)
    if is_it:
        (license,) = merged.licenses
        assert (license.code, written(license.issued_at), written(license.expires_at)) == (code, start, end)
    found = tiktok.reconcile(Portfolio([POST], [KNOWN]), answer, observed_at=at)
    assert any(each.subject is Subject.LICENSE for each in found.only_in_tiktok) is not is_it
    before = success({"video_list": [own_video(auth_info=window("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"))]})
    reading = tiktok.read(
        [Observed(before, observed_at="2026-06-01T12:00:00Z"), Observed(answer, observed_at=at)], observed_at=at
    )
    assert len(reading.licenses) == (1 if is_it else 2)


def test_at_one_instant_licenses_of_other_seconds_are_two() -> None:
    """Nothing is refused for it, and it is told."""
    bare = success({"video_list": [own_video(auth_info=window("2026-05-24T09:00:00Z"), text="one pan")]})
    reading = read(bare, listing(video()))
    assert len(reading.licenses) == 2
    assert [each.field for each in reading.diagnoses] == ["auth_start_time"]


def test_the_days_that_a_sheet_has_replace_no_seconds() -> None:
    """The code is taken from it, and what is longer than a day."""
    exact = License(code=None, post_id=POST_ID, issued_at="2026-06-01T09:00:00Z", expires_at="2026-07-01T09:00:00Z")
    known = Part(source="known", reading=Reading(posts=(POST,), licenses=(exact,)))
    for end, kept in (("2026-07-01T00:00:00Z", exact.expires_at), ("2026-08-01T00:00:00Z", None)):
        row = License(code=CODE, post_id=POST_ID, issued_at="2026-06-01T00:00:00Z", expires_at=end)
        (license,) = merge([known, Part(source="sheet", reading=Reading(licenses=(row,)))]).reading.licenses
        assert (license.code, license.issued_at) == (CODE, exact.issued_at)
        assert license.expires_at == (kept or row.expires_at)


def test_reconciling_asks_the_rules_about_the_instant_of_each_answer() -> None:
    """And of several answers about one thing, the last one counts."""
    held = read(*account()).portfolio
    held = held.with_(held.ad(AD_ID).pause(DAYS[2]))
    on, off = listing(ad()), listing(ad(operation_status="DISABLE", secondary_status="AD_STATUS_DISABLE"))
    for order in permutations(snapshots(on, on, off)):
        assert tiktok.reconcile(held, order, observed_at=DAYS[-1]).differences == ()
    early = tiktok.reconcile(held, [Observed(off, observed_at=DAYS[1])], observed_at=DAYS[-1])
    assert [each.cause for each in early.differences] == [Cause.SWITCHED]
    longer = listing(video(auth=window(end="2026-08-22T07:09:07Z")))
    found = tiktok.reconcile(held, snapshots(longer, listing(video())), observed_at=DAYS[-1])
    assert found.differences == ()
