"""From what TikTok says to facts: posts and their licenses first, then the ads on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from typing import Final

from pendulum import DateTime

from sparklicense.errors import shown
from sparklicense.exchange.readings import LeftOut, Reading
from sparklicense.exchange.tiktok.ads import ads_of
from sparklicense.exchange.tiktok.authorizations import licenses_of
from sparklicense.exchange.tiktok.envelopes import UNNAMED
from sparklicense.exchange.tiktok.observations import Notes
from sparklicense.exchange.tiktok.post_statuses import POST_STATUS_OF, TikTokPostStatus
from sparklicense.exchange.tiktok.rows import AdRow, IdentityRow, Kind, PostRow, Rows
from sparklicense.exchange.tiktok.taking import plain, safe
from sparklicense.instants import written
from sparklicense.licenses import License
from sparklicense.posts import Post, PostStatus, Removal
from sparklicense.windows import NOWHEN, Window, Windows


def drawn(rows: Rows, *, observed_at: DateTime) -> Reading:
    """Make facts of what TikTok says.

    Args:
        rows: what it says.
        observed_at: when it said so, where a row does not tell.
    """
    notes = Notes(rows, observed_at)
    identities = notes.together(Kind.IDENTITY, rows.identities)
    told = notes.together(Kind.POST, rows.posts)
    for row in told.values():
        _check_status(row, notes)
    licenses = licenses_of(rows.authorizations, notes)
    _assume_accounts(rows, licenses, notes)
    refused, handles = notes.refused[Kind.POST], _handles(rows, identities)
    posts = [_post(told[id], licenses.get(id), handles.get(id, ""), notes) for id in sorted(told) if id not in refused]
    ads, unlisted = ads_of(rows, {each.id for each in posts}, identities, notes)
    posts += [_unlisted_post(row, handles.get(row.post_id, ""), notes) for row in unlisted.values()]
    _check_identities(rows, {each.id for each in ads}, identities, notes)
    return Reading(
        posts=tuple(sorted(posts, key=lambda post: post.id)),
        licenses=tuple(license for post in posts for license in licenses.get(post.id, ())),
        ads=ads,
        assumed=tuple(notes.assumed),
        diagnoses=tuple(notes.diagnoses),
        unknown=rows.unknown,
        left_out=_left_out(notes, rows),
    )


def _left_out(notes: Notes, rows: Rows) -> tuple[LeftOut, ...]:
    if not notes.others:
        return rows.left_out
    others = LeftOut(
        source=UNNAMED, times=notes.others, one="ad that is no Spark Ad", several="ads that are no Spark Ads"
    )
    return (others, *rows.left_out)


def _check_identities(rows: Rows, taken: AbstractSet[str], identities: dict[str, IdentityRow], notes: Notes) -> None:
    """Tell of identities that ads run from, and that TikTok says cannot be used (fact B13)."""
    used = {each.identity_id for each in rows.ads if each.id in taken and each.identity_type != "AUTH_CODE"}
    for id, row in identities.items():
        if id in used and row.available_status not in _USABLE:
            why = "" if row.available_status == "UNAVAILABLE" else f" ({safe(row.available_status)})"
            notes.tell(row, "available_status", f"not available{why}, and ads run from this identity")


_USABLE: Final = ("", "AVAILABLE")


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
    fact = f"post {plain(row.id)}"
    seen = _standings(row, notes)
    published_at, since = seen[0][0], "when TikTok was asked"
    if licenses and licenses[0].issued_at < published_at:
        published_at, since = licenses[0].issued_at, "when it was authorized"
    notes.assume(row, fact, "published_at", published_at, f"no response tells when; it was there {since}")
    deleted_at, hidden = None, list[Window]()
    for (at, status), end in zip(seen, [*(at for at, _ in seen[1:]), None], strict=True):
        if status.standing is _LIVE:
            continue
        unknown_since = f"it is {status.reason}, and no response tells since when"
        if status.standing is PostStatus.HIDDEN:
            hidden.append(Window(at, end))
            notes.assume(row, fact, "hidden", at, unknown_since)
        elif status.standing is PostStatus.DELETED and end is None:
            deleted_at = at
            notes.assume(row, fact, "deleted_at", at, unknown_since)
        elif status.removal is Removal.CREATOR:
            notes.tell(
                row, "status", f"{status.reason} at `{written(at)}`, but listed again later: taken as not deleted"
            )
    return Post(
        id=row.id,
        creator=handle,
        creator_name=row.creator_name,
        published_at=published_at,
        deleted_at=deleted_at,
        removal=POST_STATUS_OF[row.status].removal,
        hidden=Windows(hidden) if hidden else NOWHEN,
        caption=row.caption,
        media=row.media,
    )


def _unlisted_post(row: AdRow, handle: str, notes: Notes) -> Post:
    """Make a post of its id alone, which only an ad on it tells."""
    at = notes.when(row)
    reason = "no response lists the post, only an ad on it; it was there when TikTok was asked"
    notes.assume(row, f"post {plain(row.post_id)}", "published_at", at, reason)
    return Post(id=row.post_id, creator=handle, published_at=at)


_LIVE: Final = PostStatus.LIVE  # looked up once: Python is slow to find a member of an enum


def _standings(row: PostRow, notes: Notes) -> list[tuple[DateTime, TikTokPostStatus]]:
    """Give what a post was, each time since TikTok first said so; its last status is known."""
    found: list[tuple[DateTime, TikTokPostStatus]] = []
    for each in notes.history(Kind.POST, row):
        status = POST_STATUS_OF.get(each.status)
        if status is None:
            notes.tell(each, "status", f"{safe(each.status)} is not a status this version knows")
        elif status.standing is not None and (not found or found[-1][1].standing is not status.standing):
            found.append((notes.when(each), status))
    return found


def _assume_accounts(rows: Rows, licenses: dict[str, list[License]], notes: Notes) -> None:
    """List for which ad accounts licenses are assumed to be, where there are ads of another, or of several."""
    asked = {each.advertiser_id for each in rows.authorizations}
    accounts = {each.advertiser_id or each.asked for each in rows.ads} - {""}
    if len(accounts) < 2 if None in asked else accounts <= asked:  # noqa: PLR2004 - several accounts
        return
    told: set[str] = set()
    for ad in rows.ads:
        of = {each.advertiser_id for each in licenses.get(ad.post_id, ())}
        account = ad.advertiser_id or ad.asked
        if ad.post_id in told or not of or account in asked:
            continue
        told.add(ad.post_id)
        reason = "the responses do not say which ad account applied the code, and there are ads of several accounts"
        if None not in of:
            reason = f"the list is of this ad account; there is none of {shown(account)}, which has ads on the post"
        value = "any account" if None in of else ", ".join(sorted(each for each in of if each))
        notes.assume(ad, f"license of post {plain(ad.post_id)}", "advertiser_id", value, reason)
