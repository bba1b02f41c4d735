"""What people and programs see of the command line: answers, errors, reports laid out, and progress.

The one module that imports rich.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, NoReturn

import attrs
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from sparklicense.data.texts import csv_text, json_text
from sparklicense.errors import InvalidValueError, SparkLicenseError, shown
from sparklicense.instants import zone
from sparklicense.rules.states import ServingState
from sparklicense.views.reports import Section

NEEDS_ACTION: Final = 1
"""The exit status where someone has to act."""

_CALM: Final = {
    ServingState.SERVING: "green",
    ServingState.ENDED: "dim",
    ServingState.LICENSE_PENDING: "yellow",
    ServingState.ACCESS_PENDING: "yellow",
    ServingState.SCHEDULED: "yellow",
    ServingState.PAUSED: "yellow",
}
_STYLES: Final = {state.value: _CALM.get(state, "red") for state in ServingState}
_UNWRAPPED: Final = 100_000
"""The width of what is no terminal: each row stays on its line."""
_GAP, _WORDS = 2, 20
"""How far columns stand apart, and how many characters a column of words needs at least."""
_AT_ONCE: Final = 1 << 15
"""How many characters are written at once."""
BAD_INPUT: Final = 2
"""The exit status of who could not answer."""


@attrs.frozen
class Answer:
    """What a command has to say, and the exit status it says it with."""

    text: str
    status: int = 0
    exact: bool = False
    """Whether programs want it to the byte: UTF-8, with the line ends it has."""


def say(line: str) -> None:
    """Say something on stderr, where no pipe is troubled."""
    print(line, file=sys.stderr)  # noqa: T201 - which is what it is for


def fail(problems: Iterable[str]) -> NoReturn:
    """Tell each problem on a line of its own, and exit."""
    for problem in problems:
        say(f"error: {problem}")
    sys.exit(BAD_INPUT)


def deliver(answer: Answer) -> NoReturn:
    """Write everything and exit with its status, or as one who could not."""
    out: Any = sys.stdout
    if answer.exact:
        out.reconfigure(encoding="utf-8", newline="")
    else:
        out.reconfigure(errors="backslashreplace")  # a character that the terminal lacks is shown by number
    try:
        for start in range(
            0, len(answer.text), _AT_ONCE
        ):  # unbuffered, a part that is not taken shows only at the next
            out.write(answer.text[start : start + _AT_ONCE])
        out.flush()
    except OSError as error:
        # The interpreter would try once more when it goes, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if isinstance(error, BrokenPipeError):  # its reader has seen enough, and knows
            sys.exit(BAD_INPUT)
        fail([f"the answer cannot be written: {(error.strerror or str(error)).lower()}"])
    sys.exit(answer.status)


def progress() -> Progress:
    """Show on stderr how far a command is, where a terminal sees it."""
    return Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def formed(
    form: str,
    data: Callable[[], dict[str, Any]],
    table: Callable[[], tuple[Sequence[str], Iterable[Sequence[object]]]],
    report: Callable[[], Sequence[Section]],
) -> str:
    """Give an answer in the form that is wanted; the others are not worked out."""
    if form == "json":
        return json_text(data())
    return csv_text(*table()) if form == "csv" else laid_out(report())


def laid_out(sections: Sequence[Section]) -> str:
    """Lay a report out for the terminal; elsewhere no line is broken, and nothing colored."""
    out = io.StringIO()
    terminal = True if sys.stdout.isatty() else None  # else rich asks the environment, which may want colors
    console = Console(file=out, force_terminal=terminal, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _UNWRAPPED
    # Where a terminal is too narrow even for ids and instants, it breaks the lines itself; rich would cut them.
    console.width = max(console.width, *(_across(_widths(section, words=0)) for section in sections))
    for section in sections:
        if section.rows or not section.columns:
            console.print(Text(section.title, style="bold"))
            for each in _tables(section, console.width):
                console.print(each)
            if section.left_out:
                console.print(f"... and {section.left_out} more; --format json has them all")
            console.print()
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines()) + "\n"


def _widths(section: Section, words: int) -> list[int]:
    """Measure the columns; those of words, which can be broken, up to a number of characters."""
    widths: list[int] = []
    for place, column in enumerate(section.columns):
        longest = max(map(cell_len, (*column.heading.split("\n"), *(row[place] for row in section.rows))))
        widths.append(longest if column.whole else min(longest, words))
    return widths


def _across(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * max(len(widths) - 1, 0)


def _tables(section: Section, width: int) -> Iterable[RenderableType]:
    """Make one table; or, where words do not fit beside what must not be broken, put them underneath each row."""
    places = range(len(section.columns))
    if not section.columns:
        return
    if _across(_widths(section, words=_WORDS)) <= width:
        yield _table(section, places, section.rows)
        return
    whole = [place for place in places if section.columns[place].whole]
    yield _table(section, whole, [])
    for row in section.rows:
        yield _table(section, whole, [row], headed=False)
        words = [
            f"{section.columns[place].heading}: {row[place]}" for place in places if place not in whole and row[place]
        ]
        if words:
            yield Padding(Text("; ".join(words)), (0, 0, 0, 2 * _GAP))


def _table(section: Section, places: Iterable[int], rows: Iterable[Sequence[str]], *, headed: bool = True) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="underline", show_header=headed)
    widths = _widths(section, words=_UNWRAPPED)
    for place in places:
        column = section.columns[place]
        table.add_column(Text(column.heading), width=widths[place] if column.whole else None, overflow="fold")
    for row in rows:
        table.add_row(*(Text(row[place], style=_STYLES.get(row[place], "")) for place in places))
    return table


def read_length(text: str | None, option: str) -> timedelta | None:
    """Read a length of time like `30d` or `12h`; an error names the option."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})([dh])", text)
    length = timedelta() if match is None else timedelta(hours=int(match[1]) * (24 if match[2] == "d" else 1))
    if not length:
        raise InvalidValueError(f"{option}: {shown(text)} is not a length of time; write it like `30d` or `12h`")
    return length


def check_zone(tz: str) -> None:
    """Refuse what is no time zone, before any long work; the error names the option."""
    try:
        zone(tz)
    except SparkLicenseError as error:
        raise InvalidValueError(f"--tz: {error}") from None
