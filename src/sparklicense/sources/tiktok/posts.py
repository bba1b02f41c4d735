"""Posts: TikTok's statuses of them, what each means, and the posts made of what responses prove."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.checks import handle
from sparklicense.citations import Citation, facts
from sparklicense.instants import written
from sparklicense.licenses import License
from sparklicense.posts import Post, PostStatus, Removal
from sparklicense.sources.tiktok.observations import Notes
from sparklicense.sources.tiktok.rows import AdRow, IdentityRow, Kind, PostRow, Rows
from sparklicense.sources.tiktok.values import plain, safe
from sparklicense.windows import NOWHEN, Window, Windows


@attrs.frozen(kw_only=True)
class TikTokPostStatus:
    """One status of a post.

    Attributes:
        name: TikTok's word, without the prefixes that some endpoints add.
        standing: what the post is; `None`: nobody knows yet, it is under its first review.
        removal: why it is gone; `None` where it is not.
        reason: what it says, in our words.
        citations: where it comes from.
    """

    name: str
    standing: PostStatus | None
    removal: Removal | None = None
    reason: str
    citations: tuple[Citation, ...] = ()


_DOCS: Final = "https://business-api.tiktok.com/portal/docs?id="
_WORDS: Final = Citation("TikTok API documentation, Get info about TikTok posts", "status", _DOCS + "1740218522178562")
_GONE: Final = facts("B6", "B14")

POST_STATUSES: Final = (
    TikTokPostStatus(name="HESITATE_RECOMMEND", standing=PostStatus.LIVE, reason="public", citations=(_WORDS,)),
    TikTokPostStatus(
        name="ONLY_FRIEND_SEE", standing=PostStatus.HIDDEN, reason="for friends only", citations=(_WORDS,)
    ),
    TikTokPostStatus(name="ONLY_AUTHOR_SEE", standing=PostStatus.HIDDEN, reason="private", citations=(_WORDS,)),
    TikTokPostStatus(
        name="USER_DELETE",
        standing=PostStatus.DELETED,
        removal=Removal.CREATOR,
        reason="deleted by its creator",
        citations=(_GONE,),
    ),
    TikTokPostStatus(
        name="AUDIT_DELETE",
        standing=PostStatus.DELETED,
        removal=Removal.MODERATION,
        reason="refused in review, and deleted",
        citations=(_GONE,),
    ),
    TikTokPostStatus(
        name="ONLY_USER_PASS",
        standing=PostStatus.DELETED,
        removal=Removal.MODERATION,
        reason="taken down in review after it was published",
        citations=(_GONE,),
    ),
    TikTokPostStatus(name="REVIEW_PENDING", standing=None, reason="in review", citations=(_GONE,)),
)
"""Every documented status of a post, in the one spelling that both of TikTok's are brought to."""

POST_STATUS_OF: Final = {each.name: each for each in POST_STATUSES}
"""The same by name."""


def post_status(name: str) -> TikTokPostStatus | None:
    """Tell what a post's status means.

    Args:
        name: TikTok's word, with or without the prefixes `ITEM_` and `STATUS_`.

    Returns:
        Its row; `None` for a name that is unknown.

    Examples:
        >>> from sparklicense.sources.tiktok import post_status
        >>> post_status("ITEM_STATUS_ONLY_AUTHOR_SEE").standing.value
        'hidden'
        >>> post_status("NEW_IN_2027") is None
        True
    """
    return POST_STATUS_OF.get(bare(name))


def bare(status: str) -> str:
    """Take the prefixes off a post's status (fact C27)."""
    return status.removeprefix("ITEM_").removeprefix("STATUS_")


def check_post(row: PostRow, notes: Notes) -> None:
    """Refuse a post of unknown status, or in its first review, with all that rests on it."""
    status = POST_STATUS_OF.get(row.status)
    if status is None:
        told = f"{safe(row.status)} is not a status this version knows" if row.status else "missing"
        notes.refuse(Kind.POST, row, "status", f"{told}: nobody can say whether the post is there")
    elif status.standing is None:
        notes.refuse(Kind.POST, row, "status", f"{safe(row.status)}: the post is in its first review")


def handles_of(rows: Rows, identities: dict[str, IdentityRow]) -> dict[str, str]:
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


def access_of(
    rows: Rows, ads: Iterable[SparkAd], posts: Iterable[Post], identities: dict[str, IdentityRow], notes: Notes
) -> tuple[AccountAccess, ...]:
    """Tell of the access by which ads run, as far as identities say whether they can be used (facts B13, I2).

    Nothing says since when: access is taken to be as old as the ads, and to end when TikTok was asked.
    """
    creators = {post.id: post.creator for post in posts}
    by_id = {ad.id: ad for ad in ads if not ad.needs_license}
    running: defaultdict[str, dict[str, SparkAd]] = defaultdict(dict)
    for each in rows.ads:
        if each.id in by_id:
            running[each.identity_id][each.id] = by_id[each.id]
    found: dict[str, AccountAccess] = {}
    for id in sorted(running.keys() & identities.keys()):
        row, users = identities[id], running[id].values()
        creator = handle(row.username)
        if creator and {creators[ad.post_id] for ad in users} == {creator}:
            for account in sorted({ad.advertiser_id for ad in users}, key=str):
                start = min(ad.starts_at for ad in users if ad.advertiser_id == account)
                found |= {each.id: each for each in _accesses(row, creator, account, start, notes)}
        elif row.available_status not in _USABLE:
            why = f"not available{_word(row)}, and ads run from this identity, whose handle is not known"
            notes.tell(row, "available_status", why)
    return tuple(found[id] for id in sorted(found))


def _accesses(
    row: IdentityRow, creator: str, account: str | None, start: DateTime, notes: Notes
) -> Iterator[AccountAccess]:
    """Make the accesses of one identity: from the row that shows it first until the row that shows it no more."""
    spans: list[tuple[IdentityRow, IdentityRow | None]] = []
    for each in notes.history(Kind.IDENTITY, row):
        is_open = bool(spans) and spans[-1][1] is None
        if each.available_status == "AVAILABLE" and not is_open:
            spans.append((each, None))
        elif each.available_status not in _USABLE and (is_open or not spans):
            spans = [*spans[:-1], (spans[-1][0] if spans else each, each)]
    for place, (first, last) in enumerate(spans):
        granted_at = notes.when(first) if place else min(start, notes.when(first))
        revoked_at = None if last is None else notes.when(last)
        access = AccountAccess(creator=creator, advertiser_id=account, granted_at=granted_at, revoked_at=revoked_at)
        fact = f"access {plain(access.id)}"
        known = "it was there again when TikTok was asked" if place else "the ads that run by it are as old"
        notes.assume(first, fact, "granted_at", granted_at, f"no response tells since when; {known}")
        if last is not None and revoked_at is not None:
            reason = f"the identity is not available{_word(last)}; no response tells since when"
            notes.assume(last, fact, "revoked_at", revoked_at, reason)
        yield access


def _word(row: IdentityRow) -> str:
    return "" if row.available_status == "UNAVAILABLE" else f" ({safe(row.available_status)})"


_USABLE: Final = ("", "AVAILABLE")


def post_of(row: PostRow, licenses: list[License] | None, handle: str, notes: Notes) -> Post:
    """Make a post of what responses prove: it was there when it was authorized, and when TikTok was asked."""
    fact = f"post {plain(row.id)}"
    seen = _standings(row, notes)
    published_at, since = seen[0][0], "when TikTok was asked"
    if licenses and licenses[0].issued_at < published_at:
        published_at, since = licenses[0].issued_at, "when it was authorized"
    notes.assume(row, fact, "published_at", published_at, f"no response tells when; it was there {since}")
    deleted_at, hidden = (
        (None, NOWHEN) if seen[-1][1].standing is _LIVE and len(seen) == 1 else _absences(row, seen, notes)
    )
    return Post(
        id=row.id,
        creator=handle,
        creator_name=row.creator_name,
        published_at=published_at,
        deleted_at=deleted_at,
        removal=POST_STATUS_OF[row.status].removal,
        hidden=hidden,
        caption=row.caption,
        media=row.media,
    )


def _absences(
    row: PostRow, seen: list[tuple[DateTime, TikTokPostStatus]], notes: Notes
) -> tuple[DateTime | None, Windows]:
    """Tell since when a post is deleted, and when it was hidden."""
    fact = f"post {plain(row.id)}"
    deleted_at, hidden = None, list[Window]()
    for (at, status), end in zip(seen, [*(at for at, _ in seen[1:]), None], strict=True):
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
    return deleted_at, Windows(hidden)


def unlisted_post(row: AdRow, handle: str, notes: Notes) -> Post:
    """Make a post of its id alone, which only an ad on it tells."""
    at = notes.when(row)
    reason = "no response lists the post, only an ad on it; it was there when TikTok was asked"
    notes.assume(row, f"post {plain(row.post_id)}", "published_at", at, reason)
    return Post(id=row.post_id, creator=handle, published_at=at)


# Looked up once: Python is slow to find a member of an enum.
_LIVE: Final = PostStatus.LIVE
_POST: Final = Kind.POST


def _standings(row: PostRow, notes: Notes) -> list[tuple[DateTime, TikTokPostStatus]]:
    """Give what a post was, each time since TikTok first said so; its last status is known."""
    if row.id not in notes.before[_POST]:
        return [(notes.when(row), POST_STATUS_OF[row.status])]
    found: list[tuple[DateTime, TikTokPostStatus]] = []
    for each in notes.history(_POST, row):
        status = POST_STATUS_OF.get(each.status)
        if status is None:
            notes.tell(each, "status", f"{safe(each.status)} is not a status this version knows")
        elif status.standing is not None and (not found or found[-1][1].standing is not status.standing):
            found.append((notes.when(each), status))
    return found
