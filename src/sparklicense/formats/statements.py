"""What every row about formats says of itself: in words, on what basis, and from which source.

Kinds of statement are kept apart, because they deserve different trust: what TikTok's own documentation
says, what the guide's author thinks, figures that somebody reports, and what this library has chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from sparklicense.checks import check_text
from sparklicense.citations import READ_ON, Basis, guide
from sparklicense.errors import InvalidValueError, RulebookError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sparklicense.citations import Citation


KINDS: Final = {
    Basis.PLATFORM: "platform rule",
    Basis.GUIDE: "the guide's opinion",
    Basis.REPORTED: "industry-reported, unverified",
    Basis.OURS: "this library's choice",
}
"""What people read of a basis: an opinion says whose it is."""


def _said(_: object, field: attrs.Attribute[str], value: str) -> None:
    check_text(_, field, value)
    if not value.strip():
        raise InvalidValueError(f"{field.alias}: empty; no figure stands without it")


@attrs.frozen
class Figure:
    """A performance figure, which never stands without its source and its date.

    Attributes:
        measure: what was measured, against what.
        value: what is claimed, in figures or in words.
        source: who claims it, on which data.
        dated: when it was published; for an undated source, when it was read.

    Raises:
        ValueError: one of them is empty.
    """

    measure: str = attrs.field(validator=_said)
    value: str = attrs.field(validator=_said)
    source: str = attrs.field(validator=_said)
    dated: str = attrs.field(validator=_said)

    def __str__(self) -> str:
        """Give the figure with its source and its date."""
        return f"{self.measure}: {self.value} ({self.source}; {self.dated})"


_PLAYBOOK: Final = ("TikTok's Spark Ads Creative Playbook, internal data of Q4 2020 to Q2 2021", "published 2024-03-04")
_SMB: Final = ("TikTok's SMB Guide, internal A/B test in the brand auction", "published November 2022")
_GUIDE: Final = ("the Spark Ads guide, which names no source", f"undated, read on {READ_ON.isoformat()}")
_CUSTOMER: Final = ("the Spark Ads guide, of one customer, Lila", f"undated, read on {READ_ON.isoformat()}")

FIGURES: Final[dict[str, Figure]] = {
    "engagement": Figure("engagement rate, Spark against non-Spark", "+142 %", *_PLAYBOOK),
    "completion": Figure("completion rate, Spark against non-Spark", "+30 %", *_PLAYBOOK),
    "conversion": Figure("conversion rate, Spark against non-Spark", "+43 %", *_PLAYBOOK),
    "cpm": Figure("CPM, Spark against non-Spark", "-4 %", *_PLAYBOOK),
    "smb_completion": Figure("completion rate, Spark against non-Spark", "+134 %", *_SMB),
    "smb_view_through": Figure("6-second view-through rate, Spark against non-Spark", "+157 %", *_SMB),
    "guide_engagement": Figure("engagement rate, Spark Ads against In-Feed Ads", "higher, no figure", *_GUIDE),
    "guide_cpm": Figure("CPM, Spark Ads against In-Feed Ads", "usually lower, no figure", *_GUIDE),
    "guide_ctr": Figure("CTR, Spark Ads against In-Feed Ads", "typically higher, no figure", *_GUIDE),
    "guide_cost": Figure(
        "cost per install or action, Spark Ads against In-Feed Ads",
        "typically lower where the creative is strong, no figure",
        *_GUIDE,
    ),
    "lila_cpi": Figure("cost per install within two weeks of promoting winners", "halved, to $1.40", *_CUSTOMER),
    "lila_trial": Figure("cost per trial after promoting winners", "from $30 to $5", *_CUSTOMER),
}
"""Every performance figure this package knows, by name."""


class Said(Protocol):
    """What every row says of itself."""

    @property
    def id(self) -> str:
        """What reports call the row."""
        ...

    @property
    def reason(self) -> str:
        """What is the case, in words; figures stand in `figures` alone."""
        ...

    @property
    def basis(self) -> Basis:
        """What it rests on."""
        ...

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where it comes from."""
        ...

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The performance figures it claims, each with source and date."""
        ...


_PERFORMANCE = re.compile(r"[0-9]\s*(?:%|\u00d7|percent)|[$€£]\s*[0-9]")
_OF_THE_GUIDE: Final = guide("").title


def check_rows(name: str, rows: Iterable[Said], also: Iterable[str] = ()) -> None:
    """Refuse a table with a row that does not say, or not honestly, where it comes from.

    Args:
        name: what the table is called.
        rows: its rows.
        also: other problems found, which are reported with these.

    Raises:
        RulebookError: a row without a citation, or with another row's id; a platform rule that cites
            no fact, an opinion that does not cite the guide; a performance figure outside `figures`.
    """
    all_rows = list(rows)
    problems = [
        f"{times} rows have the id {shown(id)}" for id, times in Counter(r.id for r in all_rows).items() if times > 1
    ]
    for row in all_rows:
        problems += [f"row {shown(row.id)} {problem}" for problem in _problems(row)]
    if problems := [*problems, *also]:
        raise RulebookError(f"table {shown(name)}: {'; '.join(problems)}")


def _problems(row: Said) -> Iterable[str]:
    if not row.citations:
        yield "has no citation"
    titles = {citation.title for citation in row.citations}
    if row.basis is Basis.PLATFORM and titles <= {_OF_THE_GUIDE}:
        yield "is a platform rule and cites no platform fact"
    if row.basis is Basis.GUIDE and _OF_THE_GUIDE not in titles:
        yield "is the guide's opinion and does not cite it"
    if row.figures and row.basis is not Basis.REPORTED:
        yield "holds figures and is not industry-reported"
    if _PERFORMANCE.search(row.reason):
        yield "claims a performance figure in its words, without source and date"


def sentences(lines: Iterable[str]) -> str:
    """Put lines together, each beginning with a capital; what is indented stays so."""
    begun = ((line, len(line) - len(line.lstrip())) for line in lines)
    return "\n".join(line[:start] + line[start].upper() + line[start + 1 :] for line, start in begun)


def sourced(row: Said) -> str:
    """Say a row in words, with what it rests on and where it comes from."""
    return f"{row.reason} [{vouched(row)}]"


def vouched(row: Said) -> str:
    """Say what a row rests on and where it comes from; an opinion says whose it is."""
    sources = [*map(str, row.figures), *map(str, row.citations)]
    return f"{KINDS[row.basis]}: {'; '.join(sources)}"
