"""What is noted while facts are made of rows: assumptions, diagnoses, and what nothing is made of."""

from __future__ import annotations

from typing import Protocol

from pendulum import DateTime

from sparklicense.exchange.readings import Assumption, Diagnosis
from sparklicense.exchange.tiktok.merging import R, decides, merged
from sparklicense.exchange.tiktok.rows import Kind, Rows


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
    def id(self) -> str:
        """What it is about."""
        ...


class Notes:
    """Assumptions, diagnoses, and the things that nothing is made of, because a row about them was refused.

    Args:
        rows: what TikTok says; what could not be read is refused from the start.
        observed_at: when it said so.
    """

    __slots__ = ("advertiser_id", "assumed", "diagnoses", "observed_at", "refused")

    def __init__(self, rows: Rows, observed_at: DateTime) -> None:
        self.observed_at = observed_at
        self.advertiser_id = rows.advertiser_id
        self.assumed: list[Assumption] = []
        self.diagnoses: list[Diagnosis] = [*rows.diagnoses]
        self.refused: dict[Kind, set[str]] = {kind: set() for kind in Kind}
        for kind, id in rows.refused:
            self.refused[kind].add(id)

    def assume(self, place: Place, fact: str, attribute: str, value: DateTime, reason: str) -> None:
        """List an instant that no response gives."""
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
        found, conflicts = merged(rows)
        for id, fields in conflicts.items():
            named = ", ".join(f"`{each}`" for each in sorted(fields))
            if deciding := decides(fields):
                self.refuse(
                    kind, found[id], deciding[0], f"responses contradict each other about {named} of one {kind}"
                )
            else:
                self.tell(found[id], None, f"responses contradict each other about {named} of one {kind}: left out")
        refused = self.refused[kind]
        return {id: row for id, row in found.items() if id not in refused} if refused else found
