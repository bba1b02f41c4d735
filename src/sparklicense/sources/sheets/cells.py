"""What a cell of a code sheet says, free of what spreadsheets and chat programs add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from numbers import Real
from typing import Any, Final, TypeAlias

import attrs

from sparklicense.errors import InvalidValueError, shown
from sparklicense.licenses import fingerprint_of
from sparklicense.sources.sheets.limits import MOST_DAYS

Row: TypeAlias = Sequence[Any]
"""The cells of a row, as they come: text, numbers, dates, or `None`."""

_INVISIBLE: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_ANY_INVISIBLE: Final = re.compile(f"[{_INVISIBLE}]")
_AROUND: Final = (
    "".join(each for each in map(chr, range(0x3001)) if each.isspace() or _ANY_INVISIBLE.match(each)) + "\ufeff"
)
_QUOTES: Final = {
    '"': '"', "`": "`", "\u201c": "\u201d\u201c", "\u201e": "\u201c\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb",
}  # fmt: skip
_CONSTANT: Final = re.compile(r'="([^"]*)"')
"""The formula by which exports keep a spreadsheet from reading a text as a number."""

_NOTHING: Final = frozenset(
    ("", "-", "--", "\u2013", "\u2014", "?", "n/a", "none", "null", "nil", "nan", "tbd", "tbc", "tba", "pending")
)
"""What people write where there is nothing yet."""

_NO: Final = frozenset(("no", "n", "false", "not yet", "never"))
"""What people write of what has not happened."""

_ERRORS: Final = re.compile(
    r"#(?:N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|ERROR!|FIELD!|BLOCKED!|UNKNOWN!|GETTING_DATA|##+)"
)
"""What a spreadsheet shows instead of a value it has lost; a code does not look like one of them by chance."""

_ERROR_SHOWN: Final = "the spreadsheet shows an error instead of it; format the column as text, and paste it again"

_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_ROUNDED: Final = re.compile(r"[0-9]{15}0{3,}")
_EXACT_BELOW: Final = 10**15
"""Spreadsheets keep 15 digits of a number; the others become zeros."""


@attrs.frozen
class Said:
    """What a cell says: its text, and whether an apostrophe before it vouched for every character."""

    text: str
    verbatim: bool


def guarded(text: str) -> str:
    """Put an apostrophe before a text that would be taken for something else: it vouches for every character.

    Where the text also ends in an apostrophe, one more follows, so that the pair is told from a quotation.
    """
    return f"'{text}'" if text.endswith("'") else f"'{text}"


def said(text: str) -> Said:
    """Read a text: without what surrounds it, and without the apostrophe that vouches for it."""
    text = text.strip(_AROUND)
    if text.startswith("'"):
        paired = len(text) > 1 and text.endswith("'")
        return Said(text[1:-1] if paired else text[1:], verbatim=True)
    if constant := _CONSTANT.fullmatch(text):
        return Said(constant[1].strip(_AROUND), verbatim=False)
    if len(text) > 1 and text[-1] in _QUOTES.get(text[0], ""):
        return Said(text[1:-1].strip(_AROUND), verbatim=False)
    return Said(text, verbatim=False)


def plain(text: str) -> str:
    """Take out of a text everything that cannot be seen, and make every white space one space."""
    return " ".join(_ANY_INVISIBLE.sub("", said(text).text).split())


def is_nothing(read: Said) -> bool:
    """Tell whether a text stands for nothing."""
    return not read.text or (not read.verbatim and read.text.casefold() in _NOTHING)


def _is_lost(text: str) -> bool:
    return bool(_SCIENTIFIC.fullmatch(text) or _ROUNDED.fullmatch(text))


def is_blank(cell: Any) -> bool:
    """Tell whether a cell holds nothing: no value, what data frames have for none, or a word for nothing."""
    if cell is None or type(cell).__name__ == "NAType":  # that of pandas, which compares with nothing
        return True
    if isinstance(cell, str):
        return is_nothing(said(cell))
    return isinstance(cell, Real | date) and bool(cell != cell)  # noqa: PLR0124 - `nan` and `NaT` differ from themselves


def is_no(cell: Any) -> bool:
    """Tell whether a cell says that something has not happened."""
    if isinstance(cell, str):
        return plain(cell).casefold() in _NO
    return cell is False


def check_no_formula(cell: Any) -> None:
    """Refuse a formula where a value is wanted: none is ever evaluated.

    Raises:
        InvalidValueError: it is one.
    """
    if isinstance(cell, str) and (read := said(cell)).text.startswith("=") and not read.verbatim:
        raise InvalidValueError("a formula, which is never evaluated: paste its value in its place")


def check_kept(read: Said, *, secret: bool = False) -> None:
    """Refuse what a spreadsheet leaves of a text that it has lost, unless an apostrophe vouches for it.

    Args:
        read: the text.
        secret: do not show it, because it may be a code after all.

    Raises:
        InvalidValueError: it is an error, a number in scientific notation, or has been rounded to 15 digits.
    """
    if read.verbatim:
        return
    if _ERRORS.fullmatch(read.text):
        raise InvalidValueError(_ERROR_SHOWN)
    if _is_lost(read.text):
        what = "this" if secret else shown(read.text)
        raise InvalidValueError(
            f"{what} is what a spreadsheet leaves of a long number: digits are lost; format the column as text, and "
            "paste it again (an apostrophe before it says that it is right as it stands)"
        )


def text_in(cell: Any) -> Said:
    """Read the text of a cell, or that of a whole number short enough to be exact.

    Raises:
        InvalidValueError: the cell holds something else.
    """
    if isinstance(cell, str):
        return said(cell)
    if isinstance(cell, Real) and not isinstance(cell, bool):
        return Said(_digits(cell), verbatim=False)
    raise InvalidValueError(f"text, not {kind_of(cell)}")


def _digits(number: Any) -> str:
    exact = abs(number) < _EXACT_BELOW and number == int(number)
    if not exact:
        raise InvalidValueError(
            "a number, of which a spreadsheet keeps 15 digits: format the column as text, and paste it again"
        )
    return str(int(number))


def kind_of(cell: Any) -> str:
    """Name the kind of a cell for a problem."""
    for kind, words in _KINDS.items():
        if isinstance(cell, kind):
            return words
    return f"a cell of the kind `{type(cell).__name__}`"


_KINDS: Final[dict[type, str]] = {
    bool: "true or false",
    Real: "a number",
    date: "a date",
    time: "a time of day",
    timedelta: "a length of time",
    str: "text",
}


def read_code(cell: Any) -> str | None:
    """Read an authorization code, byte for byte; the word `unknown` is a code that is not known.

    Raises:
        InvalidValueError: it has been lost to a number or an error, or there are several lines.
    """
    if not isinstance(cell, str):
        raise InvalidValueError(f"text, not {kind_of(cell)}: format the column as text, and paste the code again")
    read = said(cell)
    if read == Said(UNKNOWN_CODE, verbatim=False):
        return None
    check_kept(read, secret=True)
    if not read.verbatim and len(read.text.splitlines()) > 1:
        raise InvalidValueError("several lines in one cell; give each code a row, or paste it again")
    words = read.text.split()
    if not read.verbatim and len(words) > 1:
        codes = [shown(fingerprint_of(word)) for word in words if word.startswith("#")]
        which = f" (the word that begins with the number sign has the fingerprint {codes[0]})" if codes else ""
        raise InvalidValueError(f"more than the code, which is one word: paste the code alone{which}")
    return read.text


UNKNOWN_CODE: Final = "unknown"
"""What the code's cell says where the code is not known."""


def read_id(cell: Any) -> str:
    """Read an id: digits, unless an apostrophe vouches for something else.

    Raises:
        InvalidValueError: it is something else, or has been lost to a number.
    """
    read = text_in(cell)
    check_kept(read)
    digits = plain(read.text)
    if _SEPARATED.fullmatch(digits):
        digits = re.sub(r"[^0-9]", "", digits)
    if digits.isascii() and digits.isdigit():
        return digits
    if not read.verbatim or not read.text.isprintable() or not read.text.strip():
        raise InvalidValueError("not an id: digits alone are wanted")
    return read.text


_SEPARATED: Final = re.compile(r"[0-9]+(?: [0-9]+)+|[0-9]{1,3}([,.'\u2019_])[0-9]{3}(?:\1[0-9]{3})*")
"""An id as people space it out, and as spreadsheets group the digits of a number; nothing is lost in either."""


def read_name(cell: Any) -> str:
    """Read a name that may hold any characters.

    Raises:
        InvalidValueError: it is no text.
    """
    read = text_in(cell)
    if _ERRORS.fullmatch(read.text) and not read.verbatim:
        raise InvalidValueError(_ERROR_SHOWN)
    return read.text if read.verbatim else plain(read.text)


@attrs.frozen
class Length:
    """A duration, in days of 24 hours."""

    days: int
    assumed: str = ""
    """What was assumed to count them; empty: nothing."""


_DAYS_OF: Final = {"d": 1, "day": 1, "w": 7, "wk": 7, "week": 7, "y": 365, "yr": 365, "year": 365}
_ENDLESS: Final = re.compile(
    r"(no|without|never|unlimited|lifetime|indefinite|forever|perpetu|evergreen|ongoing|permanent)", re.IGNORECASE
)


def read_days(cell: Any) -> Length:
    """Read a duration: days, weeks, or years of 365 days, which are then assumed.

    Raises:
        InvalidValueError: it is none, or one that no number of days is certain of.
    """
    if isinstance(cell, str):
        text = plain(cell).casefold()
        match = re.fullmatch(r"([0-9]{1,5})(?:[.,]0+)?[ -]?([a-z]*?)s?\.?", text)
        unit = (match[2] if match else "") or "d"
        if match and unit in ("m", "mo", "mon", "month", "mth"):
            raise InvalidValueError("a month has 28 to 31 days: write the number of days, like `30`")
        found = int(match[1]) * _DAYS_OF.get(unit, 0) if match else 0
        if found and _DAYS_OF[unit] == _DAYS_OF["year"]:
            return Length(found, "a year is counted as 365 days")
        if not found and _ENDLESS.search(text):
            raise InvalidValueError("no end; every code has one, so give it: unknown is not for ever")
    else:
        if isinstance(cell, bool) or not isinstance(cell, Real):
            raise InvalidValueError(f"a number of days, not {kind_of(cell)}")
        number: Any = cell
        found = int(number) if 0 < number < MOST_DAYS and number == int(number) else 0
    if not found:
        raise InvalidValueError("not a number of whole days; write it like `30`")
    return Length(found)
