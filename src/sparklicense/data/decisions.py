"""Decisions, and audits of them, as plain data that reads back equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.audit_rows import AdAudit
from sparklicense.data.checked_kinds import ID, INSTANT, TEXT, TRUTH
from sparklicense.data.kinds import choice, record, several
from sparklicense.data.records import Field, Shape
from sparklicense.data.rules import READING, row_of
from sparklicense.errors import InvalidValueError, ProblemsError, shown
from sparklicense.instants import written
from sparklicense.policies import Policy
from sparklicense.rules.rulebook import applies
from sparklicense.rules.serving import Decision, Objection
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime

    from sparklicense.rules.expiry import ServingRule

ROW: Final = row_of(SERVING)
STATE: Final = choice(ServingState)
ASSUMED: Final = several(ROW)
ASSUMED_WORDS: Final = "Ids of the rows that let the ad serve because no fact says otherwise."


def _objection(*, rule: ServingRule, state: ServingState | None = None) -> Objection:
    if rule.state is None:
        raise InvalidValueError(f"rule: the row {shown(rule.id)} objects to nothing")
    if state not in (None, rule.state):
        raise InvalidValueError(f"state: {shown(state)} is not what the row {shown(rule.id)} imposes")
    return Objection(rule)


OBJECTION: Final = Shape(
    noun="an objection",
    name="Objection",
    make=_objection,
    fields=(
        Field("rule", ROW, words="The id of the row that objects."),
        Field("state", STATE, words="What the row imposes; left out: read off the row."),
    ),
)


def decided(  # noqa: PLR0913 - one for each key of the form
    *,
    ad_id: str,
    at: DateTime,
    policy: Policy,
    objections: tuple[Objection, ...],
    since: DateTime | None,
    until: DateTime | None,
    next_state: ServingState | None,
    state: ServingState | None = None,
    because: ServingRule | attrs.NothingType | None = attrs.NOTHING,
    assumed: tuple[ServingRule, ...] = (),
    explanation: str = "",  # noqa: ARG001 - words for people, which another version may choose otherwise
) -> Decision:
    """Make a decision of what was said of it, once all of it can be true."""
    made = Decision(ad_id, at, policy, objections, None, (since, until, next_state, assumed))
    problems = [*_standing_together(objections, policy), *_around(made)]
    problems += [f"assumed: the row {shown(row.id)} assumes nothing" for row in assumed if not row.assumed]
    if state not in (None, made.state):
        problems.append(f"state: {shown(state)} does not follow from the objections, which make it `{made.state}`")
    if because not in (attrs.NOTHING, made.because):
        named = "null" if made.because is None else shown(made.because.id)
        problems.append(f"because: it does not follow from the objections, which make it {named}")
    if problems:
        raise ProblemsError(problems)
    return made


def _standing_together(objections: Iterable[Objection], policy: Policy) -> Iterable[str]:
    rules = [each.rule for each in objections]
    for place, rule in enumerate(rules):
        if not applies(rule, policy):
            yield f"objections[{place}]: the row {shown(rule.id)} does not apply under the policy {shown(policy.name)}"
    if [each.rank for each in rules] != sorted({each.rank for each in rules if each.rank is not None}):
        yield "objections: they stand in the order of precedence, each rank once"
    if len({each.track for each in rules}) < len(rules):
        yield "objections: each track objects once"


def _around(decision: Decision) -> Iterable[str]:
    at, since, until = decision.at, decision.since, decision.until
    if since is not None and at < since:
        yield f"since: {shown(written(since))} lies after the decision's {shown(written(at))}"
    if until is not None and until <= at:
        yield f"until: {shown(written(until))} is not after the decision's {shown(written(at))}"
    if (until is None) is not (decision.next_state is None):
        yield "next_state: there is one exactly where `until` says when"
    elif decision.next_state is decision.state:
        yield f"next_state: {shown(decision.state)} is what it is already"


AROUND: Final = (
    Field("since", INSTANT, nullable=True, words="When the headline began; null: it has always been so."),
    Field("until", INSTANT, nullable=True, words="When the headline ends; null: nothing known will change it."),
    Field("next_state", STATE, nullable=True, words="The headline that follows; null where nothing does."),
)
EXPLANATION: Final = Field("explanation", TEXT, words="The same in words, for people; not read back.", is_prose=True)


DECISION: Final = Shape(
    noun="a decision",
    name="Decision",
    make=decided,
    fields=(
        Field("ad_id", ID, words="The ad that was asked about."),
        Field("at", INSTANT, words="The instant asked about."),
        Field("policy", READING, words="The reading of the sources: one that ships by its name, another in full."),
        Field("state", STATE, words="The headline: the first state that applies."),
        Field("because", ROW, nullable=True, words="The id of the headline's row; null while the ad serves."),
        Field("objections", several(record(OBJECTION)), words="Everything that blocks the ad, in order."),
        *AROUND,
        Field("assumed", ASSUMED, words=ASSUMED_WORDS),
        EXPLANATION,
    ),
)


WHOSE: Final = (
    Field("post_id", TEXT, words="The ad's post."),
    Field("creator", TEXT, words="The handle of the post's creator, without `@`; empty where it is unknown."),
    Field("campaign_id", ID, nullable=True, words="The ad's campaign."),
    Field("name", TEXT, words="The ad's name."),
    Field("was_over", TRUTH, words="Whether the ad was over before its post was deleted."),
)


def ad_audit(
    *,
    decision: Decision,
    post_id: str = "",
    creator: str = "",
    campaign_id: str | None = None,
    name: str = "",
    was_over: bool = False,
) -> AdAudit:
    """Make the audit of one ad, which says of its time what the decision says."""
    return AdAudit(
        decision=decision,
        since=decision.since,
        until=decision.until,
        next_state=decision.next_state,
        post_id=post_id,
        creator=creator,
        campaign_id=campaign_id,
        name=name,
        was_over=was_over,
    )


def is_told_by_decision(ad: AdAudit) -> bool:
    """Tell whether the audit of an ad says of its time what its decision says."""
    decision = ad.decision
    return (ad.since, ad.until, ad.next_state) == (decision.since, decision.until, decision.next_state)


def _audited(ad: AdAudit) -> Decision:
    if not is_told_by_decision(ad):
        raise InvalidValueError(f"decision: what the audit of {shown(ad.id)} says of its time is not what this says")
    return ad.decision


AD_AUDIT: Final = Shape(
    noun="an ad audit",
    name="AdAudit",
    make=ad_audit,
    told_by=AdAudit,
    fields=(Field("decision", record(DECISION), get=_audited, words="The whole answer."), *WHOSE),
)
