"""Licenses: how they are issued, applied, extended, withdrawn, and told apart."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, TICK, licenses, moments, moved

from sparklicense import (
    GUIDE,
    PLATFORM,
    ImpossibleFactsError,
    InexactInstantError,
    InvalidValueError,
    License,
    LicenseStatus,
    NaiveInstantError,
    UnofferedDaysError,
    Window,
    Windows,
    WrongTypeError,
    instant,
)
from sparklicense.instants import elapsed, later

MARK: Final = "sEcReT"
CODE: Final = f"#{MARK}+/3x="
ISSUED: Final = instant("2026-05-24T07:09:07Z")
EXPIRES: Final = instant("2026-06-23T07:09:07Z")
OVER: Final = (LicenseStatus.EXPIRED, LicenseStatus.REVOKED)


def issued(**others: Any) -> License:
    """Issue the license of the documented live window, or one that differs in some parts."""
    return License.issue(**{"code": CODE, "post_id": "1", "issued_at": ISSUED, "days": 30, **others})


def applicable() -> st.SearchStrategy[License]:
    """Draw a license that has not been applied and is in force some time."""
    return (
        licenses().filter(lambda each: each.ends_at > each.issued_at).map(lambda x: attrs.evolve(x, redeemed_at=None))
    )


def lasting() -> st.SearchStrategy[License]:
    """Draw a license that is not withdrawn."""
    return licenses().map(lambda each: attrs.evolve(each, revoked_at=None))


# Issuing


def test_issuing_adds_days_of_24_hours() -> None:
    """The documented live window: 30 days to the second, across no clock change."""
    license = issued()
    assert (license.issued_at, license.expires_at, license.redeemed_at) == (ISSUED, EXPIRES, ISSUED)
    assert (license.revoked_at, license.advertiser_id, license.post_id) == (None, None, "1")
    assert License.issue(code=CODE, post_id="1", issued_at=ISSUED) == license


def test_issuing_adds_days_of_24_hours_across_a_change_of_clocks() -> None:
    """A local clock's hour more or less does not matter."""
    license = issued(issued_at="2026-03-01T12:00:00-08:00", days=30)
    assert license.expires_at == instant("2026-03-31T20:00:00Z")
    assert license.expires_at == instant("2026-03-31T13:00:00-07:00")


def test_what_is_issued_is_in_force_at_once_unless_said_otherwise() -> None:
    """Left out, given, or not yet."""
    later = "2026-05-25T00:00:00Z"
    assert issued().redeemed_at == ISSUED
    assert issued(redeemed_at=attrs.NOTHING).redeemed_at == ISSUED
    assert issued(redeemed_at=later).redeemed_at == instant(later)
    assert issued(redeemed_at=None).redeemed_at is None


@pytest.mark.parametrize("days", [7, 30, 60, 90, 365])
def test_the_guide_offers_its_days(days: int) -> None:
    """As many as are asked for come out."""
    assert issued(days=days).time_left(ISSUED) == days * DAY


@pytest.mark.parametrize("days", [1, 31, 180, 366])
def test_days_that_the_policy_does_not_offer_are_refused(days: int) -> None:
    """And the error names those it does."""
    with pytest.raises(UnofferedDaysError) as caught:
        issued(days=days)
    assert str(caught.value) == (
        f"days: `{days}` is not offered under the policy `guide`; choose one of 7, 30, 60, 90, 365"
    )


def test_what_the_platform_offers_is_not_what_the_guide_offers() -> None:
    """180 days, and no 90."""
    assert issued(days=180, policy=PLATFORM).time_left(ISSUED) == 180 * DAY
    with pytest.raises(UnofferedDaysError, match=r"choose one of 7, 30, 60, 180, 365$"):
        issued(days=90, policy=PLATFORM)


@pytest.mark.parametrize(
    ("days", "error", "message"),
    [
        (30.0, WrongTypeError, "days: a whole number of days, not float: `30.0`"),
        (True, WrongTypeError, "days: a whole number of days, not bool: `True`"),
        ("30", WrongTypeError, "days: a whole number of days, not str: `30`"),
        (None, WrongTypeError, "days: a whole number of days, not NoneType: `None`"),
    ],
)
def test_what_is_no_number_of_days_is_refused(days: Any, error: type[Exception], message: str) -> None:
    """Whole, and at least one."""
    with pytest.raises(error) as caught:
        issued(days=days)
    assert str(caught.value) == message


@pytest.mark.parametrize("days", [0, -30, 31])
def test_a_number_of_days_that_is_not_offered_is_refused_with_those_that_are(days: int) -> None:
    """None and fewer among them."""
    with pytest.raises(UnofferedDaysError, match=rf"`{days}` is not offered .*; choose one of 7, 30, 60, 90, 365"):
        issued(days=days)


def test_whatever_counts_as_a_whole_number_is_one() -> None:
    """As NumPy's and pandas' numbers do."""

    class Count:
        def __index__(self) -> int:
            return 30

    count: Any = Count()
    assert issued(days=count) == issued(days=30)


def test_an_expiry_that_no_calendar_has_is_refused() -> None:
    """After the year 9999."""
    with pytest.raises(InexactInstantError, match="lies outside the years 1 to 9999"):
        issued(issued_at="9999-12-20T00:00:00Z")


# Fields


@pytest.mark.parametrize("field", ["issued_at", "expires_at", "revoked_at", "redeemed_at"])
@pytest.mark.parametrize(
    ("value", "error", "start"),
    [
        ("2026-05-24T07:09:07", NaiveInstantError, "`2026-05-24T07:09:07` has no offset from UTC; "),
        ("2026-05-24", InexactInstantError, "`2026-05-24` is not an instant: "),
        (1779606547, WrongTypeError, "an instant is an aware datetime or text, not int: `1779606547`; "),
        (CODE, InexactInstantError, "`#…` (hidden: it may be an authorization code) is not an instant: "),
    ],
)
def test_a_time_that_is_no_instant_is_refused_by_field(
    field: str, value: Any, error: type[Exception], start: str
) -> None:
    """Every field has the same door; a code in the wrong place is not echoed."""
    with pytest.raises(error) as caught:
        attrs.evolve(issued(), **{field: value})
    assert str(caught.value).startswith(f"{field}: {start}")
    assert MARK not in str(caught.value)


@pytest.mark.parametrize("field", ["issued_at", "expires_at"])
def test_an_instant_that_must_be_is_not_none(field: str) -> None:
    """Unknown is not a time."""
    parts: dict[str, Any] = {"code": None, "post_id": "1", "issued_at": ISSUED, "expires_at": EXPIRES}
    with pytest.raises(WrongTypeError, match=f"^{field}: an instant is an aware datetime or text, not NoneType"):
        License(**{**parts, field: None})


@pytest.mark.parametrize("field", ["post_id", "advertiser_id", "id"])
def test_a_number_is_no_id(field: str) -> None:
    """TikTok's ids exceed what a number holds exactly: never converted."""
    with pytest.raises(TypeError) as caught:
        issued(**{field: 7638941401274764565})
    assert str(caught.value) == (
        f"{field}: an id is text, not int: `7638941401274764565`; "
        "write it in quotes, TikTok's ids exceed what a number holds exactly"
    )


@pytest.mark.parametrize("field", ["post_id", "advertiser_id", "id"])
@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_an_id_is_not_empty(field: str, empty: str) -> None:
    """White space is nothing."""
    with pytest.raises(InvalidValueError) as caught:
        issued(**{field: empty})
    assert str(caught.value) == f"{field}: an id is not empty"


def test_a_license_takes_its_parts_by_name_only() -> None:
    """Six instants and texts in a row would be mixed up."""
    with pytest.raises(TypeError):
        License(CODE, "1", ISSUED, EXPIRES)  # type: ignore[call-arg] # what the test is about


@given(licenses())
def test_a_license_survives_pickle_and_copy_and_evolves_to_its_equal(license: License) -> None:
    """As an equal with the same hash, id and code."""
    for again in (pickle.loads(pickle.dumps(license)), copy.deepcopy(license), attrs.evolve(license)):  # noqa: S301 - our own bytes
        assert again == license
        assert (hash(again), again.id, again.code) == (hash(license), license.id, license.code)


def test_a_license_cannot_be_changed() -> None:
    """Every change makes a new one."""
    for field in ("code", "post_id", "expires_at", "id", "anything"):
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(issued(), field, "x")


# Codes


@pytest.mark.parametrize(
    "around", [" ", "\t\n\r", "\u00a0", "\u2003", "\u3000", "\u200b", "\u2060", "\ufeff", "\u200d "]
)
def test_white_space_around_a_code_goes(around: str) -> None:
    """What comes along when a code is copied, visible or of no width."""
    assert issued(code=f"{around}{CODE}{around}").code == CODE
    assert issued(code=f"{around}{CODE}{around}") == issued()


@pytest.mark.parametrize("zero_width", ["\u180e", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
def test_white_space_of_no_width_goes_wherever_it_is(zero_width: str) -> None:
    """Nobody can see it, and it breaks the code."""
    assert issued(code=zero_width.join(CODE)).code == CODE


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=2000))
def test_nothing_else_of_a_code_changes(code: str) -> None:
    """Codes are opaque: no length, no alphabet, no letter case is judged; inner spaces stay."""
    assert issued(code=code).code == code
    assert issued(code=f"{code} {code}").code == f"{code} {code}"


def test_a_code_may_hold_what_cannot_be_written_as_utf_8() -> None:
    """Opaque means opaque."""
    assert issued(code="\ud800").fingerprint is not None


@pytest.mark.parametrize("empty", ["", " ", "\u200b", " \ufeff\n"])
def test_an_empty_code_is_refused(empty: str) -> None:
    """Unknown is `None`."""
    with pytest.raises(InvalidValueError) as caught:
        issued(code=empty)
    assert str(caught.value) == "code: it is empty; give `None` where it is unknown"


@pytest.mark.parametrize("wrong", [MARK.encode(), [MARK], {MARK: 1}, 12345])
def test_a_code_that_is_no_text_is_refused_unseen(wrong: Any) -> None:
    """Even there the error shows the kind alone."""
    with pytest.raises(WrongTypeError) as caught:
        issued(code=wrong)
    assert str(caught.value) == f"code: text, or `None` where it is unknown, not {type(wrong).__name__}"


def test_a_license_shows_itself_without_its_code() -> None:
    """In full, except for the secret; what is absent is left out, except for a missing redemption."""
    fingerprint = sha256(CODE.encode()).hexdigest()[:16]
    assert repr(issued()) == (
        f"License(id='{fingerprint}@2026-05-24T07:09:07Z', post_id='1', issued_at=2026-05-24T07:09:07Z, "
        "expires_at=2026-06-23T07:09:07Z, redeemed_at=2026-05-24T07:09:07Z, advertiser_id=None)"
    )
    assert repr(issued(redeemed_at=None, advertiser_id="a", id="mine").revoke(ISSUED)) == (
        "License(id='mine', post_id='1', issued_at=2026-05-24T07:09:07Z, expires_at=2026-06-23T07:09:07Z, "
        "revoked_at=2026-05-24T07:09:07Z, redeemed_at=None, advertiser_id='a')"
    )


@given(licenses(), moments(), st.sampled_from(["redeem", "revoke", "extend", "reissue", "issue"]))
def test_no_code_is_shown_by_any_repr_or_error_of_a_license(license: License, at: DateTime, act: str) -> None:
    """Whatever is done to it, and whatever goes wrong."""
    code = f"{MARK}/{license.code}"
    holder = attrs.evolve(license, code=code)
    acts: dict[str, Any] = {
        "redeem": lambda: holder.redeem(at, advertiser_id="c"),
        "revoke": lambda: holder.revoke(at),
        "extend": lambda: holder.extend(31, at=at),
        "reissue": lambda: holder.reissue(code=code, issued_at=at, days=8),
        "issue": lambda: License.issue(code=code, post_id="1", issued_at=at, days=30, redeemed_at=license.issued_at),
    }
    try:
        result = repr(acts[act]())
    except (ImpossibleFactsError, UnofferedDaysError) as error:
        result = f"{error!r} {error}"
    assert MARK not in f"{holder!r} {holder} {holder.id} {holder.status(at)!r} {holder.window!r} {result}"


# Ids


def test_a_fingerprint_is_the_first_16_hex_digits_of_sha_256_over_the_trimmed_code() -> None:
    """Stable for ever: this value is written down."""
    license = issued(code="  #abc= ")
    assert license.fingerprint == "3368b760072c8038" == sha256(b"#abc=").hexdigest()[:16]
    assert issued(code=None).fingerprint is None


@pytest.mark.parametrize(
    ("parts", "id"),
    [
        ({"code": "#abc="}, "3368b760072c8038@2026-05-24T07:09:07Z"),
        ({"code": "#abc=", "advertiser_id": "42"}, "3368b760072c8038/42@2026-05-24T07:09:07Z"),
        ({"code": None, "post_id": "763"}, "post:763@2026-05-24T07:09:07Z"),
        ({"code": None, "post_id": "763", "advertiser_id": "42"}, "post:763/42@2026-05-24T07:09:07Z"),
        ({"code": None, "post_id": "7/6%3"}, "post:7%2F6%253@2026-05-24T07:09:07Z"),
        ({"code": "#abc=", "id": "mine"}, "mine"),
    ],
)
def test_an_id_that_is_left_out_is_derived(parts: dict[str, Any], id: str) -> None:
    """From the code's fingerprint or the post, the account and the issue; one that is given stays."""
    assert issued(**parts).id == id
    assert issued(**parts).has_own_id is (id == "mine")


def parts() -> st.SearchStrategy[tuple[str | None, str, str | None, DateTime]]:
    """Draw what ids are derived from: texts that could run into each other."""
    tricky = st.sampled_from(["1", "1/a", "1%2Fa", "1%252Fa", "a", "a@2026-05-24T07:09:07Z", "post:1"])
    code = st.none() | st.sampled_from([CODE, "#other", "1"])
    return st.tuples(code, tricky, st.none() | tricky, st.sampled_from([ISSUED, moved(ISSUED, TICK)]))


@given(parts(), parts())
def test_two_derived_ids_are_equal_only_where_all_their_parts_are(one: Any, other: Any) -> None:
    """One code applied by two accounts, or issued again, is two licenses; the post counts where no code is known."""

    def derived(code: str | None, post_id: str, advertiser_id: str | None, issued_at: DateTime) -> str:
        return issued(code=code, post_id=post_id, advertiser_id=advertiser_id, issued_at=issued_at).id

    def telling(code: str | None, post_id: str, advertiser_id: str | None, issued_at: DateTime) -> Any:
        return (code, None if code else post_id, advertiser_id, issued_at)

    assert (derived(*one) == derived(*other)) is (telling(*one) == telling(*other))


@given(licenses())
def test_a_derived_id_follows_its_parts_and_an_explicit_one_stays(license: License) -> None:
    """Whatever evolves."""
    changes: list[dict[str, Any]] = [
        {"code": "#another"},
        {"advertiser_id": "another"},
        {"issued_at": moved(license.issued_at, -TICK)},
    ]
    for change in changes:
        changed = attrs.evolve(license, **change)
        assert (changed.id == license.id) is license.has_own_id
        assert attrs.evolve(changed, id="mine").id == "mine"
        assert attrs.evolve(attrs.evolve(license, id="mine"), **change).id == "mine"
        assert attrs.evolve(attrs.evolve(license, id="mine"), **change, id=None).id == attrs.evolve(changed, id=None).id


@given(licenses())
def test_an_end_moves_without_touching_the_id(license: License) -> None:
    """Extending, withdrawing and applying for the same account keep a license the same."""
    derived = attrs.evolve(license, id=None)
    for change in ({"expires_at": moved(license.expires_at, DAY)}, {"redeemed_at": None}, {"revoked_at": None}):
        assert attrs.evolve(derived, **change).id == derived.id


def test_applying_a_code_for_an_account_gives_the_derived_id_that_account() -> None:
    """One code, two accounts, two ids."""
    fresh = issued(redeemed_at=None)
    ids = {fresh.id, fresh.redeem(ISSUED, advertiser_id="a").id, fresh.redeem(ISSUED, advertiser_id="b").id}
    assert len(ids) == 3
    assert fresh.redeem(ISSUED).id == fresh.id


# Status, window, time left


@pytest.mark.parametrize(
    ("changes", "at", "status"),
    [
        ({}, "2026-05-24T07:09:06.999999Z", LicenseStatus.PENDING),
        ({}, "2026-05-24T07:09:07Z", LicenseStatus.ACTIVE),
        ({}, "2026-06-23T07:09:06.999999Z", LicenseStatus.ACTIVE),
        ({}, "2026-06-23T07:09:07Z", LicenseStatus.EXPIRED),
        ({"redeemed_at": None}, "2026-05-24T07:09:06.999999Z", LicenseStatus.PENDING),
        ({"redeemed_at": None}, "2026-05-24T07:09:07Z", LicenseStatus.UNREDEEMED),
        ({"redeemed_at": None}, "2026-06-23T07:09:07Z", LicenseStatus.EXPIRED),
        ({"redeemed_at": "2026-06-01T00:00:00Z"}, "2026-05-31T23:59:59.999999Z", LicenseStatus.UNREDEEMED),
        ({"redeemed_at": "2026-06-01T00:00:00Z"}, "2026-06-01T00:00:00Z", LicenseStatus.ACTIVE),
        ({"revoked_at": "2026-06-01T00:00:00Z"}, "2026-05-31T23:59:59.999999Z", LicenseStatus.ACTIVE),
        ({"revoked_at": "2026-06-01T00:00:00Z"}, "2026-06-01T00:00:00Z", LicenseStatus.REVOKED),
        ({"revoked_at": "2026-06-01T00:00:00Z"}, "2027-01-01T00:00:00Z", LicenseStatus.REVOKED),
        ({"revoked_at": "2026-05-24T07:09:07Z"}, "2026-05-24T07:09:07Z", LicenseStatus.REVOKED),
        ({"revoked_at": "2026-05-24T07:09:07Z"}, "2026-05-24T07:09:06.999999Z", LicenseStatus.PENDING),
        ({"revoked_at": "2026-06-23T07:09:06.999999Z"}, "2026-06-23T07:09:07Z", LicenseStatus.REVOKED),
        ({"revoked_at": "2026-06-23T07:09:07Z"}, "2026-06-23T07:09:07Z", LicenseStatus.EXPIRED),
        ({"revoked_at": "2026-07-01T00:00:00Z"}, "2026-08-01T00:00:00Z", LicenseStatus.EXPIRED),
    ],
)
def test_the_status_changes_at_its_very_microsecond(changes: Any, at: str, status: LicenseStatus) -> None:
    """Revoked only if the revocation came strictly before the expiry."""
    assert attrs.evolve(issued(), **changes).status(at) is status


@given(licenses(), moments())
def test_the_window_is_where_the_status_is_active(license: License, at: DateTime) -> None:
    """At every instant, those of all its events and their neighbors included."""
    events = (license.issued_at, license.expires_at, license.revoked_at, license.redeemed_at, at)
    for event in events:
        for t in () if event is None else (moved(event, -TICK), event, moved(event, TICK)):
            assert (t in license.window) is (license.status(t) is LicenseStatus.ACTIVE)


@given(licenses())
def test_the_window_goes_from_the_redemption_to_the_end(license: License) -> None:
    """The end is the earlier of expiry and revocation; not applied, or withdrawn when applied: nothing."""
    end = min(each for each in (license.expires_at, license.revoked_at) if each is not None)
    assert license.ends_at == end
    if license.redeemed_at is None or license.redeemed_at == end:
        assert license.window == Windows.none()
    else:
        assert license.window == Windows([Window(license.redeemed_at, end)])


@given(licenses(), moments())
def test_the_time_left_is_what_remains_of_a_license_and_never_below_zero(license: License, at: DateTime) -> None:
    """Not applied yet, it runs all the same; not issued yet, all of it is left."""
    left = license.time_left(at)
    assert timedelta() <= left <= elapsed(license.issued_at, license.ends_at)
    status = license.status(at)
    if status in OVER:
        assert left == timedelta()
    elif status is LicenseStatus.PENDING:
        assert later(license.issued_at, left) == license.ends_at
    else:
        assert later(at, left) == license.ends_at
        assert left > timedelta()


def test_questions_take_instants_from_any_zone_and_no_others() -> None:
    """The door for foreign times is the same everywhere."""
    license = issued()
    there = datetime(2026, 6, 23, 7, 9, 7, tzinfo=UTC)
    assert license.status(there) is license.status("2026-06-23T09:09:07+02:00") is LicenseStatus.EXPIRED
    asks: list[Any] = [license.status, license.time_left, license.redeem, license.revoke]
    for ask in (*asks, lambda t: license.extend(30, at=t), lambda t: license.reissue(code=None, issued_at=t)):
        for wrong, error in (("2026-06-23", InexactInstantError), ("2026-06-23T07:09:07", NaiveInstantError)):
            with pytest.raises(error):
                ask(wrong)


# Applying


@given(applicable(), st.data(), st.none() | st.just("a"))
def test_redeeming_sets_the_redemption_and_keeps_everything_else(
    license: License, data: st.DataObject, account: str | None
) -> None:
    """At any instant from issue to end; it does not move the end (and the original stays as it was)."""
    license = attrs.evolve(license, advertiser_id=data.draw(st.sampled_from([None, "a", account])))
    length = elapsed(license.issued_at, license.ends_at) // TICK
    at = moved(license.issued_at, data.draw(st.sampled_from([0, length // 2, length - 1])) * TICK)
    redeemed = license.redeem(at, advertiser_id=account)
    assert redeemed == attrs.evolve(license, redeemed_at=at, advertiser_id=account or license.advertiser_id)
    assert redeemed.status(at) is LicenseStatus.ACTIVE
    assert redeemed.time_left(at) == license.time_left(at)
    assert license.redeemed_at is None


@pytest.mark.parametrize(
    ("changes", "at", "account", "message"),
    [
        (
            {"redeemed_at": ISSUED},
            "2026-06-01T00:00:00Z",
            None,
            "redeemed_at: cannot redeem at `2026-06-01T00:00:00Z`: it was redeemed at `2026-05-24T07:09:07Z`",
        ),
        (
            {},
            "2026-05-24T07:09:06.999999Z",
            None,
            "redeemed_at: `2026-05-24T07:09:06.999999Z` lies before issued_at `2026-05-24T07:09:07Z`",
        ),
        (
            {},
            "2026-06-23T07:09:07Z",
            None,
            "redeemed_at: cannot redeem at `2026-06-23T07:09:07Z`: the license ended at `2026-06-23T07:09:07Z`",
        ),
        (
            {"revoked_at": "2026-06-01T00:00:00Z"},
            "2026-06-01T00:00:00Z",
            None,
            "redeemed_at: cannot redeem at `2026-06-01T00:00:00Z`: the license ended at `2026-06-01T00:00:00Z`",
        ),
        (
            {"advertiser_id": "b"},
            "2026-06-01T00:00:00Z",
            "a",
            "advertiser_id: cannot redeem for `a`: the license belongs to `b`",
        ),
    ],
)
def test_redeeming_what_cannot_be_is_refused(changes: Any, at: str, account: str | None, message: str) -> None:
    """Twice, before the issue, at or after the end, or for another account."""
    fresh = attrs.evolve(issued(redeemed_at=None), **changes)
    with pytest.raises(ImpossibleFactsError) as caught:
        fresh.redeem(at, advertiser_id=account)
    assert str(caught.value) == message


@pytest.mark.parametrize("holder", [None, "b"])
@pytest.mark.parametrize(("account", "error"), [(5, TypeError), ("", ValueError)])
def test_redeeming_for_what_is_no_account_is_refused(holder: str | None, account: Any, error: type[Exception]) -> None:
    """A number, or nothing: never taken for left out."""
    with pytest.raises(error, match=r"^advertiser_id: an id is "):
        issued(redeemed_at=None, advertiser_id=holder).redeem(ISSUED, advertiser_id=account)


# Withdrawing


@given(lasting(), st.data())
def test_revoking_sets_the_revocation_and_keeps_everything_else(license: License, data: st.DataObject) -> None:
    """At any instant from redemption on; from the expiry on it changes nothing."""
    first = license.redeemed_at or license.issued_at
    at = data.draw(st.sampled_from([first, moved(first, TICK), license.expires_at, moved(license.expires_at, DAY)]))
    revoked = license.revoke(at)
    assert revoked == attrs.evolve(license, revoked_at=at)
    assert license.revoked_at is None
    if at < license.expires_at:
        assert revoked.status(at) is LicenseStatus.REVOKED
        assert revoked.time_left(at) == timedelta()
    else:
        assert revoked.window == license.window
        assert revoked.ends_at == license.ends_at
        assert revoked.status(at) is license.status(at) is LicenseStatus.EXPIRED


@pytest.mark.parametrize(
    ("changes", "at", "message"),
    [
        (
            {"revoked_at": "2026-06-01T00:00:00Z"},
            "2026-06-02T00:00:00Z",
            "revoked_at: cannot revoke at `2026-06-02T00:00:00Z`: it was revoked at `2026-06-01T00:00:00Z`",
        ),
        (
            {},
            "2026-05-24T07:09:06.999999Z",
            "revoked_at: `2026-05-24T07:09:06.999999Z` lies before issued_at `2026-05-24T07:09:07Z`",
        ),
        (
            {"redeemed_at": "2026-06-02T00:00:00Z"},
            "2026-06-01T23:59:59.999999Z",
            "redeemed_at: `2026-06-02T00:00:00Z` lies after revoked_at `2026-06-01T23:59:59.999999Z`",
        ),
    ],
)
def test_revoking_what_cannot_be_is_refused(changes: Any, at: str, message: str) -> None:
    """Twice, before the issue, or before it was applied."""
    with pytest.raises(ImpossibleFactsError) as caught:
        attrs.evolve(issued(), **changes).revoke(at)
    assert str(caught.value) == message


# Extending


def test_extending_adds_to_what_is_left() -> None:
    """12 days left and 30 more are 42."""
    assert issued().extend(30, at="2026-06-11T07:09:07Z").time_left("2026-06-11T07:09:07Z") == 42 * DAY


@given(lasting(), st.sampled_from(GUIDE.days_offered), st.data())
def test_extending_adds_exactly_its_days_of_24_hours_to_what_is_left(
    license: License, days: int, data: st.DataObject
) -> None:
    """At any instant at which it is issued and not over, applied or not; nothing else changes."""
    length = elapsed(license.issued_at, license.expires_at) // TICK
    at = moved(license.issued_at, data.draw(st.sampled_from([0, length // 2, length - 1])) * TICK)
    extended = license.extend(days, at=at)
    assert extended.time_left(at) == license.time_left(at) + days * DAY
    assert extended == attrs.evolve(license, expires_at=moved(license.expires_at, days * DAY))


def test_extending_does_not_lift_a_revocation_that_is_to_come() -> None:
    """It moves the expiry alone; the earlier of the two still ends the license."""
    leaving = issued().revoke("2026-06-20T00:00:00Z")
    extended = leaving.extend(30, at="2026-06-11T00:00:00Z")
    assert extended.window == leaving.window
    assert extended.expires_at == moved(EXPIRES, 30 * DAY)


@pytest.mark.parametrize(
    ("changes", "at", "message"),
    [
        (
            {},
            "2026-06-23T07:09:07Z",
            "the license is expired since `2026-06-23T07:09:07Z`; use `reissue`",
        ),
        (
            {"revoked_at": "2026-06-01T00:00:00Z"},
            "2026-06-02T00:00:00Z",
            "the license is revoked since `2026-06-01T00:00:00Z`; use `reissue`",
        ),
        (
            {},
            "2026-05-24T07:09:06.999999Z",
            "the license is issued at `2026-05-24T07:09:07Z`",
        ),
    ],
)
@pytest.mark.parametrize("policy", [GUIDE, PLATFORM])
def test_extending_what_is_over_or_not_issued_is_refused(changes: Any, at: str, message: str, policy: Any) -> None:
    """Under every policy: what follows then is a reissue."""
    with pytest.raises(ImpossibleFactsError) as caught:
        attrs.evolve(issued(), **changes).extend(30, at=at, policy=policy)
    assert str(caught.value) == f"expires_at: cannot extend at `{at}`: {message}"


def test_extending_by_days_that_are_not_offered_is_refused() -> None:
    """Judged by the policy of the extension, not by that of the issue."""
    license = issued(days=30, policy=PLATFORM)
    with pytest.raises(
        UnofferedDaysError, match=r"^days: `180` is not offered under the policy `guide`; choose one of"
    ):
        license.extend(180, at=ISSUED)
    assert license.extend(180, at=ISSUED, policy=PLATFORM).expires_at == moved(license.expires_at, 180 * DAY)


# Reissuing


@given(licenses(), moments(), st.sampled_from(PLATFORM.days_offered))
def test_reissuing_makes_a_license_of_its_own_for_the_same_post_and_account(
    license: License, at: DateTime, days: int
) -> None:
    """In force at once, with nothing of the old one's past; the old one stays."""
    before = copy.deepcopy(license)
    again = license.reissue(code="#new", issued_at=at, days=days, policy=PLATFORM)
    assert again == License.issue(
        code="#new",
        post_id=license.post_id,
        issued_at=at,
        days=days,
        policy=PLATFORM,
        advertiser_id=license.advertiser_id,
        own=license.own,
    )
    assert again.window == Windows([Window(at, moved(at, days * DAY))])
    assert not again.has_own_id
    assert license == before


def test_reissuing_lasts_30_days_where_nothing_is_said_and_takes_offered_days_only() -> None:
    """As issuing does."""
    assert issued().reissue(code=None, issued_at=EXPIRES).expires_at == moved(EXPIRES, 30 * DAY)
    with pytest.raises(UnofferedDaysError):
        issued().reissue(code=None, issued_at=EXPIRES, days=31)
