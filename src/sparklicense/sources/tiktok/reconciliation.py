"""What a reconciliation finds: differences with their likely causes, and what only one side holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import attrs
from pendulum import DateTime

from sparklicense.citations import Citation, facts
from sparklicense.errors import shown
from sparklicense.instants import written
from sparklicense.sources.readings import Diagnosis, UnknownKey
from sparklicense.sources.tiktok.statuses import Topic

LAG: Final = timedelta(minutes=20)
"""How far TikTok's statuses may lie behind; the same margin is left to clocks."""


class Cause(StrEnum):
    """What a difference most likely comes from."""

    STATUS_LAG = "status_lag"
    CLOCK = "clock"
    CODE_DELETED = "code_deleted"
    EXTENDED = "extended"
    REDEEMED = "redeemed"
    UNRECORDED = "unrecorded"
    RECORDED_OTHERWISE = "recorded_otherwise"
    REMOVAL_REFUSED = "removal_refused"
    POST_CHANGED = "post_changed"
    POLICY = "policy"
    SCHEDULE_CHANGED = "schedule_changed"
    SWITCHED = "switched"
    ACCOUNT_UNLINKED = "account_unlinked"
    CONTRADICTION = "contradiction"
    UNKNOWN_STATUS = "unknown_status"
    UNEXPLAINED = "unexplained"


@attrs.frozen(kw_only=True)
class CauseRow:
    """One cause.

    Attributes:
        cause: which.
        reason: why the two differ, in words.
        remedy: what to do.
        citations: what the cause rests on; none where it is plain reasoning.
    """

    cause: Cause
    reason: str
    remedy: str
    citations: tuple[Citation, ...] = ()


_LAG_SOURCE: Final = Citation(
    "tiktok-business, which repeats TikTok's documentation of GMV Max",
    "the authorization's status follows within 20 minutes",
    "https://github.com/bububa/tiktok-business",
)
_ASK_AGAIN: Final = "ask TikTok again in 20 minutes"
_TAKE_OVER: Final = "import TikTok's answer"

CAUSES: Final = {
    row.cause: row
    for row in (
        CauseRow(
            cause=Cause.STATUS_LAG,
            reason="TikTok still shows what was true until less than 20 minutes ago; its statuses lag",
            remedy=_ASK_AGAIN,
            citations=(_LAG_SOURCE,),
        ),
        CauseRow(
            cause=Cause.CLOCK,
            reason="TikTok already shows what the facts expect within 20 minutes: a status can be late, never early",
            remedy="check the clock that gave `observed_at`, and the instant in the facts",
            citations=(_LAG_SOURCE,),
        ),
        CauseRow(
            cause=Cause.CODE_DELETED,
            reason="the license is in force in the facts: the creator has likely deleted or withdrawn the code",
            remedy="ask the creator; enter the revocation, or the new code",
            citations=(facts("B1", "B9", "B10"),),
        ),
        CauseRow(
            cause=Cause.EXTENDED,
            reason="the creator has likely extended the authorization; the facts do not have it yet",
            remedy=_TAKE_OVER,
            citations=(facts("A13", "A14", "A15"),),
        ),
        CauseRow(
            cause=Cause.REDEEMED,
            reason="the ad account has likely applied the code; the facts do not have it yet",
            remedy=_TAKE_OVER,
            citations=(facts("A10", "A12c"),),
        ),
        CauseRow(
            cause=Cause.UNRECORDED,
            reason="TikTok likely has a license that the facts do not have",
            remedy="import the ad account's posts, and the license with them",
            citations=(facts("A10", "A12c"),),
        ),
        CauseRow(
            cause=Cause.RECORDED_OTHERWISE,
            reason="the facts were likely recorded differently from what TikTok has",
            remedy=_TAKE_OVER,
            citations=(facts("A6", "A7"),),
        ),
        CauseRow(
            cause=Cause.REMOVAL_REFUSED,
            reason="the facts say that it was removed, which TikTok refuses while ads use the post",
            remedy="check with the creator whether it happened",
            citations=(facts("B5", "B8", "B9"),),
        ),
        CauseRow(
            cause=Cause.POST_CHANGED,
            reason="the post has likely been removed, hidden or shown again; the facts do not have it yet",
            remedy=_TAKE_OVER,
            citations=(facts("B6", "B7"),),
        ),
        CauseRow(
            cause=Cause.POLICY,
            reason="the policy requires a public post, and TikTok does not",
            remedy="decide which policy to follow; `PLATFORM` is TikTok's",
            citations=(facts("B7", "B16"),),
        ),
        CauseRow(
            cause=Cause.SCHEDULE_CHANGED,
            reason="the schedule has likely been changed; the facts do not have it yet",
            remedy=_TAKE_OVER,
            citations=(facts("C50", "D2b"),),
        ),
        CauseRow(
            cause=Cause.SWITCHED,
            reason="the ad, ad group or campaign has likely been switched on or off; the facts do not have it yet",
            remedy=_TAKE_OVER,
            citations=(facts("B3", "D4i"),),
        ),
        CauseRow(
            cause=Cause.ACCOUNT_UNLINKED,
            reason="the ad runs from an account that can likely no longer be used",
            remedy="link the account again, or restore its permissions",
            citations=(facts("E1", "E4"),),
        ),
        CauseRow(
            cause=Cause.CONTRADICTION,
            reason="TikTok's status and TikTok's own window contradict each other",
            remedy="trust neither; " + _ASK_AGAIN,
            citations=(facts("A6", "A7"),),
        ),
        CauseRow(
            cause=Cause.UNKNOWN_STATUS,
            reason="this version does not know the status",
            remedy="look at it in Ads Manager",
        ),
        CauseRow(
            cause=Cause.UNEXPLAINED,
            reason="no known cause explains it",
            remedy="look at it in Ads Manager",
        ),
    )
}
"""Every cause, by what it is called."""


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
        needs_action: whether someone must act: not on an ad that is over or paused and that TikTok does not deliver.
    """

    subject: Subject
    id: str
    rules_say: str
    tiktok_says: str
    cause: Cause
    needs_action: bool = True

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
        needs_action: whether someone must act: not on an ad that is over or paused, nor where only the hours of
            the day, or TikTok's preparations, stop it.
    """

    subject: Subject
    id: str
    rules_say: str
    tiktok_says: str
    topic: Topic
    needs_action: bool = True

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
        """What TikTok says of the delivery of ads and the rules do not: first what someone must act on, then by id."""
        found: list[Difference | NotModeled] = [*self.differences, *self.not_modeled]
        return tuple(sorted((each for each in found if each.subject is Subject.AD), key=_urgency))

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


def _urgency(each: Difference | NotModeled) -> tuple[bool, str]:
    return not each.needs_action, each.id


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
        "needs_action": each.needs_action,
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
        >>> from sparklicense.sources.tiktok import reconcile, reconciliation_to_data
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
