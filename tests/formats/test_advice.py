"""Laws of advice: no order of rows counts, no reason against helps, no ineligible post is advised."""

from __future__ import annotations

import itertools
import pickle
from datetime import timedelta
from functools import cache
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import posts

from sparklicense import GUIDE, PLATFORM, NaiveInstantError, Policy, Post, instant
from sparklicense.citations import facts, guide
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, RulebookError, WrongTypeError
from sparklicense.formats import (
    AVAILABILITY,
    KNOWLEDGE,
    PLATFORMS,
    QUESTIONS,
    SITUATIONS,
    TIES,
    Advice,
    AtMost,
    Basis,
    Brief,
    Candidate,
    Closing,
    Decider,
    Destination,
    Disclosure,
    Effect,
    Engagement,
    Format,
    Goal,
    InFeedException,
    Platform,
    Review,
    Situation,
    SoundRights,
    Source,
    Verdict,
    advice_to_data,
    advise,
    brief_of,
    equivalent,
)
from sparklicense.formats.availability import Availability, check_availability
from sparklicense.formats.briefs import changed
from sparklicense.formats.situations import check_situations

AT: Final = "2026-06-01T00:00:00Z"
MOMENTS: Final = ("2025-12-01T00:00:00Z", "2026-01-15T00:00:00Z", AT)
POST: Final = Post(id="9", published_at="2026-05-01T00:00:00Z")
FINE: Final = Candidate(post=POST, sound=SoundRights.WITHOUT_SONG_ID, disclosure=Disclosure.ON)


def candidates() -> st.SearchStrategy[Candidate]:
    """Draw a post with anything that decides eligibility."""
    return st.builds(
        Candidate,
        post=posts("9", detailed=False),
        story=st.booleans(),
        multiple=st.booleans(),
        duet_of=st.sampled_from((None, "1")),
        review=st.sampled_from(Review),
        sound=st.sampled_from(SoundRights),
        disclosure=st.sampled_from(Disclosure),
        government_or_political=st.booleans(),
    )


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Draw a brief: any answer to every question, with a candidate sometimes."""
    answers = {question: draw(st.sampled_from(known)) for question, (_, known) in QUESTIONS.items()}
    if answers["platform"] is not Platform.TIKTOK:
        answers["platform"] = draw(st.sampled_from((Platform.TIKTOK, answers["platform"])))
    candidate = None if answers["post"] is Source.NONE else draw(st.none() | st.just(FINE) | candidates())
    return Brief(**answers, candidate=candidate)


def situations() -> st.SearchStrategy[Situation]:
    """Draw a row that holds of every brief, for or against one format."""
    return st.builds(
        lambda which, effect: Situation(
            id="drawn",
            when=(),
            effects=((which, effect),),
            reason="somebody says so",
            basis=Basis.GUIDE,
            citations=(guide("FAQ"),),
        ),
        st.sampled_from(Format),
        st.sampled_from((Effect.AGAINST, Effect.RULES_OUT)),
    )


policies: Final = st.sampled_from((GUIDE, PLATFORM))
moments: Final = st.sampled_from(MOMENTS)


def told(advice: Advice) -> dict[str, Any]:
    """Give all that an advice says."""
    return advice_to_data(advice)


@given(briefs(), moments, policies, st.randoms(use_true_random=False))
def test_advice_does_not_depend_on_the_order_of_rows(brief: Brief, at: str, policy: Policy, chance: Any) -> None:
    """Situations, availability, platforms and even tie rules may stand in any order."""
    shuffled: dict[str, Any] = {
        table: tuple(chance.sample(getattr(KNOWLEDGE, table), len(getattr(KNOWLEDGE, table))))
        for table in ("situations", "availability", "platforms", "ties")
    }
    other = advise(brief, at=at, policy=policy, knowledge=attrs.evolve(KNOWLEDGE, **shuffled))
    advice = advise(brief, at=at, policy=policy)
    assert other == advice
    assert told(other) == told(advice)


@given(briefs(), moments, policies, situations())
def test_adding_a_reason_against_never_strengthens_a_recommendation(
    brief: Brief, at: str, policy: Policy, row: Situation
) -> None:
    """The format it is against gets no better a place, no better a balance, and no other format a worse one."""
    before = advise(brief, at=at, policy=policy)
    more = attrs.evolve(KNOWLEDGE, situations=(*SITUATIONS, row))
    after = advise(brief, at=at, policy=policy, knowledge=more)
    ((against, _),) = row.effects
    old, new = before.of(against), after.of(against)
    assert (new.ruled_out, -new.balance) >= (old.ruled_out, -old.balance)
    assert [each.format for each in after.assessments].index(against) >= [
        each.format for each in before.assessments
    ].index(against)
    assert after.format is not against or before.format is against
    for which in set(Format) - {against}:
        assert after.of(which) == before.of(which)
    if before.format is not against:
        assert after.format is before.format


@given(briefs(), moments, policies)
def test_an_ineligible_post_is_never_recommended(brief: Brief, at: str, policy: Policy) -> None:
    """Whatever else speaks for it; and one on conditions only together with them."""
    advice = advise(brief, at=at, policy=policy)
    if advice.eligibility is not None and advice.format is Format.SPARK_PULL:
        assert advice.eligibility.verdict is not Verdict.INELIGIBLE
        assert advice.conditions == advice.eligibility.reasons
    else:
        assert advice.conditions == ()


@given(briefs(), moments, policies)
def test_what_would_change_the_advice_is_found_by_asking_again(brief: Brief, at: str, policy: Policy) -> None:
    """Each change listed leads where it says; every answer not listed leaves the advice as it is."""
    advice = advise(brief, at=at, policy=policy)
    listed = {(change.question, change.answer): change.format for change in advice.would_change}
    for question, (_, answers) in QUESTIONS.items():
        for answer in answers:
            then = advise(changed(brief, question, answer), at=at, policy=policy).format
            assert listed.pop((question, answer), advice.format) is then
    then = advise(attrs.evolve(brief, candidate=None), at=at, policy=policy).format
    ineligible = advice.eligibility is not None and advice.eligibility.verdict is Verdict.INELIGIBLE
    assert listed == ({("candidate", None): then} if ineligible and then is not advice.format else {})


@given(briefs(), moments, policies)
def test_the_advice_is_the_best_that_is_not_ruled_out(brief: Brief, at: str, policy: Policy) -> None:
    """No other format has a better balance; none fits exactly if all are ruled out."""
    advice = advise(brief, at=at, policy=policy)
    fitting = [each for each in advice.assessments if not each.ruled_out]
    assert (advice.format is None) is (fitting == [])
    assert (advice.decided_by is Decider.NOTHING_FITS) is (fitting == [])
    assert (advice.decided_by is Decider.ONLY_ONE_FITS) is (len(fitting) == 1)
    if advice.format is not None:
        assert advice.of(advice.format).balance == max(each.balance for each in fitting)


@given(briefs(), moments, policies)
def test_equal_questions_get_equal_advice(brief: Brief, at: str, policy: Policy) -> None:
    """Advice is a value: it compares, hashes and pickles."""
    advice = advise(brief, at=at, policy=policy)
    assert advice == advise(brief, at=instant(at), policy=policy)
    assert hash(brief) == hash(attrs.evolve(brief))
    assert pickle.loads(pickle.dumps(brief)) == brief  # noqa: S301 - our own bytes


@given(briefs(), moments, policies)
def test_every_reason_is_said_with_its_source(brief: Brief, at: str, policy: Policy) -> None:
    """And every figure with its source and its date, nowhere else."""
    advice = advise(brief, at=at, policy=policy)
    text = advice.explain()
    for each in advice.assessments:
        for reason in each.reasons:
            assert reason.row.citations
            assert reason.row.reason in text
            assert all(str(citation) in text for citation in reason.row.citations)
            assert all(str(figure) in text for figure in reason.row.figures)
    for line in text.splitlines():
        if "%" in line:
            assert "published" in line
            assert "industry-reported" in line


@cache
def every_brief() -> list[Brief]:
    """Give all plain briefs in which a candidate, another platform and an exception play no part."""
    asked = [question for question in QUESTIONS if question not in ("platform", "exception")]
    return [
        Brief(**dict(zip(asked, answers, strict=True)))
        for answers in itertools.product(*(QUESTIONS[question][1] for question in asked))
    ]


def test_spark_on_a_post_is_advised_for_what_the_guide_names_and_never_against_its_warnings() -> None:
    """Over every plain brief: what rules it out rules it out, whatever speaks for it."""
    for brief in every_brief()[::7]:
        advice = advise(brief, at=AT)
        foreign = brief.post is not Source.OWN
        if advice.format is Format.SPARK_PULL:
            assert not brief.creative_edits
            assert not (foreign and (brief.caption_approval or not brief.creator_relationship))
            assert not (foreign and brief.click is Destination.BRAND_PROFILE)


# The tables


def test_every_row_can_be_the_only_reason() -> None:
    """Each situation alone, in an otherwise empty library, is what is said of its formats."""
    for row in SITUATIONS:
        alone = attrs.evolve(KNOWLEDGE, situations=(row,))
        brief = next(brief for brief in every_brief() if row.applies(brief))
        advice = advise(brief, at=AT, knowledge=alone)
        for which, effect in row.effects:
            assert [(reason.row, reason.effect) for reason in advice.of(which).reasons] == [(row, effect)]


@pytest.mark.parametrize("row", PLATFORMS, ids=lambda row: row.id)
def test_a_platform_is_answered_for_by_its_row_alone(row: Any) -> None:
    """Without it nothing is known of the platform, and no format is advised there."""
    brief = Brief(post=Source.OWN, platform=row.platform)
    fewer = attrs.evolve(KNOWLEDGE, platforms=tuple(each for each in PLATFORMS if each is not row))
    before, after = advise(brief, at=AT), advise(brief, at=AT, knowledge=fewer)
    assert (before.format, before.elsewhere) != (after.format, after.elsewhere) == (None, None)
    assert before.elsewhere is (None if row.has_spark_ads else row)


@pytest.mark.parametrize("exception", InFeedException)
def test_an_exception_keeps_in_feed_ads_open(exception: InFeedException) -> None:
    """After the closing; and an upload that needs none is preferred to it."""
    brief = Brief(post=Source.NONE, exception=exception)
    assert advise(brief, at=AT, policy=PLATFORM).format is Format.IN_FEED
    linked = attrs.evolve(brief, linked_account=True)
    advice = advise(linked, at=AT, policy=PLATFORM)
    assert (advice.format, advice.decided_by) == (Format.SPARK_PUSH, Decider.LASTING)


def row(**changes: Any) -> Situation:
    """Make a row that is in order but for what is changed."""
    given_: dict[str, Any] = {
        "id": "x",
        "when": (("caption_approval", (True,)),),
        "effects": ((Format.IN_FEED, Effect.FOR),),
        "reason": "it is so",
        "basis": Basis.GUIDE,
        "citations": (guide("FAQ"),),
        **changes,
    }
    return Situation(**given_)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([row(when=(("color", ("red",)),))], "row `x` reads `color` in a way no brief answers it"),
        ([row(when=(("goal", ("fame",)),))], "row `x` reads `goal` in a way no brief answers it"),
        ([row(effects=())], "row `x` must say one thing of each format it is about"),
        (
            [row(effects=((Format.IN_FEED, Effect.FOR), (Format.IN_FEED, Effect.AGAINST)))],
            "row `x` must say one thing of each format it is about",
        ),
        ([row(), row()], "2 rows have the id `x`"),
        ([row(citations=())], "row `x` has no citation"),
    ],
)
def test_a_table_of_situations_is_refused(rows: list[Situation], problem: str) -> None:
    """With the row and what is wrong with it."""
    check_situations([row()])
    with pytest.raises(RulebookError, match="table `situations`") as caught:
        check_situations(rows)
    assert problem in str(caught.value)


def test_a_launch_is_urgent_up_to_a_day() -> None:
    """The day itself counts; no hurry does not."""
    urgent = AtMost(timedelta(hours=24))
    assert timedelta(hours=24) in urgent
    assert timedelta(hours=24, microseconds=1) not in urgent
    assert None not in urgent


def open_row(**changes: Any) -> Availability:
    """Make a row that always holds but for what is changed."""
    given_: dict[str, Any] = {
        "id": "x",
        "format": Format.IN_FEED,
        "is_open": True,
        "reason": "it is so",
        "basis": Basis.PLATFORM,
        "citations": (facts("G8"),),
        **changes,
    }
    return Availability(**given_)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [open_row(closing=Closing.PAST)],
        [open_row(closing=Closing.PAST), open_row(id="y", closing=Closing.AHEAD)],
        [open_row(), open_row(id="y")],
        [open_row(), open_row(id="y", closing=Closing.PAST)],
        [open_row(id=each, closing=each) for each in (*Closing, Closing.PAST)],
    ],
)
def test_a_table_of_availability_is_refused_with_a_gap_or_an_overlap(rows: list[Availability]) -> None:
    """At any time, under any policy."""
    rest = [each for each in AVAILABILITY if each.format is not Format.IN_FEED]
    check_availability([*rest, open_row()])
    with pytest.raises(RulebookError, match="format `in_feed` has a gap or an overlap"):
        check_availability([*rest, *rows])


def test_the_tie_rules_leave_no_tie() -> None:
    """The last of them ranks every format differently."""
    assert [rule.decider for rule in TIES] == [Decider.FEWEST_AGAINST, Decider.LASTING, Decider.ORDER]
    assert [rule.figures for rule in TIES] == [()] * len(TIES)
    advice = advise(Brief(post=Source.OWN, linked_account=True), at=AT)
    assert len({TIES[-1].rank(each) for each in advice.assessments}) == len(Format)


# What a brief refuses


@pytest.mark.parametrize(
    ("facts_", "kind", "message"),
    [
        ({"post": "own"}, WrongTypeError, "post: a `Source`, not str: `own`"),
        ({"goal": "fame"}, WrongTypeError, "goal: a `Goal`, not str: `fame`"),
        ({"caption_approval": 1}, WrongTypeError, "caption_approval: a `bool`, not int: `1`"),
        ({"launch_in": 24}, WrongTypeError, "launch_in: a `timedelta`, not int: `24`"),
        (
            {"launch_in": timedelta()},
            InvalidValueError,
            "launch_in: `0:00:00` is not ahead; more than zero",
        ),
        ({"candidate": POST}, WrongTypeError, "candidate: a `Candidate`, not Post: "),
        (
            {"post": Source.NONE, "candidate": FINE},
            ImpossibleFactsError,
            "candidate: post `9` although `post` is `none`; say whose it is",
        ),
    ],
)
def test_a_brief_refuses_what_it_does_not_take(facts_: dict[str, Any], kind: type[Exception], message: str) -> None:
    """With the question, the value and what would be right."""
    with pytest.raises(kind) as caught:
        Brief(**{"post": Source.OWN, **facts_})
    assert str(caught.value).startswith(message)


def test_a_brief_is_read_from_words() -> None:
    """As a form has them: what is left out is left out."""
    day = timedelta(days=1)
    assert brief_of(
        {"post": "own", "goal": "scaling", "click": None, "several_accounts": True}, launch_in=day
    ) == Brief(post=Source.OWN, goal=Goal.SCALING, several_accounts=True, launch_in=day)


@pytest.mark.parametrize(
    ("answers", "kind", "message"),
    [
        ({"post": "mine"}, InvalidValueError, "post: `mine` is not known; choose one of own, creator, none"),
        ({"post": "own", "mood": "bad"}, InvalidValueError, "`mood` is not a question; ask one of post, goal, "),
        ({"post": "own", "caption_approval": "yes"}, WrongTypeError, "caption_approval: a `bool`, not str: `yes`"),
    ],
)
def test_words_that_no_brief_has_are_refused(answers: Any, kind: type[Exception], message: str) -> None:
    """With the question, the answer and what would be right."""
    with pytest.raises(kind) as caught:
        brief_of(answers)
    assert str(caught.value).startswith(message)


def test_advice_refuses_what_is_no_brief_and_no_instant() -> None:
    """As every other question does."""
    with pytest.raises(WrongTypeError, match="brief: a `Brief`, not str: `own`"):
        advise("own", at=AT)  # type: ignore[arg-type] # that is the point
    with pytest.raises(NaiveInstantError):
        advise(Brief(post=Source.OWN), at="2026-06-01T00:00:00")


# In words


def test_advice_explains_itself() -> None:
    """The answer, every format with its reasons and their sources, and what would change it."""
    brief = Brief(
        post=Source.CREATOR,
        creator_relationship=True,
        goal=Goal.CREATOR_LED,
        candidate=Candidate(post=POST, disclosure=Disclosure.ON),
    )
    assert advise(brief, at=AT).explain().splitlines() == [
        "At 2026-06-01T00:00:00Z, policy guide: a Spark Ad on an existing post (`spark_pull`).",
        "More speaks for it than for the others.",
        "`spark_pull`:",
        (
            "  For: a creator's own voice stays credible in a Spark Ad and loses that in an In-Feed Ad "
            "[the guide's opinion: Spark Ads guide, When Spark Ads beat In-Feed Ads]."
        ),
        "`in_feed`:",
        (
            "  Against: a creator's own voice stays credible in a Spark Ad and loses that in an In-Feed Ad "
            "[the guide's opinion: Spark Ads guide, When Spark Ads beat In-Feed Ads]."
        ),
        "`spark_push`:",
        (
            "  Against: an upload runs from the advertiser's own account, not from a creator's "
            "[platform rule: TikTok platform facts, D9]."
        ),
        (
            "  Ruled out: no own account is linked that an upload could be published to "
            "[platform rule: TikTok platform facts, D9, E1]."
        ),
        (
            "On condition that the advertiser acts: make sure of the rights to the sound; "
            "nobody has said whether the sound may be used in ads [platform rule: TikTok platform facts, B18]."
        ),
        (
            "`in_feed` instead, if goal: direct_response; or caption_approval: yes; or creative_edits: yes; "
            "or creator_relationship: no; or click: brand_profile."
        ),
        "Nothing instead, if platform: instagram or facebook.",
    ]


def test_advice_says_what_is_closest_elsewhere_and_what_says_nothing() -> None:
    """On another platform; and of a format that the brief does not touch."""
    there = advise(Brief(post=Source.OWN, platform=Platform.FACEBOOK), at=AT).explain()
    assert "no format fits.\nEvery format is ruled out." in there
    assert "Instead: Partnership Ads, once called Branded Content Ads; the creator tags the brand" in there
    here = advise(Brief(post=Source.OWN), at=AT).explain()
    assert "`in_feed`: the brief says nothing for or against it." in here


def test_another_post_is_named_among_what_would_change_the_advice() -> None:
    """Where the candidate is ineligible."""
    story = attrs.evolve(FINE, story=True)
    brief = Brief(post=Source.CREATOR, creator_relationship=True, engagement=Engagement.STRONG, candidate=story)
    advice = advise(brief, at=AT)
    assert advice.format is Format.IN_FEED
    assert "`spark_pull` instead, if post: own; or the post were another, eligible one." in advice.explain()
    assert told(advice)["eligibility"]["verdict"] == "ineligible"


def test_advice_that_a_dated_fact_contradicts_says_so() -> None:
    """The guide knows nothing of the closing of In-Feed Ads: its word stays, with the facts beside it."""
    strict = Brief(post=Source.CREATOR, caption_approval=True)
    disputed = advise(strict, at="2026-06-01T00:00:00Z")
    assert disputed.format is Format.IN_FEED
    assert disputed.disputed_by is not None
    assert disputed.disputed_by.section == "G8, I12"
    assert "TikTok takes no new ones since 2026-01-15 (TikTok platform facts, G8, I12)." in disputed.explain()
    assert advice_to_data(disputed)["disputed_by"] == "TikTok platform facts, G8, I12"
    for undisputed in (
        advise(strict, at="2026-01-14T23:59:59Z"),
        advise(Brief(post=Source.OWN), at="2026-06-01T00:00:00Z"),
        advise(strict, at="2026-06-01T00:00:00Z", policy=PLATFORM),
    ):
        assert undisputed.disputed_by is None
        assert advice_to_data(undisputed)["disputed_by"] is None
        assert "takes no new ones since" not in undisputed.explain()


def test_a_brief_on_a_creators_post_has_a_creator() -> None:
    """Nothing that a brief leaves out rules a format out."""
    left_out = Brief(post=Source.CREATOR)
    assert left_out.creator_relationship
    assert advise(left_out, at="2026-06-01T00:00:00Z").format is Format.SPARK_PULL
    assert not Brief(post=Source.NONE).creator_relationship


def test_where_meta_has_codes_the_guides_word_stays_and_the_newer_fact_stands_beside_it() -> None:
    """A tag instead of a code is what the guide says (fact I8)."""
    elsewhere = advise(Brief(post=Source.CREATOR, platform=Platform.INSTAGRAM), at="2026-06-01T00:00:00Z")
    assert "Meta now has partnership ad codes as well (TikTok platform facts, I8)." in elsewhere.explain()
    assert equivalent(Platform.INSTAGRAM).permission == "the creator tags the brand as a partner; there is no code"
