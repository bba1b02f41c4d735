"""Which facts are impossible: exactly these, each refused with its field, its value and the reason.

The predicates below are written from the sentences of the documentation alone; facts are then drawn
without regard to them, from instants one microsecond apart, and must be refused exactly when one of
the sentences is true.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from sparklicense import AccountAccess, ImpossibleFactsError, License, Post, Removal, SparkAd, Window, Windows, instant

POINTS: Final = [instant(datetime(2026, 5, 24, 7, 9, 7, n, UTC)) for n in range(5)]
"""Instants one microsecond apart."""

MARK: Final = "sEcReT"
T: Final = [f"2026-05-24T07:09:07.00000{n}Z" if n else "2026-05-24T07:09:07Z" for n in range(5)]
"""The same instants, as errors write them."""


def points() -> st.SearchStrategy[DateTime]:
    """Draw an instant."""
    return st.sampled_from(POINTS)


def license_of(issued: int, expires: int, **others: int | None) -> License:
    """Make a license from places among the instants."""
    more: dict[str, Any] = {field: None if place is None else POINTS[place] for field, place in others.items()}
    return License(code=f"#{MARK}", post_id="1", issued_at=POINTS[issued], expires_at=POINTS[expires], **more)


def access_of(granted: int, **others: int) -> AccountAccess:
    """Make an access from places among the instants."""
    more: dict[str, Any] = {field: POINTS[place] for field, place in others.items()}
    return AccountAccess(creator="maya", granted_at=POINTS[granted], **more)


def post_of(published: int, deleted: int | None, removal: Removal | None = Removal.CREATOR) -> Post:
    """Make a post from places among the instants."""
    deleted_at = None if deleted is None else POINTS[deleted]
    return Post(id="1", published_at=POINTS[published], deleted_at=deleted_at, removal=removal)


def ad_of(starts: int, ends: int) -> SparkAd:
    """Make an ad from places among the instants."""
    return SparkAd(id="7", post_id="1", starts_at=POINTS[starts], ends_at=POINTS[ends])


IMPOSSIBLE: Final[list[tuple[Callable[[], object], str]]] = [
    (lambda: license_of(1, 1), f"expires_at: `{T[1]}` is not after issued_at `{T[1]}`"),
    (lambda: license_of(1, 0), f"expires_at: `{T[0]}` is not after issued_at `{T[1]}`"),
    (lambda: license_of(1, 3, revoked_at=0), f"revoked_at: `{T[0]}` lies before issued_at `{T[1]}`"),
    (lambda: license_of(1, 3, redeemed_at=0), f"redeemed_at: `{T[0]}` lies before issued_at `{T[1]}`"),
    (lambda: license_of(1, 3, redeemed_at=3), f"redeemed_at: `{T[3]}` is not before expires_at `{T[3]}`"),
    (lambda: license_of(1, 3, redeemed_at=4), f"redeemed_at: `{T[4]}` is not before expires_at `{T[3]}`"),
    (lambda: license_of(0, 4, redeemed_at=2, revoked_at=1), f"redeemed_at: `{T[2]}` lies after revoked_at `{T[1]}`"),
    (lambda: post_of(1, 0), f"deleted_at: `{T[0]}` lies before published_at `{T[1]}`"),
    (lambda: post_of(1, None), "removal: `creator` without deleted_at; give both or neither"),
    (lambda: post_of(1, 2, None), f"deleted_at: `{T[2]}` without removal; give both or neither"),
    (lambda: ad_of(1, 1), f"ends_at: `{T[1]}` is not after starts_at `{T[1]}`"),
    (lambda: ad_of(1, 0), f"ends_at: `{T[0]}` is not after starts_at `{T[1]}`"),
    (lambda: access_of(1, expires_at=1), f"expires_at: `{T[1]}` is not after granted_at `{T[1]}`"),
    (lambda: access_of(1, revoked_at=0), f"revoked_at: `{T[0]}` lies before granted_at `{T[1]}`"),
]

JUST_POSSIBLE: Final[list[Callable[[], object]]] = [
    lambda: license_of(1, 2),
    lambda: license_of(1, 3, revoked_at=1),
    lambda: license_of(1, 3, revoked_at=3),
    lambda: license_of(1, 3, revoked_at=4),
    lambda: license_of(1, 3, redeemed_at=1),
    lambda: license_of(1, 3, redeemed_at=2),
    lambda: license_of(1, 3, redeemed_at=None),
    lambda: license_of(1, 3, redeemed_at=2, revoked_at=2),
    lambda: license_of(1, 3, revoked_at=1, redeemed_at=1),
    lambda: post_of(1, 1),
    lambda: post_of(1, None, None),
    lambda: ad_of(1, 2),
    lambda: SparkAd(id="7", post_id="1", starts_at=POINTS[0]),
    lambda: access_of(1, expires_at=2),
    lambda: access_of(1, revoked_at=1),
    lambda: access_of(1, expires_at=2, revoked_at=3),
]


@pytest.mark.parametrize(("make", "message"), IMPOSSIBLE, ids=[message.split(":", 1)[0] for _, message in IMPOSSIBLE])
def test_an_impossible_fact_is_refused_with_its_field_and_value(make: Callable[[], object], message: str) -> None:
    """At the very microsecond at which it becomes impossible, and beyond it."""
    with pytest.raises(ImpossibleFactsError) as caught:
        make()
    assert str(caught.value) == message
    assert MARK not in repr(caught.value)


@pytest.mark.parametrize("make", JUST_POSSIBLE)
def test_a_microsecond_less_is_possible(make: Callable[[], object]) -> None:
    """The neighbors of what is impossible are facts."""
    assert make() == make()


@given(
    issued=points(),
    expires=points(),
    revoked=st.none() | points(),
    redeemed=st.none() | points(),
    redeemed_given=st.booleans(),
)
def test_no_other_license_is_impossible(
    issued: DateTime, expires: DateTime, revoked: DateTime | None, redeemed: DateTime | None, *, redeemed_given: bool
) -> None:
    """Refused exactly when one of the sentences on licenses is true."""
    more: dict[str, Any] = {"redeemed_at": redeemed} if redeemed_given else {}
    applied = redeemed if redeemed_given else issued
    impossible = (
        expires <= issued
        or (revoked is not None and revoked < issued)
        or (applied is not None and (applied < issued or applied >= expires))
        or (applied is not None and revoked is not None and applied > revoked)
    )
    try:
        license = License(code=None, post_id="1", issued_at=issued, expires_at=expires, revoked_at=revoked, **more)
    except ImpossibleFactsError:
        assert impossible
    else:
        assert not impossible
        assert license.redeemed_at == applied


@given(points(), st.none() | points(), st.none() | st.sampled_from(Removal))
def test_no_other_post_is_impossible(published: DateTime, deleted: DateTime | None, removal: Removal | None) -> None:
    """Refused exactly when one of the sentences on posts is true; hidden windows may lie anywhere."""
    impossible = (deleted is None) != (removal is None) or (deleted is not None and deleted < published)
    try:
        Post(id="1", published_at=published, deleted_at=deleted, removal=removal, hidden=Windows.always())
    except ImpossibleFactsError:
        assert impossible
    else:
        assert not impossible


@given(points(), st.none() | points(), points())
def test_no_other_ad_is_impossible(starts: DateTime, ends: DateTime | None, paused: DateTime) -> None:
    """Refused exactly when it ends before, or when, it starts; pauses may lie anywhere."""
    try:
        SparkAd(id="7", post_id="1", starts_at=starts, ends_at=ends, paused=Windows([Window(None, paused)]))
    except ImpossibleFactsError:
        assert ends is not None
        assert ends <= starts
    else:
        assert ends is None or ends > starts


@given(points(), st.none() | points(), st.none() | points())
def test_no_other_access_is_impossible(granted: DateTime, expires: DateTime | None, revoked: DateTime | None) -> None:
    """Refused exactly when it runs out no later than it was granted, or was withdrawn before."""
    impossible = (expires is not None and expires <= granted) or (revoked is not None and revoked < granted)
    try:
        AccountAccess(creator="maya", granted_at=granted, expires_at=expires, revoked_at=revoked)
    except ImpossibleFactsError:
        assert impossible
    else:
        assert not impossible
