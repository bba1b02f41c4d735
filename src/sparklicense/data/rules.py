"""Policies, the rows of the rulebooks, and the verdicts that name a row."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, TypeVar

from sparklicense.citations import Citation
from sparklicense.data.checked_kinds import TEXT, TRUTH, pair
from sparklicense.data.derived import table
from sparklicense.data.kinds import choice, record, several
from sparklicense.data.records import Field, Kind, Shape, is_object, kind_of, read_text, reading, write
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.policies import GUIDE, PLATFORM, Policy
from sparklicense.rules.deletion import DELETION, RemovalRule, RemovalVerdict
from sparklicense.rules.editing import EDITING, EditRule, EditVerdict
from sparklicense.rules.expiry import ServingRule
from sparklicense.rules.redemption import REDEMPTION, RedemptionRule, RedemptionVerdict
from sparklicense.rules.rulebook import Rulebook
from sparklicense.rules.serving_rows import SERVING

R = TypeVar("R", ServingRule, EditRule, RemovalRule, RedemptionRule)


def _citation(*, title: str, section: str, url: str | None, read_on: date) -> Citation:
    return Citation(title, section, url, read_on)


# Every key is written: the day on which it was read, left out, would become another in the next version.
CITATION: Final = Shape(
    noun="a citation", name="Citation", make=_citation, told_by=Citation, fields=table(Citation).fields
)
_CITED: Final = pair(
    "a cited attribute",
    "Cited",
    Field("attribute", TEXT, words="The attribute of the policy."),
    Field("citation", record(CITATION), words="Where its value comes from."),
)
_CONDITION: Final = pair(
    "a condition",
    "Condition",
    Field("attribute", TEXT, words="An attribute of the policy."),
    Field("is", TRUTH, words="The value with which the row applies."),
)


def _cited(values: list[Any]) -> tuple[tuple[str, Citation], ...]:
    attributes = [attribute for attribute, _ in values]
    if twice := sorted({each for each in attributes if attributes.count(each) > 1}):
        raise InvalidValueError(f"cited twice: {', '.join(map(shown, twice))}")
    return tuple(values)


# A list, because the order of citations counts when policies are compared, and an object's keys have none.
POLICY: Final = table(Policy, citations=several(_CITED, _cited))

SHIPPED: Final = {each.name: each for each in (GUIDE, PLATFORM)}
_in_full: Final = reading(POLICY)


def read_policy(value: Any) -> Policy:
    """Read a policy that ships by its name, and any other in full."""
    if is_object(value):
        return _in_full(value)
    if not isinstance(value, str):
        raise WrongTypeError(f"a policy is text or an object, not {kind_of(value)}")
    if value not in SHIPPED:
        names = ", ".join(f"`{each}`" for each in SHIPPED)
        raise InvalidValueError(f"{shown(value)} is none of {names}; any other policy is written in full")
    return SHIPPED[value]


def write_policy(policy: Policy) -> object:
    """Write a policy that ships by its name, and any other in full."""
    return policy.name if SHIPPED.get(policy.name) == policy else write(POLICY, policy)


READING: Final = Kind(
    schema={"anyOf": [{"enum": [*SHIPPED]}, {"$ref": f"#/$defs/{POLICY.name}"}]},
    read=read_policy,
    write=write_policy,
    scalar=False,
    shapes=(POLICY,),
)
"""A policy inside another value: the name of one that ships, or the policy in full."""


def _standing(book: Rulebook[Any]) -> Kind:
    return choice(standing for standings in book.tracks.values() for standing in standings)


SERVING_RULE: Final = table(
    ServingRule, standing=_standing(SERVING), under=_CONDITION, citations=several(record(CITATION))
)
EDIT_RULE: Final = table(EditRule, standing=_standing(EDITING), under=_CONDITION, citations=several(record(CITATION)))
REMOVAL_RULE: Final = table(
    RemovalRule, standing=_standing(DELETION), under=_CONDITION, citations=several(record(CITATION))
)
REDEMPTION_RULE: Final = table(
    RedemptionRule, standing=_standing(REDEMPTION), under=_CONDITION, citations=several(record(CITATION))
)


def row_of(book: Rulebook[R]) -> Kind:
    """Make the kind of a rulebook's rows, which other values name by their ids."""
    rows: dict[str, R] = {row.id: row for row in book.rows}

    def read(value: Any) -> R:
        if read_text(value) not in rows:
            raise InvalidValueError(f"{shown(value)} is no row of the rulebook `{book.name}` of this version")
        return rows[value]

    def write(row: R) -> str:
        if rows.get(row.id) != row:
            raise InvalidValueError(
                f"rule: the row {shown(row.id)} is not one of the rulebook `{book.name}`, whose ids a reader knows"
            )
        return row.id

    return Kind(schema={"enum": [*rows]}, read=read, write=write)


EDIT_VERDICT: Final = table(EditVerdict, rule=row_of(EDITING), disputed_by=record(CITATION))
REMOVAL_VERDICT: Final = table(RemovalVerdict, rule=row_of(DELETION))
REDEMPTION_VERDICT: Final = table(RedemptionVerdict, rule=row_of(REDEMPTION))
