"""Advice in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sparklicense.formats.assessments import Assessment, Decider
from sparklicense.formats.briefs import answered
from sparklicense.formats.situations import Effect
from sparklicense.formats.statements import sentences, sourced
from sparklicense.instants import written

if TYPE_CHECKING:
    from sparklicense.formats.advice import Advice, WouldChange
    from sparklicense.formats.availability import Format

_DECIDED: Final = {
    Decider.NOTHING_FITS: "every format is ruled out",
    Decider.ONLY_ONE_FITS: "everything else is ruled out",
    Decider.BALANCE: "more speaks for it than for the others",
    Decider.FEWEST_AGAINST: "as much speaks for another one, and less against this one",
    Decider.LASTING: "as much speaks for another one, which is closing or open by an exception only",
    Decider.ORDER: "nothing tells it from another one but the usual order",
}
_EFFECTS: Final = {Effect.FOR: "for", Effect.AGAINST: "against", Effect.RULES_OUT: "ruled out"}


def explained(advice: Advice) -> str:
    """Say what is advised, why, on what condition, and what would change it."""
    what = "no format fits" if advice.format is None else f"{advice.format.words} (`{advice.format}`)"
    lines = [f"at {written(advice.at)}, policy {advice.policy.name}: {what}.", f"{_DECIDED[advice.decided_by]}."]
    if advice.disputed_by is not None:
        lines.append(
            f"this is the policy's word, but TikTok takes no new ones since 2026-01-15 ({advice.disputed_by})."
        )
    for each in advice.assessments:
        lines += _assessed(each)
    for row in advice.conditions:
        lines.append(f"on condition that the {row.actor} acts: {row.remedy}; {sourced(row)}.")
    if advice.elsewhere is not None:
        lines.append(f"instead: {advice.elsewhere.equivalent}; {advice.elsewhere.permission}.")
        newer = advice.elsewhere.disputed_by
        lines += [f"so the guide; Meta now has partnership ad codes as well ({newer})."] if newer else []
    for other in dict.fromkeys(change.format for change in advice.would_change):
        answers = [change for change in advice.would_change if change.format is other]
        lines.append(f"{_named(other)} instead, if {_listed(answers)}.")
    return sentences(lines)


def _assessed(assessment: Assessment) -> list[str]:
    head = f"`{assessment.format}`:"
    if not assessment.reasons:
        return [f"{head} the brief says nothing for or against it."]
    return [head, *(f"  {_EFFECTS[each.effect]}: {sourced(each.row)}." for each in assessment.reasons)]


def _listed(changes: list[WouldChange]) -> str:
    answers: dict[str, list[str]] = {}
    for change in changes:
        answers.setdefault(change.question, []).append(answered(change.answer))
    return "; or ".join(_asked(question, those) for question, those in answers.items())


def _asked(question: str, answers: list[str]) -> str:
    return "the post were another, eligible one" if question == "candidate" else f"{question}: {' or '.join(answers)}"


def _named(which: Format | None) -> str:
    return "nothing" if which is None else f"`{which}`"
