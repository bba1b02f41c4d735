"""Several sources put together: nothing is lost, nothing is replaced in silence, and nothing is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from strategies import MARK, moments, portfolios

from sparklicense import (
    AccountAccess,
    License,
    LicenseStatus,
    Media,
    MediaKind,
    Portfolio,
    Post,
    Removal,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
)
from sparklicense.sources.merging import Merged, Part, merge
from sparklicense.sources.readings import Assumption, Reading

POST: Final = Post(id="1", published_at="2026-05-01T00:00:00Z")
LICENSE: Final = License.issue(code=f"#{MARK}1", post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)
AD: Final = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-08-01T00:00:00Z")
SEEN: Final = instant("2026-06-10T00:00:00Z")


def reading(*facts: Post | License | SparkAd, assumed: dict[str, str] | None = None) -> Reading:
    """Hold facts, some attributes of which are assumed, by the name of their fact."""
    return Reading(
        posts=tuple(each for each in facts if isinstance(each, Post)),
        licenses=tuple(each for each in facts if isinstance(each, License)),
        ads=tuple(each for each in facts if isinstance(each, SparkAd)),
        assumed=tuple(
            Assumption(source="s", fact=fact, attribute=attribute, value=SEEN, reason="r")
            for attribute, fact in (assumed or {}).items()
        ),
    )


def together(*readings: Reading, tiktok: bool = False) -> Merged:
    """Put readings together, the first of which was known before; the last may be TikTok's."""
    last = len(readings) - 1
    return merge(
        Part(source=f"source {place}", reading=each, observed_at=SEEN if tiktok and place == last else None)
        for place, each in enumerate(readings)
    )


def facts_of(portfolio: Portfolio) -> Reading:
    """Hold the facts of a portfolio."""
    return reading(*portfolio.posts, *portfolio.licenses, *portfolio.ads)


def by_id(merged: Merged) -> tuple[dict[str, Any], ...]:
    """Give the facts whatever their order."""
    found = merged.reading
    return tuple({each.id: each for each in facts} for facts in (found.posts, found.licenses, found.ads))


@given(portfolios())
def test_what_is_known_told_again_changes_nothing(portfolio: Portfolio) -> None:
    """One source, or the same one twice: TikTok's or another."""
    for tiktok in (False, True):
        once = together(facts_of(portfolio))
        twice = together(facts_of(portfolio), facts_of(portfolio), tiktok=tiktok)
        assert once.reading.portfolio.posts == portfolio.posts
        assert by_id(once) == by_id(together(facts_of(once.reading.portfolio)))
        if not tiktok:
            assert (by_id(twice), twice.replaced) == (by_id(once), ())


@given(portfolios(), portfolios())
def test_no_fact_is_lost(one: Portfolio, other: Portfolio) -> None:
    """Each is held, or one that is told to be the same, or it is told why not; and they belong together."""
    merged = together(facts_of(one), facts_of(other))
    portfolio = merged.reading.portfolio
    assert {each.id for each in portfolio.posts} == {each.id for each in (*one.posts, *other.posts)}
    assert {each.id for each in portfolio.ads} == {each.id for each in (*one.ads, *other.ads)}
    for license in (*one.licenses, *other.licenses):
        held = [each for each in portfolio.licenses if each.post_id == license.post_id]
        assert (
            license in held
            or merged.reading.diagnoses
            or merged.replaced
            or any(each.issued_at == license.issued_at or each.code == license.code for each in held)
        )
    assert MARK not in f"{merged.reading.diagnoses}{[*map(str, merged.replaced)]}{merged.replaced}"


@given(portfolios(), portfolios(), moments())
def test_tiktok_never_changes_the_past(known: Portfolio, now: Portfolio, at: Any) -> None:
    """What was hidden or paused before it was asked stays so; from then on it is what TikTok says."""
    merged = merge([Part(source="a", reading=facts_of(known)), Part(source="b", reading=facts_of(now), observed_at=at)])
    before, after, told = by_id(together(facts_of(known))), by_id(merged), by_id(together(facts_of(now)))
    unmet = {each.problem.partition(":")[0] for each in merged.reading.diagnoses}
    past, future = Windows([Window(None, at)]), Windows([Window(at, None)])
    for place, noun, attribute in ((0, "post", "hidden"), (2, "ad", "paused")):
        for id in before[place].keys() & told[place].keys():
            was, tells, held = (getattr(each[place][id], attribute) for each in (before, told, after))
            if f"{noun} {id}" not in unmet:
                assert held & past == (was | tells) & past
                assert held & future == tells & future


@given(portfolios(), portfolios(), portfolios())
def test_the_order_of_tiktoks_answers_changes_nothing(known: Portfolio, first: Portfolio, second: Portfolio) -> None:
    """Their instants do; and an answer that is heard twice says nothing new."""
    parts = [
        Part(source="known", reading=facts_of(known)),
        Part(source="first", reading=facts_of(first), observed_at=SEEN),
        Part(source="second", reading=facts_of(second), observed_at=SEEN + timedelta(days=1)),
    ]
    merged = merge(parts)
    assert merge([parts[0], parts[2], parts[1]]) == merge([parts[2], parts[1], parts[0]]) == merged
    again = merge([Part(source="known", reading=facts_of(merged.reading.portfolio)), parts[2]])
    # A license without a code is known by its days, and the ones drawn here are microseconds apart.
    assert (by_id(again)[0], by_id(again)[2]) == (by_id(merged)[0], by_id(merged)[2])
    if all(each.code for each in merged.reading.licenses):
        assert by_id(again)[1] == by_id(merged)[1]


def test_a_license_is_not_taken_for_one_that_would_then_be_a_third() -> None:
    """Both are held, each under its id."""
    known = License(code=None, post_id="1", issued_at="2026-05-31T00:00:00Z", expires_at="2026-06-23T00:00:00Z")
    longer = License(code=None, post_id="1", issued_at="2026-05-24T00:00:00Z", expires_at="2027-05-24T00:00:00Z")
    shorter = attrs.evolve(longer, expires_at=known.expires_at, id="own")
    merged = together(reading(POST, known), reading(POST, longer, shorter), tiktok=True)
    assert merged.reading.portfolio.licenses == (known, longer, shorter)
    assert merged.replaced == ()


def test_what_a_source_leaves_open_replaces_nothing() -> None:
    """And what it adds is added without a word."""
    media = Media(kind=MediaKind.VIDEO, width=720)
    known = attrs.evolve(POST, creator="@maya", caption="a")
    merged = together(reading(known), reading(attrs.evolve(POST, media=media)))
    assert merged.reading.posts == (attrs.evolve(known, media=media),)
    assert merged.replaced == ()


def test_what_a_later_source_says_otherwise_is_taken_and_told() -> None:
    """Value by value; without the values of what is long, and without codes."""
    was = attrs.evolve(LICENSE, id="own")
    now = attrs.evolve(was, code=f"{MARK}2", expires_at="2026-08-01T00:00:00Z")
    merged = together(
        reading(POST, was, AD), reading(now, attrs.evolve(AD, name="new", ends_at="2026-09-01T00:00:00Z"))
    )
    assert [str(each) for each in merged.replaced] == [
        "source 1: license own: code: a code became another code",
        "source 1: license own: expires_at: `2026-07-01T00:00:00Z` became `2026-08-01T00:00:00Z`",
        "source 1: ad 7: ends_at: `2026-08-01T00:00:00Z` became `2026-09-01T00:00:00Z`",
    ]
    assert merged.reading.licenses == (now,)
    assert merged.reading.ads[0].name == "new"


def test_what_is_assumed_replaces_nothing() -> None:
    """Neither a publication that no source gives, nor the start of a license seen in a sheet."""
    guessed = attrs.evolve(POST, published_at="2026-06-09T00:00:00Z")
    seen = License(code=LICENSE.code, post_id="1", issued_at=SEEN, expires_at="2026-07-20T00:00:00Z")
    merged = together(
        reading(POST, LICENSE),
        reading(guessed, seen, assumed={"published_at": "post 1", "issued_at": f"license {seen.id}"}),
    )
    assert merged.reading.posts == (POST,)
    assert merged.reading.licenses == (attrs.evolve(LICENSE, expires_at="2026-07-20T00:00:00Z"),)
    assert [each.attribute for each in merged.replaced] == ["expires_at"]


def test_one_code_for_one_time_from_two_starts_is_a_contradiction() -> None:
    """What was known stays; of TikTok, which knows the time, the new one is taken."""
    other = attrs.evolve(LICENSE, issued_at="2026-06-01T07:09:07Z", redeemed_at="2026-06-01T07:09:07Z")
    merged = together(reading(POST, LICENSE), reading(other))
    assert merged.reading.licenses == (LICENSE,)
    (problem,) = merged.reading.diagnoses
    assert str(problem) == (
        f"source 1: issued_at: license {other.id}: it starts at `2026-06-01T07:09:07Z`, "
        "but its code is known from `2026-06-01T00:00:00Z` to `2026-07-01T00:00:00Z`"
    )
    told = together(reading(POST, LICENSE), reading(other), tiktok=True)
    assert (told.reading.licenses, told.reading.diagnoses) == ((other,), ())
    assert [each.attribute for each in told.replaced] == ["issued_at", "redeemed_at"]


def test_a_code_on_two_posts_is_a_contradiction() -> None:
    """The first post stays; the problem shows the fingerprint of nothing, and no code."""
    second = Post(id="2", published_at="2026-05-01T00:00:00Z")
    merged = together(reading(POST, LICENSE), reading(second, attrs.evolve(LICENSE, post_id="2")))
    assert merged.reading.licenses == (LICENSE,)
    (problem,) = merged.reading.diagnoses
    assert problem.problem.endswith(": its code is known on post `1`, and one code is for one post")
    assert MARK not in str(problem)


def test_the_same_code_of_two_accounts_or_two_times_is_two_licenses() -> None:
    """As a renewal is, and a license of another account."""
    accounts = [attrs.evolve(LICENSE, advertiser_id=id) for id in "ab"]
    assert set(together(reading(POST, accounts[0]), reading(accounts[1])).reading.licenses) == set(accounts)
    later = License.issue(code=LICENSE.code, post_id="1", issued_at=LICENSE.expires_at, days=30)
    merged = together(reading(POST, LICENSE), reading(later))
    assert (merged.reading.licenses, merged.reading.diagnoses) == ((LICENSE, later), ())


def test_a_license_without_its_code_is_known_by_its_start() -> None:
    """And gains the code; one that only overlaps may be another, which is told."""
    bare = attrs.evolve(LICENSE, code=None)
    assert together(reading(POST, bare), reading(LICENSE)).reading.licenses == (LICENSE,)
    shifted = License.issue(code=None, post_id="1", issued_at="2026-06-02T00:00:00Z", days=30)
    merged = together(reading(POST, LICENSE), reading(shifted))
    assert set(merged.reading.licenses) == {LICENSE, shifted}
    assert "it may be the license that ends at `2026-07-01T00:00:00Z` already" in str(merged.reading.diagnoses[0])


@pytest.mark.parametrize(
    ("before", "after", "guess", "tiktok", "held"),
    [
        (None, LICENSE.issued_at, None, False, None),  # a source that does not know says: at its start
        (None, LICENSE.issued_at, "redeemed_at", True, LICENSE.issued_at),  # TikTok lists what was applied
        (None, instant("2026-06-05T00:00:00Z"), None, False, instant("2026-06-05T00:00:00Z")),
        (LICENSE.issued_at, None, None, False, LICENSE.issued_at),
        (LICENSE.issued_at, instant("2026-06-05T00:00:00Z"), None, False, instant("2026-06-05T00:00:00Z")),
        (instant("2026-06-05T00:00:00Z"), LICENSE.issued_at, "redeemed_at", True, instant("2026-06-05T00:00:00Z")),
    ],
)
def test_when_a_code_was_applied(before: Any, after: Any, guess: str | None, *, tiktok: bool, held: Any) -> None:
    """Known instants count; a start that stands for one does not."""
    was, now = (attrs.evolve(LICENSE, redeemed_at=at) for at in (before, after))
    assumed = {} if guess is None else {guess: f"license of post {now.post_id}"}
    (found,) = together(reading(POST, was), reading(now, assumed=assumed), tiktok=tiktok).reading.licenses
    assert found.redeemed_at == held


def test_what_tiktok_says_is_over_is_over() -> None:
    """Before the end that was known, too; and a flight without an end has none."""
    over = attrs.evolve(LICENSE, expires_at=SEEN)
    ended = attrs.evolve(AD, ends_at=SEEN)
    merged = together(
        reading(POST, LICENSE, AD),
        reading(over, ended, assumed={"expires_at": f"license {over.id}", "ends_at": "ad 7"}),
        tiktok=True,
    )
    assert merged.reading.licenses[0].status(SEEN) is LicenseStatus.EXPIRED
    assert merged.reading.portfolio.serving("7", at=SEEN).state is ServingState.ENDED
    endless = together(reading(POST, AD), reading(attrs.evolve(AD, ends_at=None)), tiktok=True)
    assert endless.reading.ads[0].ends_at is None
    assert [each.after for each in endless.replaced] == ["nothing"]


def test_what_is_hidden_or_paused_no_more_was_so_until_tiktok_was_asked() -> None:
    """Since when it is not so, nobody knows: that instant is assumed."""
    start = "2026-06-05T00:00:00Z"
    hidden, paused = attrs.evolve(POST, hidden=Windows([Window(start, None)])), AD.pause(start)
    merged = together(reading(hidden, paused), reading(POST, AD), tiktok=True)
    assert merged.reading.posts[0].hidden == merged.reading.ads[0].paused == Windows([Window(start, SEEN)])
    assert [(each.fact, each.attribute, each.value) for each in merged.reading.assumed] == [
        ("post 1", "hidden", SEEN),
        ("ad 7", "paused", SEEN),
    ]
    assert merged.replaced == ()


def test_nothing_for_ever_is_undone() -> None:
    """A deleted post that TikTok shows, or a withdrawn license that it calls in force, is told."""
    gone = POST.delete("2026-06-05T00:00:00Z", removal=Removal.CREATOR)
    withdrawn = LICENSE.revoke("2026-06-05T00:00:00Z")
    merged = together(reading(gone, withdrawn), reading(POST, LICENSE), tiktok=True)
    assert (merged.reading.posts, merged.reading.licenses) == ((gone,), (withdrawn,))
    assert [each.field for each in merged.reading.diagnoses] == ["deleted_at", "revoked_at"]
    over = attrs.evolve(LICENSE, expires_at="2026-06-08T00:00:00Z")
    assert together(reading(gone, withdrawn), reading(gone, over), tiktok=True).reading.diagnoses == ()


def test_what_does_not_fit_what_is_known_is_told() -> None:
    """And what is known stays."""
    late = attrs.evolve(POST, published_at="2026-05-01T00:00:00Z").delete("2026-05-02T00:00:00Z")
    later = attrs.evolve(POST, published_at=instant("2026-05-01T00:00:00Z") + timedelta(days=3))
    merged = together(reading(late), reading(later))
    assert merged.reading.posts == (late,)
    assert merged.reading.diagnoses[0].problem.startswith("post 1: it does not fit what is known of it: deleted_at: ")


def observed(known: tuple[AccountAccess, ...], *answers: tuple[int, bool]) -> tuple[AccountAccess, ...]:
    """Merge what is known with what TikTok shows of the account on some days: whether it can be used."""
    parts = [Part(source="known", reading=Reading(access=known))]
    for day, usable in answers:
        at = SEEN + timedelta(days=day)
        shows = AccountAccess(creator="maya", granted_at=SEEN - timedelta(days=99), revoked_at=None if usable else at)
        parts.append(Part(source="tiktok", reading=Reading(access=(shows,)), observed_at=at))
    return merge(parts).reading.access


def test_tiktok_shows_whether_access_is_there_and_never_since_when() -> None:
    """It ends what was in force, begins anew what was over, and changes nothing else."""
    known = AccountAccess(creator="maya", granted_at=SEEN - timedelta(days=3))
    assert observed((known,), (0, True)) == (known,)
    assert observed((known,), (0, False)) == (known.revoke(SEEN),)
    assert observed((known.revoke(SEEN),), (1, False)) == (known.revoke(SEEN),)
    again = AccountAccess(creator="maya", granted_at=SEEN + timedelta(days=2))
    assert observed((known,), (0, False), (2, True), (3, True)) == (known.revoke(SEEN), again)
    (first,) = observed((), (0, True))
    assert observed((), (0, True), (1, False)) == (first.revoke(SEEN + timedelta(days=1)),)


def test_what_another_source_says_of_an_access_is_put_together_by_its_id() -> None:
    """And never forgotten."""
    known = AccountAccess(creator="maya", granted_at=SEEN, expires_at=SEEN + timedelta(days=9))
    parts = [
        Part(source=name, reading=Reading(access=(each,))) for name, each in (("a", known), ("b", known.revoke(SEEN)))
    ]
    assert merge(parts).reading.access == merge(reversed(parts)).reading.access == (known.revoke(SEEN),)
