"""From the authorizations that TikTok tells of to licenses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.errors import ImpossibleFactsError, InvalidValueError
from sparklicense.exchange.tiktok.notes import Notes
from sparklicense.exchange.tiktok.post_statuses import AUTHORIZATION_STATUSES
from sparklicense.exchange.tiktok.rows import AuthorizationRow, Kind
from sparklicense.exchange.tiktok.taking import plain, safe
from sparklicense.licenses import License, LicenseStatus

_ACTIVE: Final = LicenseStatus.ACTIVE  # looked up once: Python is slow to find a member of an enum

_Told: TypeAlias = tuple[License, AuthorizationRow]
"""A license, and the row that tells of it."""


def _agree(one: _Told, other: _Told) -> bool:
    """Tell whether both rows say the same of the license."""
    return one[0].expires_at == other[0].expires_at and one[1].status == other[1].status


def licenses_of(rows: Iterable[AuthorizationRow], notes: Notes) -> dict[str, list[License]]:
    """Make licenses, by post, the earliest first; what cannot be taken refuses its post.

    Args:
        rows: what TikTok says of authorizations, several times perhaps, with and without the code.
        notes: gains assumptions, diagnoses and refused posts.
    """
    first: dict[str, AuthorizationRow] = {}
    further: defaultdict[str, list[AuthorizationRow]] = defaultdict(list)
    for row in rows:
        if first.setdefault(row.id, row) is not row:
            further[row.id].append(row)
    refused = notes.refused[Kind.POST]
    told: list[_Told] = []
    for id, row in first.items():
        if id in refused:
            continue
        if id in further:
            told += _distinct([row, *further[id]], notes)
        elif license := _license(row, notes):
            told.append((license, row))
    _refuse_shared_codes(told, notes)
    found: dict[str, list[License]] = {}
    for license, row in told:
        if row.id not in refused:
            found.setdefault(row.id, []).append(_assumed(license, row, notes))
    return found


def _distinct(rows: list[AuthorizationRow], notes: Notes) -> list[_Told]:
    """Make the licenses of one post: each once, the earliest first; rows about the same one say the same."""
    told = [(license, row) for row in rows if (license := _license(row, notes))]
    found: dict[tuple[DateTime, str], _Told] = {}
    for each in told:
        license, row = each
        known = found.setdefault((license.issued_at, license.code or ""), each)
        if not _agree(known, each):
            _contradiction(row, notes)
    named: defaultdict[DateTime, list[_Told]] = defaultdict(list)
    for (issued_at, code), each in found.items():
        if code:
            named[issued_at].append(each)
    # What is told without its code is left out where another response tells it with one.
    for issued_at, others in named.items():
        nameless = found.pop((issued_at, ""), None)
        if nameless and not any(_agree(nameless, each) for each in others):
            _contradiction(nameless[1], notes)
    return [found[key] for key in sorted(found)]


def _license(row: AuthorizationRow, notes: Notes) -> License | None:
    """Make a license of its window alone; `None` where nothing can be made of it, which is told."""
    standing = AUTHORIZATION_STATUSES.get(row.status)
    if standing is None:
        told = f"{safe(row.status)} is not a status this version knows" if row.status else "missing"
        notes.refuse(Kind.POST, row, "ad_auth_status", f"{told}: nobody can say whether the license is in force")
        return None
    if standing is not _ACTIVE and notes.observed_at <= row.starts_at:
        notes.refuse(Kind.POST, row, "ad_auth_status", f"{safe(row.status)} before the window starts")
        return None
    try:
        return License(
            code=row.code,
            post_id=row.id,
            issued_at=row.starts_at,
            expires_at=row.ends_at,
            advertiser_id=row.advertiser_id,
        )
    except InvalidValueError:
        notes.refuse(Kind.POST, row, "auth_code", "it is white space; it may be `null` where it is unknown")
    except ImpossibleFactsError:
        notes.refuse(Kind.POST, row, "auth_end_time", "the window ends before, or when, it starts")
    return None


def _contradiction(row: AuthorizationRow, notes: Notes) -> None:
    notes.refuse(Kind.POST, row, "auth_info", "responses contradict each other about the end, or the status, of it")


def _refuse_shared_codes(told: list[_Told], notes: Notes) -> None:
    """A code is for one post: where several claim it, nobody can say which is right."""
    owners: dict[str | None, str] = {}
    shared = {code for license, row in told if owners.setdefault(code := license.code, row.id) != row.id} - {None}
    if shared:
        for license, row in told:
            if license.code in shared:
                problem = f"the code of fingerprint `{license.fingerprint}` is told of several posts; one post each"
                notes.refuse(Kind.POST, row, "auth_code", problem)


def _assumed(license: License, row: AuthorizationRow, notes: Notes) -> License:
    """Bring in what the status says beyond the window, and list what no response tells."""
    standing, at = AUTHORIZATION_STATUSES[row.status], notes.observed_at
    fact = f"license of post {plain(row.id)}"
    notes.assume(row, fact, "redeemed_at", license.issued_at, "no response tells when the code was applied")
    if standing is _ACTIVE or license.expires_at <= at:
        return license
    if standing is LicenseStatus.EXPIRED:
        notes.tell(row, "auth_end_time", f"{safe(row.status)} before that end; taken as over since TikTok was asked")
        notes.assume(row, fact, "expires_at", at, "TikTok says it has expired, before the end of its window")
        return attrs.evolve(license, expires_at=at)
    notes.assume(row, fact, "revoked_at", at, "its code is deleted, and no response tells since when")
    return attrs.evolve(license, revoked_at=at)
