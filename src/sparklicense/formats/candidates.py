"""Candidates: a post that someone wants to put behind an ad, with all that decides whether it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.checks import check_is, check_optional_id, several
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, shown
from sparklicense.licenses import License, LicenseStatus
from sparklicense.posts import MediaKind, Post, PostStatus, Removal


class Answer(StrEnum):
    """Whether something is so."""

    NO = "no"
    YES = "yes"


class Several(StrEnum):
    """How many there are."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


class Review(StrEnum):
    """How TikTok's review of a post has ended (fact B14)."""

    PASSED = "passed"
    PENDING = "pending"
    REFUSED = "refused"
    REMOVED = "removed"


class Identity(StrEnum):
    """What is the matter with a linked account, in TikTok's spelling (facts B13, E4)."""

    NOT_LINKED = "NOT_LINKED"
    """The post is someone else's: no account of the advertiser's is used."""
    AVAILABLE = "AVAILABLE"
    NO_VALID_BIND_ACCOUNT = "NO_VALID_BIND_ACCOUNT"
    SCOPE_UNAVAILABLE = "SCOPE_UNAVAILABLE"
    IS_PRIVATE_ACCOUNT = "IS_PRIVATE_ACCOUNT"
    NOT_BUSINESS_ACCOUNT = "NOT_BUSINESS_ACCOUNT"


class SoundRights(StrEnum):
    """Whether the post's sound may be used in ads, in TikTok's spelling (fact B18)."""

    UNKNOWN = "UNKNOWN"
    WITHOUT_SONG_ID = "WITHOUT_SONG_ID"
    AUTHORIZATION_MISSING = "AUTHORIZATION_MISSING"
    WITH_FULL_AUTHORIZATION = "WITH_FULL_AUTHORIZATION"


class Disclosure(StrEnum):
    """Whether the post discloses commercial content, as promotional posts must (fact I6)."""

    UNKNOWN = "unknown"
    ON = "on"
    OFF = "off"


class Originals(StrEnum):
    """Whether the owners of the posts that a post is made from have authorized it too (fact A22)."""

    NONE = "none"
    AUTHORIZED = "authorized"
    UNAUTHORIZED = "unauthorized"


def _mentions(value: Iterable[str]) -> tuple[str, ...]:
    found = several("mentions", value, str)
    if any(not each.strip() for each in found):
        raise InvalidValueError("mentions: an id is not empty")
    return tuple(dict.fromkeys(found))


@attrs.frozen(kw_only=True)
class Candidate:
    """A post that someone wants to put behind an ad.

    Attributes:
        post: the post. Its status and, where a moderator has removed it, its removal count.
        story: whether it is a story.
        duet_of: the id of the post it is a duet of; `None`: it is no duet.
        stitch_of: the id of the post it stitches; `None`: it stitches none.
        multiple: whether it is a duet or a stitch several times over.
        mentions: the ids of the posts it mentions; one named twice counts once.
        review: how TikTok's review has ended.
        government_or_political: whether its account is a government's, a politician's or a party's.
        identity: how the advertiser's own account stands, where the post is on it.
        sound: whether its sound may be used in ads; unknown is not taken for granted.
        disclosure: whether it discloses commercial content; unknown is not taken for granted.

    Raises:
        ImpossibleFactsError: a post that is made from itself.
        TypeError: a value of another kind; ids are text.
    """

    post: Post = attrs.field(validator=check_is(Post))
    story: bool = attrs.field(default=False, validator=check_is(bool))
    duet_of: str | None = attrs.field(default=None, validator=check_optional_id)
    stitch_of: str | None = attrs.field(default=None, validator=check_optional_id)
    multiple: bool = attrs.field(default=False, validator=check_is(bool))
    mentions: tuple[str, ...] = attrs.field(default=(), converter=_mentions)
    review: Review = attrs.field(default=Review.PASSED, validator=check_is(Review))
    government_or_political: bool = attrs.field(default=False, validator=check_is(bool))
    identity: Identity = attrs.field(default=Identity.NOT_LINKED, validator=check_is(Identity))
    sound: SoundRights = attrs.field(default=SoundRights.UNKNOWN, validator=check_is(SoundRights))
    disclosure: Disclosure = attrs.field(default=Disclosure.UNKNOWN, validator=check_is(Disclosure))

    def __attrs_post_init__(self) -> None:
        """Refuse a post that is made from itself."""
        for field in ("duet_of", "stitch_of"):
            if getattr(self, field) == self.post.id:
                raise ImpossibleFactsError(f"{field}: {shown(self.post.id)} is the post itself; name the original")

    @property
    def originals(self) -> tuple[str, ...]:
        """The ids of the posts whose owners must authorize too: the duetted, the stitched, the one mentioned."""
        found = [each for each in (self.duet_of, self.stitch_of) if each is not None]
        if len(self.mentions) == 1:
            found += [each for each in self.mentions if each != self.post.id]
        return tuple(dict.fromkeys(found))

    def unauthorized(self, at: DateTime, licenses: Iterable[License]) -> tuple[str, ...]:
        """Give those of the originals for which no license stands at an instant (UTC), applied or not."""
        standing = {each.post_id for each in licenses if each.status(at) in _STANDING}
        return tuple(each for each in self.originals if each not in standing)


_STANDING: Final = (LicenseStatus.UNREDEEMED, LicenseStatus.ACTIVE)


def _yes(so: object) -> Answer:
    return Answer.YES if so else Answer.NO


def _duet_carousel(candidate: Candidate) -> Answer:
    media = candidate.post.media
    return _yes(candidate.duet_of is not None and media is not None and media.kind is MediaKind.CAROUSEL)


def _mentioned(candidate: Candidate) -> Several:
    return (Several.NONE, Several.ONE, Several.SEVERAL)[min(len(candidate.mentions), 2)]


def _reviewed(candidate: Candidate, at: DateTime) -> Review:
    # A post that a moderator took away has been reviewed, whatever else is said of it.
    gone = candidate.post.status(at) is PostStatus.DELETED
    return Review.REMOVED if gone and candidate.post.removal is Removal.MODERATION else candidate.review


def _originals(candidate: Candidate, at: DateTime, licenses: Iterable[License]) -> Originals:
    if not candidate.originals:
        return Originals.NONE
    return Originals.UNAUTHORIZED if candidate.unauthorized(at, licenses) else Originals.AUTHORIZED


Reader = Callable[[Candidate, DateTime, tuple[License, ...]], StrEnum]

TRACKS: Final[dict[str, tuple[type[StrEnum], Reader]]] = {
    "post": (PostStatus, lambda candidate, at, _: candidate.post.status(at)),
    "review": (Review, lambda candidate, at, _: _reviewed(candidate, at)),
    "government_or_political": (Answer, lambda candidate, _, __: _yes(candidate.government_or_political)),
    "identity": (Identity, lambda candidate, _, __: candidate.identity),
    "story": (Answer, lambda candidate, _, __: _yes(candidate.story)),
    "duet_carousel": (Answer, lambda candidate, _, __: _duet_carousel(candidate)),
    "multiple": (Answer, lambda candidate, _, __: _yes(candidate.multiple)),
    "mentions": (Several, lambda candidate, _, __: _mentioned(candidate)),
    "originals": (Originals, _originals),
    "sound": (SoundRights, lambda candidate, _, __: candidate.sound),
    "disclosure": (Disclosure, lambda candidate, _, __: candidate.disclosure),
}
"""Everything about a candidate that eligibility looks at, with its standings and how it is read off."""
