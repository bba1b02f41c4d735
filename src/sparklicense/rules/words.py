"""Decisions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparklicense.errors import shown
from sparklicense.instants import ZoneLike, local, zone
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.states import ServingState

if TYPE_CHECKING:
    from sparklicense.rules.serving import Decision


def explained(decision: Decision, tz: ZoneLike) -> str:
    """Say what is the case, why, since when, until when, who can mend it and what stays as it is."""
    place = zone(tz)
    when = local(decision.at, place)
    if decision.because is None:
        lines = [
            f"ad {shown(decision.ad_id)} serves at {when}.",
            "nothing in license, access, post, schedule or switch stands in the way.",
            *(f"{rule.reason}." for rule in decision.assumed),
        ]
    else:
        lines = [
            f"ad {shown(decision.ad_id)} does not serve at {when}: {decision.state}.",
            f"{decision.because.reason}.",
        ]
    since = f"since {local(decision.since, place)}" if decision.since else "so from ever"
    until = "nothing known ends it"
    if decision.until:
        until = f"until {local(decision.until, place)}, then {decision.next_state}"
    lines.append(f"{since}; {until}.")
    rule = decision.because
    if rule is not None:
        lines.append(_mending(rule.actor, rule.remedy))
        lines += [f"also in the way: {other.state}, {other.rule.reason}." for other in decision.objections[1:]]
        # Of a pause the facts do not say on which level it is, so neither what TikTok shows nor whose switch is off.
        if rule.state and rule.state.tiktok_status and rule.state is not ServingState.PAUSED:
            lines.append(f"TikTok would show `{rule.state.tiktok_status}`.")
        if all(each.state is not ServingState.PAUSED for each in decision.objections):
            lines.append(f"The ad's own `operation_status` stays `{decision.state.operation_status}`.")
        lines += [f"source: {citation}." for citation in rule.citations]
    else:
        lines += [f"source: {citation}." for rule in decision.assumed for citation in rule.citations]
    return "\n".join(line[0].upper() + line[1:] for line in lines)


def _mending(actor: Actor | None, remedy: str) -> str:
    if actor is Actor.NOBODY:
        return f"nobody can mend it, for good: {remedy}."
    if actor is Actor.TIME:
        return f"time mends it: {remedy}."
    return f"the {actor} can mend it: {remedy}."
