"""Advice: which format serves a brief, why, and what would change the answer.

Reasons are rows. What a row rules out is out; every other reason counts one, for or against, because
no source weighs them. The highest balance wins, and ties are broken by rules that look at the reasons
and never at the order in which rows stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import attrs
from pendulum import DateTime

from sparklicense.citations import Citation
from sparklicense.errors import WrongTypeError, shown
from sparklicense.formats.assessments import TIES, Assessment, Decider, Reason, TieRule
from sparklicense.formats.availability import AVAILABILITY, Availability, Closing, Format
from sparklicense.formats.briefs import QUESTIONS, Brief, changed
from sparklicense.formats.eligibility import Eligibility, eligibility
from sparklicense.formats.eligibility_rows import ELIGIBILITY
from sparklicense.formats.platforms import PLATFORMS, PlatformRule
from sparklicense.formats.situation_rows import SITUATIONS
from sparklicense.formats.situations import Effect, Situation
from sparklicense.formats.verdicts import EligibilityRule, Verdict
from sparklicense.formats.words import explained
from sparklicense.instants import InstantLike, instant, written
from sparklicense.licenses import License
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.rules.rulebook import Rulebook


@attrs.frozen(kw_only=True)
class Knowledge:
    """The rows that advice rests on; other ones for experiments."""

    situations: tuple[Situation, ...] = SITUATIONS
    """What in a brief speaks for a format, against it, or rules it out."""
    availability: tuple[Availability, ...] = AVAILABILITY
    """Which formats can be chosen, as policies see the closing of In-Feed Ads."""
    platforms: tuple[PlatformRule, ...] = PLATFORMS
    """Where there are Spark Ads."""
    eligibility: Rulebook[EligibilityRule] = ELIGIBILITY
    """Which posts can be put behind one."""
    ties: tuple[TieRule, ...] = TIES
    """How ties are broken."""


KNOWLEDGE: Final = Knowledge()


@attrs.frozen
class WouldChange:
    """Another answer to one question, which leads to another advice."""

    question: str
    """The brief's attribute; `candidate`: another post, one that is eligible."""
    answer: Any
    """The other answer."""
    format: Format | None
    """What would be advised then; `None`: no format fits."""


@attrs.frozen(kw_only=True)
class Advice:
    """Which format serves a brief, at an instant under a policy, and why."""

    brief: Brief
    """What was asked."""
    at: DateTime = attrs.field(repr=written)
    """The instant, in UTC."""
    policy: Policy
    """The reading of the sources."""
    format: Format | None
    """The format advised; `None`: none fits."""
    decided_by: Decider
    """What decided it."""
    assessments: tuple[Assessment, ...]
    """Every format with all its reasons, the best one first."""
    eligibility: Eligibility | None
    """What was found out about the candidate; `None`: there is none."""
    elsewhere: PlatformRule | None
    """What comes closest on another platform; `None`: TikTok was asked for."""
    _licenses: tuple[License, ...] = attrs.field(repr=False, eq=False, alias="licenses")
    _knowledge: Knowledge = attrs.field(repr=False, eq=False, alias="knowledge")

    def of(self, which: Format) -> Assessment:
        """Give what is to be said of one format."""
        return next(each for each in self.assessments if each.format is which)

    @property
    def disputed_by(self) -> Citation | None:
        """The dated fact that contradicts the advice: In-Feed Ads that TikTok takes no longer; `None`: none does."""
        return self.policy.in_feed_disputed_by(self.at) if self.format is Format.IN_FEED else None

    @property
    def conditions(self) -> tuple[EligibilityRule, ...]:
        """What is left to do about the candidate before it can be used, where a Spark Ad on it is advised."""
        if self.eligibility is None or self.format is not Format.SPARK_PULL:
            return ()
        return self.eligibility.reasons

    @cached_property
    def would_change(self) -> tuple[WouldChange, ...]:
        """Every other answer to one question that leads to another advice, found by asking again."""
        found = [
            WouldChange(question, answer, then)
            for question, (_, answers) in QUESTIONS.items()
            for answer in answers
            if (then := self._again(changed(self.brief, question, answer))) is not self.format
        ]
        if self.eligibility is not None and self.eligibility.verdict is Verdict.INELIGIBLE:
            then = self._again(attrs.evolve(self.brief, candidate=None))
            if then is not self.format:
                found.append(WouldChange("candidate", None, then))
        return tuple(found)

    def explain(self) -> str:
        """Say the advice, each reason with its source, and what would change it.

        An opinion is given with whose it is, a performance figure with its source and its date.
        """
        return explained(self)

    def _again(self, brief: Brief) -> Format | None:
        return _advise(brief, self.at, self.policy, self._licenses, self._knowledge).format


def advise(
    brief: Brief,
    *,
    at: InstantLike,
    policy: PolicyLike = GUIDE,
    licenses: Iterable[License] = (),
    knowledge: Knowledge = KNOWLEDGE,
) -> Advice:
    """Advise a format for a brief, or none.

    Args:
        brief: what is wanted.
        at: the instant of the decision, with an offset: formats open and close.
        policy: the reading of the sources.
        licenses: any licenses; those of the posts that the candidate is made from count.
        knowledge: the rows; other ones for experiments.

    Raises:
        NaiveInstantError, InexactInstantError: a time that is no exact instant.
        TypeError: a brief of another kind.

    Examples:
        >>> from sparklicense import PLATFORM
        >>> from sparklicense.formats import Brief, Goal, Source, advise
        >>> brief = Brief(post=Source.CREATOR, creator_relationship=True, goal=Goal.CREATOR_LED)
        >>> advise(brief, at="2026-06-01T00:00:00Z").format.value
        'spark_pull'
        >>> strict = Brief(post=Source.CREATOR, creator_relationship=True, caption_approval=True)
        >>> advise(strict, at="2026-06-01T00:00:00Z").format.value
        'in_feed'
        >>> advise(strict, at="2026-06-01T00:00:00Z", policy=PLATFORM).format is None
        True
    """
    policy = policy_of(policy)
    if not isinstance(brief, Brief):
        raise WrongTypeError(f"brief: a `Brief`, not {type(brief).__name__}: {shown(brief)}")
    return _advise(brief, instant(at), policy, tuple(licenses), knowledge)


def _advise(brief: Brief, at: DateTime, policy: Policy, licenses: tuple[License, ...], knowledge: Knowledge) -> Advice:
    looked_at = None
    if brief.candidate is not None:
        looked_at = eligibility(brief.candidate, at=at, licenses=licenses, policy=policy, book=knowledge.eligibility)
    place = next((row for row in knowledge.platforms if row.platform is brief.platform), None)
    # By name before the ties are broken, so that no order of rows or members decides unseen.
    found = [_assessed(which, brief, at, policy, looked_at, place, knowledge) for which in sorted(Format)]
    ties = sorted(knowledge.ties, key=lambda rule: rule.place)
    found.sort(key=lambda each: (each.ruled_out, -each.balance, *(rule.rank(each) for rule in ties)))
    best = found[0]
    return Advice(
        brief=brief,
        at=at,
        policy=policy,
        format=None if best.ruled_out else best.format,
        decided_by=_decider(found, ties),
        assessments=tuple(found),
        eligibility=looked_at,
        elsewhere=None if place is None or place.has_spark_ads else place,
        licenses=licenses,
        knowledge=knowledge,
    )


def _assessed(
    which: Format,
    brief: Brief,
    at: DateTime,
    policy: Policy,
    looked_at: Eligibility | None,
    place: PlatformRule | None,
    knowledge: Knowledge,
) -> Assessment:
    reasons = [
        Reason(row, effect)
        for row in knowledge.situations
        if row.applies(brief)
        for about, effect in row.effects
        if about is which
    ]
    standing = [row for row in knowledge.availability if row.format is which and row.holds(at, policy)]
    choosable = [row for row in standing if row.is_open or brief.exception in row.exceptions]
    reasons += [Reason(row, Effect.RULES_OUT) for row in standing if row not in choosable]
    if place is not None and not place.has_spark_ads:
        reasons.append(Reason(place, Effect.RULES_OUT))
    if looked_at is not None and which is Format.SPARK_PULL:
        refusing = [row for row in looked_at.reasons if row.verdict is Verdict.INELIGIBLE]
        reasons += [Reason(row, Effect.RULES_OUT) for row in refusing]
    order = list(Effect)
    return Assessment(
        which,
        tuple(sorted(reasons, key=lambda each: (order.index(each.effect), each.row.id))),
        available=bool(choosable) and place is not None,
        lasting=any(row.is_open and row.closing is not Closing.AHEAD for row in standing),
    )


def _decider(found: list[Assessment], ties: list[TieRule]) -> Decider:
    fitting = [each for each in found if not each.ruled_out]
    if not fitting:
        return Decider.NOTHING_FITS
    if len(fitting) == 1:
        return Decider.ONLY_ONE_FITS
    best, second = fitting[:2]
    if best.balance != second.balance:
        return Decider.BALANCE
    return next((rule.decider for rule in ties if rule.rank(best) != rule.rank(second)), Decider.ORDER)
