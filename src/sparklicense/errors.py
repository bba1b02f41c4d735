"""What can go wrong, in the domain's words.

Every error is also the builtin a caller would expect, says in one line which field holds which
value and what would be right, and never shows an authorization code.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_SHOWN = 60


def printable(text: str) -> str:
    """Write foreign text on one line, without what would steer a terminal or turn the direction of writing.

    Every text that people read, on a terminal, in a table, a calendar or a page, goes through here.
    """
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def named(path: Path) -> str:
    """Name a path in a problem, on one line."""
    return printable(str(path))


def shown(value: object) -> str:
    """Put a value in backticks for an error: on one line, cut when long, hidden when it may be a code.

    TikTok's codes begin with `#` (fact F1). Text that does is never echoed, because a code in the
    wrong column or argument must not reach a log by way of the complaint about it.
    """
    try:
        text = value if isinstance(value, str) else repr(value)
    except (RecursionError, ValueError):  # nested too deeply, or a number of thousands of digits
        text = type(value).__name__
    if "#" in text:
        return "`#…` (hidden: it may be an authorization code)"
    line = printable(text)
    if len(line) > _LONGEST_SHOWN:
        line = line[:_LONGEST_SHOWN] + "…"
    return f"`{line}`"


class SparkLicenseError(Exception):
    """The base of every error this package raises on purpose."""


class NaiveInstantError(SparkLicenseError, ValueError):
    """A time without an offset from UTC: it names no instant."""


class InexactInstantError(SparkLicenseError, ValueError):
    """A time that is not one exact instant between the years 1 and 9999."""


class EmptyWindowError(SparkLicenseError, ValueError):
    """A window that would end before, or when, it starts."""


class WrongTypeError(SparkLicenseError, TypeError):
    """A value of a kind the field does not take."""


class InvalidValueError(SparkLicenseError, ValueError):
    """A value of the right kind that the field does not take."""


class ImpossibleFactsError(SparkLicenseError, ValueError):
    """Facts that cannot be true together, or a transition that cannot follow."""


class UnofferedDaysError(SparkLicenseError, ValueError):
    """A duration that the policy does not offer at that instant."""


class RulebookError(SparkLicenseError, ValueError):
    """A rulebook with an uncited row, a gap, an overlap or an ambiguous order."""


class MissingExtraError(SparkLicenseError, ImportError):
    """An optional library is not installed; the message names the extra that brings it."""


class UnknownIdError(SparkLicenseError, KeyError):
    """An id that the portfolio does not hold."""

    def __str__(self) -> str:
        """Say it without the quotes that `KeyError` adds."""
        return str(self.args[0])


class EditRefusedError(SparkLicenseError, ValueError):
    """An edit that was refused whole.

    `.verdicts` holds the verdict of every refused field.
    """

    def __init__(self, verdicts: Iterable[Any]) -> None:
        self.verdicts: tuple[Any, ...] = tuple(verdicts)
        super().__init__(self.verdicts)

    def __str__(self) -> str:
        """Name every refused field with its reason, on one line."""
        return "; ".join(f"{verdict.field} cannot be edited: {verdict.reason}" for verdict in self.verdicts)


class ProblemsError(SparkLicenseError, ValueError):
    """Several problems, reported together: `.problems` holds one line for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Give every problem a line."""
        return "\n".join(self.problems)


class PortfolioError(ProblemsError):
    """Facts that do not belong together: every problem of the portfolio at once."""


class PortfolioFileError(ProblemsError):
    """A file that is no portfolio: every problem at once, each naming file, row and field."""


class ReadingError(ProblemsError):
    """Data from outside that cannot be read, or was refused whole: every problem at once."""


class TikTokError(SparkLicenseError, RuntimeError):
    """TikTok answered a request with an error.

    Args:
        code: TikTok's number for it; never 0, which is success.
        message: TikTok's words.
        request_id: the number under which TikTok's support finds the request, or `""`.
        source: where the answer is: a file, or a place among several answers; `""`: not known.
    """

    def __init__(self, code: int, message: str, request_id: str = "", source: str = "") -> None:
        self.code = code
        self.message = message
        self.request_id = request_id
        self.source = source
        super().__init__(code, message, request_id, source)

    def __str__(self) -> str:
        """Say it on one line."""
        where = f"{self.source}: " if self.source else ""
        asked = f" (request {shown(self.request_id)})" if self.request_id else ""
        return f"{where}tiktok answered with error {self.code}: {shown(self.message)}{asked}"

    def __repr__(self) -> str:
        """Show the same: TikTok's words may hold a code."""
        return f"TikTokError({str(self)!r})"
