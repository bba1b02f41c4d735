"""The checks that need data: run by default on eager frames, and on lazy ones when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from sparklicense.ads import IdentityType
from sparklicense.errors import shown
from sparklicense.frames.engine import FrameError, col, counted, is_eager, kinds_of_rows, length, nw, own, owned
from sparklicense.frames.ids import as_numbers, with_numbers
from sparklicense.frames.schema import AT, COLUMNS, Table, finest, in_unit, read

KEYS: Final[Mapping[str, str]] = {"ads": "ad_id", "posts": "post_id", "licenses": "license_id"}
"""What no two rows of a table share; a back-test's ads: not at the same instant."""

_KNOWN_IN: Final = (
    ("ads", "post_id", "posts"),
    ("licenses", "post_id", "posts"),
    ("pauses", "ad_id", "ads"),
    ("hidden", "post_id", "posts"),
)
"""Ids that another table must know."""


_RELATIONS: Final[Mapping[str, Callable[[nw.Expr, nw.Expr], nw.Expr]]] = {
    "before": lambda mine, other: mine < other,
    "not after": lambda mine, other: mine <= other,
    "not before": lambda mine, other: mine >= other,
    "after": lambda mine, other: mine > other,
}
_IMPOSSIBLE: Final = {
    "ads": (("ends_at", "not after", "starts_at"),),
    "posts": (("deleted_at", "before", "published_at"),),
    "licenses": (
        ("expires_at", "not after", "issued_at"),
        ("revoked_at", "before", "issued_at"),
        ("redeemed_at", "before", "issued_at"),
        ("redeemed_at", "not before", "expires_at"),
        ("redeemed_at", "after", "revoked_at"),
    ),
    "access": (("expires_at", "not after", "granted_at"), ("revoked_at", "before", "granted_at")),
    "pauses": (("end", "not after", "start"),),
    "hidden": (("end", "not after", "start"),),
}
"""Facts that cannot be true together: an instant on the wrong side of another. Null says nothing."""


def check(
    ads: Any,
    *,
    posts: Any,
    licenses: Any,
    pauses: Any = None,
    hidden: Any = None,
    access: Any = None,
    at: str | None = None,
) -> None:
    """Look through the data of all tables for what cannot be; on lazy frames this collects counts.

    Args:
        ads: as `serving` takes them, like the other tables.
        posts: the posts.
        licenses: the licenses.
        pauses: when ads are paused; left out: never.
        hidden: when posts are hidden; left out: never.
        access: access to creators' accounts; left out: it is assumed.
        at: the instant column of a back-test; an ad's rows then differ in it.

    Raises:
        FrameError: repeated ids, ids that no other table knows, nulls where none may be, instants in an
            impossible order, unknown identity types: every problem with the number of its rows.
    """
    natives = {"ads": ads, "posts": posts, "licenses": licenses, "pauses": pauses, "hidden": hidden, "access": access}
    refuse_bad_data(with_numbers(read(natives, at)))


def trusted(tables: Mapping[str, Table], *, but: str = "") -> dict[str, Table]:
    """Make sure of the data before any answer.

    Args:
        tables: what has been read.
        but: a table whose posts the answer itself will look up: whoever asks then makes sure that they are known.

    Eager frames are checked. Of lazy ones, which are not, licenses and access that lack an instant they
    must have count for nothing: what is absent is never endless.
    """
    found = with_numbers(tables)
    if is_eager(found["licenses"].frame):
        refuse_bad_data(found, but=but)
        return found
    for name in {"licenses", "access"} & found.keys():
        dated = [~col(each.name).is_null() for each in COLUMNS[name] if each.kind == "instant" and not each.nullable]
        found[name] = Table(found[name].frame.filter(*dated), found[name].units)
    return found


def refuse_bad_data(tables: Mapping[str, Table], *, but: str = "") -> None:
    """Raise what `check` raises, about tables that have been read; `but`: see `trusted`."""
    problems = [
        *(problem for name, table in tables.items() for problem in _own_problems(name, table)),
        *(problem for name, table in tables.items() for problem in _repeated(name, table)),
        *_unknown(tables, but),
    ]
    if problems and but:
        refuse_bad_data(tables)
    if problems:
        raise FrameError(problems)


def _own_problems(name: str, table: Table) -> list[str]:
    """Look at each row by itself."""
    comparable = in_unit(table, finest(table.units.values()), tuple(table.units))
    never_null = [each.name for each in COLUMNS[name] if not each.nullable]
    if AT in table.units:
        never_null.append(AT)
    found = {f"column {shown(each)} is null": col(each).is_null() for each in never_null}
    for field, relation, other in _IMPOSSIBLE[name]:
        found[f"column {shown(field)} is {relation} {shown(other)}"] = _RELATIONS[relation](col(field), col(other))
    if name == "ads":
        known = [str(each) for each in IdentityType]
        identity = col("identity_type")
        problem = f"column `identity_type` is none of {', '.join(map(shown, known))}"
        found[problem] = ~identity.is_null() & ~identity.is_in(known)
    counts = counted(comparable.frame, found)
    return [f"{name}: {problem} in {_rows(count)}" for problem, count in counts.items() if count]


def _repeated(name: str, table: Table) -> list[str]:
    if name not in KEYS:
        return []
    key = [KEYS[name], *([AT] if AT in table.units else [])]
    numbers = as_numbers(table.frame, own(key[0]))
    frame = table.frame if numbers is None else table.frame.with_columns(cast("Any", numbers))
    rows, kinds = length(frame), kinds_of_rows(frame, key)
    what = " with the same instant" if len(key) > 1 else ""
    return [f"{name}: column {shown(key[0])} repeats itself{what} in {_rows(rows - kinds)}"] if rows > kinds else []


def _unknown(tables: Mapping[str, Table], but: str) -> list[str]:
    problems: list[str] = []
    for name, key, other in _KNOWN_IN:
        if name in tables and other in tables and name != but:
            theirs = tables[other].frame.select(*owned(key))
            strange = tables[name].frame.filter(~col(key).is_null()).join(theirs, on=owned(key), how="anti")
            if count := length(strange):
                problems.append(f"{name}: column {shown(key)} is unknown to the table {shown(other)} in {_rows(count)}")
    return problems


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"
