"""TikTok's statuses of posts and of their authorizations, and what each means for the facts."""

from __future__ import annotations

from typing import Final

import attrs

from sparklicense.citations import Citation, facts
from sparklicense.licenses import LicenseStatus
from sparklicense.posts import PostStatus, Removal


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
        >>> from sparklicense.exchange.tiktok import post_status
        >>> post_status("ITEM_STATUS_ONLY_AUTHOR_SEE").standing.value
        'hidden'
        >>> post_status("NEW_IN_2027") is None
        True
    """
    return POST_STATUS_OF.get(bare(name))


def bare(status: str) -> str:
    """Take the prefixes off a post's status (fact C27)."""
    return status.removeprefix("ITEM_").removeprefix("STATUS_")


AUTHORIZATION_STATUSES: Final = {
    "AUTHORIZED": LicenseStatus.ACTIVE,
    "EXPIRED": LicenseStatus.EXPIRED,
    "DELETED": LicenseStatus.REVOKED,
}
"""What `ad_auth_status` says of a license (facts C24, A12b). TikTok publishes no list: any other word is unknown."""
