"""What a trait is: one thing in which the formats differ, with a cell for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from sparklicense.citations import Basis, Citation, guide
from sparklicense.errors import RulebookError, shown
from sparklicense.formats.availability import Format
from sparklicense.formats.statements import Figure, check_rows
from sparklicense.instants import InstantLike, instant, written

if TYPE_CHECKING:
    from pendulum import DateTime


def _optional(value: InstantLike | None) -> DateTime | None:
    return None if value is None else instant(value)


@attrs.frozen(kw_only=True)
class Cell:
    """What holds of one format.

    Attributes:
        format: the format.
        reason: what is the case, in words.
        basis: what that rests on.
        citations: where it comes from.
        figures: the performance figures it claims.
        since: the first instant (UTC) at which it holds; `None`: it always has.
        until: the first instant (UTC) at which it does not hold any more; `None`: nothing ends it.
    """

    format: Format
    reason: str
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)
    figures: tuple[Figure, ...] = ()
    since: DateTime | None = attrs.field(converter=_optional, default=None)
    until: DateTime | None = attrs.field(converter=_optional, default=None)

    @property
    def id(self) -> str:
        """The format, and since when the cell holds where that is dated."""
        return str(self.format) if self.since is None else f"{self.format} since {written(self.since)}"

    def holds(self, at: DateTime) -> bool:
        """Tell whether the cell holds at an instant (UTC)."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@attrs.frozen(kw_only=True)
class Trait:
    """A row: one thing in which formats differ.

    Attributes:
        id: what reports call the row.
        aspect: the thing, in words.
        cells: what holds of each format; a format without a cell is one of which no source says it.

    Raises:
        RulebookError: no cell, a cell without an honest source, or two cells of a format at one instant.
    """

    id: str
    aspect: str
    cells: tuple[Cell, ...]

    def __attrs_post_init__(self) -> None:
        """Check the cells."""
        problems = [] if self.cells else ["no format has a cell"]
        for which in Format:
            mine = [cell for cell in self.cells if cell.format is which]
            edges = [at for cell in mine for at in (cell.since, cell.until) if at is not None]
            if len(mine) > 1 and (not edges or any(sum(cell.holds(at) for cell in mine) > 1 for at in edges)):
                problems.append(f"format {shown(which)} has two cells at one instant")
        check_rows(f"trait {self.id}", self.cells, problems)

    def cell(self, which: Format, at: InstantLike) -> Cell | None:
        """Give what holds of a format at an instant; `None`: no source says."""
        t = instant(at)
        return next((cell for cell in self.cells if cell.format is which and cell.holds(t)), None)


_GUIDE: Final = guide("").title


def _cell(which: Format, reason: str, *citations: Citation, **more: Any) -> Cell:
    # What cites a fact of the platform is a platform rule; what cites the guide alone is the guide's.
    platform = any(citation.title != _GUIDE for citation in citations)
    basis = Basis.REPORTED if more.get("figures") else Basis.PLATFORM if platform else Basis.GUIDE
    return Cell(format=which, reason=reason, basis=basis, citations=citations, **more)


def pull(reason: str, *citations: Citation, **more: Any) -> Cell:
    """Say what holds of a Spark Ad on an existing post."""
    return _cell(Format.SPARK_PULL, reason, *citations, **more)


def push(reason: str, *citations: Citation, **more: Any) -> Cell:
    """Say what holds of a Spark Ad from an upload."""
    return _cell(Format.SPARK_PUSH, reason, *citations, **more)


def in_feed(reason: str, *citations: Citation, **more: Any) -> Cell:
    """Say what holds of an In-Feed Ad."""
    return _cell(Format.IN_FEED, reason, *citations, **more)


def check_traits(traits: tuple[Trait, ...]) -> tuple[Trait, ...]:
    """Refuse two traits of one id.

    Raises:
        RulebookError: it names the id.
    """
    seen: set[str] = set()
    for trait in traits:
        if trait.id in seen:
            raise RulebookError(f"table `traits`: two rows have the id {shown(trait.id)}")
        seen.add(trait.id)
    return traits
