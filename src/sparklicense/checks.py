"""Checks that the fields of the facts share; each error names the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import written

if TYPE_CHECKING:
    import attrs
    from pendulum import DateTime

    from sparklicense.windows import Windows

T = TypeVar("T")


def check_id(_: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse what is not a non-empty text id."""
    if isinstance(value, str):
        if value and not value.isspace():
            return
        raise InvalidValueError(f"{field.alias}: an id is not empty")
    raise WrongTypeError(
        f"{field.alias}: an id is text, not {type(value).__name__}: {shown(value)}; "
        "write it in quotes, TikTok's ids exceed what a number holds exactly"
    )


def check_optional_id(fact: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse what is neither `None` nor a non-empty text id."""
    if value is not None:
        check_id(fact, field, value)


def check_text(_: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse what is not text."""
    if not isinstance(value, str):
        raise WrongTypeError(f"{field.alias}: text, not {type(value).__name__}: {shown(value)}")


def check_is(wanted: type) -> Any:
    """Make a validator that takes instances of one class."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, wanted):
            raise WrongTypeError(f"{field.alias}: a `{wanted.__name__}`, not {type(value).__name__}: {shown(value)}")

    return check


def several(field: str, value: Iterable[T], kind: type[T]) -> tuple[T, ...]:
    """Read a field that holds several values of one class; one text alone is refused, not split into letters."""
    if isinstance(value, tuple) and not value:
        return ()
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise WrongTypeError(f"{field}: several values, not one {type(value).__name__}: {shown(value)}")
    found = tuple(value)
    for each in found:
        if not isinstance(each, kind):
            raise WrongTypeError(f"{field}: each a `{kind.__name__}`, not {type(each).__name__}: {shown(each)}")
    return found


def switched(field: str, windows: Windows, at: DateTime, *, on: bool, verb: str) -> Windows:
    """Open or close a window at an instant; refuse what is open, or closed, already."""
    if (at in windows) is on:
        state = "already" if on else "not"
        raise ImpossibleFactsError(f"{field}: cannot {verb} at {shown(written(at))}: it is {state} {field} then")
    return windows.switched(at)
