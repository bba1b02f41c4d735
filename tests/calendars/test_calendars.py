"""Calendars: what they hold, that they survive import and re-import, and that a second parser reads the same."""

from __future__ import annotations

import importlib
import sys
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import MARK, POOL, moments, policies, portfolios

from sparklicense import (
    GUIDE,
    AdSettings,
    InvalidValueError,
    License,
    MissingExtraError,
    Policy,
    Portfolio,
    Post,
    SparkAd,
    Window,
    Windows,
    WrongTypeError,
    instant,
)
from sparklicense.errors import ReadingError
from sparklicense.planning import outages, reminders
from sparklicense.planning.outages import EXPECTED
from sparklicense.views.calendars import Event, EventKind, events, ical, read_events, revised, to_ics, write_events

vobject: Final[Any] = importlib.import_module("vobject")  # the second parser, which has no types

AT: Final = instant("2026-06-20T07:09:07Z")
POST: Final = Post(id="7638941401274764565", creator="@maya", published_at="2026-05-01T00:00:00Z")
LICENSE: Final = License.issue(code=f"#{MARK}+/=", post_id=POST.id, issued_at="2026-05-24T07:09:07Z")
AD: Final = SparkAd(
    id="1790000000000001",
    post_id=POST.id,
    starts_at="2026-06-01T00:00:00Z",
    campaign_id="1820000000000001",
    name="Maya's morning; a, b\\n",
)
PORTFOLIO: Final = Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD])

Store = dict[str, tuple[tuple[int, DateTime], dict[str, Any]]]
"""A calendar program's memory: by name, the revision and the entry."""


def whole(at: DateTime) -> DateTime:
    """Leave out the fraction of a second."""
    return instant(at.replace(microsecond=0))


def parsed(text: str) -> list[dict[str, Any]]:
    """Read a calendar with the second parser."""
    calendar = vobject.readOne(text)
    return [
        {
            "uid": each.uid.value,
            "at": instant(each.dtstart.value),
            "summary": each.summary.value,
            "description": each.description.value if hasattr(each, "description") else "",
            "kind": each.categories.value[0],
            "status": each.status.value,
            "sequence": int(each.sequence.value),
            "revised_at": instant(each.dtstamp.value),
            "alarms": [-alarm.trigger.value for alarm in getattr(each, "valarm_list", [])],
        }
        for each in getattr(calendar, "vevent_list", [])
    ]


def imported(store: Store, text: str) -> Store:
    """Import a calendar as RFC 5546 (2.1.5) wants: a later revision replaces an earlier one, nothing is deleted."""
    after = dict(store)
    for entry in parsed(text):
        number = (entry["sequence"], entry["revised_at"])
        if entry["uid"] not in after or number > after[entry["uid"]][0]:
            after[entry["uid"]] = (number, entry)
    return after


def ahead(store: Store, at: DateTime) -> dict[str, tuple[DateTime, str, str]]:
    """Give what a calendar shows from an instant on: cancelled events are crossed out."""
    return {
        uid: (entry["at"], entry["summary"], entry["description"])
        for uid, (_, entry) in store.items()
        if entry["status"] != "CANCELLED" and entry["at"] > whole(at)
    }


def lines() -> st.SearchStrategy[str]:
    """Draw a line of text: what must be escaped, what is long, what is folded inside a character."""
    return st.text(
        st.sampled_from("aé漢🎉\\,;:\"'n^% =") | st.characters(exclude_categories=["C", "Z"]), max_size=90
    ).filter(str.isprintable)


def some_events() -> st.SearchStrategy[Event]:
    """Draw any event at all."""
    seconds = st.sampled_from(sorted({whole(at) for at in POOL}))
    return st.builds(
        Event,
        uid=lines().filter(str.strip),
        kind=st.sampled_from(EventKind),
        at=seconds,
        summary=lines(),
        description=st.lists(lines(), max_size=3).map("\n".join),
        alarms=st.lists(st.integers(0, 400), max_size=3),
        cancelled=st.booleans(),
        revised_at=seconds,
        sequence=st.integers(0, 2**31 - 1),
    )


@given(st.lists(some_events(), max_size=4), lines().filter(str.strip))
def test_every_calendar_round_trips(those: list[Event], name: str) -> None:
    """Text that must be escaped or folded included."""
    assert read_events(write_events(those, name=name)) == tuple(those)


@given(st.lists(some_events(), max_size=3))
def test_a_second_parser_reads_the_same(those: list[Event]) -> None:
    """Names, instants, words and alarms."""
    assert [
        (each.uid, each.at, each.kind, each.sequence, each.revised_at, [timedelta(days) for days in each.alarms])
        for each in those
    ] == [
        (each["uid"], each["at"], each["kind"], each["sequence"], each["revised_at"], each["alarms"])
        for each in parsed(write_events(those))
    ]


@given(portfolios(), moments(), policies())
def test_a_second_parser_reads_what_the_rules_say(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Ends of licenses, reminders and outages: each once, and nothing else."""
    found = parsed(to_ics(portfolio, at=at, policy=policy))
    by_kind = {kind: sorted(each["at"] for each in found if each["kind"] == kind) for kind in EventKind}
    assert by_kind[EventKind.EXPIRY] == sorted(whole(each.ends_at) for each in portfolio.licenses if each.ends_at > at)
    due = reminders(portfolio, after=at, through="9999-12-31T00:00:00Z", latest_only=False, policy=policy)
    assert by_kind[EventKind.REMINDER] == sorted(whole(each.at) for each in due if each.days_before)
    stops = outages(portfolio, at=at, policy=policy)
    unmeant = [each for each in stops if not {stop.cause for stop in each.stops} <= EXPECTED]
    assert by_kind[EventKind.OUTAGE] == sorted(whole(each.at) for each in unmeant)
    assert len({each["uid"] for each in found}) == len(found)


@given(portfolios(), moments(), moments(), policies())
def test_an_event_says_the_same_whenever_it_is_worked_out(
    portfolio: Portfolio, one: DateTime, other: DateTime, policy: Policy
) -> None:
    """Only its revision tells when; so the same facts make the same file."""
    first, later = (
        {each.uid: attrs.evolve(each, revised_at=AT, sequence=0) for each in events(portfolio, at=at, policy=policy)}
        for at in sorted((one, other))
    )
    assert later.items() <= first.items()
    assert to_ics(portfolio, at=one) == to_ics(portfolio, at=one)


@given(portfolios(), portfolios(), moments(), moments())
def test_importing_an_update_leaves_exactly_what_lies_ahead(
    was: Portfolio, now: Portfolio, one: DateTime, other: DateTime
) -> None:
    """Whatever changed in between: events move, appear, and are cancelled; none is left over, none twice."""
    one, other = sorted((one, other))
    first = to_ics(was, at=one)
    second = to_ics(now, at=other, previous=read_events(first))
    store = imported(imported({}, first), second)
    expected = {
        each.uid: (each.at, each.summary, each.description)
        for each in events(now, at=other)
        if each.at > whole(other)  # a fraction of a second ahead is told as now
    }
    assert ahead(store, other) == expected


@given(portfolios(), moments(), moments())
def test_importing_the_same_again_changes_nothing(portfolio: Portfolio, one: DateTime, other: DateTime) -> None:
    """Nor does what is written anew of the same facts: the file stays as it is, as long as nothing has passed."""
    one, other = sorted((one, other))
    text = to_ics(portfolio, at=one)
    store = imported({}, text)
    assert imported(store, text) == store
    assert to_ics(portfolio, at=one, previous=read_events(text)) == text
    assert imported(store, to_ics(portfolio, at=other, previous=read_events(text))) == store


@given(portfolios(), portfolios(), moments())
def test_an_update_made_twice_is_an_update_made_once(was: Portfolio, now: Portfolio, at: DateTime) -> None:
    """What has been cancelled stays so, until it is past."""
    once = to_ics(now, at=at, previous=read_events(to_ics(was, at=at)))
    assert to_ics(now, at=at, previous=read_events(once)) == once


def test_a_renewal_moves_the_events_of_a_license() -> None:
    """The same names, a higher revision: with the calendar as it was, and without it."""
    first = to_ics(PORTFOLIO, at=AT)
    renewed = PORTFOLIO.with_(LICENSE.extend(30, at=AT))
    later = AT + timedelta(minutes=1)
    for previous in (read_events(first), ()):
        second = to_ics(renewed, at=later, previous=previous)
        before, after = ({each.uid: each for each in read_events(text)} for text in (first, second))
        assert before.keys() <= after.keys()
        assert len(after) > len(before)  # there is time again for more reminders
        for uid, each in before.items():
            assert after[uid].at == each.at + timedelta(days=30)
            assert after[uid].sequence > each.sequence
            assert after[uid].revised_at == later
        assert len(imported(imported({}, first), second)) == len(after)


def test_an_outage_that_a_new_code_averts_is_cancelled() -> None:
    """A calendar would keep it for ever; until its instant it is written as cancelled, then no more."""
    first = to_ics(PORTFOLIO, at=AT)
    renewed = PORTFOLIO.with_(LICENSE.reissue(code=None, issued_at="2026-06-22T00:00:00Z", days=30))
    second = to_ics(renewed, at="2026-06-22T00:00:00Z", previous=read_events(first))
    outage = next(each for each in read_events(first) if each.kind is EventKind.OUTAGE)
    gone = next(each for each in read_events(second) if each.uid == outage.uid)
    assert (outage.cancelled, outage.alarms) == (False, (0,))
    assert (gone.cancelled, gone.alarms, gone.at) == (True, (), outage.at)
    assert gone.sequence > outage.sequence
    third = to_ics(renewed, at=outage.at, previous=read_events(second))
    assert outage.uid not in {each.uid for each in read_events(third)}


def test_what_was_written_once_is_followed_beyond_the_horizon() -> None:
    """Else the calendar would keep it where it was."""
    within = timedelta(days=10)
    first = to_ics(PORTFOLIO, at=AT, within=within)
    renewed = PORTFOLIO.with_(LICENSE.extend(60, at=AT))
    ends = {each.at for each in read_events(to_ics(renewed, at=AT, within=within, previous=read_events(first)))}
    assert max(ends) == LICENSE.expires_at + timedelta(days=60)
    assert read_events(to_ics(renewed, at=AT, within=within)) == ()


def test_revisions_within_a_minute_are_counted() -> None:
    """And never run over what iCalendar can write."""
    was = events(PORTFOLIO, at=AT)
    moved = [attrs.evolve(each, at=each.at + timedelta(days=1)) for each in was]
    found = revised(moved, was, at=AT + timedelta(seconds=1))
    assert {each.sequence for each in found} == {was[0].sequence + 1}
    highest = [attrs.evolve(each, sequence=2**31 - 1) for each in was]
    assert {each.sequence for each in revised(moved, highest, at=AT)} == {2**31 - 1}
    assert {each.sequence for each in events(PORTFOLIO, at="0001-01-01T00:00:00Z")} == {0}


def test_the_words_of_a_calendar() -> None:
    """Who, what, when on people's clock, which ads, and what to do."""
    found = {each.kind: each for each in events(PORTFOLIO, at=AT, tz="America/Los_Angeles")}
    assert found[EventKind.REMINDER].summary == "Renew the code of @maya: 1 day left"
    assert found[EventKind.REMINDER].description == (
        "Post 7638941401274764565: the license runs out at 2026-06-23 00:09:07 PDT.\n"
        "Ads that use it then:\n"
        "- 1790000000000001 (Maya's morning; a, b\\n)\n"
        "Ask the creator to extend the authorization, or for a new code."
    )
    assert found[EventKind.EXPIRY].summary == "The code of @maya runs out"
    assert found[EventKind.EXPIRY].alarms == (30, 14, 7, 3, 1, 0)
    assert found[EventKind.OUTAGE].summary == "1 ad of @maya stops serving: license_expired"
    assert found[EventKind.OUTAGE].description == (
        "From 2026-06-23 00:09:07 PDT:\n"
        "- 1790000000000001 (Maya's morning; a, b\\n): license_expired\n"
        "license_expired: the authorization code has expired; fixed by creator (issue a new code).\n"
        "Campaigns left with nothing serving:\n"
        "- 1820000000000001"
    )


def test_what_else_an_event_may_say() -> None:
    """Withdrawals, own ids, money, long lists, posts without a creator, and codes that nobody uses."""
    end = "2026-07-01T00:00:00Z"
    bare = Post(id="2", published_at="2026-05-01T00:00:00Z", hidden=Windows([Window(end, None)]))
    other = Post(id="3", published_at="2026-05-01T00:00:00Z")
    start = "2026-06-01T00:00:00Z"
    settings = AdSettings(budget=20, currency="USD")
    portfolio = Portfolio(
        posts=[bare, other],
        licenses=[
            License.issue(code=None, post_id="2", issued_at=start, days=365),
            License.issue(code=None, post_id="3", issued_at=start, days=60, id="own").revoke(end),
            License.issue(code=None, post_id="3", issued_at=start, days=60, id="idle", advertiser_id="z").revoke(end),
        ],
        ads=[
            *(SparkAd(id=f"{n:02}", post_id="2", starts_at=start, settings=settings) for n in range(22)),
            SparkAd(id="7", post_id="3", starts_at=start),
        ],
    )
    found = events(portfolio, at=AT, ladder=[])
    assert [(each.summary, each.alarms) for each in found] == [
        ("The code of post 3 is withdrawn", ()),
        ("The code of post 3 is withdrawn", ()),
        ("23 ads of 2 posts stop serving: license_revoked, post_hidden", (0,)),
        ("The code of post 2 runs out", ()),
    ]
    assert {each.description for each in found[:2]} == {
        "Post 3: the license is withdrawn at 2026-07-01 00:00:00 UTC.\nLicense own.\nAds that use it then:\n- 7",
        "Post 3: the license is withdrawn at 2026-07-01 00:00:00 UTC.\nLicense idle.\nNo ad uses it then.",
    }
    assert "\n- and 3 more\n" in found[2].description
    assert found[2].description.endswith("Planned spend of a day that stops: 440.00 USD + unknown for 1 ad.")


def test_expected_stops_are_no_outages() -> None:
    """Flights end and ads pause on purpose."""
    ad = attrs.evolve(AD, ends_at="2026-06-21T00:00:00Z")
    kinds = {each.kind for each in events(PORTFOLIO.with_(ad), at=AT)}
    assert kinds == {EventKind.EXPIRY}  # nor is a code to be renewed that outlives the flight


def test_an_outage_leaves_out_what_stops_on_purpose() -> None:
    """A flight that ends as another ad's code runs out is neither counted nor explained."""
    ending = attrs.evolve(AD, id="2", name="", ends_at=LICENSE.expires_at)
    (outage,) = [each for each in events(PORTFOLIO.with_(ending), at=AT) if each.kind is EventKind.OUTAGE]
    assert outage.summary == "1 ad of @maya stops serving: license_expired"
    assert outage.description.count("fixed by") == 1
    assert "ended:" not in outage.description


def test_instants_are_exact_where_clocks_change() -> None:
    """Events are in UTC; words name the clock where it reads the same twice; alarms count days of 24 hours."""
    issued = "2026-10-18T00:30:00Z"
    for hours, words in ((0, "2026-10-25 02:30:00 CEST"), (1, "2026-10-25 02:30:00 CET")):
        license = License.issue(code=None, post_id=POST.id, issued_at=instant(issued) + timedelta(hours=hours), days=7)
        (entry,) = [
            each
            for each in parsed(to_ics(Portfolio([POST], [license]), at=issued, tz="Europe/Berlin"))
            if each["kind"] == "expiry"
        ]
        assert entry["at"] == license.expires_at
        assert words in entry["description"]
        assert entry["alarms"] == [timedelta(days) for days in (7, 3, 1, 0)]


@given(portfolios(), moments())
def test_a_file_has_the_form_that_rfc_5545_wants(portfolio: Portfolio, at: DateTime) -> None:
    """Lines of at most 75 bytes that end in CRLF, and nothing but UTF-8; no code anywhere."""
    text = to_ics(portfolio, at=at, tz="Asia/Tokyo", name="Spark Ads, übersicht")
    assert MARK not in text
    *rows, last = text.split("\r\n")
    assert last == ""
    assert all(len(row.encode()) <= 75 and row.isprintable() for row in rows)
    assert rows[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert {"X-WR-CALNAME:Spark Ads\\, übersicht", "X-WR-TIMEZONE:Asia/Tokyo"} <= set(rows)
    assert text.count("TRANSP:TRANSPARENT") == text.count("BEGIN:VEVENT")
    assert "ORGANIZER" not in text
    assert "METHOD" not in text


GOOD: Final[dict[str, Any]] = {
    "uid": "1",
    "kind": EventKind.EXPIRY,
    "at": "2026-06-20T07:09:07Z",
    "summary": "a",
    "revised_at": "2026-06-20T07:09:07Z",
}


@pytest.mark.parametrize(
    ("change", "error", "problem"),
    [
        ({"uid": " "}, InvalidValueError, "uid: it is not empty"),
        ({"uid": 1}, WrongTypeError, "uid: text, not int: `1`"),
        ({"kind": "expiry"}, WrongTypeError, "kind: a `EventKind`, not str: `expiry`"),
        ({"at": "2026-06-20T07:09:07.5Z"}, InvalidValueError, "at: `2026-06-20T07:09:07.500000Z`: a calendar knows"),
        ({"summary": "a\nb"}, InvalidValueError, r"summary: `a\\nb` holds characters that a calendar cannot show"),
        ({"description": "a\x00"}, InvalidValueError, r"description: `a\\x00` holds characters that a calendar canno"),
        ({"alarms": [-1]}, InvalidValueError, "alarms: `-1` is no number of days before the event; 0 or more"),
        ({"alarms": [True]}, InvalidValueError, "alarms: `True` is no number of days before the event; 0 or more"),
        ({"alarms": "1"}, WrongTypeError, "alarms: several values, not one str: `1`"),
        ({"sequence": 2**31}, InvalidValueError, "sequence: `2147483648` is not from 0 to 2147483647"),
        ({"sequence": "1"}, WrongTypeError, "sequence: a whole number, not str: `1`"),
    ],
)
def test_an_event_that_no_calendar_can_hold_is_refused(
    change: dict[str, Any], error: type[Exception], problem: str
) -> None:
    """By field and value."""
    Event(**GOOD)
    with pytest.raises(error, match=f"^{problem}"):
        Event(**{**GOOD, **change})


@pytest.mark.parametrize(
    ("wrong", "right", "problem"),
    [
        ("", "BEGIN:VCALENDAR", "team.ics: not a calendar; an `.ics` file holds one `VCALENDAR`"),
        ("VEVENT", "VCALENDAR", "team.ics: not a calendar; an `.ics` file holds one `VCALENDAR`"),
        ("VTODO", "VEVENT", "team.ics: entry 0: `VTODO` is not an event that this package writes"),
        ("COMMENT:1", "UID:1", "team.ics: entry 0: it lacks `UID`: not an event that this package writes"),
        ("S:dinner", "S:expiry", "team.ics: entry 0: CATEGORIES: one of `expiry`, `reminder`, `outage` is wanted"),
        ("DTSTART:soon", "DTSTART:20260620T070907Z", "team.ics: entry 0: DTSTART: it cannot be read"),
        ("DTSTART:20260620T070907\r", "DTSTART:20260620T070907Z\r", "team.ics: entry 0: at: `2026-06-20 07:09:07` h"),
        ("DTSTART;VALUE=DATE:20260620", "DTSTART:20260620T070907Z", "team.ics: entry 0: at: an instant is an aware"),
        ("TRIGGER:soon", "TRIGGER:-P7D", "team.ics: not a calendar; an `.ics` file holds one `VCALENDAR`"),
        ("TRIGGER:-PT7H", "TRIGGER:-P7D", "team.ics: entry 0: TRIGGER: a whole number of days before the event is"),
        ("UID:1\r\nUID:2", "UID:1", "team.ics: entry 0: uid: text, not list"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_calendar_of_ours_is_refused(wrong: str, right: str, problem: str) -> None:
    """Each problem with its place; nothing of another calendar is taken for ours, or overwritten."""
    text = write_events([Event(**{**GOOD, "alarms": [7]})])
    assert right in text
    with pytest.raises(ReadingError) as caught:
        read_events(text.replace(right, wrong), source="team.ics")
    assert caught.value.problems[0].startswith(problem)


@pytest.mark.parametrize("name", ["", "a\r\nBEGIN:VTODO"])
def test_a_name_that_would_break_the_file_is_refused(name: str) -> None:
    """One line of text, which programs show."""
    with pytest.raises(InvalidValueError, match=r"^name: "):
        write_events([], name=name)


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, and as the import error that it is."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    spec = spec_from_file_location("ical_again", ical.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(MissingExtraError) as caught:
        spec.loader.exec_module(module_from_spec(spec))
    assert str(caught.value) == (
        "sparklicense.views.calendars needs icalendar, which is not installed: pip install 'sparklicense[calendar]'"
    )


def test_the_policy_decides_which_licenses_deserve_reminders() -> None:
    """Those issued for fewer days than it says, and those that an ad outlives, however long they are."""
    never = attrs.evolve(GUIDE, name="never", reminder_below_days=30)
    unused = attrs.evolve(PORTFOLIO, ads=[])
    (found,) = [each for each in events(unused, at=AT, policy=never) if each.kind is not EventKind.OUTAGE]
    assert (found.kind, found.alarms) == (EventKind.EXPIRY, ())
    outlived = [each.alarms for each in events(PORTFOLIO, at=AT, policy=never) if each.kind is EventKind.EXPIRY]
    assert all(outlived)
