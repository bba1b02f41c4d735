"""Timelines as plain data: a form names the vocabulary of its states."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sparklicense.ads import ScheduleStatus, SwitchStatus
from sparklicense.data.checked_kinds import DECIMAL, INSTANT, TRUTH, constant, pair
from sparklicense.data.kinds import choice, record, several
from sparklicense.data.records import Field, Kind, Shape, kind_of, reading, write
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.licenses import LicenseStatus
from sparklicense.posts import PostStatus
from sparklicense.rules.expiry import LicenseStanding
from sparklicense.rules.states import ServingState
from sparklicense.timelines import Timeline

_VOCABULARIES: Final[Mapping[type, tuple[str, Kind]]] = {
    ServingState: ("serving_state", choice(ServingState)),
    LicenseStatus: ("license_status", choice(LicenseStatus)),
    LicenseStanding: ("license_standing", choice(LicenseStanding)),
    PostStatus: ("post_status", choice(PostStatus)),
    ScheduleStatus: ("schedule_status", choice(ScheduleStatus)),
    SwitchStatus: ("switch_status", choice(SwitchStatus)),
    bool: ("truth", TRUTH),
    Decimal: ("amount", DECIMAL),
}
"""What the states of a timeline can be: for each type the vocabulary's name and the kind of its words."""


def _shape(name: str, states: Kind) -> Shape[Timeline[Any]]:
    title = "".join(each.title() for each in name.split("_"))
    change = pair(
        "a change",
        f"{title}Change",
        Field("at", INSTANT, words="The instant."),
        Field("state", states, words="The state from then on."),
    )

    def make(*, states: str, initial: object, changes: tuple[tuple[Any, object], ...]) -> Timeline[Any]:  # noqa: ARG001 - the table that reads it is chosen by it
        return Timeline(initial, changes)

    return Shape(
        noun="a timeline",
        name=f"{title}Timeline",
        make=make,
        fields=(
            Field("states", constant(name), get=lambda _: name, words="The vocabulary of the states."),
            Field("initial", states, words="The state before the first change."),
            Field("changes", several(change), words="Each instant, and the state that holds from then on."),
        ),
    )


_SHAPES: Final = {name: _shape(name, states) for name, states in _VOCABULARIES.values()}
_READERS: Final = {name: reading(shape) for name, shape in _SHAPES.items()}


def read_timeline(value: Mapping[str, Any]) -> Timeline[Any]:
    """Read a timeline by the table of its vocabulary."""
    states = value.get("states")
    if not isinstance(states, str) or states not in _READERS:
        found = "missing" if "states" not in value else shown(states) if isinstance(states, str) else kind_of(states)
        raise InvalidValueError(f"states: {found}; one of {', '.join(f'`{each}`' for each in _READERS)}")
    return _READERS[states](value)


def write_timeline(timeline: Timeline[Any]) -> object:
    """Write a timeline whose states are all of one vocabulary."""
    states: set[type] = {type(state) for state in (timeline.initial, *(state for _, state in timeline.changes))}
    if len(states) > 1 or not states <= _VOCABULARIES.keys():
        found = ", ".join(sorted(f"`{each.__name__}`" for each in states))
        raise WrongTypeError(
            f"a timeline of {found} has no form; the states are all of one of "
            f"{', '.join(f'`{each.__name__}`' for each in _VOCABULARIES)}"
        )
    return write(_SHAPES[_VOCABULARIES[states.pop()][0]], timeline)


TIMELINES: Final = tuple(_SHAPES.values())
"""The tables of timelines: one for each vocabulary."""


def timeline_of(states: type) -> Kind:
    """Give the kind of the timelines whose states are of one type."""
    return record(_SHAPES[_VOCABULARIES[states][0]])
