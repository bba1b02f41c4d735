"""One thing told by several rows: what they say together, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import attrs

from sparklicense.exchange.tiktok.rows import AdGroupRow, AdRow, CampaignRow, IdentityRow, PostRow
from sparklicense.posts import Media

R = TypeVar("R", PostRow, AdRow, AdGroupRow, CampaignRow, IdentityRow)

_WHERE: Final = ("source", "row", "id")
_DESCRIBING: Final = frozenset(
    {
        "caption", "media", "creator_name", "username",
        "name", "call_to_action", "landing_page_url", "tracking",
        "money", "placements", "targeting", "shares_budget",
    }
)  # fmt: skip
"""What no decision about serving rests on: where rows contradict each other in it, it is left out."""


def merged(rows: Iterable[R]) -> tuple[dict[str, R], dict[str, frozenset[str]]]:
    """Put together what rows say of the same things; the order of the rows does not matter.

    What one row leaves out, another may tell. Where two tell different things, none is taken.

    Returns:
        The rows by id, and the fields in which they contradict each other, by id.
    """
    found: dict[str, R] = {}
    conflicts: dict[str, frozenset[str]] = {}
    for row in rows:
        known = found.setdefault(row.id, row)
        if known is not row and known != row:
            found[row.id], fields = _together(known, row)
            if fields:
                conflicts[row.id] = conflicts.get(row.id, frozenset()) | fields
    for id, fields in conflicts.items():
        defaults = {each.name: each.default for each in attrs.fields(type(found[id]))}
        found[id] = attrs.evolve(found[id], **{name: defaults[name] for name in fields})
    return found, conflicts


def decides(fields: Iterable[str]) -> list[str]:
    """Pick the fields that decide about serving, sorted."""
    return sorted(name for name in fields if name not in _DESCRIBING)


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
