"""Drafts of actions: what blocks ads ahead, post by post, and what together would unblock them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.access import ACCESS
from sparklicense.instants import elapsed
from sparklicense.licenses import LICENSE, License, LicenseStatus, in_force
from sparklicense.planning.actions import ActionKind
from sparklicense.planning.flights import LATEST, Flight, Tile
from sparklicense.planning.needs import (
    CodeRequest,
    LeadTime,
    LeadTimes,
    Need,
    Request,
    Terms,
    can_be_extended,
    minus,
    plus,
    requests_for,
)
from sparklicense.posts import POST, Post, Removal
from sparklicense.rules.serving import objections, standings
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState
from sparklicense.windows import edges_of

if TYPE_CHECKING:
    from sparklicense.policies import Policy

_SERVING: Final = ServingState.SERVING
_DELETED: Final = ServingState.POST_DELETED
_LICENSING: Final = frozenset(row.state for row in SERVING.rows if row.track == "license" and row.state)
_PUBLISHING: Final = (ServingState.POST_UNPUBLISHED, ServingState.POST_HIDDEN)
_FREE, _ONE = Decimal(0), Decimal(1)


class Stretch(NamedTuple):
    """A stretch ahead in which an ad is meant to serve and is blocked, all the time by the same."""

    flight: Flight
    start: DateTime
    end: DateTime
    states: tuple[ServingState, ...]
    """What blocks it, in order of precedence."""


Saved: TypeAlias = tuple[DateTime, DateTime, Flight, bool]
"""When a budget is spent only if a draft is carried out: all of it, or the part of the flight."""


@attrs.define(eq=False)
class Draft:
    """An action in the making."""

    kind: ActionKind
    post: Post
    due: DateTime
    began_at: DateTime
    price: Decimal = _FREE
    lead: LeadTime | None = None
    request: Request | None = None
    license: License | None = None
    asked_at: DateTime | None = None
    helps: list[Stretch] = attrs.Factory(list[Stretch])
    also: set[ActionKind] = attrs.Factory(set[ActionKind])
    saves: list[Saved] = attrs.Factory(list[Saved])
    spare: bool = False


def on_own_post(stretches: Iterable[Stretch]) -> bool:
    """Tell whether ads run by codes of the advertiser's own post."""
    return any(each.own for stretch in stretches for each in stretch.flight.licenses)


_UNREDEEMED: Final = LicenseStatus.UNREDEEMED
_AT_ONCE: Final = LeadTime(duration=timedelta(), requests=0)
"""The lead time of the advertiser's own posts, for which no creator is asked (fact E3)."""
Piece: TypeAlias = "tuple[Stretch, frozenset[int] | None]"
"""A stretch, and the numbers of the drafts that together unblock it; `None`: nothing does."""


def drafted(
    flown: Iterable[Flight], terms: Terms, lead_times: LeadTimes, policy: Policy
) -> tuple[list[Draft], list[Piece]]:
    """Draft what unblocks some flights, post by post."""
    at = terms.at
    by_post: defaultdict[str, list[Stretch]] = defaultdict(list)
    for flight in flown:
        if flight.end > at:
            for tile in flight.tiles:
                if tile[1] > at and tile[3] and tile[2] is not _SERVING:
                    by_post[flight.post.id] += _blocked(flight, tile, at, policy)
    drafts: list[Draft] = []
    pieces: list[Piece] = []
    for stretches in by_post.values():
        post = stretches[0].flight.post
        lead = _AT_ONCE if on_own_post(stretches) else lead_times.of(post.creator)
        licensing = _licensing(
            stretches, terms._replace(lead=lead.duration), lead, lead_times.open_for(post.creator, post.id), drafts
        )
        others: dict[ActionKind, int] = {}
        for each in stretches:
            pieces += _pieces(each, licensing, _others(each, others, at, lead, drafts))
    for stretch, required in pieces:
        for number in required or ():
            drafts[number].helps.append(stretch)
            if required and len(required) > 1:
                drafts[number].also |= {drafts[other].kind for other in required if other != number}
    return drafts, pieces


def _blocked(flight: Flight, tile: Tile, at: DateTime, policy: Policy) -> Iterator[Stretch]:
    """Part a tile where what blocks the ad changes, beneath the headline too."""
    first, end, state, _ = tile
    start, post = max(first, at), flight.post
    if state in _LICENSING and not post.hidden and post.deleted_at is None and post.published_at <= start:
        yield Stretch(flight, start, end, (state,))  # as most often
        return
    gone, removed = post.deleted_at or LATEST, post.removal is Removal.CREATOR
    there = post if removed else attrs.evolve(post, deleted_at=None, removal=None)  # what an appeal would uncover
    turns = {*POST.instants(post), *(t for each in flight.licenses for t in LICENSE.instants(each))}
    turns.update(_access_turns(flight))
    for begin, stop in pairwise((start, *sorted(t for t in turns if start < t < end), end)):
        found = objections(standings(flight.ad, there, flight.licenses, flight.access, begin), policy)
        states = tuple(each.state for each in found if each.state)
        if begin >= gone:
            states = (_DELETED,) if removed else (_DELETED, *states)
        yield Stretch(flight, begin, stop, states)


def _since(stretch: Stretch, at: DateTime, turns: Callable[[Flight], Iterable[DateTime]]) -> DateTime:
    """Tell when what blocks an ad began: at the last turn of its track, unless the ad was not meant to serve then."""
    if stretch.start > at:
        return stretch.start
    run = stretch.start
    for start, end, _, planned in reversed(stretch.flight.tiles):
        if start <= at and end >= run:
            if not planned:
                break
            run = start
    return max([run, *(t for t in turns(stretch.flight) if t <= at)])


def _in_force_edges(flight: Flight) -> list[DateTime]:
    return edges_of([bounds for each in flight.licenses if (bounds := in_force(each)) is not None])


def _access_turns(flight: Flight) -> list[DateTime]:
    return [t for each in flight.access for t in ACCESS.instants(each)]


def _post_turns(flight: Flight) -> list[DateTime]:
    return POST.instants(flight.post)


_License: TypeAlias = "tuple[DateTime, DateTime, License | None, int]"
"""From when until when a draft gives a license, to which ads (`None`: to all), and its number."""


def _licensing(
    stretches: Sequence[Stretch], terms: Terms, lead: LeadTime, asked: CodeRequest | None, drafts: list[Draft]
) -> list[_License]:
    """Draft what gives the ads on a post a license: codes in hand first, then what has to be asked for."""
    lacking = [each for each in stretches if not _LICENSING.isdisjoint(each.states)]
    if not lacking:
        return []
    at, post = terms.at, lacking[0].flight.post
    found: list[_License] = []
    applied = _to_apply(lacking, at)
    for license, some in applied:
        began_at = min(max(_since(each, at, _in_force_edges), license.issued_at) for each in some)
        drafts.append(Draft(ActionKind.APPLY, post, began_at, began_at, license=license))
        found.append((at, license.ends_at, license, len(drafts) - 1))
    left = [(each, start) for each in lacking if (start := _left(each, found)) < each.end]
    if not left:
        return found
    edges = edges_of([(start, each.end) for each, start in left])
    flights = [left[0][0].flight] if len(left) == 1 else [*{id(each.flight): each.flight for each, _ in left}.values()]
    need = Need(
        edges=edges,
        began_at=min(_since(each, at, _in_force_edges) if start == each.start else start for each, start in left),
        ongoing=any(each.flight.endless and each.end == LATEST for each, _ in left),
    )
    in_hand = [license for license, _ in applied]
    running = [
        each
        for each in flights[0].licenses
        if can_be_extended(each, at, applied=each in in_hand) and all(each in flight.licenses for flight in flights)
    ]
    for number, request in enumerate(requests_for(need, terms, running)):
        draft = Draft(
            kind=ActionKind.ASK if request.extends is None else ActionKind.EXTEND,
            post=post,
            due=request.due,
            began_at=request.start if number else need.began_at,
            price=terms.prices[request.days],
            lead=lead,
            request=request,
            license=request.extends,
        )
        if asked is not None and not number:
            expected = min(plus(asked.asked_at, lead.duration), max(need.began_at, asked.asked_at))
            draft.kind, draft.asked_at, draft.due, draft.price = ActionKind.CHASE, asked.asked_at, expected, _FREE
        if request.extends in in_hand:
            draft.also.add(ActionKind.APPLY)
        drafts.append(draft)
        found.append((request.start, request.end, None, len(drafts) - 1))
    return found


def _to_apply(lacking: Sequence[Stretch], at: DateTime) -> list[tuple[License, list[Stretch]]]:
    """Choose the codes in hand to apply: what gives most first, and nothing that gives no more."""
    in_hand = {
        id(each): each
        for stretch in lacking
        for each in stretch.flight.licenses
        if (each.redeemed_at is None or each.redeemed_at > at) and LICENSE.at(each, at) is _UNREDEEMED
    }
    chosen: list[_License] = []
    found: list[tuple[License, list[Stretch]]] = []
    while in_hand:
        gains: list[tuple[timedelta, DateTime, str, License, list[Stretch]]] = []
        for license in in_hand.values():
            helped = [
                (each, elapsed(start, min(each.end, license.ends_at)))
                for each in lacking
                if (start := _left(each, chosen)) < min(each.end, license.ends_at) and license in each.flight.licenses
            ]
            gain = sum((length for _, length in helped), timedelta())
            gains.append((gain, license.ends_at, license.id, license, [each for each, _ in helped]))
        gain, _, _, license, stretches = max(gains, key=lambda each: each[:3])
        if not gain:
            break
        found.append((license, stretches))
        chosen.append((at, license.ends_at, license, 0))
        del in_hand[id(license)]
    return found


def _left(stretch: Stretch, applied: Iterable[_License]) -> DateTime:
    """Tell from when on a stretch is left that codes in hand do not cover."""
    ends = [end for _, end, license, _ in applied if license in stretch.flight.licenses]
    return max([stretch.start, *ends])


def _others(
    stretch: Stretch, known: dict[ActionKind, int], at: DateTime, lead: LeadTime, drafts: list[Draft]
) -> dict[ActionKind, int]:
    """Draft what else unblocks a stretch, one action of a kind for a post."""
    post = stretch.flight.post
    for state in stretch.states:
        kind = None if state in _LICENSING else _fix_of(state, post)
        if kind is None or kind in known:
            continue
        began_at = _since(stretch, at, _access_turns if kind is ActionKind.ASK else _post_turns)
        ahead = kind in (ActionKind.MAKE_PUBLIC, ActionKind.ASK)  # the others cannot be done before it happens
        due = minus(began_at, lead.duration) if ahead else began_at
        asks = None if kind is ActionKind.REPLACE_POST else lead
        known[kind] = len(drafts)
        drafts.append(Draft(kind, post, due, began_at, price=_ONE, lead=asks))
    return known


def _fix_of(state: ServingState, post: Post) -> ActionKind | None:
    """Say what unblocks a state that no license unblocks; `None`: nothing, or a license."""
    if state is _DELETED:
        return ActionKind.REPLACE_POST if post.removal is Removal.CREATOR else ActionKind.APPEAL
    if state in _PUBLISHING:
        return ActionKind.MAKE_PUBLIC
    return ActionKind.ASK if state is ServingState.ACCESS_ENDED else None


def _pieces(stretch: Stretch, licensing: Sequence[_License], others: dict[ActionKind, int]) -> Iterator[Piece]:
    """Part a stretch by what gives it a license, and say what unblocks each part."""
    if len(licensing) == len(stretch.states) == 1 and stretch.states[0] in _LICENSING and licensing[0][2] is None:
        yield stretch, frozenset((licensing[0][3],))  # as most often: one request for all of it
        return
    fixes = [_fix_of(state, stretch.flight.post) for state in stretch.states if state not in _LICENSING]
    required = None if None in fixes else {others[kind] for kind in fixes if kind is not None}
    if len(fixes) == len(stretch.states):
        yield stretch, None if required is None else frozenset(required)
        return
    counting = [each for each in licensing if each[2] is None or each[2] in stretch.flight.licenses]
    cuts = sorted(t for each in counting for t in each[:2] if stretch.start < t < stretch.end)
    for start, end in pairwise((stretch.start, *cuts, stretch.end)):
        if start < end:
            number = next((each[3] for each in counting if each[0] <= start < each[1]), None)
            part = stretch._replace(start=start, end=end)
            yield part, None if required is None or number is None else frozenset({number, *required})
