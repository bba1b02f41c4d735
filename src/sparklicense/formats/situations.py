"""What a situation is: something in a brief that speaks for a format, against it, or rules it out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Any

import attrs

from sparklicense.citations import Basis, Citation
from sparklicense.errors import shown
from sparklicense.formats.availability import Format
from sparklicense.formats.briefs import QUESTIONS, Brief
from sparklicense.formats.statements import Figure, check_rows


class Effect(StrEnum):
    """What a reason does to a format."""

    FOR = "for"
    AGAINST = "against"
    RULES_OUT = "rules_out"


@attrs.frozen
class AtMost:
    """The answers to how soon an ad must run that are no longer than a duration."""

    longest: timedelta
    """The longest of them."""

    def __contains__(self, answer: object) -> bool:
        """Tell whether an answer is one of them; no hurry is none."""
        return isinstance(answer, timedelta) and answer <= self.longest


Answers = tuple[Any, ...] | AtMost


@attrs.frozen(kw_only=True)
class Situation:
    """A row: what a brief says, and what that does to formats.

    Attributes:
        id: what reports call the row.
        when: questions, each with the answers under which the row applies; all must hold.
        effects: what it does to which format.
        reason: what is the case, in words.
        basis: what that rests on.
        citations: where it comes from.
        figures: the performance figures it claims.
    """

    id: str
    when: tuple[tuple[str, Answers], ...]
    effects: tuple[tuple[Format, Effect], ...]
    reason: str
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)
    figures: tuple[Figure, ...] = ()

    def applies(self, brief: Brief) -> bool:
        """Tell whether a brief says what the row is about."""
        return all(getattr(brief, question) in answers for question, answers in self.when)


def check_situations(rows: Iterable[Situation]) -> None:
    """Refuse rows that read what no brief says, or say two things of one format.

    Raises:
        RulebookError: it names every such row, and every one without an honest source.
    """
    all_rows = list(rows)
    problems: list[str] = []
    for row in all_rows:
        if not row.effects or len({which for which, _ in row.effects}) < len(row.effects):
            problems.append(f"row {shown(row.id)} must say one thing of each format it is about")
        for question, answers in row.when:
            _, known = QUESTIONS.get(question, ("", ()))
            if not any(answer in answers for answer in known):
                problems.append(f"row {shown(row.id)} reads {shown(question)} in a way no brief answers it")
    check_rows("situations", all_rows, problems)
