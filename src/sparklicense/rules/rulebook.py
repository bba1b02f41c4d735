"""What a rulebook is: an ordered table of cited rows that answers for every standing exactly once."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import attrs

from sparklicense.citations import Basis, guide
from sparklicense.errors import RulebookError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sparklicense.citations import Citation
    from sparklicense.policies import Policy


class Actor(StrEnum):
    """Who can fix what blocks an ad."""

    NOBODY = "nobody"
    ADVERTISER = "advertiser"
    CREATOR = "creator"
    TIME = "time"


class Row(Protocol):
    """What every row says, whichever rulebook it belongs to."""

    @property
    def id(self) -> str:
        """What reports call the row."""
        ...

    @property
    def track(self) -> str:
        """The thing that changes over time."""
        ...

    @property
    def standing(self) -> StrEnum:
        """The way it stands."""
        ...

    @property
    def rank(self) -> int | None:
        """The row's place among those that object; `None`: it permits."""
        ...

    @property
    def under(self) -> tuple[str, bool] | None:
        """A policy's attribute and the value with which the row applies; `None`: always."""
        ...

    @property
    def basis(self) -> Basis:
        """What the rule rests on."""
        ...

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the rule comes from."""
        ...


R = TypeVar("R", bound=Row)


def _tracks(value: Mapping[str, tuple[StrEnum, ...]]) -> dict[str, tuple[StrEnum, ...]]:
    return dict(value)


@attrs.frozen(eq=False)
class Rulebook(Generic[R]):
    """An ordered table of rows; built once, checked whole.

    Attributes:
        name: what it answers, in one word.
        tracks: every track the rows read, by name, with all its standings.
        rows: the rows, in order of precedence.

    Raises:
        RulebookError: a row that does not cite what it rests on, of no track, or with another row's id; a
            standing that no row answers for, or two do; rows of one rank that read different tracks.
    """

    name: str
    tracks: Mapping[str, tuple[StrEnum, ...]] = attrs.field(converter=_tracks)
    rows: tuple[R, ...] = attrs.field()
    _answers: dict[str, dict[StrEnum, tuple[R, ...]]] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Check the table and index it."""
        answers: dict[str, dict[StrEnum, tuple[R, ...]]] = {track: {} for track in self.tracks}
        for row in self.rows:
            if row.standing in self.tracks.get(row.track, ()):
                answers[row.track][row.standing] = (*answers[row.track].get(row.standing, ()), row)
        if problems := [
            *_row_problems(self.rows, self.tracks),
            *(
                f"track {shown(track)}: {problem}"
                for track, standings in self.tracks.items()
                for standing in standings
                for problem in _answer_problems(standing, answers[track].get(standing, ()))
            ),
            *_rank_problems(self.rows),
        ]:
            raise RulebookError(f"rulebook {shown(self.name)}: {'; '.join(problems)}")
        object.__setattr__(self, "_answers", answers)

    def answer(self, track: str, standing: StrEnum, policy: Policy) -> R:
        """Give the one row that answers for a standing under a policy."""
        rows = self._answers[track][standing]
        return next(row for row in rows if applies(row, policy))

    def answers(self, track: str) -> Mapping[StrEnum, tuple[R, ...]]:
        """Give the rows of a track by standing: one, or one for each value of a policy's attribute."""
        return self._answers[track]

    def under(self, policy: Policy) -> tuple[R, ...]:
        """Give the rows that apply under a policy, in order."""
        return tuple(row for row in self.rows if applies(row, policy))


def sources(row: Row) -> list[str]:
    """Name what a row rests on: its sources, or that it is our choice."""
    ours = ["this library's choice"] if row.basis is Basis.OURS else []
    return [*ours, *map(str, row.citations)]


def applies(row: Row, policy: Policy) -> bool:
    """Tell whether a row applies under a policy."""
    return row.under is None or getattr(policy, row.under[0]) is row.under[1]


_THE_GUIDE = guide("").title


def _row_problems(rows: Iterable[Row], tracks: Mapping[str, tuple[StrEnum, ...]]) -> list[str]:
    problems: list[str] = []
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            problems.append(f"two rows have the id {shown(row.id)}")
        seen.add(row.id)
        titles = {citation.title for citation in row.citations}
        if not titles and row.basis is not Basis.OURS:
            problems.append(f"row {shown(row.id)} has no citation")
        elif row.basis is Basis.GUIDE and _THE_GUIDE not in titles:
            problems.append(f"row {shown(row.id)} is the guide's opinion and does not cite it")
        elif row.basis is Basis.PLATFORM and titles == {_THE_GUIDE}:
            problems.append(f"row {shown(row.id)} is a platform rule and cites no platform fact")
        if row.standing not in tracks.get(row.track, ()):
            problems.append(f"row {shown(row.id)} reads {shown(row.track)} {shown(row.standing)}, which no track has")
    return problems


def _answer_problems(standing: StrEnum, rows: tuple[Row, ...]) -> list[str]:
    if not rows:
        return [f"no row answers for {shown(standing)}"]
    conditions = [row.under for row in rows]
    if conditions == [None]:
        return []
    if None not in conditions:
        attributes = {condition[0] for condition in conditions if condition}
        values = sorted(condition[1] for condition in conditions if condition)
        if len(attributes) == 1 and values == [False, True]:
            return []
        if len(attributes) == 1 and len(values) == 1:
            return [f"no row answers for {shown(standing)} where {attributes.pop()} is {not values[0]}"]
    return [f"several rows answer for {shown(standing)}: {', '.join(shown(row.id) for row in rows)}"]


def _rank_problems(rows: Iterable[Row]) -> list[str]:
    tracks: defaultdict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.rank is not None:
            tracks[row.rank].add(row.track)
    return [
        f"rows of rank {rank} read different tracks: {', '.join(sorted(map(shown, names)))}"
        for rank, names in sorted(tracks.items())
        if len(names) > 1
    ]
