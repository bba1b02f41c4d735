"""Laws of time: how facts fill it, and what does not depend on where it lies or how it is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, POOL, TICK, Case, cases, licenses, moved, posts, spark_ads

from sparklicense import (
    License,
    LicenseStatus,
    Post,
    PostStatus,
    Removal,
    ServingState,
    SparkAd,
    Timeline,
    Window,
    Windows,
    instant,
)
from sparklicense.ads import SCHEDULE, SWITCH
from sparklicense.licenses import LICENSE
from sparklicense.posts import POST
from sparklicense.tracks import Track

EVERYWHEN: Final = sorted({moved(at, by) for at in POOL for by in (-TICK, timedelta(), TICK)})
"""The pool, with the microseconds around each instant of it."""


def moments_of(at: DateTime) -> tuple[DateTime, DateTime]:
    """Give the last instant before, and the instant itself."""
    return moved(at, -TICK), at


@given(licenses())
def test_an_instant_at_the_open_of_a_license_is_inside_and_at_the_close_outside(license: License) -> None:
    """A license is active from its redemption on, and no longer at its end."""
    for window in license.window:
        assert window.start is not None
        assert window.end is not None
        before, opening = moments_of(window.start)
        last, closing = moments_of(window.end)
        statuses = [license.status(t) is LicenseStatus.ACTIVE for t in (before, opening, last, closing)]
        assert statuses == [False, True, True, False]


@given(spark_ads(detailed=False))
def test_an_instant_at_the_open_of_a_flight_is_inside_and_at_the_close_outside(ad: SparkAd) -> None:
    """The first instant of a flight is in it, its end is not."""
    before, opening = moments_of(ad.starts_at)
    assert (SCHEDULE.at(ad, before), SCHEDULE.at(ad, opening)) == ("upcoming", "running")
    if ad.ends_at is not None:
        last, closing = moments_of(ad.ends_at)
        assert (SCHEDULE.at(ad, last), SCHEDULE.at(ad, closing)) == ("running", "over")


@given(spark_ads(detailed=False), posts(detailed=False))
def test_an_instant_at_the_open_of_a_pause_or_a_hiding_is_inside_and_at_the_close_outside(
    ad: SparkAd, post: Post
) -> None:
    """The switch is off from the start of a pause, and on at its end; a post is hidden likewise."""
    for window in ad.paused:
        if window.start is not None:
            assert [SWITCH.at(ad, t) for t in moments_of(window.start)] == ["on", "paused"]
        if window.end is not None:
            assert [SWITCH.at(ad, t) for t in moments_of(window.end)] == ["paused", "on"]
    for window in post.hidden:
        for edge, expected in ((window.start, [False, True]), (window.end, [True, False])):
            if edge is not None and post.status(edge) in (PostStatus.LIVE, PostStatus.HIDDEN):
                before = moved(edge, -TICK)
                if post.status(before) is not PostStatus.UNPUBLISHED:
                    assert [post.status(t) is PostStatus.HIDDEN for t in (before, edge)] == expected


@given(posts(detailed=False))
def test_an_instant_at_the_open_of_a_post_is_inside_and_at_the_close_outside(post: Post) -> None:
    """A post is there at the instant of its publication, and gone at that of its deletion."""
    assert post.status(moved(post.published_at, -TICK)) is PostStatus.UNPUBLISHED
    if post.deleted_at != post.published_at:
        assert post.status(post.published_at) in (PostStatus.LIVE, PostStatus.HIDDEN)
    if post.deleted_at is not None:
        assert post.status(moved(post.deleted_at, -TICK)) is not PostStatus.DELETED
        assert post.status(post.deleted_at) is PostStatus.DELETED


def assert_tiles(timeline: Timeline[Any]) -> None:
    """Check that the spans leave no gap and no overlap, and say what the timeline says."""
    spans = timeline.spans()
    assert spans[0][0].start is None
    assert spans[-1][0].end is None
    for (left, before), (right, after) in pairwise(spans):
        assert left.end == right.start
        assert before != after
    for t in EVERYWHEN:
        assert [state for window, state in spans if t in window] == [timeline.at(t)]
    standings = {state for _, state in spans}
    whole = Windows.none()
    for standing in standings:
        assert not whole & timeline.windows(standing)
        whole |= timeline.windows(standing)
    assert whole == Windows.always()


TRACKS: Final[tuple[tuple[Track[Any, Any], st.SearchStrategy[Any]], ...]] = (
    (POST, posts(detailed=False)),
    (LICENSE, licenses()),
    (SCHEDULE, spark_ads(detailed=False)),
    (SWITCH, spark_ads(detailed=False)),
)


@pytest.mark.parametrize(("track", "facts"), TRACKS, ids=[track.name for track, _ in TRACKS])
@given(data=st.data())
def test_the_standings_of_a_track_tile_time(
    track: Track[Any, Any], facts: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    """No gap, no overlap; and at each instant the reader at an instant gives the standing of that span."""
    fact = data.draw(facts)
    timeline = track.timeline(fact)
    assert_tiles(timeline)
    for t in EVERYWHEN:
        assert timeline.at(t) is track.at(fact, t)
        assert timeline.at(t) in track.standings


@given(cases())
def test_the_serving_states_tile_time(case: Case) -> None:
    """No gap, no overlap: an ad has exactly one headline at every instant."""
    assert_tiles(case.timeline())


@given(cases())
def test_the_timeline_at_t_is_the_decision_at_t(case: Case) -> None:
    """At every instant, those a microsecond before and after every event included."""
    timeline = case.timeline()
    for t in EVERYWHEN:
        assert timeline.at(t) is case._replace(at=t).decision().state


@given(cases())
def test_until_is_the_first_change_and_since_the_last(case: Case) -> None:
    """The headline holds from `since` on, up to `until` but not at it, where `next_state` begins."""
    decision = case.decision()
    changes = dict(case.timeline().changes)
    assert decision.since == max((t for t in changes if t <= case.at), default=None)
    assert decision.until == min((t for t in changes if t > case.at), default=None)
    assert decision.next_state == (None if decision.until is None else changes[decision.until])
    for t in EVERYWHEN:
        if (decision.since is None or decision.since <= t) and (decision.until is None or t < decision.until):
            assert case._replace(at=t).decision().state is decision.state
    if decision.since is not None:
        assert case._replace(at=moved(decision.since, -TICK)).decision().state is not decision.state
    if decision.until is not None:
        assert case._replace(at=decision.until).decision().state is decision.next_state is not decision.state


@given(cases())
def test_changes_strictly_increase_and_each_is_a_change(case: Case) -> None:
    """No instant occurs twice, and no change leads to the state it leaves."""
    timeline = case.timeline()
    instants = [t for t, _ in timeline.changes]
    assert all(before < after for before, after in pairwise(instants))
    states = [timeline.initial, *(state for _, state in timeline.changes)]
    assert all(before is not after for before, after in pairwise(states))


def shifted(fact: Any, by: timedelta) -> Any:
    """Move every instant of a fact, or of a set of windows, by the same duration."""
    if isinstance(fact, Windows):
        return Windows(
            Window(*(None if side is None else moved(side, by) for side in (each.start, each.end))) for each in fact
        )
    changed: dict[str, Any] = {}
    for field in attrs.fields(type(fact)):
        value = getattr(fact, field.name)
        if isinstance(value, DateTime):
            changed[field.name] = moved(value, by)
        elif isinstance(value, Windows):
            changed[field.name] = shifted(value, by)
    return attrs.evolve(fact, **changed)


_EARLIEST, _LATEST = instant("0001-01-01T00:00:00Z"), instant("9999-12-31T23:59:59.999999Z")


@given(
    cases(),
    st.timedeltas(
        min_value=datetime.__sub__(_EARLIEST, POOL[0]) + 2 * DAY,
        max_value=datetime.__sub__(_LATEST, POOL[-1]) - 2 * DAY,
    ),
)
def test_shifting_every_fact_and_the_instant_by_the_same_duration_changes_nothing(case: Case, by: timedelta) -> None:
    """No date is special to the rules: the same objections and the same changes, moved."""
    moved_case = Case(
        ad=shifted(case.ad, by),
        post=shifted(case.post, by),
        licenses=tuple(shifted(each, by) for each in case.licenses),
        at=moved(case.at, by),
        policy=case.policy,
        access=tuple(shifted(each, by) for each in case.access),
    )
    assert moved_case.decision().objections == case.decision().objections
    assert moved_case.timeline().initial is case.timeline().initial
    assert moved_case.timeline().changes == tuple((moved(t, by), state) for t, state in case.timeline().changes)


BACK: Final = {
    # Zones whose clocks are set back, and the instant at which they are.
    "America/Los_Angeles": "2026-11-01T09:00:00Z",
    "Europe/Berlin": "2026-10-25T01:00:00Z",
    "Australia/Lord_Howe": "2026-04-04T15:00:00Z",
    "America/St_Johns": "2026-11-01T04:30:00Z",
}
ZONES: Final = tuple(sorted(available_timezones() - {"localtime", "Factory"}))


def there(at: DateTime, zone: ZoneInfo) -> datetime:
    """Read an instant on the clocks of a zone, as a plain datetime with its fold."""
    return datetime.fromisoformat(at.isoformat()).astimezone(zone)


@pytest.mark.parametrize("name", BACK)
def test_the_moments_at_which_clocks_are_set_back_have_both_folds(name: str) -> None:
    """The law below meets the same local time twice, or it would prove less than it says."""
    back, zone = instant(BACK[name]), ZoneInfo(name)
    assert [there(moved(back, by), zone).fold for by in (-TICK, timedelta())] == [0, 1]


@given(cases(), st.sampled_from(tuple(BACK)), st.data())
def test_the_zone_an_instant_is_written_in_changes_nothing(case: Case, name: str, data: st.DataObject) -> None:
    """Facts written on any clocks of the world, in either fold, as datetimes or as text, are the same facts."""
    by = datetime.__sub__(instant(BACK[name]), POOL[1])  # the pool now lies around the hour that occurs twice
    zones = st.sampled_from((name, name, *ZONES))

    def elsewhere(at: DateTime) -> datetime | str:
        local = there(at, ZoneInfo(data.draw(zones)))
        return local.isoformat() if data.draw(st.booleans()) else local

    def side(at: DateTime | None) -> Any:
        return None if at is None else elsewhere(at)

    def rewritten(fact: Any) -> Any:
        changed: dict[str, Any] = {}
        for field in attrs.fields(type(fact)):
            value = getattr(fact, field.name)
            if isinstance(value, DateTime):
                changed[field.name] = elsewhere(value)
            elif isinstance(value, Windows):
                changed[field.name] = Windows(Window(side(each.start), side(each.end)) for each in value)
        return attrs.evolve(fact, **changed)

    ad, post = shifted(case.ad, by), shifted(case.post, by)
    some = tuple(shifted(each, by) for each in case.licenses)
    access = tuple(shifted(each, by) for each in case.access)
    here = Case(ad, post, some, moved(case.at, by), case.policy, access)
    abroad = here._replace(
        ad=rewritten(ad),
        post=rewritten(post),
        licenses=tuple(map(rewritten, some)),
        at=side(here.at),
        access=tuple(map(rewritten, access)),
    )
    assert abroad[:3] == here[:3]
    assert [each.id for each in abroad.licenses] == [each.id for each in here.licenses]
    assert abroad.decision() == here.decision()
    assert abroad.timeline() == here.timeline()


@given(cases())
def test_deletion_is_for_ever(case: Case) -> None:
    """From the deletion of its post on an ad is stopped by it; by its creator's own, whatever is done."""
    if case.post.deleted_at is None:
        case = case._replace(post=case.post.delete(case.post.published_at))
    gone = case.post.deleted_at
    assert gone is not None
    assert case.timeline().windows(ServingState.POST_DELETED) == Windows((Window(gone, None),))
    row = case._replace(at=max(gone, case.at)).decision().because
    assert row is not None
    assert row.for_good is (case.post.removal is Removal.CREATOR)
