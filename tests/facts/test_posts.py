"""Posts: what they are over time, and what their creators can do to them."""

from __future__ import annotations

import copy
import pickle
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, TICK, moments, moved, posts

from sparklicense import (
    ImpossibleFactsError,
    InexactInstantError,
    InvalidValueError,
    Media,
    MediaKind,
    NaiveInstantError,
    Post,
    PostStatus,
    Removal,
    Window,
    Windows,
    WrongTypeError,
    instant,
)

PUBLISHED: Final = instant("2026-05-01T00:00:00Z")
JUNE: Final = "2026-06-01T00:00:00Z"
POST: Final = Post(id="1", published_at=PUBLISHED)


def there() -> st.SearchStrategy[Post]:
    """Draw a post that is not deleted."""
    return posts(detailed=False).map(lambda each: attrs.evolve(each, deleted_at=None, removal=None))


# Fields


def test_a_post_is_its_id_and_the_instant_it_went_up() -> None:
    """Everything else has a default."""
    assert (POST.creator, POST.caption, POST.media, POST.labels) == ("", "", None, ())
    assert (POST.deleted_at, POST.removal, POST.hidden) == (None, None, Windows.none())


def test_a_post_takes_its_parts_by_name_only() -> None:
    """Two texts in a row would be mixed up."""
    with pytest.raises(TypeError):
        Post("1", PUBLISHED)  # type: ignore[call-arg,arg-type] # what the test is about


@pytest.mark.parametrize(
    ("field", "value", "error", "message"),
    [
        (
            "id",
            1,
            WrongTypeError,
            "an id is text, not int: `1`; write it in quotes, TikTok's ids exceed what a number holds exactly",
        ),
        ("id", "", InvalidValueError, "an id is not empty"),
        ("creator", None, WrongTypeError, "text, not NoneType: `None`"),
        ("caption", 5, WrongTypeError, "text, not int: `5`"),
        ("removal", 7, WrongTypeError, "a `Removal`, not int: `7`"),
        ("hidden", [], WrongTypeError, "a `Windows`, not list: `[]`"),
        ("hidden", None, WrongTypeError, "a `Windows`, not NoneType: `None`"),
        ("media", "video", WrongTypeError, "a `Media`, not str: `video`"),
        ("labels", "spring", WrongTypeError, "several values, not one str: `spring`"),
        ("labels", None, WrongTypeError, "several values, not one NoneType: `None`"),
        ("labels", [1], WrongTypeError, "each a `str`, not int: `1`"),
    ],
)
def test_a_value_that_a_field_does_not_take_is_refused_by_name(
    field: str, value: Any, error: type[Exception], message: str
) -> None:
    """Nothing is converted in silence."""
    parts: dict[str, Any] = {"id": "1", "published_at": PUBLISHED, field: value}
    with pytest.raises(error) as caught:
        Post(**parts)
    assert str(caught.value) == f"{field}: {message}"


@pytest.mark.parametrize("field", ["published_at", "deleted_at"])
@pytest.mark.parametrize(
    ("value", "error"),
    [("2026-05-24T07:09:07", NaiveInstantError), ("2026-05-24", InexactInstantError), (1779606547, WrongTypeError)],
)
def test_a_time_that_is_no_instant_is_refused_by_field(field: str, value: Any, error: type[Exception]) -> None:
    """The door for foreign times is the same everywhere."""
    parts: dict[str, Any] = {"id": "1", "published_at": PUBLISHED, "removal": Removal.CREATOR, field: value}
    with pytest.raises(error, match=f"^{field}: "):
        Post(**parts)


def test_labels_are_kept_as_a_tuple_in_their_order() -> None:
    """Whatever they came in."""
    assert Post(id="1", published_at=PUBLISHED, labels=["b", "a"]).labels == ("b", "a")


@given(posts())
def test_a_post_survives_pickle_and_copy_and_evolves_to_its_equal(post: Post) -> None:
    """As an equal that hashes alike."""
    for again in (pickle.loads(pickle.dumps(post)), copy.deepcopy(post), attrs.evolve(post)):  # noqa: S301 - our own bytes
        assert again == post
        assert hash(again) == hash(post)


def test_a_post_and_its_media_cannot_be_changed() -> None:
    """Every change makes a new one."""
    for fact, field in ((POST, "caption"), (POST, "anything"), (Media(), "width")):
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(fact, field, "x")


def test_a_post_shows_its_parts_with_plain_instants() -> None:
    """As errors write them."""
    assert repr(POST.delete(JUNE)) == (
        "Post(id='1', creator='', creator_name='', published_at=2026-05-01T00:00:00Z, deleted_at=2026-06-01T00:00:00Z, "
        "removal=<Removal.CREATOR: 'creator'>, hidden=Windows([]), caption='', media=None, labels=())"
    )
    assert "deleted_at=None" in repr(POST)


# Media


def test_media_is_a_video_of_which_nothing_more_is_known_unless_said() -> None:
    """Unknown is `None`."""
    media = Media()
    assert (media.kind, media.width, media.height, media.duration, media.sound) == (MediaKind.VIDEO, *[None] * 4)
    full = Media(kind=MediaKind.CAROUSEL, width=1, height=1920, duration=0, sound="")
    assert (full.kind, full.width, full.height, full.duration, full.sound) == (MediaKind.CAROUSEL, 1, 1920, 0, "")
    assert Media(duration=34.5).duration == 34.5


@pytest.mark.parametrize(
    ("field", "value", "error", "message"),
    [
        ("kind", 7, WrongTypeError, "a `MediaKind`, not int: `7`"),
        ("width", 0, InvalidValueError, "`0` is not a size in pixels; at least 1"),
        ("height", -1, InvalidValueError, "`-1` is not a size in pixels; at least 1"),
        ("width", 1080.0, WrongTypeError, "a whole number of pixels, not float: `1080.0`"),
        ("height", True, WrongTypeError, "a whole number of pixels, not bool: `True`"),
        ("height", "1080", WrongTypeError, "a whole number of pixels, not str: `1080`"),
        ("duration", -0.1, InvalidValueError, "`-0.1` is not a number of seconds; 0 or more"),
        ("duration", float("nan"), InvalidValueError, "`nan` is not a number of seconds; 0 or more"),
        ("duration", float("inf"), InvalidValueError, "`inf` is not a number of seconds; 0 or more"),
        ("duration", "15", WrongTypeError, "a number of seconds, not str: `15`"),
        ("duration", True, WrongTypeError, "a number of seconds, not bool: `True`"),
        ("sound", 5, WrongTypeError, "text, not int: `5`"),
    ],
)
def test_a_value_that_media_does_not_take_is_refused_by_name(
    field: str, value: Any, error: type[Exception], message: str
) -> None:
    """A number that measures nothing included."""
    parts: dict[str, Any] = {field: value}
    with pytest.raises(error) as caught:
        Media(**parts)
    assert str(caught.value) == f"{field}: {message}"


# Status


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-04-30T23:59:59.999999Z", PostStatus.UNPUBLISHED),
        ("2026-05-01T00:00:00Z", PostStatus.LIVE),
        ("2026-05-09T23:59:59.999999Z", PostStatus.LIVE),
        ("2026-05-10T00:00:00Z", PostStatus.HIDDEN),
        ("2026-05-19T23:59:59.999999Z", PostStatus.HIDDEN),
        ("2026-05-20T00:00:00Z", PostStatus.LIVE),
        ("2026-05-31T23:59:59.999999Z", PostStatus.LIVE),
        ("2026-06-01T00:00:00Z", PostStatus.DELETED),
        ("2036-06-01T00:00:00Z", PostStatus.DELETED),
    ],
)
def test_the_status_changes_at_its_very_microsecond(at: str, status: PostStatus) -> None:
    """Unpublished, live, hidden, live again, deleted for good."""
    hidden = Windows([Window("2026-05-10T00:00:00Z", "2026-05-20T00:00:00Z")])
    assert attrs.evolve(POST, hidden=hidden, deleted_at=JUNE, removal=Removal.MODERATION).status(at) is status


@given(posts(detailed=False), moments())
def test_a_post_is_hidden_only_while_published_and_not_deleted(post: Post, at: DateTime) -> None:
    """Hidden windows may lie outside the post's life, where they say nothing."""
    if post.deleted_at is not None and at >= post.deleted_at:
        assert post.status(at) is PostStatus.DELETED
    elif at < post.published_at:
        assert post.status(at) is PostStatus.UNPUBLISHED
    else:
        assert post.status(at) is (PostStatus.HIDDEN if at in post.hidden else PostStatus.LIVE)


# Transitions


@given(there(), st.sampled_from([0 * DAY, TICK, DAY]), st.sampled_from(Removal))
def test_deleting_takes_a_post_away_for_good_and_keeps_everything_else(post: Post, ago: Any, removal: Removal) -> None:
    """From that instant on, whoever did it; the original stays as it was."""
    at = moved(post.published_at, ago)
    gone = post.delete(at, removal=removal)
    assert gone == attrs.evolve(post, deleted_at=at, removal=removal)
    assert gone.status(at) is gone.status(moved(at, 9999 * DAY)) is PostStatus.DELETED
    assert gone.status(moved(at, -TICK)) is post.status(moved(at, -TICK))
    assert post.deleted_at is None


@pytest.mark.parametrize("removal", [Removal.MODERATION, Removal.ACCOUNT_GONE])
def test_what_its_creator_did_not_delete_can_be_restored(removal: Removal) -> None:
    """It reads as if the removal had not happened (fact I9)."""
    post = Post(id="1", published_at="2026-05-01T00:00:00Z")
    assert post.delete("2026-06-01T00:00:00Z", removal=removal).restore() == post


def test_what_is_not_gone_or_was_deleted_by_its_creator_cannot_be_restored() -> None:
    """The creator's own deletion is for good."""
    post = Post(id="1", published_at="2026-05-01T00:00:00Z")
    with pytest.raises(ImpossibleFactsError, match=r"^deleted_at: cannot restore post `1`: it is not gone$"):
        post.restore()
    with pytest.raises(ImpossibleFactsError, match=r"^removal: cannot restore post `1`: its creator deleted it, which"):
        post.delete("2026-06-01T00:00:00Z").restore()


def test_a_deletion_is_the_creators_unless_said_otherwise() -> None:
    """As most are."""
    assert POST.delete(JUNE).removal is Removal.CREATOR


@given(there(), moments())
def test_hiding_and_showing_change_the_post_from_that_instant_until_the_next_recorded_change(
    post: Post, at: DateTime
) -> None:
    """A live post can be hidden, a hidden one shown, and nothing before that instant changes."""
    status = post.status(at)
    if status is PostStatus.UNPUBLISHED:
        for act, verb in ((post.hide, "hide"), (post.show, "show")):
            with pytest.raises(ImpossibleFactsError, match=f"^hidden: cannot {verb} at .*: the post is unpublished"):
                act(at)
        return
    turned = post.hide(at) if status is PostStatus.LIVE else post.show(at)
    assert turned == attrs.evolve(post, hidden=post.hidden.switched(at))
    assert turned.status(at) is (PostStatus.HIDDEN if status is PostStatus.LIVE else PostStatus.LIVE)
    assert turned.status(moved(at, -TICK)) is post.status(moved(at, -TICK))
    refused = turned.hide if status is PostStatus.LIVE else turned.show
    with pytest.raises(ImpossibleFactsError):
        refused(at)


@pytest.mark.parametrize(
    ("post", "act", "at", "message"),
    [
        (POST.delete(JUNE), Post.delete, JUNE, f"deleted_at: cannot delete at `{JUNE}`: it was deleted at `{JUNE}`"),
        (
            POST.delete(JUNE),
            Post.delete,
            "2026-05-02T00:00:00Z",
            f"deleted_at: cannot delete at `2026-05-02T00:00:00Z`: it was deleted at `{JUNE}`",
        ),
        (
            POST,
            Post.delete,
            "2026-04-30T23:59:59.999999Z",
            "deleted_at: `2026-04-30T23:59:59.999999Z` lies before published_at `2026-05-01T00:00:00Z`",
        ),
        (
            POST,
            Post.hide,
            "2026-04-30T23:59:59.999999Z",
            "hidden: cannot hide at `2026-04-30T23:59:59.999999Z`: the post is unpublished then",
        ),
        (POST.delete(JUNE), Post.hide, JUNE, f"hidden: cannot hide at `{JUNE}`: the post is deleted then"),
        (POST.delete(JUNE), Post.show, JUNE, f"hidden: cannot show at `{JUNE}`: the post is deleted then"),
        (POST, Post.show, JUNE, f"hidden: cannot show at `{JUNE}`: it is not hidden then"),
        (
            POST.hide(JUNE),
            Post.hide,
            "2026-06-02T00:00:00Z",
            "hidden: cannot hide at `2026-06-02T00:00:00Z`: it is already hidden then",
        ),
        (POST.hide(PUBLISHED).show(JUNE), Post.show, JUNE, f"hidden: cannot show at `{JUNE}`: it is not hidden then"),
    ],
)
def test_a_transition_that_cannot_follow_is_refused(post: Post, act: Any, at: str, message: str) -> None:
    """Deleting twice or before publication; hiding or showing what is not there, or is so already."""
    with pytest.raises(ImpossibleFactsError) as caught:
        act(post, at)
    assert str(caught.value) == message


def test_a_post_can_still_be_hidden_before_a_deletion_that_is_recorded() -> None:
    """Histories are entered in any order."""
    post = POST.delete(JUNE).hide("2026-05-02T00:00:00Z").show("2026-05-03T00:00:00Z")
    assert post.hidden == Windows([Window("2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z")])


def test_a_removal_that_is_none_is_refused_for_a_deletion() -> None:
    """As by the constructor."""
    with pytest.raises(InvalidValueError, match=r"^removal: `boredom` is none of `creator`, `moderation`, "):
        POST.delete(JUNE, removal="boredom")


@pytest.mark.parametrize(("act", "field"), [(POST.delete, "deleted_at"), (POST.hide, "hidden"), (POST.show, "hidden")])
@pytest.mark.parametrize("wrong", ["2026-06-01", "2026-06-01T00:00:00", 5, None])
def test_a_transition_at_no_instant_is_refused_by_field(act: Any, field: str, wrong: Any) -> None:
    """The door for foreign times is the same everywhere."""
    with pytest.raises((TypeError, ValueError), match=f"^{field}: "):
        act(wrong)


@pytest.mark.parametrize("wrong", ["2026-06-01", "2026-06-01T00:00:00", 5, None])
def test_a_status_at_no_instant_is_refused(wrong: Any) -> None:
    """The door for foreign times is the same everywhere."""
    with pytest.raises((NaiveInstantError, InexactInstantError, WrongTypeError)):
        POST.status(wrong)


class Incomparable(list[str]):
    """Several texts that cannot be compared as a whole, as NumPy's arrays cannot."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        """Refuse."""
        raise TypeError("the truth value is ambiguous")


def test_labels_are_taken_from_anything_that_holds_several() -> None:
    """Without asking it what it equals."""
    post = Post(id="1", published_at="2026-05-01T00:00:00Z", labels=Incomparable(["a", "b"]))
    assert post.labels == ("a", "b")
