"""From the authorizations that TikTok tells of to licenses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import attrs

from sparklicense.errors import ImpossibleFactsError, InvalidValueError
from sparklicense.exchange.tiktok.notes import Notes
from sparklicense.exchange.tiktok.post_statuses import AUTHORIZATION_STATUSES
from sparklicense.exchange.tiktok.rows import AuthorizationRow, Kind
from sparklicense.exchange.tiktok.taking import plain, safe
from sparklicense.licenses import License, LicenseStatus


class _Told(NamedTuple):
    """A license, and the row that tells of it."""

    license: License
    row: AuthorizationRow

    def agrees(self, other: _Told) -> bool:
        """Whether both rows say the same of the license."""
        return self.license.expires_at == other.license.expires_at and self.row.status == other.row.status


_Key: TypeAlias = tuple[tuple[int, ...], str]
_OfPost: TypeAlias = dict[_Key, _Told]
"""The licenses of a post, by when they were issued and by their code, which is `""` where it is not told."""


def licenses_of(rows: Iterable[AuthorizationRow], notes: Notes) -> dict[str, list[License]]:
    """Make licenses, by post, the earliest first; what cannot be taken refuses its post.

    Args:
        rows: what TikTok says of authorizations, several times perhaps, with and without the code.
        notes: gains assumptions, diagnoses and refused posts.
    """
    found: defaultdict[str, _OfPost] = defaultdict(dict)
    refused = notes.refused[Kind.POST]
    for row in rows:
        if row.id not in refused and (license := _license(row, notes)):
            told = _Told(license, row)
            known = found[row.id].setdefault(_key(license), told)
            if known is not told and not known.agrees(told):
                _contradiction(row, notes)
    for licenses in found.values():
        if len(licenses) > 1:
            _drop_nameless(licenses, notes)
    _refuse_shared_codes(found, notes)
    return {
        id: [_assumed(licenses[key], notes) for key in sorted(licenses)]
        for id, licenses in found.items()
        if id not in refused
    }


def _key(license: License) -> _Key:
    """Tell licenses of one post apart; the fields of an instant hash ten times faster than the instant."""
    at = license.issued_at
    return (at.toordinal(), at.hour, at.minute, at.second, at.microsecond), license.code or ""


def _license(row: AuthorizationRow, notes: Notes) -> License | None:
    """Make a license of its window alone; `None` where nothing can be made of it, which is told."""
    standing = AUTHORIZATION_STATUSES.get(row.status)
    if standing is None:
        told = f"{safe(row.status)} is not a status this version knows" if row.status else "missing"
        notes.refuse(Kind.POST, row, "ad_auth_status", f"{told}: nobody can say whether the license is in force")
        return None
    if standing is not LicenseStatus.ACTIVE and notes.observed_at <= row.starts_at:
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


def _drop_nameless(licenses: _OfPost, notes: Notes) -> None:
    """Leave out what is told without its code where another response tells it with one."""
    nameless = {issued: told for (issued, code), told in licenses.items() if not code}
    named: defaultdict[tuple[int, ...], list[_Told]] = defaultdict(list)
    for (issued, code), told in licenses.items():
        if code:
            named[issued].append(told)
    for issued, told in nameless.items():
        if any(told.agrees(other) for other in named[issued]):
            del licenses[issued, ""]
        elif named[issued]:
            _contradiction(told.row, notes)


def _refuse_shared_codes(found: dict[str, _OfPost], notes: Notes) -> None:
    """A code is for one post: where several claim it, nobody can say which is right."""
    owners: dict[str, str] = {}
    shared = {code for id, licenses in found.items() for _, code in licenses if owners.setdefault(code, id) != id}
    shared.discard("")
    if not shared:
        return
    for licenses in found.values():
        for (_, code), told in licenses.items():
            if code in shared:
                problem = (
                    f"the code of fingerprint `{told.license.fingerprint}` is told of several posts; one post each"
                )
                notes.refuse(Kind.POST, told.row, "auth_code", problem)


def _assumed(told: _Told, notes: Notes) -> License:
    """Bring in what the status says beyond the window, and list what no response tells."""
    license, row, at = told.license, told.row, notes.observed_at
    standing = AUTHORIZATION_STATUSES[row.status]
    fact = f"license of post {plain(row.id)}"
    notes.assume(row, fact, "redeemed_at", license.issued_at, "no response tells when the code was applied")
    if license.expires_at <= at or standing is LicenseStatus.ACTIVE:
        return license
    if standing is LicenseStatus.EXPIRED:
        notes.tell(row, "auth_end_time", f"{safe(row.status)} before that end; taken as over since TikTok was asked")
        notes.assume(row, fact, "expires_at", at, "TikTok says it has expired, before the end of its window")
        return attrs.evolve(license, expires_at=at)
    notes.assume(row, fact, "revoked_at", at, "its code is deleted, and no response tells since when")
    return attrs.evolve(license, revoked_at=at)
