"""Reader values out of a response: each of the wrong kind is told, none is converted, none is guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pendulum import DateTime

from sparklicense.errors import InexactInstantError, NaiveInstantError, shown
from sparklicense.instants import UTC, instant
from sparklicense.sources.readings import Diagnosis, UnknownKey
from sparklicense.sources.tiktok.responses import is_object
from sparklicense.sources.tiktok.rows import (
    AdGroupRow,
    AdRow,
    AuthorizationRow,
    CampaignRow,
    IdentityRow,
    Kind,
    PostRow,
)

_SHOWABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}|[-+0-9T:Z./ ]{1,40}")
_AMOUNT: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,6})?")
_MOST: Final = 10**18
_WANTED: Final = "TikTok writes `2026-05-24T07:09:07Z` or `2026-05-24 07:09:07`"
_LONGEST_ID: Final = 128
_EXACT: Final = 2**53
"""Up to here every reader of JSON keeps integers exact."""
_NO_ZONE: Final = 19  # letters in `2026-05-24 07:09:07`


class UnreadableRowError(Exception):
    """A row that cannot be read; what is wrong with it is told already."""


class NotTakenError(Exception):
    """A row that nothing is made of: the field that says so, and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem


def safe(value: str) -> str:
    """Show a value from outside; whatever looks neither like a status nor like an instant may be a code."""
    return shown(value) if _SHOWABLE.fullmatch(value) else "this value (hidden: it may be an authorization code)"


def plain(id: str) -> str:
    """Name something by its id, on one line."""
    return id if id.isprintable() and len(id) <= _LONGEST_ID else shown(id)


class Listing(NamedTuple):
    """What one page of a list says of the whole list; what it does not say is `None`."""

    source: str
    what: tuple[object, ...]
    """Which list it is a page of, as far as that can be told."""
    observed_at: DateTime | None
    rows: int
    page: int | None
    pages: int | None
    number: int | None
    """How many rows there are on all pages."""
    more: bool
    """Whether it says that more follow."""


class Reader:
    """What is taken down while responses are read.

    Rows are gathered by kind, in their order. `source` and `row` say where the reader is, `observed_at` and
    `advertiser_id` when and for which ad account TikTok was asked there: they move on with it.

    Args:
        advertiser_id: the ad account that was asked; `None` where not known.
        currency: its currency; `""` where not known.
    """

    __slots__ = (
        "adgroups", "ads", "advertiser_id", "authorizations", "campaigns", "creatives", "currencies", "currency",
        "diagnoses", "identities", "left_out", "listings", "observed_at", "origin", "posts", "refused", "row", "source",
        "unknown",
    )  # fmt: skip

    def __init__(self, advertiser_id: str | None, currency: str) -> None:
        self.advertiser_id = advertiser_id
        self.currency = currency
        self.posts: list[PostRow] = []
        self.authorizations: list[AuthorizationRow] = []
        self.ads: list[AdRow] = []
        self.adgroups: list[AdGroupRow] = []
        self.campaigns: list[CampaignRow] = []
        self.identities: list[IdentityRow] = []
        self.creatives: list[AdRow] = []
        """Of Upgraded Smart+ ads, as `/smart_plus/ad/get/` gives them."""
        self.currencies: dict[str, str] = {}
        """Of ad accounts."""
        self.listings: list[Listing] = []
        self.left_out: Counter[tuple[str, str]] = Counter()
        """How many rows no fact is in, by what one and several of them are."""
        self.diagnoses: list[Diagnosis] = []
        self.refused: set[tuple[Kind, str]] = set()
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.observed_at: DateTime | None = None
        self.origin = ""
        self.source = ""
        self.row: int | None = None

    def tell(self, field: str | None, problem: str) -> None:
        """Note what is wrong here."""
        self.diagnoses.append(Diagnosis(source=self.source, row=self.row, field=field, problem=problem))

    def refuse(self, kind: Kind, id: str) -> None:
        """Give this row up: nothing is made of what it is about."""
        self.refused.add((kind, id))

    def not_understood(self, path: str) -> None:
        """Note a key, or a value under a key, that is left out."""
        self.unknown[self.origin, path] += 1

    def check_keys(self, values: Mapping[str, Any], documented: frozenset[str], path: str, inside: str = "") -> None:
        """Note the keys that nothing documents."""
        if values and not documented.issuperset(values):
            for key in values:
                if key not in documented:
                    self.not_understood(path + inside + (key if isinstance(key, str) and key.isidentifier() else "…"))

    def all_unknown(self) -> tuple[UnknownKey, ...]:
        """Give what was not understood, in order of its path."""
        return tuple(
            UnknownKey(source=origin, key=path, times=times) for (origin, path), times in sorted(self.unknown.items())
        )

    def part(self, values: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Take an object; `null` and an absent one are empty (facts C31, H13)."""
        value = values.get(key)
        if is_object(value):
            return value
        if value is None:
            return {}
        self.tell(key, f"an object is wanted, not {type(value).__name__}")
        return {}

    def text(self, values: Mapping[str, Any], key: str) -> str:
        """Take text; `null` and an absent one are empty."""
        value = values.get(key)
        if type(value) is str:
            return value
        if value is not None:
            self.tell(key, f"text is wanted, not {type(value).__name__}")
        return ""

    def id(self, values: Mapping[str, Any], key: str) -> str:
        """Take an id, or `""` where there is none.

        Raises:
            UnreadableRowError: it is a number that may have lost digits already, or no id at all.
        """
        value = values.get(key)
        if value is None:
            return ""
        if type(value) is str:
            if "#" in value:
                self.tell(key, "this is no id (hidden: it may be an authorization code)")
                raise UnreadableRowError
            return value.strip()
        if type(value) is int and 0 <= value <= _EXACT:
            return str(value) if value else ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            kind = "beyond 2^53" if type(value) is int and value > 0 else f"({type(value).__name__})"
            self.tell(
                key, f"an id is text, not a number {kind}, which may lose digits; keep it in quotes, as TikTok sends it"
            )
        else:
            self.tell(key, f"an id is text, not {type(value).__name__}")
        raise UnreadableRowError

    def own_id(self, values: Mapping[str, Any], key: str) -> str:
        """Take the id of what a row is about.

        Raises:
            UnreadableRowError: there is none.
        """
        found = self.id(values, key)
        if not found:
            self.tell(key, "missing: the row does not say what it is about")
            raise UnreadableRowError
        return found

    def instant(self, values: Mapping[str, Any], key: str) -> DateTime | None:
        """Take an instant in either of TikTok's forms, without a zone in UTC (fact C25); `None` where there is none.

        Raises:
            UnreadableRowError: it is no instant.
        """
        value = values.get(key)
        if value is None or value == "":
            return None
        if type(value) is not str:
            self.tell(key, f"an instant is text, not {type(value).__name__}; {_WANTED}")
            raise UnreadableRowError
        try:
            return moment(value)
        except (InexactInstantError, NaiveInstantError):
            self.tell(key, f"{safe(value)} is not an instant; {_WANTED}")
            raise UnreadableRowError from None

    def amount(self, values: Mapping[str, Any], key: str) -> Decimal | None:
        """Take an amount of money, exactly as its shortest decimal form says; `None` where there is none or zero."""
        value = values.get(key)
        if value is None or value == "":
            return None
        text = repr(value) if type(value) is float else value if isinstance(value, str) else ""
        if type(value) is int and 0 <= value < _MOST:
            return Decimal(value) or None
        if _AMOUNT.fullmatch(text):
            return Decimal(text) or None
        self.tell(key, "not an amount of money")
        return None


def moment(text: str) -> DateTime:
    """Read an instant in any of TikTok's forms; without a zone it is in UTC (fact C25).

    Raises:
        InexactInstantError, NaiveInstantError: it is no instant.
    """
    if len(text) == _NO_ZONE or (len(text) == _NO_ZONE + 1 and text[-1] == "Z"):
        # The two forms that nearly all are in, read without a regular expression.
        try:
            at = datetime.fromisoformat(text[:_NO_ZONE])
        except ValueError:
            pass  # said below, in the words for any other form
        else:
            if text[4:17:3] in ("--T::", "-- ::"):
                return DateTime(at.year, at.month, at.day, at.hour, at.minute, at.second, 0, UTC)
    changed = text.replace(" ", "T", 1)
    try:
        return instant(changed)
    except NaiveInstantError:
        return instant(changed + "Z")
