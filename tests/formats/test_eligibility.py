"""Eligibility: all reasons, who acts, and the other posts whose owners must authorize too."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import moments, policies, posts

from sparklicense import License, Policy, Post, Rulebook, Window, Windows
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError
from sparklicense.formats import (
    ELIGIBILITY,
    Basis,
    Candidate,
    Disclosure,
    EligibilityRule,
    Identity,
    Review,
    SoundRights,
    Verdict,
    eligibility,
    eligibility_to_data,
)
from sparklicense.formats.candidates import TRACKS
from sparklicense.rules.rulebook import Actor, applies

AT: Final = "2026-06-01T00:00:00Z"
POST: Final = Post(id="9", published_at="2026-05-01T00:00:00Z")
IDS: Final = st.sampled_from((None, "1", "2"))


def candidates() -> st.SearchStrategy[Candidate]:
    """Draw a post with anything that decides."""
    return st.builds(
        Candidate,
        post=posts("9"),
        story=st.booleans(),
        duet_of=IDS,
        stitch_of=IDS,
        multiple=st.booleans(),
        mentions=st.lists(st.sampled_from(("1", "2", "9")), max_size=3),
        review=st.sampled_from(Review),
        government_or_political=st.booleans(),
        identity=st.sampled_from(Identity),
        sound=st.sampled_from(SoundRights),
        disclosure=st.sampled_from(Disclosure),
    )


def license_of(post_id: str, **more: Any) -> License:
    """Make a license of 30 days that begins in May."""
    return License.issue(code=None, post_id=post_id, issued_at="2026-05-15T00:00:00Z", **more)


@given(candidates(), moments(), policies())
def test_the_verdict_is_the_weightiest_of_all_reasons(candidate: Candidate, at: Any, policy: Policy) -> None:
    """Each row that objects is given; ineligible if any is, conditional if only conditions are left."""
    found = eligibility(candidate, at=at, policy=policy)
    verdicts = {row.verdict for row in found.reasons}
    assert Verdict.ELIGIBLE not in verdicts
    expected = next((each for each in (Verdict.INELIGIBLE, Verdict.CONDITIONAL) if each in verdicts), Verdict.ELIGIBLE)
    assert found.verdict is expected
    answers = {ELIGIBILITY.answer(track, read(candidate, at, ()), policy) for track, (_, read) in TRACKS.items()}
    assert set(found.reasons) == {row for row in answers if row.verdict is not Verdict.ELIGIBLE}
    assert [row.verdict is Verdict.INELIGIBLE for row in found.reasons] == sorted(
        (row.verdict is Verdict.INELIGIBLE for row in found.reasons), reverse=True
    )


@given(candidates(), moments(), policies())
def test_who_must_act_is_nobody_exactly_where_nothing_can_fix_it(candidate: Candidate, at: Any, policy: Policy) -> None:
    """Then nobody else is sent to work; else everybody whose turn it is is named once."""
    found = eligibility(candidate, at=at, policy=policy)
    hopeless = any(row.for_good for row in found.reasons)
    assert (Actor.NOBODY in found.actors) is hopeless
    if hopeless:
        assert found.actors == (Actor.NOBODY,)
    else:
        assert set(found.actors) == {row.actor for row in found.reasons}
        assert len(set(found.actors)) == len(found.actors)


@given(candidates(), moments(), policies(), st.randoms(use_true_random=False))
def test_eligibility_does_not_depend_on_the_order_of_rows(
    candidate: Candidate, at: Any, policy: Policy, chance: Any
) -> None:
    """Nor does the order of the reasons."""
    rows = tuple(chance.sample(ELIGIBILITY.rows, len(ELIGIBILITY.rows)))
    book = Rulebook("eligibility", ELIGIBILITY.tracks, rows)
    assert eligibility(candidate, at=at, policy=policy, book=book) == eligibility(candidate, at=at, policy=policy)


@given(candidates(), moments(), policies())
def test_authorizing_every_original_leaves_no_such_condition(candidate: Candidate, at: Any, policy: Policy) -> None:
    """And takes away nothing else."""
    licenses = [
        License(code=None, post_id=id, issued_at="0001-01-01T00:00:00Z", expires_at="9999-12-31T00:00:00Z")
        for id in candidate.originals
    ]
    before = eligibility(candidate, at=at, policy=policy)
    after = eligibility(candidate, at=at, policy=policy, licenses=licenses)
    assert before.unauthorized == candidate.originals
    assert after.unauthorized == ()
    assert after.reasons == tuple(row for row in before.reasons if row.track != "originals")


@pytest.mark.parametrize("row", ELIGIBILITY.rows, ids=lambda row: row.id)
def test_every_row_can_change_the_verdict_alone(row: EligibilityRule) -> None:
    """Turn the row round, and the post that it alone speaks about is judged the other way."""
    candidate, policy = witness(row)
    other: dict[str, Any] = {"verdict": Verdict.ELIGIBLE, "rank": None, "actor": None}
    if row.verdict is Verdict.ELIGIBLE:
        rank = next((each.rank for each in ELIGIBILITY.rows if each.track == row.track and each.rank), None)
        other = {"verdict": Verdict.INELIGIBLE, "rank": rank, "actor": Actor.NOBODY}
    rows = tuple(attrs.evolve(each, **other) if each is row else each for each in ELIGIBILITY.rows)
    book = Rulebook("eligibility", ELIGIBILITY.tracks, rows)
    licenses = [] if row.id == "originals_unauthorized" else [license_of("1")]
    before = eligibility(candidate, at=AT, policy=policy, licenses=licenses)
    after = eligibility(candidate, at=AT, policy=policy, licenses=licenses, book=book)
    assert before.verdict is row.verdict
    assert after.verdict is other["verdict"] is not row.verdict


def witness(row: EligibilityRule) -> tuple[Candidate, Policy]:
    """Make a post that is nothing special but for what a row is about."""
    from sparklicense import GUIDE, PLATFORM, Media, MediaKind  # noqa: PLC0415 - what only this function needs

    hidden = attrs.evolve(POST, hidden=Windows([Window("2026-05-20T00:00:00Z", None)]))
    carousel = attrs.evolve(POST, media=Media(kind=MediaKind.CAROUSEL))
    facts: dict[str, dict[str, Any]] = {
        "post_deleted": {"post": POST.delete("2026-05-20T00:00:00Z")},
        "post_unpublished": {"post": attrs.evolve(POST, published_at="2026-07-01T00:00:00Z")},
        "post_hidden": {"post": hidden},
        "post_hidden_allowed": {"post": hidden},
        "government_or_political_yes": {"government_or_political": True},
        "story_yes": {"story": True},
        "multiple_yes": {"multiple": True},
        "mentions_one": {"mentions": ["9"]},
        "mentions_several": {"mentions": ["1", "2"]},
        "originals_authorized": {"duet_of": "1"},
        "originals_unauthorized": {"stitch_of": "1"},
        "duet_carousel_yes": {"post": carousel, "duet_of": "1"},
    }
    standing = row.standing
    for field, kind in (("review", Review), ("identity", Identity), ("sound", SoundRights), ("disclosure", Disclosure)):
        if isinstance(standing, kind):
            facts[row.id] = {field: standing}
    policy = next(each for each in (GUIDE, PLATFORM) if applies(row, each))
    candidate = Candidate(
        **{"post": POST, "sound": SoundRights.WITHOUT_SONG_ID, "disclosure": Disclosure.ON, **facts.get(row.id, {})}
    )
    return candidate, policy


@pytest.mark.parametrize(
    ("license", "counts"),
    [
        (license_of("1"), True),
        (license_of("1", redeemed_at=None), True),
        (license_of("1", days=7), False),
        (license_of("1").revoke("2026-05-20T00:00:00Z"), False),
        (license_of("9"), False),
        (license_of("1", id="x", advertiser_id="a"), True),
    ],
)
def test_a_license_of_the_original_counts_while_it_stands(license: License, counts: bool) -> None:  # noqa: FBT001 - a column
    """Applied or not: the second code is handed in together with the first."""
    duet = Candidate(post=POST, duet_of="1", sound=SoundRights.WITHOUT_SONG_ID, disclosure=Disclosure.ON)
    found = eligibility(duet, at=AT, licenses=iter([license]))
    assert found.originals == ("1",)
    assert found.unauthorized == (() if counts else ("1",))
    assert found.verdict is (Verdict.ELIGIBLE if counts else Verdict.CONDITIONAL)


def test_the_originals_are_named_once_each() -> None:
    """The duetted, the stitched and the one mentioned; several mentions are refused anyway; never the post itself."""
    assert Candidate(post=POST, duet_of="1", stitch_of="2", mentions=["1"]).originals == ("1", "2")
    assert Candidate(post=POST, mentions=["3", "3"]).originals == ("3",)
    assert Candidate(post=POST, mentions=["3", "4"]).originals == ()
    assert Candidate(post=POST, mentions=["9"]).originals == ()


@pytest.mark.parametrize(
    ("facts", "kind", "message"),
    [
        ({"post": "9"}, WrongTypeError, "post: a `Post`, not str: `9`"),
        ({"duet_of": "9"}, ImpossibleFactsError, "duet_of: `9` is the post itself; name the original"),
        ({"stitch_of": "9"}, ImpossibleFactsError, "stitch_of: `9` is the post itself; name the original"),
        ({"duet_of": 1}, WrongTypeError, "duet_of: an id is text, not int: `1`"),
        ({"mentions": "1"}, WrongTypeError, "mentions: several values, not one str: `1`"),
        ({"mentions": [1]}, WrongTypeError, "mentions: each a `str`, not int: `1`"),
        ({"mentions": [" "]}, InvalidValueError, "mentions: an id is not empty"),
        ({"sound": "loud"}, WrongTypeError, "sound: a `SoundRights`, not str: `loud`"),
        ({"story": 1}, WrongTypeError, "story: a `bool`, not int: `1`"),
    ],
)
def test_a_candidate_refuses_what_cannot_be(facts: dict[str, Any], kind: type[Exception], message: str) -> None:
    """With the field, the value and what would be right."""
    with pytest.raises(kind) as caught:
        Candidate(**{"post": POST, **facts})
    assert str(caught.value).startswith(message)


def test_eligibility_explains_itself() -> None:
    """Every reason with its source, who acts, TikTok's word for it, and the post that is still to be authorized."""
    found = eligibility(Candidate(post=POST, story=True, duet_of="1"), at=AT)
    assert found.explain().splitlines() == [
        "Post `9` is ineligible for Spark Ads at 2026-06-01T00:00:00Z.",
        "The post is a story: nobody can fix it: use another post [platform rule: TikTok platform facts, F12].",
        "TikTok calls it `story_video_not_supported`.",
        (
            "The post duets, stitches or mentions another, which its owner must authorize too: the creator acts: "
            "the owner of the original post authorizes it as well [platform rule: TikTok platform facts, A22, C33]."
        ),
        (
            "Nobody has said whether the sound may be used in ads: the advertiser acts: "
            "make sure of the rights to the sound [platform rule: TikTok platform facts, B18]."
        ),
        (
            "Whether the post discloses commercial content is unknown, and TikTok can restrict or remove a promotional "
            "post that does not: the creator acts: turn on the commercial content disclosure "
            "[platform rule: TikTok platform facts, I6]."
        ),
        "Still to be authorized: post `1`.",
    ]
    fine = Candidate(post=POST, sound=SoundRights.WITHOUT_SONG_ID, disclosure=Disclosure.ON)
    assert eligibility(fine, at=AT).explain() == "Post `9` is eligible for Spark Ads at 2026-06-01T00:00:00Z."


def test_eligibility_is_plain_data() -> None:
    """With every reason, its source and who acts."""
    data = eligibility_to_data(eligibility(Candidate(post=POST, stitch_of="1"), at=AT))
    assert (data["verdict"], data["unauthorized"]) == ("conditional", ["1"])
    assert [(row["row"], row["actor"]) for row in data["reasons"]] == [
        ("originals_unauthorized", "creator"),
        ("sound_unknown", "advertiser"),
        ("disclosure_unknown", "creator"),
    ]
    assert data["reasons"][0]["sources"] == ["TikTok platform facts, A22, C33"]


def test_only_what_the_guide_alone_says_is_its_opinion() -> None:
    """The rest of eligibility is TikTok's."""
    opinions = {row.id for row in ELIGIBILITY.rows if row.basis is Basis.GUIDE}
    assert opinions == {"post_unpublished", "post_hidden"}
