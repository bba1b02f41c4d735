"""What is to be said of each format, and how a tie between them is broken."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import attrs

from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.formats.availability import Availability, Format
from sparklicense.formats.platforms import PlatformRule
from sparklicense.formats.situations import Effect, Situation
from sparklicense.formats.statements import Figure, check_rows
from sparklicense.formats.verdicts import EligibilityRule


@attrs.frozen
class Reason:
    """One thing that speaks for a format, against it, or rules it out."""

    row: Situation | Availability | EligibilityRule | PlatformRule
    """The row it comes from, with its words, its basis and its source."""
    effect: Effect
    """What it does to the format."""


@attrs.frozen
class Assessment:
    """What is to be said of one format."""

    format: Format
    """The format."""
    reasons: tuple[Reason, ...]
    """All reasons, by what they do and then by row id."""
    available: bool
    """Whether it can be chosen: what no row says is open is not."""
    lasting: bool
    """Whether it can be chosen without an exception and without an end."""

    def those(self, effect: Effect) -> tuple[Reason, ...]:
        """Give the reasons of one kind."""
        return tuple(each for each in self.reasons if each.effect is effect)

    @property
    def ruled_out(self) -> bool:
        """Whether it cannot be chosen, or anything rules it out."""
        return not self.available or bool(self.those(Effect.RULES_OUT))

    @property
    def balance(self) -> int:
        """How many more reasons speak for it than against it."""
        return len(self.those(Effect.FOR)) - len(self.those(Effect.AGAINST))


class Decider(StrEnum):
    """What decided an advice."""

    NOTHING_FITS = "nothing_fits"
    ONLY_ONE_FITS = "only_one_fits"
    BALANCE = "balance"
    FEWEST_AGAINST = "fewest_against"
    LASTING = "lasting"
    ORDER = "order"


@attrs.frozen(kw_only=True)
class TieRule:
    """A row: how a tie is broken. The smallest rank wins.

    Attributes:
        decider: what the advice says decided it.
        place: which rule comes first.
        rank: reads the rank of a format.
        reason: the rule, in words.
        basis: what it rests on.
        citations: where it comes from.
    """

    decider: Decider
    place: int
    rank: Callable[[Assessment], int]
    reason: str
    basis: Basis = Basis.OURS
    citations: tuple[Citation, ...] = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """What reports call the row."""
        return str(self.decider)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """No performance figure."""
        return ()


_ORDER: Final = {each: place for place, each in enumerate(Format)}
TIES: Final = (
    TieRule(
        decider=Decider.FEWEST_AGAINST,
        place=1,
        rank=lambda each: len(each.those(Effect.AGAINST)),
        reason="of formats of one balance, the one against which least is said",
        citations=(guide("When Spark Ads are the wrong choice"),),
    ),
    TieRule(
        decider=Decider.LASTING,
        place=2,
        rank=lambda each: not each.lasting,
        reason="then one that is not closing, and is not open by an exception only",
        citations=(facts("G8"),),
    ),
    TieRule(
        decider=Decider.ORDER,
        place=3,
        rank=lambda each: _ORDER[each.format],
        reason="then a Spark Ad on a post, which operators take unless something speaks against it, then In-Feed",
        citations=(guide("Spark Ads vs In-Feed Ads"),),
    ),
)
"""How ties are broken, one rule after the other; the last one leaves none."""

check_rows("ties", TIES)
