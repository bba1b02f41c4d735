"""What is noted while facts are made of rows: assumptions, diagnoses, and what nothing is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from pendulum import DateTime

from sparklicense.exchange.readings import Assumption, Diagnosis
from sparklicense.exchange.tiktok.merging import Conflict, R, decides, merged
from sparklicense.exchange.tiktok.rows import Kind, Rows
from sparklicense.instants import written

HOW: Final = (
    "; where one was received later, say when each was: `--observed-at PATH=INSTANT`, "
    "`sparklicense.exchange.tiktok.Observed` from Python"
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
        return next((each for each in reversed(history) if self.when(each) <= at), None)

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
