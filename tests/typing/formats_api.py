"""The whole public API of formats, used once; type checkers read this file, nobody runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, assert_type

from pendulum import DateTime

from sparklicense import GUIDE, PLATFORM, Actor, AdField, Citation, License, Policy, Post, Rulebook
from sparklicense.formats import (
    AVAILABILITY,
    COMPARISON_COLUMNS,
    ELIGIBILITY,
    FIGURES,
    KNOWLEDGE,
    LIMITS,
    PLATFORMS,
    QUESTIONS,
    SITUATIONS,
    TIES,
    TRAITS,
    Advice,
    Assessment,
    AtMost,
    Availability,
    Basis,
    Brief,
    Candidate,
    Cell,
    Closing,
    Comparison,
    Contrast,
    Controls,
    Decider,
    Destination,
    Effect,
    Eligibility,
    EligibilityRule,
    Engagement,
    Figure,
    Format,
    Goal,
    Identity,
    InFeedException,
    Knowledge,
    Limit,
    Platform,
    PlatformRule,
    Reason,
    Review,
    Situation,
    SoundRights,
    Source,
    TieRule,
    Trait,
    Verdict,
    WouldChange,
    advice_to_data,
    advise,
    availability,
    brief_of,
    compare,
    comparison_rows,
    comparison_to_data,
    controls,
    eligibility,
    eligibility_to_data,
    equivalent,
    limits,
)


def advising(post: Post, at: DateTime, licenses: Iterable[License], answers: Mapping[str, str | bool | None]) -> None:
    """Ask which format to choose, and why."""
    candidate = Candidate(
        post=post,
        story=False,
        duet_of="2",
        stitch_of=None,
        multiple=False,
        mentions=("3",),
        review=Review.PASSED,
        government_or_political=False,
        identity=Identity.AVAILABLE,
        sound=SoundRights.UNKNOWN,
    )
    brief = Brief(
        post=Source.CREATOR,
        goal=Goal.SOCIAL_PROOF,
        caption_approval=False,
        creative_edits=False,
        launch_in=timedelta(days=3),
        creator_relationship=True,
        engagement=Engagement.STRONG,
        several_accounts=False,
        click=Destination.LANDING_PAGE,
        linked_account=False,
        exception=InFeedException.TIKTOK_SHOP,
        platform=Platform.TIKTOK,
        candidate=candidate,
    )
    assert_type(brief_of(answers), Brief)
    assert_type(brief_of({"post": "creator", "several_accounts": True, "goal": None}, launch_in=timedelta(1)), Brief)
    advice = advise(brief, at="2026-06-01T00:00:00Z")
    assert_type(advice, Advice)
    assert_type(advise(brief, at=at, policy=PLATFORM, licenses=licenses, knowledge=KNOWLEDGE), Advice)
    assert_type(advice_to_data(advice), dict[str, Any])
    found = eligibility(candidate, at=at)
    assert_type(found, Eligibility)
    assert_type(eligibility(candidate, at=at, licenses=licenses, policy=GUIDE, book=ELIGIBILITY), Eligibility)
    assert_type(eligibility_to_data(found), dict[str, Any])
    knowledge = Knowledge(
        situations=SITUATIONS, availability=AVAILABILITY, platforms=PLATFORMS, eligibility=ELIGIBILITY, ties=TIES
    )
    assert_type(knowledge, Knowledge)


def comparing(at: DateTime) -> None:
    """Set the formats beside each other."""
    found = compare(Format.SPARK_PULL, Format.IN_FEED, at=at, policy=GUIDE)
    assert_type(found, Comparison)
    assert_type(comparison_rows(found), list[tuple[str, ...]])
    assert_type(comparison_to_data(found), dict[str, Any])
    columns: tuple[str, ...] = COMPARISON_COLUMNS
    assert_type(len(columns), int)
    assert_type(controls(), Controls)
    assert_type(controls(PLATFORM), Controls)
    assert_type(availability(Format.SPARK_PUSH, at="2026-06-01T00:00:00Z", policy=GUIDE), Availability)
    assert_type(equivalent(Platform.INSTAGRAM), PlatformRule)
    assert_type(limits(Format.SPARK_PULL), tuple[Limit, ...])
    traits: tuple[Trait, ...] = TRAITS
    known: tuple[Limit, ...] = LIMITS
    assert_type((traits[0], known[0]), tuple[Trait, Limit])
    assert_type(FIGURES["engagement"], Figure)
    assert_type(QUESTIONS["goal"], tuple[str, tuple[Any, ...]])
    assert_type(AtMost(timedelta(days=1)), AtMost)


def read_advice(one: Advice) -> None:
    """Read an advice."""
    assert_type(one.brief, Brief)
    assert_type(one.at, DateTime)
    assert_type(one.policy, Policy)
    assert_type(one.format, Format | None)
    assert_type(one.decided_by, Decider)
    assert_type(one.assessments, tuple[Assessment, ...])
    assert_type(one.eligibility, Eligibility | None)
    assert_type(one.elsewhere, PlatformRule | None)
    assert_type(one.of(Format.IN_FEED), Assessment)
    assert_type(one.conditions, tuple[EligibilityRule, ...])
    assert_type(one.would_change, tuple[WouldChange, ...])
    assert_type(one.explain(), str)


def read_assessment(one: Assessment) -> None:
    """Read an assessment."""
    assert_type(one.format, Format)
    assert_type(one.reasons, tuple[Reason, ...])
    assert_type(one.available, bool)
    assert_type(one.lasting, bool)
    assert_type(one.those(Effect.FOR), tuple[Reason, ...])
    assert_type(one.ruled_out, bool)
    assert_type(one.balance, int)


def read_at_most(one: AtMost) -> None:
    """Read an at most."""
    assert_type(one.longest, timedelta)


def read_availability(one: Availability, at: DateTime) -> None:
    """Read an availability."""
    assert_type(one.id, str)
    assert_type(one.format, Format)
    assert_type(one.is_open, bool)
    assert_type(one.closing, Closing | None)
    assert_type(one.exceptions, frozenset[InFeedException])
    assert_type(one.reason, str)
    assert_type(one.basis, Basis)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.figures, tuple[Figure, ...])
    assert_type(one.holds(at, GUIDE), bool)


def read_basis(one: Basis) -> None:
    """Read a basis."""
    members: list[Basis] = [
        Basis.PLATFORM,
        Basis.GUIDE,
        Basis.REPORTED,
        Basis.OURS,
    ]
    assert_type(members, list[Basis])
    text: str = one.value
    assert_type(Basis(text), Basis)


def read_brief(one: Brief) -> None:
    """Read a brief."""
    assert_type(one.post, Source)
    assert_type(one.goal, Goal | None)
    assert_type(one.caption_approval, bool)
    assert_type(one.creative_edits, bool)
    assert_type(one.launch_in, timedelta | None)
    assert_type(one.creator_relationship, bool)
    assert_type(one.engagement, Engagement | None)
    assert_type(one.several_accounts, bool)
    assert_type(one.click, Destination)
    assert_type(one.linked_account, bool)
    assert_type(one.exception, InFeedException | None)
    assert_type(one.platform, Platform)
    assert_type(one.candidate, Candidate | None)


def read_candidate(one: Candidate, at: DateTime) -> None:
    """Read a candidate."""
    assert_type(one.post, Post)
    assert_type(one.story, bool)
    assert_type(one.duet_of, str | None)
    assert_type(one.stitch_of, str | None)
    assert_type(one.multiple, bool)
    assert_type(one.mentions, tuple[str, ...])
    assert_type(one.review, Review)
    assert_type(one.government_or_political, bool)
    assert_type(one.identity, Identity)
    assert_type(one.sound, SoundRights)
    assert_type(one.originals, tuple[str, ...])
    assert_type(one.unauthorized(at, ()), tuple[str, ...])


def read_cell(one: Cell, at: DateTime) -> None:
    """Read a cell."""
    assert_type(one.format, Format)
    assert_type(one.reason, str)
    assert_type(one.basis, Basis)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.figures, tuple[Figure, ...])
    assert_type(one.since, DateTime | None)
    assert_type(one.until, DateTime | None)
    assert_type(one.id, str)
    assert_type(one.holds(at), bool)


def read_comparison(one: Comparison) -> None:
    """Read a comparison."""
    assert_type(one.one, Format)
    assert_type(one.other, Format)
    assert_type(one.at, DateTime)
    assert_type(one.policy, str)
    assert_type(one.rows, tuple[Contrast, ...])
    assert_type(one.title, str)
    assert_type(one.table(), tuple[tuple[str, str, str], ...])
    assert_type(one.explain(), str)


def read_contrast(one: Contrast) -> None:
    """Read a contrast."""
    assert_type(one.id, str)
    assert_type(one.aspect, str)
    assert_type(one.one, Cell | Availability | None)
    assert_type(one.other, Cell | Availability | None)
    assert_type(one.differs, bool)


def read_controls(one: Controls) -> None:
    """Read a controls."""
    assert_type(one.advertisers, tuple[AdField, ...])
    assert_type(one.locked, tuple[AdField, ...])


def read_decider(one: Decider) -> None:
    """Read a decider."""
    members: list[Decider] = [
        Decider.NOTHING_FITS,
        Decider.ONLY_ONE_FITS,
        Decider.BALANCE,
        Decider.FEWEST_AGAINST,
        Decider.LASTING,
        Decider.ORDER,
    ]
    assert_type(members, list[Decider])
    text: str = one.value
    assert_type(Decider(text), Decider)


def read_destination(one: Destination) -> None:
    """Read a destination."""
    members: list[Destination] = [
        Destination.LANDING_PAGE,
        Destination.BRAND_PROFILE,
        Destination.CREATOR_PROFILE,
    ]
    assert_type(members, list[Destination])
    text: str = one.value
    assert_type(Destination(text), Destination)


def read_effect(one: Effect) -> None:
    """Read an effect."""
    members: list[Effect] = [
        Effect.FOR,
        Effect.AGAINST,
        Effect.RULES_OUT,
    ]
    assert_type(members, list[Effect])
    text: str = one.value
    assert_type(Effect(text), Effect)


def read_eligibility(one: Eligibility) -> None:
    """Read an eligibility."""
    assert_type(one.post_id, str)
    assert_type(one.at, DateTime)
    assert_type(one.policy, str)
    assert_type(one.reasons, tuple[EligibilityRule, ...])
    assert_type(one.originals, tuple[str, ...])
    assert_type(one.unauthorized, tuple[str, ...])
    assert_type(one.verdict, Verdict)
    assert_type(one.actors, tuple[Actor, ...])
    assert_type(one.explain(), str)


def read_eligibility_rule(one: EligibilityRule) -> None:
    """Read an eligibility rule."""
    assert_type(one.id, str)
    assert_type(one.track, str)
    assert_type(one.standing, StrEnum)
    assert_type(one.verdict, Verdict)
    assert_type(one.rank, int | None)
    assert_type(one.reason, str)
    assert_type(one.actor, Actor | None)
    assert_type(one.remedy, str)
    assert_type(one.for_good, bool)
    assert_type(one.tiktok, str)
    assert_type(one.under, tuple[str, bool] | None)
    assert_type(one.basis, Basis)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.figures, tuple[Figure, ...])


def read_engagement(one: Engagement) -> None:
    """Read an engagement."""
    members: list[Engagement] = [
        Engagement.STRONG,
        Engagement.WEAK,
    ]
    assert_type(members, list[Engagement])
    text: str = one.value
    assert_type(Engagement(text), Engagement)


def read_figure(one: Figure) -> None:
    """Read a figure."""
    assert_type(one.measure, str)
    assert_type(one.value, str)
    assert_type(one.source, str)
    assert_type(one.dated, str)


def read_format(one: Format) -> None:
    """Read a format."""
    members: list[Format] = [
        Format.SPARK_PULL,
        Format.IN_FEED,
        Format.SPARK_PUSH,
    ]
    assert_type(members, list[Format])
    text: str = one.value
    assert_type(Format(text), Format)
    assert_type(one.words, str)


def read_goal(one: Goal) -> None:
    """Read a goal."""
    members: list[Goal] = [
        Goal.CREATOR_LED,
        Goal.SCALING,
        Goal.SOCIAL_PROOF,
        Goal.DIRECT_RESPONSE,
        Goal.ENGAGEMENT,
        Goal.LOW_COST,
    ]
    assert_type(members, list[Goal])
    text: str = one.value
    assert_type(Goal(text), Goal)


def read_identity(one: Identity) -> None:
    """Read an identity."""
    members: list[Identity] = [
        Identity.NOT_LINKED,
        Identity.AVAILABLE,
        Identity.NO_VALID_BIND_ACCOUNT,
        Identity.SCOPE_UNAVAILABLE,
        Identity.IS_PRIVATE_ACCOUNT,
        Identity.NOT_BUSINESS_ACCOUNT,
    ]
    assert_type(members, list[Identity])
    text: str = one.value
    assert_type(Identity(text), Identity)


def read_in_feed_exception(one: InFeedException) -> None:
    """Read an in feed exception."""
    members: list[InFeedException] = [
        InFeedException.OTHER_PLACEMENTS,
        InFeedException.BRANDED_MISSION,
        InFeedException.TIKTOK_SHOP,
        InFeedException.SMART_CREATIVE,
        InFeedException.MANUAL_CATALOG,
    ]
    assert_type(members, list[InFeedException])
    text: str = one.value
    assert_type(InFeedException(text), InFeedException)


def read_knowledge(one: Knowledge) -> None:
    """Read a knowledge."""
    assert_type(one.situations, tuple[Situation, ...])
    assert_type(one.availability, tuple[Availability, ...])
    assert_type(one.platforms, tuple[PlatformRule, ...])
    assert_type(one.eligibility, Rulebook[EligibilityRule])
    assert_type(one.ties, tuple[TieRule, ...])


def read_limit(one: Limit) -> None:
    """Read a limit."""
    assert_type(one.id, str)
    assert_type(one.formats, frozenset[Format])
    assert_type(one.most, int | None)
    assert_type(one.reason, str)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.basis, Basis)
    assert_type(one.figures, tuple[Figure, ...])


def read_platform(one: Platform) -> None:
    """Read a platform."""
    members: list[Platform] = [
        Platform.TIKTOK,
        Platform.INSTAGRAM,
        Platform.FACEBOOK,
    ]
    assert_type(members, list[Platform])
    text: str = one.value
    assert_type(Platform(text), Platform)


def read_platform_rule(one: PlatformRule) -> None:
    """Read a platform rule."""
    assert_type(one.platform, Platform)
    assert_type(one.has_spark_ads, bool)
    assert_type(one.equivalent, str)
    assert_type(one.permission, str)
    assert_type(one.reason, str)
    assert_type(one.basis, Basis)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.id, str)
    assert_type(one.figures, tuple[Figure, ...])


def read_reason(one: Reason) -> None:
    """Read a reason."""
    assert_type(one.row, Situation | Availability | EligibilityRule | PlatformRule)
    assert_type(one.effect, Effect)


def read_review(one: Review) -> None:
    """Read a review."""
    members: list[Review] = [
        Review.PASSED,
        Review.PENDING,
        Review.REFUSED,
        Review.REMOVED,
    ]
    assert_type(members, list[Review])
    text: str = one.value
    assert_type(Review(text), Review)


def read_situation(one: Situation, brief: Brief) -> None:
    """Read a situation."""
    assert_type(one.id, str)
    assert_type(one.when, tuple[tuple[str, tuple[Any, ...] | AtMost], ...])
    assert_type(one.effects, tuple[tuple[Format, Effect], ...])
    assert_type(one.reason, str)
    assert_type(one.basis, Basis)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.figures, tuple[Figure, ...])
    assert_type(one.applies(brief), bool)


def read_sound_rights(one: SoundRights) -> None:
    """Read a sound rights."""
    members: list[SoundRights] = [
        SoundRights.UNKNOWN,
        SoundRights.WITHOUT_SONG_ID,
        SoundRights.AUTHORIZATION_MISSING,
        SoundRights.WITH_FULL_AUTHORIZATION,
    ]
    assert_type(members, list[SoundRights])
    text: str = one.value
    assert_type(SoundRights(text), SoundRights)


def read_source(one: Source) -> None:
    """Read a source."""
    members: list[Source] = [
        Source.OWN,
        Source.CREATOR,
        Source.NONE,
    ]
    assert_type(members, list[Source])
    text: str = one.value
    assert_type(Source(text), Source)


def read_tie_rule(one: TieRule) -> None:
    """Read a tie rule."""
    assert_type(one.decider, Decider)
    assert_type(one.place, int)
    assert_type(one.rank, Callable[[Assessment], int])
    assert_type(one.reason, str)
    assert_type(one.basis, Basis)
    assert_type(one.citations, tuple[Citation, ...])
    assert_type(one.id, str)
    assert_type(one.figures, tuple[Figure, ...])


def read_trait(one: Trait, at: DateTime) -> None:
    """Read a trait."""
    assert_type(one.id, str)
    assert_type(one.aspect, str)
    assert_type(one.cells, tuple[Cell, ...])
    assert_type(one.cell(Format.IN_FEED, at), Cell | None)


def read_verdict(one: Verdict) -> None:
    """Read a verdict."""
    members: list[Verdict] = [
        Verdict.ELIGIBLE,
        Verdict.CONDITIONAL,
        Verdict.INELIGIBLE,
    ]
    assert_type(members, list[Verdict])
    text: str = one.value
    assert_type(Verdict(text), Verdict)


def read_would_change(one: WouldChange) -> None:
    """Read a would change."""
    assert_type(one.question, str)
    assert_type(one.answer, Any)
    assert_type(one.format, Format | None)
