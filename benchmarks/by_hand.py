"""What one would write without the library: the guide's rules as one function that gives a state and no reason.

Frozen, slotted dataclasses of the standard library, nothing checked, enum members bound once: as quick as plain
Python readily is. It answers as the library does under `GUIDE`, which the benchmark checks before it measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import sparklicense

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[datetime, datetime]


class State(Enum):
    """Whether an ad serves, and what blocks it first."""

    POST_DELETED = auto()
    ENDED = auto()
    LICENSE_MISSING = auto()
    LICENSE_REVOKED = auto()
    LICENSE_EXPIRED = auto()
    LICENSE_UNREDEEMED = auto()
    LICENSE_PENDING = auto()
    POST_UNPUBLISHED = auto()
    POST_HIDDEN = auto()
    SCHEDULED = auto()
    PAUSED = auto()
    SERVING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """The eight fields of a license."""

    code: str | None
    post_id: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    redeemed_at: datetime | None = None
    advertiser_id: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What serving asks of a post."""

    id: str
    published_at: datetime
    deleted_at: datetime | None
    hidden: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """What serving asks of an ad."""

    id: str
    post_id: str
    starts_at: datetime
    ends_at: datetime | None
    own: bool
    advertiser_id: str | None
    paused: tuple[Span, ...]


# Bound once: looking a member up on its enum costs as much as two comparisons.
_DELETED: Final = State.POST_DELETED
_ENDED: Final = State.ENDED
_MISSING: Final = State.LICENSE_MISSING
_REVOKED: Final = State.LICENSE_REVOKED
_EXPIRED: Final = State.LICENSE_EXPIRED
_UNREDEEMED: Final = State.LICENSE_UNREDEEMED
_PENDING: Final = State.LICENSE_PENDING
_UNPUBLISHED: Final = State.POST_UNPUBLISHED
_HIDDEN: Final = State.POST_HIDDEN
_SCHEDULED: Final = State.SCHEDULED
_PAUSED: Final = State.PAUSED
_SERVING: Final = State.SERVING


def serving(  # noqa: C901, PLR0911 - one plain function of early returns is what one would write
    ad: Ad, post: Post, licenses: Sequence[License], at: datetime
) -> State:
    """Tell the state of an ad at an instant."""
    deleted, ends = post.deleted_at, ad.ends_at
    if deleted is not None and at >= deleted:
        return _DELETED
    if ends is not None and at >= ends:
        return _ENDED
    if not ad.own:
        state = licensing(ad, licenses, at)
        if state is not None:
            return state
    if at < post.published_at:
        return _UNPUBLISHED
    for start, end in post.hidden:
        if start <= at < end:
            return _HIDDEN
    if at < ad.starts_at:
        return _SCHEDULED
    for start, end in ad.paused:
        if start <= at < end:
            return _PAUSED
    return _SERVING


def licensing(ad: Ad, licenses: Sequence[License], at: datetime) -> State | None:
    """Tell what all licenses amount to; `None`: one is in force."""
    post_id, account = ad.post_id, ad.advertiser_id
    state: State = _MISSING
    last: datetime | None = None
    for each in licenses:
        if each.post_id != post_id or (each.advertiser_id is not None and each.advertiser_id != account):
            continue
        ends, revoked = each.expires_at, each.revoked_at
        over: State = _EXPIRED
        if revoked is not None and revoked < ends:
            ends, over = revoked, _REVOKED
        if at >= ends:
            if state is not _UNREDEEMED and (last is None or ends > last or (ends == last and over is _REVOKED)):
                last, state = ends, over
        elif at >= each.issued_at:
            redeemed = each.redeemed_at
            if redeemed is not None and at >= redeemed:
                return None
            state = _UNREDEEMED
        elif state is _MISSING:
            state = _PENDING
    return state


_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _plain(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp(), UTC)


def _maybe(at: datetime | None) -> datetime | None:
    return None if at is None else _plain(at)


def _spans(windows: sparklicense.Windows) -> tuple[Span, ...]:
    return tuple((_maybe(each.start) or _EARLIEST, _maybe(each.end) or _LATEST) for each in windows)


def post_by_hand(post: sparklicense.Post) -> Post:
    """Copy a post."""
    return Post(
        id=post.id,
        published_at=_plain(post.published_at),
        deleted_at=_maybe(post.deleted_at),
        hidden=_spans(post.hidden),
    )


def license_by_hand(license: sparklicense.License) -> License:
    """Copy a license."""
    return License(
        code=license.code,
        post_id=license.post_id,
        issued_at=_plain(license.issued_at),
        expires_at=_plain(license.expires_at),
        revoked_at=_maybe(license.revoked_at),
        redeemed_at=_maybe(license.redeemed_at),
        advertiser_id=license.advertiser_id,
        id=license.id,
    )


def ad_by_hand(ad: sparklicense.SparkAd) -> Ad:
    """Copy an ad."""
    return Ad(
        id=ad.id,
        post_id=ad.post_id,
        starts_at=_plain(ad.starts_at),
        ends_at=_maybe(ad.ends_at),
        own=not ad.needs_license,
        advertiser_id=ad.advertiser_id,
        paused=_spans(ad.paused),
    )
