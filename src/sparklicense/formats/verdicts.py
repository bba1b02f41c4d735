"""What an eligibility row is, and what it can say."""

from __future__ import annotations

from enum import StrEnum

import attrs

from sparklicense.citations import Basis, Citation
from sparklicense.formats.statements import Figure
from sparklicense.rules.rulebook import Actor


class Verdict(StrEnum):
    """Whether a post can be put behind an ad; each weighs more than the one before."""

    ELIGIBLE = "eligible"
    CONDITIONAL = "conditional"
    """It can be, once somebody has done what is left to do."""
    INELIGIBLE = "ineligible"
    """It cannot be, as it stands."""


@attrs.frozen(kw_only=True)
class EligibilityRule:
    """A row: while one thing about a post stands in a certain way, it can be put behind an ad or cannot.

    Attributes:
        id: what verdicts call the row.
        track: the thing about the post.
        standing: the way it stands.
        verdict: what the row says by itself.
        rank: its place in the order of the reasons; `None` where it permits.
        reason: what is the case, in words.
        actor: who can fix it; `None` where nothing needs fixing.
        remedy: how.
        for_good: whether nothing can ever fix it.
        tiktok: what TikTok calls it: the key of its error, or the status of such an ad; empty: nothing known.
        under: the policy's attribute and the value with which the row applies; `None`: always.
        basis: what it rests on.
        citations: where it comes from.
    """

    id: str
    track: str
    standing: StrEnum
    verdict: Verdict = Verdict.ELIGIBLE
    rank: int | None = None
    reason: str
    actor: Actor | None = None
    remedy: str = ""
    for_good: bool = False
    tiktok: str = ""
    under: tuple[str, bool] | None = None
    basis: Basis = Basis.PLATFORM
    citations: tuple[Citation, ...] = attrs.field(repr=False)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """No performance figure."""
        return ()
