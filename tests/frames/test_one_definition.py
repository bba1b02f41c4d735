"""A changed row, track or table of who prevails changes both readers: there is no second definition."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from frames.boundaries import AT, every_boundary
from frames.engines import ENGINES

from sparklicense import (
    GUIDE,
    PLATFORM,
    LicenseStatus,
    Policy,
    Portfolio,
    PostStatus,
    RulebookError,
    ServingState,
    instant,
)
from sparklicense.ads import SCHEDULE, ScheduleStatus
from sparklicense.frames.clock import Clock
from sparklicense.frames.engine import own
from sparklicense.frames.schema import COARSEST, COLUMNS, read
from sparklicense.frames.standings import States
from sparklicense.frames.states import RULES, STATE, Rules, stated
from sparklicense.frames.windows import served
from sparklicense.posts import POST
from sparklicense.rules import expiry
from sparklicense.rules import serving as objects
from sparklicense.rules.rulebook import Rulebook
from sparklicense.rules.serving_rows import SERVING
from sparklicense.tracks import Track


@pytest.fixture(scope="module")
def boundaries() -> Portfolio:
    """Every fact absent, just before, at and just after one instant."""
    return every_boundary(8)


def read_by_frames(portfolio: Portfolio, rules: Rules) -> dict[str, str]:
    """Ask the frame reader under other rules."""
    tables = read(ENGINES["polars"](portfolio)._asdict())
    found, labels = stated(tables, Clock(AT), GUIDE, rules, keeping=["ad_id"])
    answers: Any = found
    states = [labels.by_number[number] for number in answers[own(STATE)].to_list()]
    return dict(zip(answers[own("ad_id")].to_list(), states, strict=True))


def read_by_objects(portfolio: Portfolio) -> dict[str, str]:
    """Ask the object reader, under whatever rules it has now."""
    return {ad.id: str(portfolio.serving(ad.id, at=AT).state) for ad in portfolio.ads}


def with_row(changed: str, **changes: Any) -> Rulebook[expiry.ServingRule]:
    """Change one row of the serving rulebook."""
    rows = [attrs.evolve(row, **changes) if row.id == changed else row for row in SERVING.rows]
    return Rulebook("serving", SERVING.tracks, tuple(rows))


def let_objects_read(book: Rulebook[expiry.ServingRule], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another rulebook before the object reader, at an instant and over time."""
    index = objects.objecting(book)
    monkeypatch.setattr(objects.objections, "__defaults__", (objects.gathering(index),))


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        ("paused", {"rank": 0}),  # before all others
        ("ended", {"rank": 9}),  # after all others
        ("license_expired", {"state": None, "rank": None}),  # a house that lets expired licenses serve
        ("post_live", {"state": ServingState.POST_HIDDEN, "rank": 9}),
    ],
)
def test_a_changed_row_changes_both_readers(
    boundaries: Portfolio, row: str, changes: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And in the same way."""
    before = read_by_objects(boundaries)
    book = with_row(row, **changes)
    let_objects_read(book, monkeypatch)
    after = read_by_objects(boundaries)
    assert after != before
    assert read_by_frames(boundaries, attrs.evolve(RULES, book=book)) == after


TRACKS: dict[str, tuple[Track[Any, Any], str]] = {
    "post": (
        Track(
            name="post",
            initial=PostStatus.HIDDEN,
            steps=(("published_at", PostStatus.UNPUBLISHED),),
            ends=(("deleted_at", PostStatus.DELETED),),
            interludes=(("hidden", PostStatus.HIDDEN, PostStatus.LIVE),),
        ),
        "_post_at",
    ),
    "schedule": (
        Track(
            name="schedule",
            initial=ScheduleStatus.RUNNING,
            steps=(("ends_at", ScheduleStatus.OVER), ("starts_at", ScheduleStatus.UPCOMING)),
        ),
        "_schedule_at",
    ),
}


@pytest.mark.parametrize("track", TRACKS)
def test_a_changed_track_changes_both_readers(
    boundaries: Portfolio, track: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However strange the track: the frame reader is made from the same table."""
    before = read_by_objects(boundaries)
    changed, reader = TRACKS[track]
    monkeypatch.setattr(objects, reader, changed.at)
    after = read_by_objects(boundaries)
    assert after != before
    rules = attrs.evolve(RULES, post=changed) if track == "post" else attrs.evolve(RULES, schedule=changed)
    assert read_by_frames(boundaries, rules) == after


@pytest.mark.parametrize(
    "prevailing",
    [
        (
            (LicenseStatus.ACTIVE,),
            (LicenseStatus.REVOKED, LicenseStatus.EXPIRED),
            (LicenseStatus.UNREDEEMED,),
            (LicenseStatus.PENDING,),
        ),
        (
            (LicenseStatus.ACTIVE,),
            (LicenseStatus.PENDING, LicenseStatus.UNREDEEMED),
            (LicenseStatus.EXPIRED,),
            (LicenseStatus.REVOKED,),
        ),
        (
            (LicenseStatus.ACTIVE,),
            (LicenseStatus.PENDING,),
            (LicenseStatus.UNREDEEMED, LicenseStatus.REVOKED, LicenseStatus.EXPIRED),
        ),
        (
            (LicenseStatus.ACTIVE,),
            (LicenseStatus.REVOKED,),
            (LicenseStatus.EXPIRED,),
            (LicenseStatus.UNREDEEMED,),
            (LicenseStatus.PENDING,),
        ),
    ],
    ids=("a tie is expired", "two that wait", "three at once", "none together"),
)
def test_a_changed_table_of_who_prevails_changes_both_readers(
    boundaries: Portfolio, prevailing: tuple[tuple[LicenseStatus, ...], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Groups of any size, in any order."""
    before = read_by_objects(boundaries)
    places = {status: (-group, place) for group, each in enumerate(prevailing) for place, status in enumerate(each)}
    monkeypatch.setattr(expiry, "_PLACES", places)
    after = read_by_objects(boundaries)
    assert after != before
    assert read_by_frames(boundaries, attrs.evolve(RULES, prevailing=prevailing)) == after


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        ("scheduled", {"state": None, "rank": None}),
        ("post_unpublished", {"state": None, "rank": None}),
        ("ended", {"state": None, "rank": None}),
        ("post_hidden", {"state": None, "rank": None}),
        ("post_live", {"state": ServingState.POST_HIDDEN, "rank": 9}),
        ("paused", {"state": None, "rank": None}),
        ("switched_on", {"state": ServingState.PAUSED, "rank": 8}),
        ("license_not_needed", {"state": ServingState.LICENSE_MISSING, "rank": 3}),
        ("license_unredeemed", {"state": None, "rank": None}),
    ],
)
def test_a_changed_row_changes_windows_as_it_changes_timelines(
    boundaries: Portfolio, row: str, changes: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spans are made of whichever standings the rows permit."""
    book = with_row(row, **changes)
    let_objects_read(book, monkeypatch)
    wanted = {
        (ad.id, window.start, window.end)
        for ad in boundaries.ads
        for window in boundaries.timeline(ad.id).windows(ServingState.SERVING)
    }
    tables = read(ENGINES["polars"](boundaries)._asdict(), alike=COARSEST)
    found: Any = served(tables, GUIDE, attrs.evolve(RULES, book=book))
    answers = found.select(own("ad_id"), own("start"), own("end")).rows()
    assert {(ad, *(each and instant(each) for each in bounds)) for ad, *bounds in answers} == wanted


def test_an_interlude_may_permit_what_the_standing_around_it_does_not(
    boundaries: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spans are then the windows themselves: a house in which only hidden posts serve."""
    book = with_row("post_live", state=ServingState.POST_HIDDEN, rank=9)
    let_objects_read(book, monkeypatch)
    wanted = {
        (ad.id, window.start, window.end)
        for ad in boundaries.ads
        for window in boundaries.timeline(ad.id, policy=PLATFORM).windows(ServingState.SERVING)
    }
    assert wanted
    tables = read(ENGINES["polars"](boundaries)._asdict(), alike=COARSEST)
    found: Any = served(tables, PLATFORM, attrs.evolve(RULES, book=book))
    answers = found.select(own("ad_id"), own("start"), own("end")).rows()
    assert {(ad, *(each and instant(each) for each in bounds)) for ad, *bounds in answers} == wanted


def test_windows_refuse_a_rulebook_in_which_what_permits_does_not_prevail(boundaries: Portfolio) -> None:
    """Rather than be wrong about several licenses."""
    tables = read(ENGINES["polars"](boundaries)._asdict(), alike=COARSEST)
    book = with_row("license_expired", state=None, rank=None)
    with pytest.raises(RulebookError, match="track `license`: the standings that permit serving do not prevail"):
        served(tables, GUIDE, attrs.evolve(RULES, book=book))
    book = with_row("access_ended", state=None, rank=None)
    with pytest.raises(RulebookError, match="track `access`: it permits serving otherwise than where"):
        served(tables, GUIDE, attrs.evolve(RULES, book=book))


def test_windows_refuse_several_interludes_of_one_standing(boundaries: Portfolio) -> None:
    """Which would need to be ordered."""
    several: Track[Any, Any] = Track(
        name="post",
        initial=PostStatus.UNPUBLISHED,
        steps=(("published_at", PostStatus.LIVE),),
        ends=(("deleted_at", PostStatus.DELETED),),
        interludes=(("hidden", PostStatus.LIVE, PostStatus.HIDDEN), ("hidden", PostStatus.LIVE, PostStatus.HIDDEN)),
    )
    tables = read(ENGINES["polars"](boundaries)._asdict(), alike=COARSEST)
    with pytest.raises(RulebookError, match="track `post`: it has several interludes of `live`"):
        served(tables, GUIDE, attrs.evolve(RULES, post=several))


def test_every_field_of_a_track_is_a_column() -> None:
    """What a track reads, a table has."""
    for track, table in ((POST, "posts"), (SCHEDULE, "ads"), (RULES.license, "licenses")):
        fields = {field for field, _ in (*track.steps, *track.ends)}
        assert fields <= {column.name for column in COLUMNS[table]}


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_a_state_has_one_number(policy: Policy) -> None:
    """What changes next is found by comparing numbers, so two of one state would be taken for a change."""
    labels = States.under(SERVING, policy).labels
    assert len(set(labels)) == len(labels)
    assert labels[-1] == ServingState.SERVING
