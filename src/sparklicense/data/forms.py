"""The forms: which values can be written, under which name and version, and by which table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import attrs

from sparklicense.audit import Audit
from sparklicense.audit_rows import AdAudit, CampaignStatus, Change
from sparklicense.citations import Citation
from sparklicense.data import fields
from sparklicense.data.audits import AUDIT, AUDIT_DIFF, CAMPAIGN_STATUS, CHANGE, DIFFERENCE, LICENSE_AUDIT
from sparklicense.data.decisions import AD_AUDIT, DECISION, OBJECTION
from sparklicense.data.derived import snake
from sparklicense.data.plans import PLANNED
from sparklicense.data.portfolios import portfolio_from_data, portfolio_to_data
from sparklicense.data.records import Field, Shape, reading, write
from sparklicense.data.rules import (
    CITATION,
    EDIT_RULE,
    EDIT_VERDICT,
    POLICY,
    REDEMPTION_RULE,
    REDEMPTION_VERDICT,
    REMOVAL_RULE,
    REMOVAL_VERDICT,
    SERVING_RULE,
)
from sparklicense.data.timelines import TIMELINES, read_timeline, write_timeline
from sparklicense.portfolio import Portfolio
from sparklicense.rules.serving import Decision, Objection
from sparklicense.timelines import Timeline
from sparklicense.windows import Windows

VERSION: Final = 1
"""The version of every form there is so far."""


@attrs.frozen(kw_only=True, eq=False)
class Form:
    """How values of one class stand in JSON.

    Attributes:
        make: their class.
        read: makes a value of an object without its `schema`.
        write: makes such an object of a value.
        shapes: the records it is: one, or one of several.
    """

    make: type
    read: Callable[[Any], object]
    write: Callable[[Any], Any]
    shapes: tuple[Shape[Any], ...]

    @property
    def name(self) -> str:
        """What the form is called: `campaign_status`."""
        return snake(self.make.__name__)

    @property
    def schema(self) -> str:
        """What a value says of its own form: `sparklicense.campaign_status/1`."""
        return f"sparklicense.{self.name}/{VERSION}"


def _windows(*, windows: Windows) -> Windows:
    return windows


_WINDOWS: Final = Shape(
    noun="windows",
    name="Windows",
    make=_windows,
    fields=(Field("windows", fields.WINDOWS, get=lambda each: each, words="The windows, in order."),),
)

_TABLES: Final[tuple[Shape[Any], ...]] = (
    *fields.SHAPES,
    POLICY,
    SERVING_RULE,
    EDIT_RULE,
    REMOVAL_RULE,
    EDIT_VERDICT,
    REMOVAL_VERDICT,
    REDEMPTION_RULE,
    REDEMPTION_VERDICT,
    LICENSE_AUDIT,
    DIFFERENCE,
    AUDIT_DIFF,
    *PLANNED,
)
_MADE: Final[Mapping[type, Shape[Any]]] = {
    Windows: _WINDOWS,
    Citation: CITATION,
    Objection: OBJECTION,
    Decision: DECISION,
    AdAudit: AD_AUDIT,
    CampaignStatus: CAMPAIGN_STATUS,
    Change: CHANGE,
    Audit: AUDIT,
}
"""The tables that a function reads, not the class itself."""


def _forms() -> dict[type, Form]:
    shapes: dict[Any, Shape[Any]] = {**{shape.make: shape for shape in _TABLES}, **_MADE}
    forms = [
        *(
            Form(make=make, read=reading(shape), write=partial(write, shape), shapes=(shape,))
            for make, shape in shapes.items()
        ),
        Form(make=Timeline, read=read_timeline, write=write_timeline, shapes=TIMELINES),
        Form(make=Portfolio, read=portfolio_from_data, write=portfolio_to_data, shapes=()),
    ]
    return {form.make: form for form in forms}


FORMS: Final[Mapping[type, Form]] = _forms()
"""The form of every class whose values can be written."""
