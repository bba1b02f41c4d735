"""Spark Ads: their flight and switch, whom they need a license from, and what the advertiser sets."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from pendulum import DateTime
from strategies import TICK, ad_settings, moments, moved, spark_ads

from sparklicense import (
    AdSettings,
    BudgetLevel,
    BudgetMode,
    IdentityType,
    ImpossibleFactsError,
    InexactInstantError,
    InvalidValueError,
    NaiveInstantError,
    Placement,
    SparkAd,
    Targeting,
    Window,
    Windows,
    WrongTypeError,
    instant,
)
from sparklicense.ads import SCHEDULE, SWITCH
from sparklicense.settings import CURRENCIES

JUNE: Final = "2026-06-01T00:00:00Z"
AD: Final = SparkAd(id="7", post_id="1", starts_at=JUNE)


def settings_of(**parts: Any) -> AdSettings:
    """Make settings from parts that need not be right."""
    return AdSettings(**parts)


# Ads


def test_an_ad_is_its_id_its_post_and_its_start() -> None:
    """Everything else has a default."""
    assert (AD.ends_at, AD.advertiser_id, AD.campaign_id, AD.adgroup_id, AD.name) == (None, None, None, None, "")
    assert (AD.identity_type, AD.paused, AD.settings) == (IdentityType.AUTH_CODE, Windows.none(), AdSettings())


def test_an_ad_takes_its_parts_by_name_only() -> None:
    """Two ids in a row would be mixed up."""
    with pytest.raises(TypeError):
        SparkAd("7", "1", JUNE)  # type: ignore[call-arg] # what the test is about


INEXACT: Final = 'an amount is a `Decimal`, an `int` or text like "12.50", not'


@pytest.mark.parametrize(
    ("identity", "needs"),
    [(IdentityType.AUTH_CODE, True), (IdentityType.TT_USER, False), (IdentityType.BC_AUTH_TT, False)],
)
def test_only_an_ad_on_a_code_needs_a_license(identity: IdentityType, needs: bool) -> None:  # noqa: FBT001 - the answer
    """Those that run by access to an account do not; TikTok's spelling is kept."""
    assert attrs.evolve(AD, identity_type=identity).needs_license is needs
    assert identity.value == identity.name


@pytest.mark.parametrize("field", ["id", "post_id", "advertiser_id", "campaign_id", "adgroup_id"])
@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (
            5,
            TypeError,
            "an id is text, not int: `5`; write it in quotes, TikTok's ids exceed what a number holds exactly",
        ),
        (
            5.0,
            TypeError,
            "an id is text, not float: `5.0`; write it in quotes, TikTok's ids exceed what a number holds exactly",
        ),
        (
            b"5",
            TypeError,
            "an id is text, not bytes: `b'5'`; write it in quotes, TikTok's ids exceed what a number holds exactly",
        ),
        ("", ValueError, "an id is not empty"),
        (" ", ValueError, "an id is not empty"),
    ],
)
def test_what_is_no_id_is_refused_by_field(field: str, wrong: Any, error: type[Exception], message: str) -> None:
    """Numbers are never converted."""
    parts: dict[str, Any] = {"id": "7", "post_id": "1", "starts_at": JUNE, field: wrong}
    with pytest.raises(error) as caught:
        SparkAd(**parts)
    assert str(caught.value) == f"{field}: {message}"


@pytest.mark.parametrize(
    ("field", "wrong", "message"),
    [
        ("identity_type", 7, "a `IdentityType`, not int: `7`"),
        ("name", None, "text, not NoneType: `None`"),
        ("paused", [Window(None, None)], "a `Windows`, not list: `[Window(start=None, end=None)]`"),
        ("paused", None, "a `Windows`, not NoneType: `None`"),
        ("settings", {}, "a `AdSettings`, not dict: `{}`"),
        ("settings", None, "a `AdSettings`, not NoneType: `None`"),
    ],
)
def test_a_value_that_a_field_does_not_take_is_refused_by_name(field: str, wrong: Any, message: str) -> None:
    """Nothing is converted in silence."""
    with pytest.raises(WrongTypeError) as caught:
        attrs.evolve(AD, **{field: wrong})
    assert str(caught.value) == f"{field}: {message}"


@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
@pytest.mark.parametrize(
    ("value", "error"),
    [("2026-05-24T07:09:07", NaiveInstantError), ("2026-05-24", InexactInstantError), (1779606547, WrongTypeError)],
)
def test_a_time_that_is_no_instant_is_refused_by_field(field: str, value: Any, error: type[Exception]) -> None:
    """The door for foreign times is the same everywhere."""
    with pytest.raises(error, match=f"^{field}: "):
        attrs.evolve(AD, **{field: value})


@given(spark_ads())
def test_an_ad_survives_pickle_and_copy_and_evolves_to_its_equal(ad: SparkAd) -> None:
    """As an equal that hashes alike, its settings included."""
    for again in (pickle.loads(pickle.dumps(ad)), copy.deepcopy(ad), attrs.evolve(ad)):  # noqa: S301 - our own bytes
        assert again == ad
        assert hash(again) == hash(ad)


def test_an_ad_and_its_settings_cannot_be_changed() -> None:
    """Every change makes a new one."""
    for fact, field in ((AD, "name"), (AD, "anything"), (AdSettings(), "bid"), (Targeting(), "ages")):
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(fact, field, "x")


def test_an_ad_shows_its_parts_with_plain_instants() -> None:
    """As errors write them."""
    assert repr(AD).startswith("SparkAd(id='7', post_id='1', starts_at=2026-06-01T00:00:00Z, ends_at=None, ")


@given(spark_ads(detailed=False), moments())
def test_an_ad_runs_from_its_start_to_its_end(ad: SparkAd, at: DateTime) -> None:
    """Upcoming before, over from the very end on; without an end, never over."""
    if ad.ends_at is not None and at >= ad.ends_at:
        expected = "over"
    else:
        expected = "running" if at >= ad.starts_at else "upcoming"
    assert SCHEDULE.at(ad, at) == expected


# Switching


@given(spark_ads(detailed=False), moments())
def test_pausing_and_resuming_change_the_switch_from_that_instant_until_the_next_recorded_change(
    ad: SparkAd, at: DateTime
) -> None:
    """An ad that is on can be paused, one that is off resumed, inside the flight or outside it."""
    off = at in ad.paused
    turned = ad.resume(at) if off else ad.pause(at)
    assert turned == attrs.evolve(ad, paused=ad.paused.switched(at))
    assert SWITCH.at(turned, at) == ("on" if off else "paused")
    assert SWITCH.at(turned, moved(at, -TICK)) == SWITCH.at(ad, moved(at, -TICK))
    again = turned.resume if off else turned.pause
    with pytest.raises(ImpossibleFactsError):
        again(at)


def test_pausing_and_resuming_leaves_one_pause() -> None:
    """From the one instant to the other."""
    ad = AD.pause("2026-06-02T00:00:00Z").resume("2026-06-03T00:00:00Z").pause("2026-06-05T00:00:00Z")
    assert ad.paused == Windows(
        [Window("2026-06-02T00:00:00Z", "2026-06-03T00:00:00Z"), Window("2026-06-05T00:00:00Z", None)]
    )
    assert AD.paused == Windows.none()


@pytest.mark.parametrize(
    ("ad", "act", "message"),
    [
        (AD, SparkAd.resume, f"paused: cannot resume at `{JUNE}`: it is not paused then"),
        (AD.pause(JUNE), SparkAd.pause, f"paused: cannot pause at `{JUNE}`: it is already paused then"),
        (
            AD.pause("2026-05-01T00:00:00Z").resume(JUNE),
            SparkAd.resume,
            f"paused: cannot resume at `{JUNE}`: it is not paused then",
        ),
        (
            attrs.evolve(AD, paused=Windows.always()),
            SparkAd.pause,
            f"paused: cannot pause at `{JUNE}`: it is already paused then",
        ),
    ],
)
def test_a_switch_that_is_so_already_is_refused(ad: SparkAd, act: Any, message: str) -> None:
    """Resuming what is not paused, pausing what is."""
    with pytest.raises(ImpossibleFactsError) as caught:
        act(ad, JUNE)
    assert str(caught.value) == message


@pytest.mark.parametrize("act", [AD.pause, AD.resume])
@pytest.mark.parametrize("wrong", ["2026-06-01", "2026-06-01T00:00:00", 5, None])
def test_a_switch_at_no_instant_is_refused_by_field(act: Any, wrong: Any) -> None:
    """The door for foreign times is the same everywhere."""
    with pytest.raises((TypeError, ValueError), match=r"^paused: "):
        act(wrong)


# Settings


def test_settings_say_nothing_unless_told() -> None:
    """Empty texts, no money, TikTok chooses."""
    settings = AdSettings()
    texts = (settings.call_to_action, settings.landing_page_url, settings.bidding_strategy, settings.currency)
    assert texts == ("", "", "", "")
    assert (settings.bid, settings.budget) == (None, None)
    assert (settings.budget_mode, settings.budget_level) == (BudgetMode.DAILY, BudgetLevel.AD)
    assert (settings.tracking, settings.placements, settings.targeting) == ((), (), Targeting())
    assert settings.targeting == Targeting(audiences=(), locations=(), ages=(), interests=())


@given(ad_settings())
def test_settings_survive_pickle_and_copy_and_evolve_to_their_equal(settings: AdSettings) -> None:
    """Money to the last digit."""
    for again in (pickle.loads(pickle.dumps(settings)), copy.deepcopy(settings), attrs.evolve(settings)):  # noqa: S301 - our own bytes
        assert again == settings
        assert (hash(again), str(again.bid), str(again.budget)) == (
            hash(settings),
            str(settings.bid),
            str(settings.budget),
        )


@pytest.mark.parametrize("field", ["bid", "budget"])
@pytest.mark.parametrize("amount", ["0", "0.00", "120.50", "1E+3", "79228162514264337593543950335.0001"])
def test_money_is_kept_exactly(field: str, amount: str) -> None:
    """Every digit, zeros at the end included."""
    kept = getattr(settings_of(**{field: Decimal(amount)}, currency="EUR"), field)
    assert (str(kept), type(kept)) == (amount, Decimal)


@pytest.mark.parametrize("field", ["bid", "budget"])
def test_a_whole_number_is_an_amount(field: str) -> None:
    """It is exact."""
    kept = getattr(settings_of(**{field: 120}, currency="JPY"), field)
    assert (kept, type(kept)) == (Decimal(120), Decimal)


@pytest.mark.parametrize("field", ["bid", "budget"])
@pytest.mark.parametrize(
    ("amount", "error", "message"),
    [
        (
            1.5,
            TypeError,
            f"{INEXACT} float: `1.5`; floats are not exact",
        ),
        (
            float("nan"),
            TypeError,
            f"{INEXACT} float: `nan`; floats are not exact",
        ),
        ("1,5", ValueError, '`1,5` is not an amount of money; write it like "12.50"'),
        (
            "1e9999999999999999999",
            ValueError,
            "`1e9999999999999999999` is not an amount of money: it is out of range",
        ),
        (True, TypeError, f"{INEXACT} bool: `True`"),
        (Decimal("-0.01"), ValueError, "`-0.01` is not an amount of money; 0 or more"),
        (-1, ValueError, "`-1` is not an amount of money; 0 or more"),
        (Decimal("NaN"), ValueError, "`NaN` is not an amount of money; 0 or more"),
        (Decimal("sNaN"), ValueError, "`sNaN` is not an amount of money; 0 or more"),
        (Decimal("Infinity"), ValueError, "`Infinity` is not an amount of money; 0 or more"),
    ],
)
def test_what_is_no_amount_of_money_is_refused(field: str, amount: Any, error: type[Exception], message: str) -> None:
    """Floats above all, which hold no cents."""
    with pytest.raises(error) as caught:
        settings_of(**{field: amount}, currency="USD")
    assert str(caught.value) == f"{field}: {message}"


@pytest.mark.parametrize(("field", "amount"), [("bid", "0.10"), ("budget", "0")])
def test_money_without_a_currency_is_refused(field: str, amount: str) -> None:
    """It is an amount of nothing in particular."""
    with pytest.raises(InvalidValueError) as caught:
        settings_of(**{field: Decimal(amount)})
    assert str(caught.value) == f"currency: missing; {field} `{amount}` needs one, like `USD`"


@pytest.mark.parametrize("wrong", ["usd", "US", "EURO", "XXX", "XAU", "$", " USD"])
def test_a_currency_that_is_none_is_refused(wrong: str) -> None:
    """With or without money; metals and test codes are no currencies."""
    for settings in ({}, {"bid": Decimal(1)}):
        with pytest.raises(InvalidValueError) as caught:
            settings_of(currency=wrong, **settings)
        assert str(caught.value) == f"currency: `{wrong}` is not an ISO 4217 code; write one like `USD`"


def test_a_currency_without_money_is_kept() -> None:
    """The account has one before the ad has a budget."""
    assert AdSettings(currency="CHF").currency == "CHF"


def test_the_currencies_are_codes_of_three_capital_letters() -> None:
    """All the big ones among them, none that is gone."""
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)
    assert {"USD", "EUR", "GBP", "JPY", "CNY", "INR", "BRL", "IDR", "VND", "KWD"} <= CURRENCIES
    assert not {"DEM", "HRK", "ZWL", "SLL", "XXX", "XTS"} & CURRENCIES
    assert 150 < len(CURRENCIES) < 170


@pytest.mark.parametrize(
    ("field", "wrong", "message"),
    [
        ("call_to_action", None, "text, not NoneType: `None`"),
        ("landing_page_url", 5, "text, not int: `5`"),
        ("bidding_strategy", b"", "text, not bytes: `b''`"),
        ("currency", None, "text, not NoneType: `None`"),
        ("budget_mode", 7, "a `BudgetMode`, not int: `7`"),
        ("budget_level", 7, "a `BudgetLevel`, not int: `7`"),
        ("targeting", {}, "a `Targeting`, not dict: `{}`"),
        ("tracking", "https://example.com", "several values, not one str: `https://example.com`"),
        ("tracking", None, "several values, not one NoneType: `None`"),
        ("tracking", [None], "each a `str`, not NoneType: `None`"),
        ("placements", "PLACEMENT_TIKTOK", "several values, not one str: `PLACEMENT_TIKTOK`"),
        ("placements", [7], "each a `str`, not int: `7`"),
        ("placements", None, "several values, not one NoneType: `None`"),
    ],
)
def test_a_value_that_a_setting_does_not_take_is_refused_by_name(field: str, wrong: Any, message: str) -> None:
    """Nothing is converted in silence."""
    with pytest.raises(WrongTypeError) as caught:
        settings_of(**{field: wrong})
    assert str(caught.value) == f"{field}: {message}"


@pytest.mark.parametrize("field", ["audiences", "locations", "ages", "interests"])
def test_targeting_holds_several_texts_of_each_kind(field: str) -> None:
    """As a tuple in their order; one text alone is not split into letters."""
    assert getattr(Targeting(**{field: ["b", "a"]}), field) == ("b", "a")
    for wrong, message in (
        ("ab", "several values, not one str: `ab`"),
        (5, "several values, not one int: `5`"),
        ([5], "each a `str`, not int: `5`"),
    ):
        parts: dict[str, Any] = {field: wrong}
        with pytest.raises(WrongTypeError) as caught:
            Targeting(**parts)
        assert str(caught.value) == f"{field}: {message}"


def test_placements_are_kept_as_a_tuple_in_tiktoks_spelling() -> None:
    """Whatever they came in."""
    placements: Any = iter([Placement.PLACEMENT_PANGLE, Placement.PLACEMENT_TIKTOK])
    settings = AdSettings(placements=placements)
    assert settings.placements == (Placement.PLACEMENT_PANGLE, Placement.PLACEMENT_TIKTOK)
    assert all(each.value == each.name for each in Placement)


def test_an_ad_without_an_end_never_ends() -> None:
    """At the very last microsecond of the calendar it runs."""
    assert SCHEDULE.at(AD, instant("9999-12-31T23:59:59.999999Z")) == "running"
