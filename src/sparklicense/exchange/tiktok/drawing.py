"""From what TikTok says to facts: posts and their licenses first, then the ads on them."""

from __future__ import annotations

from collections import defaultdict

from pendulum import DateTime

from sparklicense.exchange.readings import Reading
from sparklicense.exchange.tiktok.authorizations import licenses_of
from sparklicense.exchange.tiktok.flights import ads_of
from sparklicense.exchange.tiktok.notes import Notes
from sparklicense.exchange.tiktok.post_statuses import POST_STATUS_OF
from sparklicense.exchange.tiktok.rows import IdentityRow, Kind, PostRow, Rows
from sparklicense.exchange.tiktok.taking import plain, safe
from sparklicense.licenses import License
from sparklicense.posts import Post, PostStatus
from sparklicense.windows import NOWHEN, Window, Windows


def drawn(rows: Rows, *, observed_at: DateTime) -> Reading:
    """Make facts of what TikTok says.

    Args:
        rows: what it says.
        observed_at: when it said so.
    """
    notes = Notes(rows, observed_at)
    identities = notes.together(Kind.IDENTITY, rows.identities)
    told = notes.together(Kind.POST, rows.posts)
    for row in told.values():
        _check_status(row, notes)
    licenses = licenses_of(rows.authorizations, notes)
    refused, handles = notes.refused[Kind.POST], _handles(rows, identities)
    posts = [_post(told[id], licenses.get(id), handles.get(id, ""), notes) for id in sorted(told) if id not in refused]
    ads = ads_of(rows, {each.id for each in posts}, identities, notes)
    return Reading(
        posts=tuple(posts),
        licenses=tuple(license for post in posts for license in licenses.get(post.id, ())),
        ads=ads,
        assumed=tuple(notes.assumed),
        diagnoses=tuple(notes.diagnoses),
        unknown=rows.unknown,
    )


def _check_status(row: PostRow, notes: Notes) -> None:
    status = POST_STATUS_OF.get(row.status)
    if status is None:
        told = f"{safe(row.status)} is not a status this version knows" if row.status else "missing"
        notes.refuse(Kind.POST, row, "status", f"{told}: nobody can say whether the post is there")
    elif status.standing is None:
        notes.refuse(Kind.POST, row, "status", f"{safe(row.status)}: the post is in its first review")


def _handles(rows: Rows, identities: dict[str, IdentityRow]) -> dict[str, str]:
    """Find the handles of posts' accounts, by post: the identity a post is used under is its account."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    if identities:
        used = [
            *((each.id, each.identity_id) for each in rows.posts),
            *((each.post_id, each.identity_id) for each in rows.ads),
        ]
        for post_id, identity_id in used:
            identity = identities.get(identity_id)
            if identity and identity.username:
                found[post_id].add(identity.username)
    return {post_id: min(names) for post_id, names in found.items() if len(names) == 1}


def _post(row: PostRow, licenses: list[License] | None, handle: str, notes: Notes) -> Post:
    """Make a post of what responses prove: it was there when it was authorized, and when TikTok was asked."""
    at, status = notes.observed_at, POST_STATUS_OF[row.status]
    fact = f"post {plain(row.id)}"
    published_at, since = at, "when TikTok was asked"
    if licenses and licenses[0].issued_at < at:
        published_at, since = licenses[0].issued_at, "when it was authorized"
    notes.assume(row, fact, "published_at", published_at, f"no response tells when; it was there {since}")
    deleted_at, hidden = None, NOWHEN
    if status.standing is PostStatus.DELETED:
        deleted_at = at
        notes.assume(row, fact, "deleted_at", at, f"it is {status.reason}, and no response tells since when")
    elif status.standing is PostStatus.HIDDEN:
        hidden = Windows((Window(at, None),))
        notes.assume(row, fact, "hidden", at, f"it is {status.reason}, and no response tells since when")
    return Post(
        id=row.id,
        creator=handle,
        creator_name=row.creator_name,
        published_at=published_at,
        deleted_at=deleted_at,
        removal=status.removal,
        hidden=hidden,
        caption=row.caption,
        media=row.media,
    )
