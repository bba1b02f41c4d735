"""Audits as plain data: the keys of the command line's JSON, and what it takes to read them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from sparklicense.audit import Audit, AuditDiff, AuditDifference
from sparklicense.audit_rows import AdAudit, CampaignStatus, Change, LicenseAudit
from sparklicense.data.checked_kinds import ID, INSTANT, TEXT, TRUTH
from sparklicense.data.decisions import (
    AROUND,
    ASSUMED,
    ASSUMED_WORDS,
    EXPLANATION,
    ROW,
    STATE,
    WHOSE,
    ad_audit,
    decided,
    is_told_by_decision,
)
from sparklicense.data.derived import table
from sparklicense.data.kinds import choice, record, several
from sparklicense.data.records import Field, Kind, Shape
from sparklicense.data.rules import POLICY, SHIPPED, read_policy, write_policy
from sparklicense.errors import InvalidValueError, ProblemsError, shown
from sparklicense.policies import Policy
from sparklicense.rules.expiry import ServingRule
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.serving import Objection
from sparklicense.rules.serving_rows import SERVING, rules_by_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime

    from sparklicense.rules.states import ServingState


def _change(
    *,
    at: DateTime,
    ad_id: str,
    from_: ServingState,
    to: ServingState,
    post_id: str = "",
    creator: str = "",
    actor: Actor | None = None,
    remedy: str | None = None,
) -> Change:
    return Change(at, ad_id, from_, to, post_id, creator, actor, remedy)


CHANGE: Final = Shape(
    noun="a change",
    name="Change",
    told_by=Change,
    make=_change,
    fields=tuple(attrs.evolve(each, kind=TEXT) if each.name == "post_id" else each for each in table(Change).fields),
)
DIFFERENCE: Final = table(AuditDifference)
AUDIT_DIFF: Final = table(AuditDiff, DIFFERENCE)
LICENSE_AUDIT: Final = table(LicenseAudit)


def _campaign(
    *, id: str, ads: tuple[str, ...], serving: tuple[str, ...], nothing_serves: bool | None = None
) -> CampaignStatus:
    made = CampaignStatus(id=id, ads=ads, serving=serving)
    if nothing_serves not in (None, made.nothing_serves):
        raise InvalidValueError(
            f"nothing_serves: it does not follow from `serving`, which makes it {str(not serving).lower()}"
        )
    return made


CAMPAIGN_STATUS: Final = Shape(
    noun="a campaign status",
    name="CampaignStatus",
    told_by=CampaignStatus,
    make=_campaign,
    fields=(
        *table(CampaignStatus).fields,
        Field("nothing_serves", TRUTH, words="Whether the campaign is live with nothing serving."),
    ),
)


def _row(  # noqa: PLR0913 - one for each key of the form
    *,
    id: str,
    objections: tuple[ServingState, ...],
    since: DateTime | None,
    until: DateTime | None,
    next_state: ServingState | None,
    state: ServingState | None = None,
    because: ServingRule | attrs.NothingType | None = attrs.NOTHING,
    rules: tuple[ServingRule, ...] = (),
    assumed: tuple[ServingRule, ...] = (),
    post_id: str = "",
    creator: str = "",
    campaign_id: str | None = None,
    name: str = "",
    was_over: bool = False,
    actor: Actor | None = None,  # noqa: ARG001 - the row says it
    remedy: str | None = None,  # noqa: ARG001 - the same
    explanation: str = "",  # noqa: ARG001 - words for people
) -> dict[str, Any]:
    return {
        "ad_id": id,
        "states": objections,
        "rules": rules,
        "since": since,
        "until": until,
        "next_state": next_state,
        "state": state,
        "because": because,
        "assumed": assumed,
        "whose": {
            "post_id": post_id,
            "creator": creator,
            "campaign_id": campaign_id,
            "name": name,
            "was_over": was_over,
        },
    }


def _unusual_rows(ad: AdAudit) -> tuple[ServingRule, ...]:
    """Give the rows that object, where their states do not tell which they are."""
    by_state = rules_by_state(ad.decision.policy)
    rows = tuple(each.rule for each in ad.decision.objections)
    return () if rows == tuple(by_state.get(each.state) for each in ad.decision.objections) else rows


_ROW: Final = Shape(
    noun="an ad's audit",
    name="AuditedAd",
    make=_row,
    fields=(
        Field("id", ID, words="The ad."),
        Field("state", STATE, words="The headline: the first state that applies."),
        Field(
            "because",
            ROW,
            nullable=True,
            get=lambda ad: ad.decision.because,
            words="The id of the headline's row; null while the ad serves.",
        ),
        Field("objections", several(STATE), words="Everything that blocks the ad, in order."),
        Field(
            "rules",
            several(ROW),
            get=_unusual_rows,
            words="Ids of the rows that object, where they are others than a creator's post has for the states.",
        ),
        *AROUND,
        *WHOSE,
        Field("actor", choice(Actor), nullable=True, words="Who can fix the headline; null while the ad serves."),
        Field("remedy", TEXT, nullable=True, words="How they can; null while the ad serves."),
        Field("assumed", ASSUMED, get=lambda ad: ad.decision.assumed, words=ASSUMED_WORDS),
        EXPLANATION,
    ),
)


def _audit(
    *,
    at: DateTime,
    policy: Policy | str,
    ads: tuple[dict[str, Any], ...],
    licenses: tuple[LicenseAudit, ...],
    campaigns: tuple[CampaignStatus, ...],
    upcoming: tuple[Change, ...],
    needs_action: bool,
) -> Audit:
    name = policy if isinstance(policy, str) else policy.name
    known = SHIPPED.get(policy) if isinstance(policy, str) else policy
    if ads and known is None:
        names = ", ".join(f"`{each}`" for each in SHIPPED)
        raise InvalidValueError(f"policy: {shown(name)} is none of {names}; any other policy is written in full")
    return Audit(
        at=at,
        policy=name,
        ads=() if known is None else tuple(_ads(ads, at, known)),
        licenses=licenses,
        campaigns=campaigns,
        upcoming=upcoming,
        needs_action=needs_action,
    )


def _ads(rows: Iterable[dict[str, Any]], at: DateTime, policy: Policy) -> list[AdAudit]:
    by_state = rules_by_state(policy)
    found: list[AdAudit] = []
    problems: list[str] = []
    for place, row in enumerate(rows):
        states, whose = row.pop("states"), row.pop("whose")
        if unknown := [state for state in states if state not in by_state]:
            problems += [f"ads[{place}]: objections: {shown(each)} does not object" for each in unknown]
            continue
        rules = row.pop("rules") or tuple(by_state[state] for state in states)
        if tuple(rule.state for rule in rules) != states:
            problems.append(f"ads[{place}]: rules: they impose other states than the objections")
            continue
        objections = tuple(map(Objection, rules))
        try:
            decision = decided(at=at, policy=policy, objections=objections, **row)
            found.append(ad_audit(decision=decision, **whose))
        except ProblemsError as error:
            problems += [f"ads[{place}]: {problem}" for problem in error.problems]
    if problems:
        raise ProblemsError(problems)
    return found


def _policy(audit: Audit) -> Policy | str:
    """Give the policy of an audit, once it is sure that one instant and one policy speak for all of its ads."""
    if not audit.ads:
        return audit.policy
    policy = audit.ads[0].decision.policy
    for ad in audit.ads:
        decision = ad.decision
        if (
            (decision.at, decision.policy, policy.name) != (audit.at, policy, audit.policy)
            or any(each.rule not in SERVING.under(policy) for each in decision.objections)
            or not is_told_by_decision(ad)
        ):
            raise InvalidValueError(
                f"ads: what is said of {shown(ad.id)} is no answer of the serving rulebook at the audit's instant, "
                "under its policy"
            )
    return policy


_POLICY: Final = Kind(
    schema={"anyOf": [TEXT.schema, {"$ref": f"#/$defs/{POLICY.name}"}]},
    read=lambda value: value if isinstance(value, str) else read_policy(value),
    write=lambda policy: policy if isinstance(policy, str) else write_policy(policy),
    scalar=False,
    shapes=(POLICY,),
)
"""The policy of an audit: of one without ads, whose policy nobody asks for anything, any name."""


AUDIT: Final = Shape(
    noun="an audit",
    name="Audit",
    make=_audit,
    fields=(
        Field("at", INSTANT, words="The instant."),
        Field(
            "policy",
            _POLICY,
            get=_policy,
            words="The policy: one that ships by its name, another in full.",
        ),
        Field("ads", several(record(_ROW)), words="Every ad, in the portfolio's order."),
        Field("licenses", several(record(LICENSE_AUDIT)), words="Every license, in the portfolio's order."),
        Field("campaigns", several(record(CAMPAIGN_STATUS)), words="Every campaign, by id."),
        Field("upcoming", several(record(CHANGE)), words="Every change within the horizon, in order."),
        Field("needs_action", TRUTH, words="Whether someone other than time must act."),
    ),
)
