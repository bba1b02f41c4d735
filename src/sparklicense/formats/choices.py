"""Choices: the one way in which a text becomes a member of an enumeration."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from sparklicense.errors import InvalidValueError, shown

E = TypeVar("E", bound=StrEnum)


def choice(field: str, kind: type[E], value: str) -> E:
    """Read a member of an enumeration, or its text.

    Raises:
        ValueError: there is no such member; it names those there are.
    """
    try:
        return kind(value)
    except ValueError:
        raise InvalidValueError(f"{field}: {shown(value)} is not known; choose one of {', '.join(kind)}") from None
