"""Posts: what a Spark Ad is made of, and what its creator can take away."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.checks import canonical_handle, check_id, check_is, check_text, member, post_id_of, several, switched
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, field_instant, instant, optional_instant, written
from sparklicense.tracks import Track
from sparklicense.windows import NOWHEN, Windows


class PostStatus(StrEnum):
    """What a post is at an instant."""

    UNPUBLISHED = "unpublished"
    LIVE = "live"
    HIDDEN = "hidden"
    DELETED = "deleted"


class PostStanding(StrEnum):
    """What a post is, and whether what is gone can come back: the creator's own deletion is for good (fact I9)."""

    UNPUBLISHED = "unpublished"
    LIVE = "live"
    HIDDEN = "hidden"
    DELETED = "deleted"
    REMOVED = "removed"


class Removal(StrEnum):
    """Why a post is gone."""

    CREATOR = "creator"
    MODERATION = "moderation"
    ACCOUNT_GONE = "account_gone"


class MediaKind(StrEnum):
    """What a post shows."""

    VIDEO = "video"
    CAROUSEL = "carousel"


def _kind(value: MediaKind | str) -> MediaKind:
    return member("kind", MediaKind, value)


def _removal(value: Removal | str | None) -> Removal | None:
    return None if value is None else member("removal", Removal, value)


def _check_size(_: object, field: attrs.Attribute[int | None], value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(f"{field.alias}: a whole number of pixels, not {type(value).__name__}: {shown(value)}")
    if value < 1:
        raise InvalidValueError(f"{field.alias}: {shown(value)} is not a size in pixels; at least 1")


def _check_duration(_: object, field: attrs.Attribute[float | None], value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongTypeError(f"{field.alias}: a number of seconds, not {type(value).__name__}: {shown(value)}")
    if not 0 <= value < float("inf"):
        raise InvalidValueError(f"{field.alias}: {shown(value)} is not a number of seconds; 0 or more")


def _check_optional_text(fact: object, field: attrs.Attribute[str | None], value: object) -> None:
    if value is not None:
        check_text(fact, field, value)


@attrs.frozen(kw_only=True)
class Media:
    """What a post shows; the ad inherits it and cannot change it.

    Attributes:
        kind: a video or a carousel of images.
        width: in pixels; `None` where it is unknown.
        height: in pixels; `None` where it is unknown.
        duration: in seconds; `None` where it is unknown.
        sound: the sound's name or id; `None` where it is unknown.
    """

    kind: MediaKind = attrs.field(converter=_kind, default=MediaKind.VIDEO)
    width: int | None = attrs.field(default=None, validator=_check_size)
    height: int | None = attrs.field(default=None, validator=_check_size)
    duration: float | None = attrs.field(default=None, validator=_check_duration)
    sound: str | None = attrs.field(default=None, validator=_check_optional_text)


def _published_at(value: InstantLike) -> DateTime:
    return field_instant("published_at", value)


def _deleted_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("deleted_at", value)


def _labels(value: Iterable[str]) -> tuple[str, ...]:
    return several("labels", value, str)


def _shown_instant(at: DateTime | None) -> str:
    return "None" if at is None else written(at)


@attrs.frozen(kw_only=True)
class Post:
    """An organic post on a creator's account.

    Attributes:
        id: TikTok's id of the post, as text; it is taken out of a link to the post.
        creator: the creator's TikTok handle, in one form however it is given: trimmed, without `@`,
            case-folded; empty where it is unknown.
        creator_name: the display name, which is no handle.
        published_at: when it went up (UTC inside).
        deleted_at: when it went away; `None`: it is there.
        removal: why it went away; given exactly when `deleted_at` is.
        hidden: when it is not public; may lie outside the post's life.
        caption: the creator's words.
        media: what it shows; `None` where it is unknown.
        labels: the user's own marks.

    Raises:
        ImpossibleFactsError: deleted before it was published, or `removal` without `deleted_at`.
        NaiveInstantError, InexactInstantError: a time that is no exact instant.
        TypeError: a value of another kind; ids are text.

    Examples:
        >>> from sparklicense import Post
        >>> post = Post(id="7638941401274764565", creator="@maya", published_at="2026-05-20T12:00:00Z")
        >>> post.delete("2026-06-01T00:00:00Z").status("2026-06-01T00:00:00Z").value
        'deleted'
    """

    id: str = attrs.field(converter=post_id_of, validator=check_id)
    creator: str = attrs.field(converter=canonical_handle, validator=check_text, default="")
    creator_name: str = attrs.field(validator=check_text, default="")
    published_at: DateTime = attrs.field(converter=_published_at, repr=_shown_instant)
    deleted_at: DateTime | None = attrs.field(converter=_deleted_at, default=None, repr=_shown_instant)
    removal: Removal | None = attrs.field(converter=_removal, default=None)
    hidden: Windows = attrs.field(default=NOWHEN, validator=check_is(Windows))
    caption: str = attrs.field(validator=check_text, default="")
    media: Media | None = attrs.field(default=None)
    labels: tuple[str, ...] = attrs.field(converter=_labels, default=())

    def __attrs_post_init__(self) -> None:
        """Refuse facts that cannot be true together."""
        if self.media is not None and not isinstance(self.media, Media):
            raise WrongTypeError(f"media: a `Media`, not {type(self.media).__name__}: {shown(self.media)}")
        if self.deleted_at is None:
            if self.removal is not None:
                raise ImpossibleFactsError(f"removal: {shown(self.removal)} without deleted_at; give both or neither")
            return
        if self.removal is None:
            raise ImpossibleFactsError(
                f"deleted_at: {shown(written(self.deleted_at))} without removal; give both or neither"
            )
        if self.deleted_at < self.published_at:
            raise ImpossibleFactsError(
                f"deleted_at: {shown(written(self.deleted_at))} lies before "
                f"published_at {shown(written(self.published_at))}"
            )

    def status(self, at: InstantLike) -> PostStatus:
        """Tell what the post is at an instant."""
        return POST.at(self, instant(at))

    def delete(self, at: InstantLike, *, removal: Removal | str = Removal.CREATOR) -> Post:
        """Take the post away.

        Args:
            at: when.
            removal: who or what took it away: its creator's own deletion is for good (fact I9).

        Raises:
            ImpossibleFactsError: it is gone already, or was not published by then.
        """
        t = field_instant("deleted_at", at)
        if self.deleted_at is not None:
            raise ImpossibleFactsError(
                f"deleted_at: cannot delete at {shown(written(t))}: it was deleted at {shown(written(self.deleted_at))}"
            )
        return attrs.evolve(self, deleted_at=t, removal=removal)

    def restore(self) -> Post:
        """Bring back what moderation removed, or what went with its account (fact I9).

        The fact then reads as if the removal had not happened; when it did is not kept.

        Raises:
            ImpossibleFactsError: it is not gone, or its creator deleted it.

        Examples:
            >>> from sparklicense import Post
            >>> post = Post(id="1", published_at="2026-05-01T00:00:00Z")
            >>> post.delete("2026-06-01T00:00:00Z", removal="moderation").restore() == post
            True
        """
        if self.removal is None:
            raise ImpossibleFactsError(f"deleted_at: cannot restore post {shown(self.id)}: it is not gone")
        if self.removal is Removal.CREATOR:
            raise ImpossibleFactsError(
                f"removal: cannot restore post {shown(self.id)}: its creator deleted it, which is for good"
            )
        return attrs.evolve(self, deleted_at=None, removal=None)

    def hide(self, at: InstantLike) -> Post:
        """Make the post private, until the next recorded change.

        Raises:
            ImpossibleFactsError: it is not live then.
        """
        t = field_instant("hidden", at)
        self._check_exists(t, "hide")
        return attrs.evolve(self, hidden=switched("hidden", self.hidden, t, on=True, verb="hide"))

    def show(self, at: InstantLike) -> Post:
        """Make the post public again, until the next recorded change.

        Raises:
            ImpossibleFactsError: it is not hidden then.
        """
        t = field_instant("hidden", at)
        self._check_exists(t, "show")
        return attrs.evolve(self, hidden=switched("hidden", self.hidden, t, on=False, verb="show"))

    def _check_exists(self, at: DateTime, verb: str) -> None:
        status = POST.at(self, at)
        if status in (PostStatus.UNPUBLISHED, PostStatus.DELETED):
            raise ImpossibleFactsError(f"hidden: cannot {verb} at {shown(written(at))}: the post is {status} then")


POST: Final[Track[Post, PostStatus]] = Track(
    name="post",
    initial=PostStatus.UNPUBLISHED,
    steps=(("published_at", PostStatus.LIVE),),
    ends=(("deleted_at", PostStatus.DELETED),),
    interludes=(("hidden", PostStatus.LIVE, PostStatus.HIDDEN),),
)
"""How a post's facts become its status."""


def post_standing(post: Post, at: DateTime) -> StrEnum:
    """Tell what a post is at an instant (UTC), as `PostStanding` has it, by text."""
    status = POST.at(post, at)
    gone_for_a_while = status is PostStatus.DELETED and post.removal is not Removal.CREATOR
    return PostStanding.REMOVED if gone_for_a_while else status
