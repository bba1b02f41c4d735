"""Checks that the fields of the facts share; each error names the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import written

if TYPE_CHECKING:
    import attrs
    from pendulum import DateTime

    from sparklicense.windows import Windows

T = TypeVar("T")

_ZERO_WIDTH: Final = dict.fromkeys(map(ord, "\u180e\u200b\u200c\u200d\u2060\ufeff"))


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


def canonical_handle(value: str) -> str:
    """Give a TikTok handle its one form: trimmed, without `@`, case-folded; anything but text is left to the check."""
    return handle(value) if isinstance(value, str) else value


def trimmed(text: str) -> str:
    """Take away white space around a text, and zero-width characters, which people do not see (fact F4)."""
    return text.strip() if text.isascii() else text.translate(_ZERO_WIDTH).strip()


def handle(text: str) -> str:
    """Write a TikTok handle in its one form, in which handles compare; an unknown one is empty."""
    return trimmed(text).removeprefix("@").casefold()


def at_handle(canonical: str) -> str:
    """Write a handle for people: with `@`."""
    return f"@{canonical}" if canonical else ""


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
