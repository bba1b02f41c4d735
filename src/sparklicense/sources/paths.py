"""Sources of any kind: what a path holds, told by its content, and all of them read into one portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar, Unpack

import attrs
from pendulum import DateTime

from sparklicense import data
from sparklicense.data.fields import PORTFOLIO_SCHEMA
from sparklicense.data.files import decode, read_text
from sparklicense.data.portfolios import load
from sparklicense.data.records import is_list, is_object
from sparklicense.data.texts import EXACT, json_values
from sparklicense.errors import ProblemsError, ReadingError, named, shown
from sparklicense.instants import InstantLike, ZoneLike, field_instant
from sparklicense.policies import GUIDE, Policy
from sparklicense.portfolio import KINDS, Fact, Portfolio
from sparklicense.sources import sheets
from sparklicense.sources.merging import Merged, Part, merge
from sparklicense.sources.readings import Diagnosis, Reading
from sparklicense.sources.tiktok import Observed, Reconciliation
from sparklicense.sources.tiktok.reading import OnError, facts_of, part_of, read_rows
from sparklicense.sources.tiktok.reconciling import reconciled
from sparklicense.sources.tiktok.rows import Rows

if TYPE_CHECKING:
    from sparklicense.sources.sheets import DateFormat

_TABLES: Final = ("posts.csv", "licenses.csv", "ads.csv")
_WORKBOOKS: Final = (".xlsx", ".xlsm")
_TEXT: Final = ".txt"
_SHEETS: Final = (".csv", ".tsv", ".xls", ".ods", *_WORKBOOKS)
_JSON: Final = (".json", ".jsonl", ".ndjson")
_GLANCE: Final = 512
"""How many bytes tell whether a file of another name is JSON, or a sheet saved as text."""
_LISTS: Final = frozenset({"posts", "licenses", "ads", "access"})
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
    UNREAD = "unread"
    """Something in a folder that no reader takes."""


@attrs.frozen
class Source:
    """A file or a folder, and what it holds.

    Attributes:
        path: where it is.
        kind: what it holds.
        observed_at: when TikTok gave it; `None`: when it gave the others.
        advertiser_id: the ad account that TikTok was asked for; `None`: the one of the others.
    """

    path: Path
    kind: SourceKind
    observed_at: DateTime | None = attrs.field(default=None, kw_only=True)
    advertiser_id: str | None = attrs.field(default=None, kw_only=True)


def recognized(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Tell what paths hold; a folder holds what its files hold, and each of them is read or named.

    Files whose names begin with a dot, as file managers put them everywhere, are passed over.

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
    files = [each for each in sorted(path.iterdir()) if not each.name.startswith(".")]
    tables = any((path / name).exists() for name in _TABLES)
    if tables:  # whose reader names each CSV file that is none of its own
        files = [each for each in files if each.suffix != ".csv"]
    found = [Source(each, _kind_in_folder(each)) for each in files]
    if tables:
        return [Source(path, SourceKind.PORTFOLIO), *found]
    if all(each.kind is SourceKind.UNREAD for each in found):
        raise ReadingError([f"{named(path)}: it holds no portfolio, no JSON files and no code sheets"])
    return found


def _kind_in_folder(path: Path) -> SourceKind:
    """Tell what a file in a folder is: one that cannot be read costs the others nothing."""
    try:
        if not path.is_file():
            return SourceKind.UNREAD
        if path.suffix.lower() not in (*_JSON, *_SHEETS):
            with path.open("rb") as file:
                text = decode(file.read(_GLANCE), "ignore")
            if not text.lstrip().startswith(("{", "[")):
                is_sheet = path.suffix.lower() == _TEXT and any(mark in text for mark in "\t;,")
                return SourceKind.SHEET if is_sheet else SourceKind.UNREAD
        return _kind(path)
    except OSError:
        return SourceKind.UNREAD
    except ProblemsError:
        return SourceKind.TIKTOK  # whose reader says what is wrong


def _kind(path: Path) -> SourceKind:
    if path.suffix.lower() in _SHEETS:
        return SourceKind.SHEET
    text = read_text(path)
    if path.suffix.lower() == _TEXT and not text.lstrip().startswith(("{", "[")):
        return SourceKind.SHEET
    values, is_one, _ = _values(text)
    objects: list[dict[Any, Any]] = [each for each in values if is_object(each)]
    schemas = [each["schema"] for each in objects if isinstance(each.get("schema"), str)]
    if is_one and objects and (schemas == [PORTFOLIO_SCHEMA] or (not schemas and _LISTS & objects[0].keys())):
        return SourceKind.PORTFOLIO
    ours = any(each.startswith(_OURS) for each in schemas)
    return SourceKind.FACTS if ours else SourceKind.TIKTOK  # whose reader says what is wrong with what is no JSON


def _values(text: str) -> tuple[list[Any], bool, list[str]]:
    """Give the values of a JSON file, whether it is one (else of a list, or one on each line), and what is wrong."""
    values, problems = json_values(text, EXACT)
    if len(values) == 1 and not problems:
        return (values[0], False, []) if is_list(values[0]) else (values, True, [])
    return values, False, problems


V = TypeVar("V")


def with_own(
    sources: Iterable[Source],
    *,
    observed_at: Mapping[Path, InstantLike] | None = None,
    advertiser_id: Mapping[Path, str] | None = None,
) -> tuple[Source, ...]:
    """Give sources an instant or an ad account of their own.

    Args:
        sources: from `recognized`.
        observed_at: when TikTok gave them, by the path of a file or of a folder it is in; the closest counts.
        advertiser_id: the ad account that TikTok was asked for, likewise.

    Raises:
        ReadingError: no source is at a path: every problem at once.
    """
    found = [*sources]
    instants = {path: field_instant("observed_at", each) for path, each in (observed_at or {}).items()}
    accounts = advertiser_id or {}
    problems = [
        f"{name}: {shown(named(path))} is not one of the sources, or a folder that contains one"
        for name, values in (("observed_at", instants), ("advertiser_id", accounts))
        for path in values
        if not any(_is_in(each.path, path) for each in found)
    ]
    if problems:
        raise ReadingError(problems)
    return tuple(
        attrs.evolve(each, observed_at=_closest(each.path, instants), advertiser_id=_closest(each.path, accounts))
        for each in found
    )


def _is_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _closest(path: Path, values: Mapping[Path, V]) -> V | None:
    around = [each for each in values if _is_in(path, each)]
    return values[max(around, key=lambda each: len(each.resolve().parts))] if around else None


class SheetOptions(TypedDict, total=False):
    """How code sheets are read: what `sheets.read` takes."""

    seen_at: InstantLike | None
    tz: ZoneLike | None
    date_format: DateFormat | None
    days: int | None
    sheet: str | None
    encoding: str | None
    columns: Mapping[str, str] | None
    locale: str | None


def gather(
    sources: Sequence[Source],
    *,
    held: Portfolio | None = None,
    observed_at: InstantLike | None = None,
    advertiser_id: str | None = None,
    policy: Policy = GUIDE,
    strict: bool = False,
    **options: Unpack[SheetOptions],
) -> Merged:
    """Read sources into one: sheets first, then facts and portfolios, then what TikTok says.

    Args:
        sources: from `recognized`.
        held: what was known before; it is kept, and what the sources say is added to it.
        observed_at: when TikTok's responses were received, where a source has no instant of its own;
            needed where there are such.
        advertiser_id: the ad account that TikTok was asked for, where a source has none of its own.
        policy: the reading of the sources, under which TikTok's word is held against the rules.
        strict: whether to refuse everything where something is not taken.
        options: how code sheets are read, as `sheets.read` takes it: `seen_at`, `tz`, `date_format`,
            `days`, `sheet` (of workbooks), `encoding` (of text), `columns`, `locale`.

    Returns:
        The facts, with what was assumed, replaced, and not taken, and what TikTok says of them otherwise.

    Raises:
        ReadingError: a source cannot be read at all: every problem at once; or, if strict, something is
            not taken.
        TikTokError: a response is TikTok's word for an error.
    """
    problems: list[str] = []
    parts = [] if held is None else [Part(source="what was known", reading=Reading.of(held))]
    parts += _other_parts(sources, options, problems)
    answers = [source for source in sources if source.kind is SourceKind.TIKTOK]
    said: _Said | None = None
    if answers:
        try:
            said = _said_by_tiktok(answers, observed_at, advertiser_id, "raise" if problems else "keep")
        except ReadingError as error:
            problems += error.problems
    if problems:
        raise ReadingError(problems)
    merged = merge([*parts, said.part] if said else parts)
    if said:
        merged = attrs.evolve(merged, reconciliation=said.against(merged.reading.portfolio, policy))
    if strict:
        merged.reading.strict()
    return merged


def reconcile(
    portfolio: Portfolio,
    sources: Sequence[Source],
    *,
    observed_at: InstantLike | None = None,
    advertiser_id: str | None = None,
    policy: Policy = GUIDE,
) -> Reconciliation:
    """Hold what TikTok says in sources against what the rules say of a portfolio.

    Args:
        portfolio: the facts that the rules are asked about.
        sources: from `recognized`: responses only.
        observed_at: when they were received, where a source has no instant of its own.
        advertiser_id: the ad account that TikTok was asked for, where a source has none of its own.
        policy: the reading of the sources.

    Raises:
        ReadingError: a source holds no responses, or cannot be read: every problem at once.
        TikTokError: a response is TikTok's word for an error.
    """
    answers = [each for each in sources if each.kind is SourceKind.TIKTOK]
    unread = [each for each in sources if each.kind is SourceKind.UNREAD]
    others = [each for each in sources if each not in answers + unread]
    if others:
        raise ReadingError(f"{named(each.path)}: a {each.kind}, not TikTok's responses" for each in others)
    found = _said_by_tiktok(answers, observed_at, advertiser_id).against(portfolio, policy)
    return attrs.evolve(found, diagnoses=(*map(_unread, unread), *found.diagnoses))


def _other_parts(sources: Sequence[Source], options: SheetOptions, problems: list[str]) -> Iterable[Part]:
    """Read what is not TikTok's; `problems` gains what cannot be read."""
    page = options.get("sheet")
    if page is not None and not any(_is_workbook(each.path) for each in sources):
        problems.append(f"sheet: no source is a workbook, which could have a sheet {shown(page)}")
    for source in sorted(sources, key=lambda each: _ORDER.index(each.kind)):
        if source.kind is not SourceKind.TIKTOK:
            try:
                yield Part(source=named(source.path), reading=_read(source, options))
            except ProblemsError as error:
                problems += error.problems


@attrs.frozen
class _Said:
    """What TikTok says: its rows, and the facts made of them."""

    rows: Rows
    part: Part
    observed_at: DateTime

    def against(self, portfolio: Portfolio, policy: Policy) -> Reconciliation:
        return reconciled(portfolio, self.rows, self.part.reading, observed_at=self.observed_at, policy=policy)


def _said_by_tiktok(
    answers: Sequence[Source], observed_at: InstantLike | None, advertiser_id: str | None, on_error: OnError = "keep"
) -> _Said:
    own = [each.observed_at for each in answers if each.observed_at is not None]
    if observed_at is None and len(own) < len(answers):
        raise ReadingError(["observed_at: missing; when were TikTok's responses received?"])
    at = max(own) if observed_at is None else field_instant("observed_at", observed_at)
    responses = [
        Observed(each.path, observed_at=each.observed_at, advertiser_id=each.advertiser_id) for each in answers
    ]
    rows = read_rows(responses, advertiser_id=advertiser_id, on_error=on_error)
    if not any(rows):
        read_rows(responses, advertiser_id=advertiser_id)  # raises, where not one of them could be read
    reading = facts_of(rows, observed_at=at)
    return _Said(rows, part_of(rows, reading, observed_at=at), at)


_ORDER: Final = (SourceKind.UNREAD, SourceKind.SHEET, SourceKind.FACTS, SourceKind.PORTFOLIO, SourceKind.TIKTOK)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in _WORKBOOKS


def _unread(source: Source) -> Diagnosis:
    what = "a folder; give it as a source of its own" if source.path.is_dir() else "neither JSON nor a code sheet"
    return Diagnosis(source=named(source.path), problem=f"not read: {what}")


def _read(source: Source, options: SheetOptions) -> Reading:
    if source.kind is SourceKind.UNREAD:
        return Reading(diagnoses=(_unread(source),))
    if source.kind is SourceKind.PORTFOLIO:
        return Reading.of(load(source.path))
    if source.kind is SourceKind.SHEET:
        own = options.copy()
        if not _is_workbook(source.path):
            own["sheet"] = None
        return sheets.read(source.path, **own)
    return _facts(source.path)


def _facts(path: Path) -> Reading:
    """Read facts, each in its JSON form."""
    found: list[Fact] = []
    problems: list[str] = []
    values, is_one, wrong = _values(read_text(path))
    problems += [f"{named(path)}: {each}" for each in wrong]
    for place, each in enumerate(values):
        where = named(path) if is_one else f"{named(path)}: [{place}]"
        try:
            value = data.from_data(each)
        except ProblemsError as error:
            problems += [f"{where}: {problem}" for problem in error.problems]
            continue
        if isinstance(value, Portfolio):
            found += [*value.posts, *value.licenses, *value.ads, *value.access]
        elif isinstance(value, Fact):
            found.append(value)
        else:
            problems.append(
                f"{where}: {type(value).__name__} is no fact; posts, licenses, ads, access and portfolios are"
            )
    if problems:
        raise ReadingError(problems)
    lists: dict[str, Any] = {name: tuple(each for each in found if isinstance(each, of)) for name, of in KINDS.items()}
    return Reading(**lists)
