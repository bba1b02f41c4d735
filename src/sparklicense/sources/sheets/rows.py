"""What one row of a code sheet says: a license and its post, or why neither can be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import attrs
from pendulum import DateTime

from sparklicense.checks import handle
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, SparkLicenseError, shown
from sparklicense.instants import later, written
from sparklicense.licenses import License
from sparklicense.sources.readings import Diagnosis
from sparklicense.sources.sheets.cells import (
    Length,
    Row,
    check_no_formula,
    is_blank,
    is_no,
    read_code,
    read_days,
    read_id,
    read_name,
)
from sparklicense.sources.sheets.columns import Headings
from sparklicense.sources.sheets.dates import Calendar, When, read_range, read_when
from sparklicense.sources.sheets.links import Link, read_link, read_post

_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "code": read_code,
    "post_id": read_post,
    "link": read_link,
    "creator": read_name,
    "duration": read_days,
    "advertiser_id": read_id,
    "license_id": read_name,
}
"""How each column is read; the others say when."""

_TEXTS: Final = ("code", "creator", "license_id")
"""Columns whose cells may hold any text, so that one that looks like a formula is none."""

_POSTS: Final = ("post_id", "link")
"""Columns of links, of which a formula is read as it is written."""

_RANGES: Final = ("issued_at", "duration", "period")
"""Columns whose cells may hold a first and a last day."""

_ABOUT_POSTS: Final = frozenset({"post_id", "link", "creator", "published_at", "advertiser_id", ""})
"""Columns that say nothing about a code."""

RECEIVED: Final = "the sheet gives no start; this is when the code was received"
SEEN: Final = "the sheet gives no start; this is when it was seen"

_EVENTS: Final = ("redeemed_at", "revoked_at")
"""Columns of what may not have happened."""


@attrs.frozen(kw_only=True)
class Terms:
    """What the caller declares of a whole sheet.

    Attributes:
        source: what problems call it.
        headings: where its columns are.
        calendar: how its dates are read.
        seen_at: when its codes were seen, so that they had started by then; `None`: not known.
        days: how long codes last whose row says no end; `None`: such rows are not taken.
    """

    source: str
    headings: Headings
    calendar: Calendar
    seen_at: DateTime | None
    days: int | None

    def diagnosis(self, row: int, column: str | None, problem: str) -> Diagnosis:
        """Say what is wrong in a row, by the sheet's own heading for the column."""
        field = None if column is None else self.headings.titles.get(column, column)
        return Diagnosis(source=self.source, row=row, field=field, problem=problem)


@attrs.frozen(kw_only=True)
class Entry:
    """What one row says.

    Attributes:
        row: its number, from 1 on.
        license: the license; `None`: the row is not taken.
        creator: the creator's handle, `""` where the row does not say it.
        published_at: when the post went up; `None` where the row does not say it.
        seen: whether the license's start is the instant when it was seen.
        assumed: what was assumed, by attribute of the license, and of the post under `post`.
        post_id: the post, where the row tells of one that has no code yet.
        diagnoses: what was not taken.
    """

    row: int
    license: License | None = None
    creator: str = ""
    published_at: DateTime | None = None
    seen: bool = False
    assumed: tuple[tuple[str, str], ...] = ()
    post_id: str | None = None
    diagnoses: tuple[Diagnosis, ...] = ()


def read_row(number: int, cells: Row, terms: Terms) -> Entry:
    """Read one row; everything that is wrong in it at once."""
    row = _Row(number, terms)
    for column, place in terms.headings.places.items():
        row.read(column, cells[place] if place < len(cells) else None)
    post = row.post()
    creator = row.creator(post)
    codeless = post is not None and row.says_nothing_of_a_code()
    seen, license = (False, None) if codeless else row.license(post)
    published = row.values.get("published_at")
    return Entry(
        row=number,
        license=license,
        creator=creator,
        published_at=None if published is None else published.first,
        seen=seen,
        assumed=tuple(row.assumed.items()),
        post_id=post.post_id if post is not None and codeless else None,
        diagnoses=tuple(row.found),
    )


class _Row:
    """One row while it is read: what it says, and what is wrong with it."""

    def __init__(self, number: int, terms: Terms) -> None:
        self.number, self.terms = number, terms
        self.values: dict[str, Any] = {}
        self.bad: set[str] = set()
        self.assumed: dict[str, str] = {}
        self.found: list[Diagnosis] = []

    def read(self, column: str, cell: Any) -> None:
        """Read one cell; a blank one says nothing."""
        if is_blank(cell) or (column in _EVENTS and is_no(cell)):
            return
        try:
            if column not in (*_TEXTS, *_POSTS):
                check_no_formula(cell)
            calendar = self.terms.calendar
            if calendar.date_format is None and column in self.terms.headings.orders:
                calendar = attrs.evolve(calendar, date_format=self.terms.headings.orders[column])
            reader = _READERS.get(column)
            if column in _RANGES and (bounds := read_range(cell, calendar)) is not None:
                self.values["issued_at"], self.values["expires_at"] = bounds
            elif column == "period":
                raise InvalidValueError("not a first and a last day, like `2026-05-24 to 2026-06-23`")
            else:
                self.values[column] = read_when(cell, calendar) if reader is None else reader(cell)
        except SparkLicenseError as error:
            self.refuse("expires_at" if column == "period" else column, str(error))

    def says_nothing_of_a_code(self) -> bool:
        """Tell whether the row only tells of a post, which has no code yet: nothing in it is about a code."""
        return not {*self.values, *self.bad} - _ABOUT_POSTS

    def refuse(self, column: str | None, problem: str) -> None:
        """Note what is wrong, for which the row is not taken."""
        self.bad.add(column or "")
        self.note(column, problem)

    def note(self, column: str | None, problem: str) -> None:
        """Note what is wrong."""
        self.found.append(self.terms.diagnosis(self.number, column, problem))

    def post(self) -> Link | None:
        """Find out which post the row is about: by its id, or by the link."""
        given: Link | None = self.values.get("post_id")
        linked: Link | None = self.values.get("link")
        if given is None and linked is None:
            if not self.bad & {"post_id", "link"}:
                self.refuse(None, "no post: give its id, or a link to it")
            return None
        self.bad -= {"post_id", "link"}  # one says it; that the other was not understood stays noted
        if given is None or (given.guessed and linked is not None and not linked.guessed):
            given = linked
        assert given is not None  # noqa: S101 - one of the two is there: type checkers cannot know
        if given.guessed:
            self.assumed["post"] = given.guessed
        if linked is not None and linked.post_id != given.post_id:
            self.refuse("link", f"it leads to another post, {shown(linked.post_id)}, than the row's id says")
        return attrs.evolve(given, handle=given.handle or (linked.handle if linked else ""))

    def creator(self, post: Link | None) -> str:
        """Find out whose post it is: by its column, or by the link; nobody's where they disagree."""
        given: str = self.values.get("creator", "")
        linked = post.handle if post else ""
        self.bad -= {"creator", "published_at"}  # they change nothing about the license
        if given and linked and not same_creator(given, linked):
            self.note("creator", f"another creator than the link's, {shown(linked)}; left open")
            return ""
        return given or linked

    def license(self, post: Link | None) -> tuple[bool, License | None]:
        """Make the license, with whether its start is when it was seen."""
        start: When | None = self.values.get("issued_at")
        if start is None and "issued_at" not in self.bad and "received_at" in self.values:
            start = self.values["received_at"]
            self.assumed["issued_at"] = RECEIVED
        seen = start is None and not self.bad & {"issued_at", "received_at"}
        if not seen:
            self.bad.discard("received_at")
        if "code" not in self.values and "code" not in self.bad:
            self.refuse("code", "no code")
        if seen and self.terms.seen_at is None:
            self.refuse("issued_at", "no start: give it, or declare when the sheet was seen as `seen_at`")
        end = self._end(start)
        issued = self.terms.seen_at if start is None else start.first
        if end is not None and seen and issued is not None and end <= issued:
            self.refuse(
                "expires_at",
                f"it was over at {shown(written(end))}, before it was seen at {shown(written(issued))}, "
                "so its start is not known: give it",
            )
        if self.bad or post is None or end is None or issued is None:
            return seen, None
        if seen:
            self.assumed["issued_at"] = SEEN
        return seen, self._made(post.post_id, issued, end)

    def _end(self, start: When | None) -> DateTime | None:
        end: When | None = self.values.get("expires_at")
        length: Length | None = self.values.get("duration")
        days = None if length is None else length.days
        if end is not None:
            if start is not None and days is not None and not _agree(start, days, end):
                self.refuse(
                    "duration",
                    f"{days} days after the start are not the end that the row gives, {shown(written(end.last))}",
                )
            return end.last
        if self.bad & {"expires_at", "duration", "issued_at"}:
            return None
        if length is not None and length.assumed:
            self.assumed["expires_at"] = length.assumed
        if days is None and self.terms.days is not None:
            days = self.terms.days
            self.assumed["expires_at"] = f"the sheet gives no end; {days} days are declared for all"
        if days is None:
            self.refuse("expires_at", "no end: give it, or the duration in days; unknown is not for ever")
        elif start is None:  # counted from when it was seen, it would last longer than it does
            self.refuse("expires_at", "no end, and no start from which the duration counts: give one of them")
        else:
            try:
                return later(start.first, timedelta(days=days))
            except SparkLicenseError as error:
                self.refuse("duration", str(error))
        return None

    def _made(self, post_id: str, issued: DateTime, end: DateTime) -> License | None:
        values = self.values
        optional: dict[str, Any] = {"id": values.get("license_id"), "advertiser_id": values.get("advertiser_id")}
        for column in _EVENTS:
            if column in self.terms.headings.places:
                optional[column] = values[column].first if column in values else None
        try:
            made = License(code=values["code"], post_id=post_id, issued_at=issued, expires_at=end, **optional)
        except (ImpossibleFactsError, InvalidValueError) as error:
            field, _, problem = str(error).partition(": ")
            self.refuse(field, problem)
            return None
        return made


def same_creator(one: str, other: str) -> bool:
    """Tell whether two spellings of a handle are one."""
    return handle(one) == handle(other)


def _agree(start: When, days: int, end: When) -> bool:
    """Tell whether a start, a duration and an end fit; dates alone are counted on the calendar as well."""
    try:
        exact = later(start.first, timedelta(days=days))
        counted = start.day + timedelta(days=days)
    except (SparkLicenseError, OverflowError):
        return False
    if not start.is_day and not end.is_day:
        return exact == end.first
    return counted == end.day or end.first <= exact <= end.last
