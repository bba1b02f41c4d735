"""What a reconciliation finds: differences with their likely causes, and what there is on one side only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import attrs
from pendulum import DateTime

from sparklicense.errors import shown
from sparklicense.exchange.readings import Diagnosis, UnknownKey
from sparklicense.exchange.tiktok.causes import CAUSES, Cause, CauseRow
from sparklicense.exchange.tiktok.statuses import Topic
from sparklicense.instants import written

_LEFT_TO_TIME: Final = (Topic.DAYPARTING, Topic.PREPARATION)


class Subject(StrEnum):
    """What a difference is about."""

    AD = "ad"
    LICENSE = "license"
    POST = "post"


@attrs.frozen(kw_only=True)
class Difference:
    """One thing of which TikTok says other than the rules.

    Attributes:
        subject: what kind of thing it is about.
        id: its id; a license's own id, never its code.
        rules_say: what follows from the facts.
        tiktok_says: TikTok's own word, and what it means.
        cause: the likely cause.
    """

    subject: Subject
    id: str
    rules_say: str
    tiktok_says: str
    cause: Cause

    @property
    def needs_action(self) -> bool:
        """Whether someone must act: always, if only to enter what TikTok knows."""
        return True

    @property
    def row(self) -> CauseRow:
        """The cause's row: its reason, what to do, and what it rests on."""
        return CAUSES[self.cause]

    def explain(self) -> str:
        """Say both sides, the likely cause and what to do, on one line."""
        return (
            f"{self.subject} {shown(self.id)}: the rules say {self.rules_say}; TikTok says {self.tiktok_says}. "
            f"Likely {self.cause}: {self.row.reason}. To do: {self.row.remedy}."
        )


@attrs.frozen(kw_only=True)
class NotModeled:
    """One thing of which TikTok says what the rules do not model, a review for instance: no contradiction.

    Attributes:
        subject: what kind of thing it is about.
        id: its id.
        rules_say: what follows from the facts.
        tiktok_says: TikTok's own word, and what it means.
        topic: what is not modeled.
    """

    subject: Subject
    id: str
    rules_say: str
    tiktok_says: str
    topic: Topic

    @property
    def needs_action(self) -> bool:
        """Whether someone must act: not where the hours of the day, or TikTok's preparations, are all there is."""
        return self.topic not in _LEFT_TO_TIME

    def explain(self) -> str:
        """Say both sides on one line."""
        return f"{self.subject} {shown(self.id)}: the rules say {self.rules_say}; TikTok says {self.tiktok_says}."


@attrs.frozen(order=True)
class OneSided:
    """One thing that only the portfolio, or only TikTok's answer, holds.

    Attributes:
        subject: what kind of thing it is.
        id: its id.
    """

    subject: Subject
    id: str

    def __str__(self) -> str:
        """Name it."""
        return f"{self.subject} {shown(self.id)}"


@attrs.frozen(kw_only=True)
class Reconciliation:
    """What TikTok says against what the rules say.

    Attributes:
        at: the instant at which TikTok was asked, in UTC.
        policy: the name of the policy.
        differences: where they differ: ads, then licenses, then posts, each by id.
        agreed: the things of which both say the same.
        not_modeled: what TikTok says and the rules do not model.
        only_in_portfolio: things of which TikTok's answer, though it tells of their kind, says nothing.
        only_in_tiktok: things that the portfolio does not hold.
        unasked: the kinds of which TikTok's answer holds nothing at all.
        diagnoses: what of the answer could not be read.
        unknown: the keys of the answer that are not understood.
    """

    at: DateTime = attrs.field(repr=written)
    policy: str
    differences: tuple[Difference, ...] = ()
    agreed: tuple[OneSided, ...] = ()
    not_modeled: tuple[NotModeled, ...] = ()
    only_in_portfolio: tuple[OneSided, ...] = ()
    only_in_tiktok: tuple[OneSided, ...] = ()
    unasked: tuple[Subject, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()

    @property
    def delivery(self) -> tuple[Difference | NotModeled, ...]:
        """What TikTok says of the delivery of ads and the rules do not, by the ads' ids."""
        found: list[Difference | NotModeled] = [*self.differences, *self.not_modeled]
        return tuple(sorted((each for each in found if each.subject is Subject.AD), key=lambda each: each.id))

    @property
    def needs_action(self) -> bool:
        """Whether someone must act: on a difference, on what is not modeled, or on what could not be read."""
        return bool(self.diagnoses or self.differences) or any(each.needs_action for each in self.not_modeled)

    @property
    def agreements(self) -> dict[Subject, int]:
        """How many things of each kind both sides agree on."""
        counted = Counter(each.subject for each in self.agreed)
        return {subject: counted[subject] for subject in Subject}

    def explain(self) -> str:
        """Say everything: what agrees in one line, and a line for each other thing."""
        counted = ", ".join(f"{number} {subject}{'' if number == 1 else 's'}" for subject, number in _both(self))
        lines = [
            f"At {written(self.at)}, under the policy {shown(self.policy)}, TikTok and the rules agree on {counted}."
        ]
        lines += _section("They differ on", (each.explain() for each in self.differences))
        lines += _section("Not modeled by the rules", (each.explain() for each in self.not_modeled))
        lines += _section("Only in the portfolio", map(str, self.only_in_portfolio))
        lines += _section("Only in TikTok's answer", map(str, self.only_in_tiktok))
        lines += _section("Not asked about", (f"{each}s" for each in self.unasked))
        lines += _section("Not read", map(str, self.diagnoses))
        return "\n".join(lines)


def _both(found: Reconciliation) -> Iterable[tuple[Subject, int]]:
    return found.agreements.items()


def _section(title: str, lines: Iterable[str]) -> list[str]:
    told = list(lines)
    return [f"{title}:", *(f"- {line}" for line in told)] if told else []


def difference_to_data(each: Difference | NotModeled) -> dict[str, Any]:
    """Give one thing of which TikTok says other than the rules as JSON has it."""
    said = {
        "subject": each.subject.value,
        "id": each.id,
        "rules_say": each.rules_say,
        "tiktok_says": each.tiktok_says,
    }
    if isinstance(each, NotModeled):
        return {**said, "topic": each.topic.value}
    return {
        **said,
        "cause": each.cause.value,
        "reason": each.row.reason,
        "remedy": each.row.remedy,
        "sources": [str(citation) for citation in each.row.citations],
    }


def reconciliation_to_data(found: Reconciliation) -> dict[str, Any]:
    """Give a reconciliation as JSON has it; instants are text in UTC.

    Args:
        found: from `reconcile`.

    Examples:
        >>> from sparklicense import Portfolio
        >>> from sparklicense.exchange.tiktok import reconcile, reconciliation_to_data
        >>> data = reconciliation_to_data(reconcile(Portfolio(), [], observed_at="2026-06-01T00:00:00Z"))
        >>> data["at"], data["agreements"], data["unasked"]
        ('2026-06-01T00:00:00Z', {'ad': 0, 'license': 0, 'post': 0}, ['ad', 'license', 'post'])
    """
    return {
        "at": written(found.at),
        "policy": found.policy,
        "agreements": {subject.value: number for subject, number in found.agreements.items()},
        "differences": [difference_to_data(each) for each in found.differences],
        "not_modeled": [difference_to_data(each) for each in found.not_modeled],
        "only_in_portfolio": [{"subject": each.subject.value, "id": each.id} for each in found.only_in_portfolio],
        "only_in_tiktok": [{"subject": each.subject.value, "id": each.id} for each in found.only_in_tiktok],
        "unasked": [each.value for each in found.unasked],
        "diagnoses": [str(each) for each in found.diagnoses],
        "unknown": [each.key for each in found.unknown],
    }
