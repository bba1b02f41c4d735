"""What planning is told beside the facts, as CSV: requests to creators, and what codes cost."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparklicense.data.files import read_text
from sparklicense.errors import InvalidValueError, PortfolioFileError, SparkLicenseError, named, shown
from sparklicense.planning import CodeRequest
from sparklicense.settings import amount_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_requests(path: Path) -> list[CodeRequest]:
    """Read what creators were asked for and when they answered: CSV with the columns `creator`, `asked_at`,
    and, where they are known, `answered_at` and `post_id`.

    Raises:
        PortfolioFileError: it names every row that cannot be read.
    """  # noqa: D205 - one sentence
    return _read(path, ("creator", "asked_at"), ("answered_at", "post_id"), _request)


def read_costs(path: Path) -> dict[int, Decimal]:
    """Read what codes cost: CSV with the columns `days` and `cost`.

    Raises:
        PortfolioFileError: it names every row that cannot be read.
    """
    return dict(_read(path, ("days", "cost"), (), _cost))


def _request(row: dict[str, str]) -> CodeRequest:
    return CodeRequest(
        creator=row["creator"],
        asked_at=row["asked_at"],
        received_at=row.get("answered_at") or None,
        post_id=row.get("post_id") or None,
    )


def _cost(row: dict[str, str]) -> tuple[int, Decimal]:
    if not row["days"].isdecimal():
        raise InvalidValueError(f"days: {shown(row['days'])} is not a number of days, like `30`")
    return int(row["days"]), amount_of("cost", row["cost"])


def _read(path: Path, needed: Sequence[str], optional: Sequence[str], make: Any) -> list[Any]:
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    known = {*needed, *optional}
    headings = [each.strip() for each in reader.fieldnames or ()]
    wrong = [each for each in headings if each not in known] + [each for each in needed if each not in headings]
    if wrong:
        columns = ", ".join(map(shown, (*needed, *optional)))
        raise PortfolioFileError(
            [f"{named(path)}: column {shown(each)}: it has the columns {columns}" for each in wrong]
        )
    reader.fieldnames = headings
    found: list[Any] = []
    problems: list[str] = []
    for row in reader:
        cells = {key: value.strip() for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
        try:
            if len(cells) < len(headings) or None in row:
                raise InvalidValueError(f"{len(headings)} cells are needed")
            found.append(make(cells))
        except SparkLicenseError as error:
            problems.append(f"{named(path)}: line {reader.line_num}: {error}")
    if problems:
        raise PortfolioFileError(problems)
    return found
