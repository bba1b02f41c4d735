"""From the authorizations that TikTok tells of to licenses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

from sparklicense.errors import ImpossibleFactsError, InvalidValueError
from sparklicense.instants import written
from sparklicense.licenses import License, LicenseStatus
from sparklicense.sources.matching import meant
from sparklicense.sources.tiktok.observations import HOW, Notes
from sparklicense.sources.tiktok.rows import AuthorizationRow, Kind
from sparklicense.sources.tiktok.values import plain, safe

AUTHORIZATION_STATUSES: Final = {
    "AUTHORIZED": LicenseStatus.ACTIVE,
    "EXPIRED": LicenseStatus.EXPIRED,
    "DELETED": LicenseStatus.REVOKED,
}
"""What `ad_auth_status` says of a license (facts C24, A12b). TikTok publishes no list: any other word is unknown."""
_ACTIVE: Final = LicenseStatus.ACTIVE  # looked up once: Python is slow to find a member of an enum

_Told: TypeAlias = tuple[License, AuthorizationRow]
"""A license, and the row that tells of it."""
_History: TypeAlias = list[_Told]
"""What rows of ever later instants say of one license."""


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
    told: list[_History] = []
    for id, row in first.items():
        if id in refused:
            continue
        if id in further:
            told += _histories([row, *further[id]], notes)
        elif license := _license(row, notes):
            told.append([(license, row)])
    _refuse_shared_codes([each[-1] for each in told], notes)
    found: dict[str, list[License]] = {}
    for history in told:
        id = history[-1][1].id
        if id not in refused:
            found.setdefault(id, []).append(_assumed(history, notes))
    return found


def _histories(rows: list[AuthorizationRow], notes: Notes) -> list[_History]:
    """Make the licenses of one post, the earliest first, each with what is said of it at one instant after another."""
    told = [(license, row) for row in rows if (license := _license(row, notes))]
    told.sort(key=lambda each: _place(each[0], each[1], notes))
    found: list[_History] = []
    for license, row in told:
        latest = [history[-1] for history in found]
        before = meant(license, [each for each, last in latest if not _is_new(license, last, notes)])
        place = next((place for place, each in enumerate(latest) if each[0] is before), None)
        if before is None or place is None:
            found.append([(license, row)])
            continue
        last = latest[place][1]
        if notes.when(row) > notes.when(last):
            code, account = license.code or before.code, license.advertiser_id or before.advertiser_id
            found[place].append((attrs.evolve(license, code=code, advertiser_id=account), row))
        elif license.issued_at != before.issued_at:
            # TikTok tells seconds: at one instant these are two.
            notes.tell(row, "auth_start_time", "TikTok lists another license that may be the same one; both are kept")
            found.append([(license, row)])
        elif (license.expires_at, row.status) != (before.expires_at, last.status):
            undated = HOW if row.source != last.source and None in (row.observed_at, last.observed_at) else ""
            problem = "responses contradict each other about the end, or the status, of it"
            notes.refuse(Kind.POST, row, "auth_info", problem + undated)
    return sorted(found, key=lambda history: (history[-1][0].issued_at, history[-1][0].code or ""))


def _place(license: License, row: AuthorizationRow, notes: Notes) -> tuple[object, ...]:
    """Put the earliest first, and of one instant those that say most."""
    return (
        notes.when(row),
        license.code is None,
        license.advertiser_id is None,
        license.issued_at,
        license.expires_at,
        license.code or "",
        license.advertiser_id or "",
        row.status,
    )


def _license(row: AuthorizationRow, notes: Notes) -> License | None:
    """Make a license of its window alone; `None` where nothing can be made of it, which is reported."""
    standing = AUTHORIZATION_STATUSES.get(row.status)
    if standing is LicenseStatus.REVOKED:
        told = f"{safe(row.status)} is a word of the creator's side, and its sense here is unknown (fact K3)"
        notes.refuse(Kind.POST, row, "ad_auth_status", f"{told}: nobody can say whether the license is in force")
        return None
    if standing is None:
        told = f"{safe(row.status)} is not a status this version knows" if row.status else "missing"
        notes.refuse(Kind.POST, row, "ad_auth_status", f"{told}: nobody can say whether the license is in force")
        return None
    if standing is not _ACTIVE and notes.when(row) <= row.starts_at:
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


def _refuse_shared_codes(told: list[_Told], notes: Notes) -> None:
    """A code is for one post: where several claim it, nobody can say which is right."""
    owners: dict[str | None, str] = {}
    shared = {code for license, row in told if owners.setdefault(code := license.code, row.id) != row.id} - {None}
    if shared:
        for license, row in told:
            if license.code in shared:
                problem = (
                    f"the code of fingerprint `{license.fingerprint}` is given for several posts; one code, one post"
                )
                notes.refuse(Kind.POST, row, "auth_code", problem)


def _assumed(history: _History, notes: Notes) -> License:
    """Bring in what the status says beyond the window, and list what no response tells."""
    license, row = history[-1]
    fact = f"license of post {plain(row.id)}"
    notes.assume(row, fact, "redeemed_at", license.issued_at, "no response tells when the code was applied")
    standing = AUTHORIZATION_STATUSES[row.status]
    if standing is _ACTIVE and len(history) == 1:
        return license
    earlier = [each for _, each in history[:-1]]
    over = [notes.when(each) for each in earlier if each.status != row.status and _is_over(each, notes)]
    if standing is _ACTIVE and over:
        notes.tell(
            row,
            "ad_auth_status",
            f"{safe(row.status)}, although it had ended by `{written(over[-1])}`; taken as in force",
        )
    at = notes.when(row)
    for each in reversed(earlier):  # it is over since TikTok first said so, without a break
        if AUTHORIZATION_STATUSES[each.status] is not standing:
            break
        at = notes.when(each)
    if standing is _ACTIVE or license.expires_at <= at:
        return license
    notes.tell(row, "auth_end_time", f"{safe(row.status)} before that end; taken as over since TikTok was asked")
    notes.assume(row, fact, "expires_at", at, "TikTok says it has expired, before the end of its window")
    return attrs.evolve(license, expires_at=at)


def _is_new(license: License, last: AuthorizationRow, notes: Notes) -> bool:
    """Tell whether a license was issued after TikTok had said that the other one was over."""
    return _is_over(last, notes) and license.issued_at >= notes.when(last)


def _is_over(row: AuthorizationRow, notes: Notes) -> bool:
    """Tell whether TikTok says that it is over before the end of its window."""
    return AUTHORIZATION_STATUSES[row.status] is not _ACTIVE and row.ends_at > notes.when(row)
