"""What rows say of each thing, observation by observation, and what is noted while facts are made of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

import attrs
from pendulum import DateTime

from sparklicense.instants import written
from sparklicense.posts import Media
from sparklicense.sources.readings import Assumption, Diagnosis
from sparklicense.sources.tiktok.rows import AdGroupRow, AdRow, CampaignRow, IdentityRow, Kind, PostRow, Rows

R = TypeVar("R", PostRow, AdRow, AdGroupRow, CampaignRow, IdentityRow)

_WHERE: Final = ("source", "row", "observed_at", "id")
_DESCRIBING: Final = frozenset(
    {
        "caption", "media", "creator_name", "username",
        "name", "call_to_action", "landing_page_url", "tracking",
        "money", "placements", "targeting", "shares_budget",
    }
)  # fmt: skip
"""What no decision about serving rests on: where rows contradict each other in it, it is left out."""
_UNITS: Final = (("operation_status", "secondary_status"), ("schedule_type", "starts_at", "ends_at"))
"""Fields that say one thing together: whoever tells one of them later tells all of them anew."""


@attrs.frozen
class Conflict:
    """What rows of one instant contradict each other about.

    Attributes:
        fields: in what.
        undated: whether they are of several sources, of which one has no instant of its own.
    """

    fields: frozenset[str]
    undated: bool


@attrs.frozen
class Together(Generic[R]):
    """What rows say of the things they are about, by the id of each.

    Attributes:
        last: what they say last.
        before: what they said before, the earliest first, of what was observed several times.
        conflicts: where the last ones contradict each other.
        past_conflicts: where earlier ones did, of one instant each.
    """

    last: dict[str, R] = attrs.field(factory=dict[str, R])
    before: dict[str, list[R]] = attrs.field(factory=dict[str, list[R]])
    conflicts: dict[str, Conflict] = attrs.field(factory=dict[str, Conflict])
    past_conflicts: list[tuple[R, Conflict]] = attrs.field(factory=list[tuple[R, Conflict]])


def merged(rows: Iterable[R], observed_at: DateTime) -> Together[R]:
    """Put together what rows say of the same things; the order of the rows does not matter.

    What one row leaves out, another may tell. Of two instants the later one says what is now. Where two
    rows of one instant tell different things, none is taken.

    Args:
        rows: what TikTok says.
        observed_at: when it said so, where a row does not tell.
    """
    found = Together[R]()
    several: dict[str, list[R]] = {}
    for row in rows:
        known = found.last.setdefault(row.id, row)
        if known is not row:
            several.setdefault(row.id, [known]).append(row)
    for id, told in several.items():
        at: defaultdict[DateTime, list[R]] = defaultdict(list)
        for row in told:
            at[row.observed_at or observed_at].append(row)
        history: list[R] = []
        latest = max(at)
        for instant in sorted(at):
            row, conflict = _at_once(at[instant])
            if conflict and instant == latest:
                found.conflicts[id] = conflict
            elif conflict:
                found.past_conflicts.append((row, conflict))
            history.append(_carried(history[-1], row) if history else row)
        found.last[id] = history.pop()
        if history:
            found.before[id] = history
    return found


def decides(fields: Iterable[str]) -> list[str]:
    """Pick the fields that decide about serving, sorted."""
    return sorted(name for name in fields if name not in _DESCRIBING)


def _at_once(rows: list[R]) -> tuple[R, Conflict | None]:
    """Put together what rows of one instant say of one thing."""
    row, conflicts = rows[0], frozenset[str]()
    for other in rows[1:]:
        if other != row:
            row, fields = _together(row, other)
            conflicts |= fields
    if not conflicts:
        return row, None
    defaults = {each.name: each.default for each in attrs.fields(type(rows[0])) if each.name in conflicts}
    undated = len({each.source for each in rows}) > 1 and any(each.observed_at is None for each in rows)
    return attrs.evolve(row, **defaults), Conflict(conflicts, undated)


def _carried(before: R, now: R) -> R:
    """Fill in what a later row leaves out; of what it says, nothing is taken back."""
    defaults: dict[str, Any] = {each.name: each.default for each in attrs.fields(type(before))}
    told = {*_WHERE, *(name for name, default in defaults.items() if getattr(now, name) != default)}
    told |= {name for unit in _UNITS if told.intersection(unit) for name in unit}
    return attrs.evolve(now, **{name: getattr(before, name) for name in defaults if name not in told})


def _together(known: Any, row: attrs.AttrsInstance) -> tuple[Any, frozenset[str]]:
    changes: dict[str, Any] = {}
    conflicts: set[str] = set()
    for field in attrs.fields(type(row)):
        name = field.name
        old, new = getattr(known, name), getattr(row, name)
        if name in _WHERE or new in (old, field.default):
            continue
        if old == field.default:
            changes[name] = new
        elif isinstance(old, Media) and isinstance(new, Media) and old.kind is new.kind:
            changes[name], details = _together(old, new)
            conflicts |= {name} if details else set()
        else:
            conflicts.add(name)
    return attrs.evolve(known, **changes) if changes else known, frozenset(conflicts)


HOW: Final = (
    "; if they were received at different times, say when: `--observed-at PATH=INSTANT`, or "
    "`sparklicense.sources.tiktok.Observed` in Python"
)
"""What the caller can do about a contradiction of sources that have no instants of their own."""


class Place(Protocol):
    """Any row: it knows where it stands and what it is about."""

    @property
    def source(self) -> str:
        """The response."""
        ...

    @property
    def row(self) -> int | None:
        """Its place in the response."""
        ...

    @property
    def observed_at(self) -> DateTime | None:
        """When TikTok said so."""
        ...

    @property
    def id(self) -> str:
        """What it is about."""
        ...


class Notes:
    """Assumptions, diagnoses, and the things that nothing is made of, because a row about them was refused.

    Args:
        rows: what TikTok says; what could not be read is refused from the start.
        observed_at: when it said so, where a row does not tell.
    """

    __slots__ = ("assumed", "before", "diagnoses", "observed_at", "others", "refused")

    def __init__(self, rows: Rows, observed_at: DateTime) -> None:
        self.observed_at = observed_at
        self.assumed: list[Assumption] = []
        self.diagnoses: list[Diagnosis] = [*rows.diagnoses]
        self.refused: dict[Kind, set[str]] = {kind: set() for kind in Kind}
        for kind, id in rows.refused:
            self.refused[kind].add(id)
        self.others = 0
        """How many ads are no Spark Ads."""
        self.before: dict[Kind, dict[str, list[Any]]] = {}

    def when(self, place: Place) -> DateTime:
        """Give the instant at which TikTok said what a row says."""
        return place.observed_at or self.observed_at

    def history(self, kind: Kind, row: R) -> Sequence[R]:
        """Give a row that `together` gave, after what was said of the same thing before."""
        return [*self.before[kind].get(row.id, ()), row]

    def by_then(self, history: Sequence[R], at: DateTime) -> R | None:
        """Give what was said last at an instant; `None` where nothing was said by then."""
        count = bisect_right(history, at, key=self.when)
        return history[count - 1] if count else None

    def assume(self, place: Place, fact: str, attribute: str, value: DateTime | str, reason: str) -> None:
        """List a value that no response gives."""
        self.assumed.append(
            Assumption(source=place.source, row=place.row, fact=fact, attribute=attribute, value=value, reason=reason)
        )

    def tell(self, place: Place, field: str | None, problem: str) -> None:
        """List what is not taken."""
        self.diagnoses.append(Diagnosis(source=place.source, row=place.row, field=field, problem=problem))

    def refuse(self, kind: Kind, place: Place, field: str | None, problem: str) -> None:
        """Make nothing of what a row is about, and say why."""
        self.refused[kind].add(place.id)
        self.tell(place, field, problem)

    def together(self, kind: Kind, rows: tuple[R, ...]) -> dict[str, R]:
        """Put together what rows say of the same things, and tell where they contradict each other."""
        found = merged(rows, self.observed_at)
        self.before[kind] = {**found.before}
        for id, conflict in found.conflicts.items():
            if deciding := decides(conflict.fields):
                self.refuse(kind, found.last[id], deciding[0], _contradiction(kind, conflict))
            else:
                self.tell(found.last[id], None, _contradiction(kind, conflict, ": left out"))
        for row, conflict in found.past_conflicts:
            self.tell(row, None, f"at `{written(self.when(row))}` {_contradiction(kind, conflict, ': left out')}")
        refused = self.refused[kind]
        return {id: row for id, row in found.last.items() if id not in refused} if refused else found.last


def _contradiction(kind: Kind, conflict: Conflict, result: str = "") -> str:
    named = ", ".join(f"`{each}`" for each in sorted(conflict.fields))
    return f"responses contradict each other about {named} of one {kind}{result}{HOW if conflict.undated else ''}"
