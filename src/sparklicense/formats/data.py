"""Advice and comparisons as plain data, for JSON and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from sparklicense.formats.briefs import QUESTIONS, answered
from sparklicense.formats.comparison import Comparison
from sparklicense.formats.platforms import PlatformRule
from sparklicense.formats.statements import Said
from sparklicense.instants import written

if TYPE_CHECKING:
    from sparklicense.formats.advice import Advice
    from sparklicense.formats.eligibility import Eligibility

COMPARISON_COLUMNS: Final = ("trait", "aspect", "format", "reason", "basis", "sources", "figures")
"""The columns of a comparison as rows: two rows a trait, one for each format."""


def _said(row: Said) -> dict[str, Any]:
    return {
        "row": row.id,
        "reason": row.reason,
        "basis": str(row.basis),
        "sources": [str(citation) for citation in row.citations],
        "figures": [attrs.asdict(figure) for figure in row.figures],
    }


def advice_to_data(advice: Advice) -> dict[str, Any]:
    """Give an advice as plain data: the answer, every reason with its source, what would change it.

    Examples:
        >>> from sparklicense.formats import Brief, Source, advice_to_data, advise
        >>> data = advice_to_data(advise(Brief(post=Source.NONE), at="2026-06-01T00:00:00Z"))
        >>> data["format"], data["would_change"][0]
        ('in_feed', {'question': 'post', 'answer': 'own', 'format': 'spark_pull'})
    """
    return {
        "format": _named(advice.format),
        "at": written(advice.at),
        "policy": advice.policy.name,
        "disputed_by": None if advice.disputed_by is None else str(advice.disputed_by),
        "brief": {question: _answer(getattr(advice.brief, question)) for question in QUESTIONS},
        "decided_by": str(advice.decided_by),
        "assessments": [
            {
                "format": str(each.format),
                "ruled_out": each.ruled_out,
                "balance": each.balance,
                "reasons": [{"effect": str(reason.effect), **_said(reason.row)} for reason in each.reasons],
            }
            for each in advice.assessments
        ],
        "eligibility": None if advice.eligibility is None else eligibility_to_data(advice.eligibility),
        "elsewhere": None if advice.elsewhere is None else _elsewhere(advice.elsewhere),
        "would_change": [
            {"question": change.question, "answer": _answer(change.answer), "format": _named(change.format)}
            for change in advice.would_change
        ],
        "explanation": advice.explain(),
    }


def eligibility_to_data(found: Eligibility) -> dict[str, Any]:
    """Give an eligibility as plain data: the verdict, every reason with who acts, the other posts' ids."""
    return {
        "post_id": found.post_id,
        "at": written(found.at),
        "policy": found.policy,
        "verdict": str(found.verdict),
        "reasons": [
            {"verdict": str(row.verdict), "actor": str(row.actor), "remedy": row.remedy, **_said(row)}
            for row in found.reasons
        ],
        "originals": list(found.originals),
        "unauthorized": list(found.unauthorized),
    }


def comparison_to_data(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as plain data; `null` where no source says."""
    return {
        "one": str(comparison.one),
        "other": str(comparison.other),
        "at": written(comparison.at),
        "policy": comparison.policy,
        "traits": [
            {
                "trait": row.id,
                "aspect": row.aspect,
                "one": None if row.one is None else _said(row.one),
                "other": None if row.other is None else _said(row.other),
            }
            for row in comparison.rows
        ],
    }


def comparison_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """Give a comparison as rows of text, under `COMPARISON_COLUMNS`; what no source says is left out."""
    return [
        (
            row.id,
            row.aspect,
            str(which),
            cell.reason,
            str(cell.basis),
            "; ".join(map(str, cell.citations)),
            "; ".join(map(str, cell.figures)),
        )
        for row in comparison.rows
        for which, cell in ((comparison.one, row.one), (comparison.other, row.other))
        if cell is not None
    ]


def _elsewhere(row: PlatformRule) -> dict[str, Any]:
    return {"equivalent": row.equivalent, "permission": row.permission, **_said(row)}


def _answer(answer: object) -> bool | str | None:
    return answer if answer is None or isinstance(answer, bool) else answered(answer)


def _named(which: object) -> str | None:
    return None if which is None else str(which)
