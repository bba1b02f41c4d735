"""Sources of any kind: what a path holds, told by its content, and all of them read into one portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

import attrs

from sparklicense.ads import SparkAd
from sparklicense.errors import ProblemsError, ReadingError, SparkLicenseError, shown
from sparklicense.exchange import sheets, tiktok, wire
from sparklicense.exchange.fields import PORTFOLIO_SCHEMA
from sparklicense.exchange.files import named, read_text
from sparklicense.exchange.merging import Merged, Part, merge
from sparklicense.exchange.portfolios import load
from sparklicense.exchange.readings import Reading
from sparklicense.exchange.records import is_list, is_object
from sparklicense.exchange.texts import read_json
from sparklicense.instants import InstantLike, ZoneLike, field_instant
from sparklicense.licenses import License
from sparklicense.portfolio import Portfolio
from sparklicense.posts import Post

if TYPE_CHECKING:
    from sparklicense.exchange.sheets import DateFormat

_TABLES: Final = ("posts.csv", "licenses.csv", "ads.csv")
_WORKBOOKS: Final = (".xlsx", ".xlsm")
_SHEETS: Final = (".csv", ".tsv", *_WORKBOOKS)
_LISTS: Final = frozenset({"posts", "licenses", "ads"})
_OURS: Final = "sparklicense."


class SourceKind(StrEnum):
    """What a path holds."""

    PORTFOLIO = "portfolio"
    """A portfolio: a JSON file, or a folder of CSV files."""
    FACTS = "facts"
    """JSON of one fact, or a list of facts."""
    SHEET = "sheet"
    """A code sheet."""
    TIKTOK = "tiktok"
    """Responses of TikTok's API."""


@attrs.frozen
class Source:
    """A file or a folder, and what it holds."""

    path: Path
    kind: SourceKind


def recognized(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Tell what paths hold; a folder that is no portfolio holds what its files hold.

    Args:
        paths: files and folders.

    Raises:
        ReadingError: a path that is not there, or that holds nothing that is understood: every problem at once.
    """
    found: list[Source] = []
    problems: list[str] = []
    for path in paths:
        try:
            found += _recognized(path)
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ReadingError(problems)
    return tuple(found)


def _recognized(path: Path) -> Iterable[Source]:
    if not path.is_dir():
        return [Source(path, _kind(path))]
    if any((path / name).exists() for name in _TABLES):
        return [Source(path, SourceKind.PORTFOLIO)]
    files = [each for each in sorted(path.iterdir()) if each.suffix.lower() in (".json", *_SHEETS)]
    if not files:
        raise ReadingError([f"{named(path)}: it holds no portfolio, no JSON files and no code sheets"])
    return [Source(each, _kind(each)) for each in files]


def _kind(path: Path) -> SourceKind:
    if path.suffix.lower() in _SHEETS:
        return SourceKind.SHEET
    values, is_one = _values(read_text(path))
    objects: list[dict[Any, Any]] = [each for each in values if is_object(each)]
    schemas = [each["schema"] for each in objects if isinstance(each.get("schema"), str)]
    if is_one and objects and (schemas == [PORTFOLIO_SCHEMA] or (not schemas and _LISTS & objects[0].keys())):
        return SourceKind.PORTFOLIO
    ours = any(each.startswith(_OURS) for each in schemas)
    return SourceKind.FACTS if ours else SourceKind.TIKTOK  # whose reader says what is wrong with what is no JSON


def _values(text: str) -> tuple[list[Any], bool]:
    """Give the values of a JSON file, and whether it is one: else they are those of a list, or one on each line."""
    try:
        value = read_json(text)
    except SparkLicenseError:
        try:
            return [read_json(line) for line in text.splitlines() if line.strip()], False
        except SparkLicenseError:
            return [], False
    return (value, False) if is_list(value) else ([value], True)


class SheetOptions(TypedDict, total=False):
    """How code sheets are read: what `sheets.read` takes."""

    seen_at: InstantLike | None
    tz: ZoneLike | None
    date_format: DateFormat | None
    days: int | None
    sheet: str | None
    encoding: str | None


def gather(
    sources: Sequence[Source],
    *,
    held: Portfolio | None = None,
    observed_at: InstantLike | None = None,
    advertiser_id: str | None = None,
    strict: bool = False,
    **options: Unpack[SheetOptions],
) -> Merged:
    """Read sources into one: sheets first, then facts and portfolios, then what TikTok says.

    Args:
        sources: from `recognized`.
        held: what was known before; it is kept, and what the sources say is added to it.
        observed_at: when TikTok's responses were received; needed where there are some.
        advertiser_id: the ad account that TikTok was asked for.
        strict: whether to refuse everything where something is not taken.
        options: how code sheets are read, as `sheets.read` takes it: `seen_at`, `tz`, `date_format`,
            `days`, `sheet` (of workbooks), `encoding` (of text).

    Returns:
        The facts, with what was assumed, replaced, and not taken.

    Raises:
        ReadingError: a source cannot be read at all: every problem at once; or, if strict, something is
            not taken.
        TikTokError: a response is TikTok's word for an error.
    """
    parts: list[Part] = []
    problems: list[str] = []
    if held is not None:
        parts.append(Part(source="what was known", reading=_of(held)))
    page = options.get("sheet")
    if page is not None and not any(_is_workbook(each.path) for each in sources):
        problems.append(f"sheet: no source is a workbook, which could have a sheet {shown(page)}")
    for source in sorted(sources, key=lambda each: _ORDER.index(each.kind)):
        if source.kind is not SourceKind.TIKTOK:
            try:
                parts.append(Part(source=named(source.path), reading=_read(source, options)))
            except ProblemsError as error:
                problems += error.problems
    responses = [source.path for source in sources if source.kind is SourceKind.TIKTOK]
    if responses:
        try:
            parts.append(_said_by_tiktok(responses, observed_at, advertiser_id))
        except ReadingError as error:
            problems += error.problems
    if problems:
        raise ReadingError(problems)
    merged = merge(parts)
    if strict:
        merged.reading.strict()
    return merged


def _said_by_tiktok(responses: Sequence[Path], observed_at: InstantLike | None, advertiser_id: str | None) -> Part:
    if observed_at is None:
        raise ReadingError(["observed_at: missing; when were TikTok's responses received?"])
    at = field_instant("observed_at", observed_at)
    reading = tiktok.read(responses, observed_at=at, advertiser_id=advertiser_id)
    return Part(source="tiktok", reading=reading, observed_at=at)


_ORDER: Final = (SourceKind.SHEET, SourceKind.FACTS, SourceKind.PORTFOLIO, SourceKind.TIKTOK)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in _WORKBOOKS


def _read(source: Source, options: SheetOptions) -> Reading:
    if source.kind is SourceKind.PORTFOLIO:
        return _of(load(source.path))
    if source.kind is SourceKind.SHEET:
        own = options.copy()
        if not _is_workbook(source.path):
            own["sheet"] = None
        return sheets.read(source.path, **own)
    return _facts(source.path)


def _facts(path: Path) -> Reading:
    """Read facts, each in the form that the wire has for it."""
    found: list[Post | License | SparkAd] = []
    problems: list[str] = []
    values, is_one = _values(read_text(path))
    for place, each in enumerate(values):
        where = named(path) if is_one else f"{named(path)}: [{place}]"
        try:
            value = wire.from_data(each)
        except ProblemsError as error:
            problems += [f"{where}: {problem}" for problem in error.problems]
            continue
        if isinstance(value, Portfolio):
            found += [*value.posts, *value.licenses, *value.ads]
        elif isinstance(value, Post | License | SparkAd):
            found.append(value)
        else:
            problems.append(f"{where}: {type(value).__name__} is no fact; posts, licenses, ads and portfolios are")
    if problems:
        raise ReadingError(problems)
    return Reading(
        posts=tuple(each for each in found if isinstance(each, Post)),
        licenses=tuple(each for each in found if isinstance(each, License)),
        ads=tuple(each for each in found if isinstance(each, SparkAd)),
    )


def _of(portfolio: Portfolio) -> Reading:
    return Reading(posts=portfolio.posts, licenses=portfolio.licenses, ads=portfolio.ads)
