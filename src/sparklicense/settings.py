"""What the advertiser controls on a Spark Ad: money, audience, place and button."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeAlias

import attrs

from sparklicense.checks import check_is, check_text, member, several
from sparklicense.errors import InvalidValueError, WrongTypeError, shown

_ISO_4217: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""  # the active codes of currencies; funds, metals and test codes are left out

_CALLS: Final = """
    APPLY_NOW BOOK_NOW CALL_NOW CONTACT_US DOWNLOAD_NOW EXPERIENCE_NOW GET_QUOTE GET_SHOWTIMES GET_TICKETS_NOW
    INSTALL_NOW INTERESTED JOIN_THIS_HASHTAG LEARN_MORE LISTEN_NOW ORDER_NOW PLAY_GAME PREORDER_NOW READ_MORE
    SEND_MESSAGE SHOOT_WITH_THIS_EFFECT SHOP_NOW SIGN_UP SUBSCRIBE VIEW_NOW VIEW_PROFILE
    VIEW_VIDEO_WITH_THIS_EFFECT VISIT_STORE WATCH_LIVE WATCH_NOW
"""

CURRENCIES: Final = frozenset(_ISO_4217.split())
"""The currencies that money can be in."""

CALLS_TO_ACTION: Final = frozenset(_CALLS.split())
"""The buttons that TikTok documents (fact C38); it adds new ones."""

Amount: TypeAlias = Decimal | int | str
"""What an amount of money is given as: exact, or decimal text like `"12.50"`."""
AMOUNT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
"""An amount as text."""


class BudgetMode(StrEnum):
    """What a budget is for."""

    DAILY = "daily"
    LIFETIME = "lifetime"


class BudgetLevel(StrEnum):
    """What a budget is shared by."""

    AD = "ad"
    ADGROUP = "adgroup"
    CAMPAIGN = "campaign"


class Placement(StrEnum):
    """Where an ad may run, in TikTok's spelling; the last two survive as legacy values (fact D14)."""

    PLACEMENT_TIKTOK = "PLACEMENT_TIKTOK"
    PLACEMENT_PANGLE = "PLACEMENT_PANGLE"
    PLACEMENT_GLOBAL_APP_BUNDLE = "PLACEMENT_GLOBAL_APP_BUNDLE"
    PLACEMENT_TOPBUZZ = "PLACEMENT_TOPBUZZ"
    PLACEMENT_HELO = "PLACEMENT_HELO"


def _audiences(value: Iterable[str]) -> tuple[str, ...]:
    return several("audiences", value, str)


def _locations(value: Iterable[str]) -> tuple[str, ...]:
    return several("locations", value, str)


def _ages(value: Iterable[str]) -> tuple[str, ...]:
    return several("ages", value, str)


def _interests(value: Iterable[str]) -> tuple[str, ...]:
    return several("interests", value, str)


def _tracking(value: Iterable[str]) -> tuple[str, ...]:
    return several("tracking", value, str)


def _placements(value: Iterable[Placement | str]) -> tuple[Placement, ...]:
    return tuple(member("placements", Placement, each) for each in several("placements", value, str))


def _budget_mode(value: BudgetMode | str) -> BudgetMode:
    return member("budget_mode", BudgetMode, value)


def _budget_level(value: BudgetLevel | str) -> BudgetLevel:
    return member("budget_level", BudgetLevel, value)


def _bid(value: Amount | None) -> Decimal | None:
    return optional_amount("bid", value)


def _budget(value: Amount | None) -> Decimal | None:
    return optional_amount("budget", value)


def optional_amount(field: str, value: Amount | None) -> Decimal | None:
    """Read an amount of money that may not be known, which is not 0."""
    return None if value is None else amount_of(field, value)


def amount_of(field: str, value: Amount) -> Decimal:
    """Read an amount of money; an error names the field."""
    if isinstance(value, str):
        if not AMOUNT.fullmatch(value):
            raise InvalidValueError(f'{field}: {shown(value)} is not an amount of money; write it like "12.50"')
    elif isinstance(value, bool) or not isinstance(value, Decimal | int):
        inexact = "; floats are not exact" if isinstance(value, float) else ""
        raise WrongTypeError(
            f'{field}: an amount is a `Decimal`, an `int` or text like "12.50", not {type(value).__name__}: '
            f"{shown(value)}{inexact}"
        )
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise InvalidValueError(f"{field}: {shown(value)} is not an amount of money: it is out of range") from None
    if not amount.is_finite() or amount < 0:
        raise InvalidValueError(f"{field}: {shown(str(amount))} is not an amount of money; 0 or more")
    return amount


def check_currency(currency: str, amounts: Iterable[tuple[str, Decimal | None]]) -> None:
    """Refuse a currency that is none, and amounts, by their fields, of nothing in particular."""
    if currency and currency not in CURRENCIES:
        raise InvalidValueError(f"currency: {shown(currency)} is not an ISO 4217 code; write one like `USD`")
    if not currency:
        for field, amount in amounts:
            if amount is not None:
                raise InvalidValueError(f"currency: missing; {field} {shown(str(amount))} needs one, like `USD`")


@attrs.frozen(kw_only=True)
class Targeting:
    """Whom an ad is shown to, each a tuple of texts as TikTok names them.

    Attributes:
        audiences: ids of custom or lookalike audiences.
        locations: ids or names of places.
        ages: age groups, like `AGE_25_34`.
        interests: ids or names of interest categories.
    """

    audiences: tuple[str, ...] = attrs.field(converter=_audiences, default=())
    locations: tuple[str, ...] = attrs.field(converter=_locations, default=())
    ages: tuple[str, ...] = attrs.field(converter=_ages, default=())
    interests: tuple[str, ...] = attrs.field(converter=_interests, default=())


@attrs.frozen(kw_only=True)
class AdSettings:
    """What the advertiser sets on an ad (guide, specs and limits; fact D5). None of it decides serving.

    Attributes:
        call_to_action: the button, in TikTok's spelling, like `SHOP_NOW` (fact C38).
        landing_page_url: where the button leads.
        tracking: tracking addresses and pixel ids.
        bid: an amount of `currency`: a `Decimal`, an `int` or text like `"12.50"`, never a float.
        bidding_strategy: in TikTok's spelling.
        budget: an amount of `currency`: a `Decimal`, an `int` or text like `"12.50"`, never a float.
        budget_mode: whether the budget is for a day or for the whole flight.
        budget_level: whether the ad, its ad group or its campaign shares it.
        currency: an ISO 4217 code, needed with any amount.
        targeting: whom the ad is shown to.
        placements: where it may run; empty: TikTok chooses.

    Raises:
        ValueError: money without a currency, a negative amount, an unknown currency.
        TypeError: an amount that is no `Decimal` or `int`.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense import AdSettings, BudgetMode
        >>> AdSettings(budget=Decimal("120.50"), budget_mode=BudgetMode.DAILY, currency="EUR").budget
        Decimal('120.50')
    """

    call_to_action: str = attrs.field(validator=check_text, default="")
    landing_page_url: str = attrs.field(validator=check_text, default="")
    tracking: tuple[str, ...] = attrs.field(converter=_tracking, default=())
    bid: Decimal | None = attrs.field(converter=_bid, default=None)
    bidding_strategy: str = attrs.field(validator=check_text, default="")
    budget: Decimal | None = attrs.field(converter=_budget, default=None)
    budget_mode: BudgetMode = attrs.field(converter=_budget_mode, default=BudgetMode.DAILY)
    budget_level: BudgetLevel = attrs.field(converter=_budget_level, default=BudgetLevel.AD)
    currency: str = attrs.field(validator=check_text, default="")
    targeting: Targeting = attrs.field(default=Targeting(), validator=check_is(Targeting))
    placements: tuple[Placement, ...] = attrs.field(converter=_placements, default=())

    def __attrs_post_init__(self) -> None:
        """Refuse an amount of nothing in particular."""
        check_currency(self.currency, (("bid", self.bid), ("budget", self.budget)))
