"""Portfolios as plain data and as JSON files."""

from __future__ import annotations

import json
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any, Final, TypeVar

from sparklicense.data.assembly import Listing, assemble
from sparklicense.data.fields import LISTS, PORTFOLIO_SCHEMA
from sparklicense.data.files import make_folder, read_text, write_texts
from sparklicense.data.records import REPEATED, Shape, is_list, is_object, kind_of, write
from sparklicense.data.tables import load_tables, tables_of
from sparklicense.data.texts import read_json
from sparklicense.errors import InvalidValueError, PortfolioFileError, named, shown
from sparklicense.portfolio import Fact, Portfolio

F = TypeVar("F", bound=Fact)

_KEYS: Final = "`schema`, `posts`, `licenses`, `ads` and `access`"


def load(path: str | PathLike[str]) -> Portfolio:
    """Read a portfolio from a JSON file or a folder of CSV files.

    Args:
        path: a file of JSON, whose times are instants with an offset; or a folder with `posts.csv`,
            `licenses.csv`, `ads.csv` and, where there are any, `access.csv`, `pauses.csv` and `hidden.csv`.

    Raises:
        PortfolioFileError: `.problems` names each thing that is wrong by file, row and field. Rows of
            JSON count from 0, as in `ads[0]`; rows of CSV are the lines an editor shows.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from sparklicense import PortfolioFileError
        >>> from sparklicense import load
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "story.json")
        ...     _ = path.write_text('{"schema": "sparklicense.portfolio/1", "posts": [{"id": 7}]}')
        ...     try:
        ...         load(path)
        ...     except PortfolioFileError as error:
        ...         print(error.problems[0].removeprefix(folder)[1:])
        story.json: posts[0]: published_at: missing
    """
    place = Path(path)
    folder = False
    with suppress(OSError, ValueError):  # no file system has such a name; reading the file says so
        folder = place.is_dir()
    return load_tables(place) if folder else _load_json(place)


def dump(portfolio: Portfolio, path: str | PathLike[str]) -> None:
    """Write a portfolio to a JSON file or a folder of CSV files, which `load` reads back as it was.

    The files carry authorization codes, so they are secrets: only their owner may read them.

    Args:
        portfolio: what to write.
        path: a file where it ends in `.json`, else a folder; what is there is replaced, each file at once.

    Raises:
        PortfolioFileError: it cannot be written there, or holds what the form cannot carry: columns
            have no place for `media`, `labels` and `settings`.
    """
    place = Path(path)
    if place.suffix == ".json":
        write_texts({place: _json(portfolio)})
    else:
        make_folder(place)
        write_texts(tables_of(portfolio, place))


def portfolio_to_data(portfolio: Portfolio) -> dict[str, Any]:
    """Give a portfolio as JSON has it: texts, numbers, lists and dicts.

    Attributes that equal their default are left out, derived ids always. The codes are in it.
    """
    lists = {name: [write(shape, each) for each in getattr(portfolio, name)] for name, shape in LISTS.items()}
    if not portfolio.access:
        del lists["access"]  # files of portfolios without it stay as they are
    return {"schema": PORTFOLIO_SCHEMA, **lists}


def portfolio_from_data(data: Any, *, source: str = "portfolio") -> Portfolio:
    """Read a portfolio from plain data, as JSON has it.

    Args:
        data: a dict with `schema`, `posts`, `licenses`, `ads` and `access`; lists left out are empty.
        source: what problems call it.

    Raises:
        PortfolioFileError: `.problems` names each thing that is wrong.

    Examples:
        >>> from sparklicense.data.portfolios import portfolio_from_data
        >>> portfolio_from_data({
        ...     "schema": "sparklicense.portfolio/1",
        ...     "posts": [{"id": "1", "published_at": "2026-05-01T00:00:00Z"}],
        ...     "ads": [{"id": "7", "post_id": "1", "starts_at": "2026-06-01T00:00:00Z"}],
        ... })
        Portfolio(1 posts, 0 licenses, 1 ads)
    """
    if not is_object(data):
        raise PortfolioFileError([f"{source}: a portfolio is an object with {_KEYS}"])
    problems = [f"{source}: the key {shown(key)} occurs twice" for key in data.get(REPEATED, ())]
    problems += [
        f"{source}: unknown key {shown(key)}; a portfolio has {_KEYS}"
        for key in data
        if key is not REPEATED and key not in ("schema", *LISTS)
    ]
    if "schema" not in data:
        problems.append(f'{source}: schema: missing; write "schema": "{PORTFOLIO_SCHEMA}"')
    elif not isinstance(data["schema"], str):
        problems.append(f"{source}: schema: text, not {kind_of(data['schema'])}; write `{PORTFOLIO_SCHEMA}`")
    elif data["schema"] != PORTFOLIO_SCHEMA:
        problems.append(f"{source}: schema: {shown(data['schema'])} is not `{PORTFOLIO_SCHEMA}`")
    listings = {name: _listing(name, shape, data, source, problems) for name, shape in LISTS.items()}
    return assemble({name: (each, each.read(problems)) for name, each in listings.items()}, problems)


def _listing(name: str, shape: Shape[F], values: dict[Any, Any], source: str, problems: list[str]) -> Listing[F]:
    rows: Any = values.get(name, [])
    complete = is_list(rows)
    if not complete:
        problems.append(f"{source}: {name}: a list is wanted")
    return Listing(
        name=name,
        shape=shape,
        source=source,
        rows=rows if complete else [],
        place=lambda position: f"{name}[{position}]",
        complete=complete,
    )


def _load_json(path: Path) -> Portfolio:
    text = read_text(path)
    try:
        data = read_json(text)
    except InvalidValueError as error:
        if path.suffix == ".csv":
            raise PortfolioFileError([f"{named(path)}: one table is no portfolio; give the folder it is in"]) from None
        raise PortfolioFileError([f"{named(path)}: {error}"]) from None
    return portfolio_from_data(data, source=named(path))


def _json(portfolio: Portfolio) -> str:
    """Write JSON with a line for each fact, which people can read and versions can be compared by."""
    data = portfolio_to_data(portfolio)
    lists = [f'"{name}": [{_lines(data[name])}]' for name in LISTS if name in data]
    return "{\n" + ",\n".join([f'"schema": "{PORTFOLIO_SCHEMA}"', *lists]) + "\n}\n"


def _lines(records: list[dict[str, object]]) -> str:
    return "".join(
        f"{',' if place else ''}\n{json.dumps(each, ensure_ascii=False)}" for place, each in enumerate(records)
    )
