"""Checks that the fields of the facts share; each error names the field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from operator import index
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import written

if TYPE_CHECKING:
    import attrs
    from pendulum import DateTime

    from sparklicense.windows import Windows

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

POST_LINK: Final = re.compile(
    r"(?:https?://)?(?<![\w.-])(?:[a-z0-9-]+\.)?tiktokv?\.com"
    r"/(?:@(?P<handle>[^/?#\s]*)/(?:video|photo)|v|embed(?:/v[0-9])?|player/v[0-9]|share/(?:video|item))"
    r"/(?P<id>[0-9]+)(?![\w-]|\.[0-9])(?:\.html)?/?(?:[?#][^\s<>\])]*)?",
    re.IGNORECASE | re.ASCII,
)
"""A link to a post that says which."""

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


def post_id_of(value: str) -> str:
    """Take a post's id out of a link to it; anything else is left to the check."""
    if isinstance(value, str) and "/" in value and (match := POST_LINK.fullmatch(trimmed(value))):
        return match["id"]
    return value


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
    return handle(value) if value and isinstance(value, str) else value


def trimmed(text: str) -> str:
    """Take away white space around a text, and zero-width characters, which people do not see (fact F4)."""
    return text.strip() if text.isascii() else text.translate(_ZERO_WIDTH).strip()


def handle(text: str) -> str:
    """Write a TikTok handle in its one form, in which handles compare; an unknown one is empty."""
    return trimmed(trimmed(text).lstrip("@")).casefold()


def at_handle(canonical: str) -> str:
    """Write a handle for people: with `@`."""
    return f"@{canonical}" if canonical else ""


def check_is(wanted: type) -> Any:
    """Make a validator that takes instances of one class."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, wanted):
            raise WrongTypeError(f"{field.alias}: a `{wanted.__name__}`, not {type(value).__name__}: {shown(value)}")

    return check


def check_kind(field: str, value: object, kind: type) -> None:
    """Refuse an argument that is no fact of a kind, without showing it: it may hold a code."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise WrongTypeError(f"{field}: {article} `{kind.__name__}`, not {type(value).__name__}")


def member(field: str, kind: type[E], value: E | str) -> E:
    """Read a member of an enum, or its text; an error names the choices."""
    if isinstance(value, kind):
        return value
    if not isinstance(value, str):
        raise WrongTypeError(f"{field}: a `{kind.__name__}`, not {type(value).__name__}: {shown(value)}")
    try:
        return kind(value)
    except ValueError:
        choices = ", ".join(map(shown, kind))
        raise InvalidValueError(f"{field}: {shown(value)} is none of {choices}") from None


def whole(field: str, value: int, noun: str = "a whole number") -> int:
    """Read a whole number of any kind: what `operator.index` takes, and no truth value."""
    try:
        if not isinstance(value, bool):
            return index(value)
    except TypeError:
        pass
    raise WrongTypeError(f"{field}: {noun}, not {type(value).__name__}: {shown(value)}")


def collected(field: str, value: Iterable[T], kind: type[T]) -> Collection[T]:
    """Refuse what is no collection of facts: one alone, text, and what can be gone through only once.

    An iterator may be used up already, and nobody could tell that from an empty one.
    """
    given: object = value
    if isinstance(value, Collection) and not isinstance(given, str | bytes | Mapping):
        return value
    noun = f"`{kind.__name__}`s"
    if isinstance(given, kind):
        raise WrongTypeError(f"{field}: several {noun}, not one; put it in a list")
    if isinstance(given, Iterator):
        raise WrongTypeError(
            f"{field}: a list of {noun}, not {type(value).__name__}, which may be used up; write `list(...)` around it"
        )
    raise WrongTypeError(f"{field}: several {noun}, not {type(value).__name__}: {shown(value)}")


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
