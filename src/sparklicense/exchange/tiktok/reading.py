"""The front door: TikTok's responses in, facts out."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, TypeVar

import attrs

from sparklicense.errors import InvalidValueError, ReadingError, shown
from sparklicense.exchange.readings import LeftOut, Reading
from sparklicense.exchange.tiktok.drawing import drawn
from sparklicense.exchange.tiktok.envelopes import UNNAMED, Responses, account_id, pages
from sparklicense.exchange.tiktok.rows import AdGroupRow, CampaignRow, Money, Rows
from sparklicense.exchange.tiktok.shapes import incomplete, take_page
from sparklicense.exchange.tiktok.taking import Taking
from sparklicense.instants import InstantLike, field_instant
from sparklicense.settings import CURRENCIES

M = TypeVar("M", AdGroupRow, CampaignRow)

OnError: TypeAlias = Literal["raise", "keep"]
"""What is done about a response that is an error: raise it, or name it and read the others."""
_ON_ERROR: Final = ("raise", "keep")


def read(
    responses: Responses,
    *,
    observed_at: InstantLike,
    strict: bool = False,
    source: str = UNNAMED,
    advertiser_id: str | None = None,
    currency: str | None = None,
    on_error: OnError = "raise",
) -> Reading:
    """Read the facts out of responses of TikTok's Business API (v1.3).

    Understood are `/tt_video/list/`, `/tt_video/info/`, `/identity/video/get/`, `/identity/video/info/`,
    `/identity/get/`, `/ad/get/`, `/adgroup/get/` and `/campaign/get/`, each told by its shape, in any
    order and any number of pages. An ad needs its ad group, which has the schedule, and its post. What
    the responses do not say is not invented: a status without an instant holds from `observed_at`, a
    publication is as early as the responses prove; each such value is listed under `assumed`.

    Args:
        responses: one response or any number of them, taken one by one: dicts as `json.loads` gives
            them, JSON text (a `str` is always text), or a `pathlib.Path` to a JSON file of one response
            or a list of them. `Observed` gives some of them an instant and an ad account of their own.
        observed_at: when TikTok said so; an exact instant. Where two responses differ, the one that was
            observed later speaks for what is now, the earlier one for then.
        strict: whether to refuse everything where something is not taken.
        source: what diagnoses call responses that come from no file.
        advertiser_id: the ad account that was asked, which becomes that of every license, because a
            code is applied for each account (fact A12c) and `/tt_video/*` does not name it; left out,
            the licenses are open to any, and where there are ads of several accounts that is listed as
            assumed.
        currency: the account's currency, an ISO 4217 code. The responses do not name it, and an amount
            is no money without one: left out, `/advertiser/info/` may tell it, and else no budget and no
            bid is read.
        on_error: what is done about a response that is TikTok's error, or no response at all: `"raise"`
            raises, `"keep"` names it under `diagnoses` and reads the others. A partial success (20001)
            that holds something is read and named, either way.

    Returns:
        Posts, licenses and ads, each sorted by id, that make a whole `Portfolio`.

    Raises:
        TikTokError: TikTok answered with an error: a `code` other than 0 (fact C40).
        ReadingError: something is no response at all, or `strict` and something is not taken.
        NaiveInstantError, InexactInstantError: `observed_at` is no exact instant.
        TypeError: `responses` is nothing of the above.

    Examples:
        >>> from sparklicense.exchange import tiktok
        >>> response = {"code": 0, "message": "OK", "data": {"video_detail": {
        ...     "item_id": "7638941401274764565",
        ...     "status": "ITEM_STATUS_HESITATE_RECOMMEND",
        ...     "auth_info": {
        ...         "ad_auth_status": "AUTHORIZED",
        ...         "auth_start_time": "2026-05-24T07:09:07Z",
        ...         "auth_end_time": "2026-06-23T07:09:07Z",
        ...     },
        ... }}}
        >>> reading = tiktok.read(response, observed_at="2026-06-01T00:00:00Z")
        >>> reading.licenses[0].window.duration.days
        30
        >>> for each in reading.assumed:
        ...     print(each.attribute, each.value.isoformat())
        redeemed_at 2026-05-24T07:09:07+00:00
        published_at 2026-05-24T07:09:07+00:00
    """
    at = field_instant("observed_at", observed_at)
    rows = read_rows(responses, source=source, advertiser_id=advertiser_id, currency=currency, on_error=on_error)
    reading = drawn(rows, observed_at=at)
    return reading.strict() if strict else reading


def read_rows(
    responses: Responses,
    *,
    source: str = UNNAMED,
    advertiser_id: str | None = None,
    currency: str | None = None,
    on_error: OnError = "raise",
) -> Rows:
    """Read what responses say, row by row, before any fact is made of it.

    Args:
        responses: as for `read`, with the same errors.
        source: what diagnoses call responses that come from no file.
        advertiser_id: the ad account that was asked.
        currency: its currency.
        on_error: as for `read`.
    """
    advertiser_id = account_id(advertiser_id)
    if currency is not None and currency not in CURRENCIES:
        raise InvalidValueError(f"currency: {shown(currency)} is not an ISO 4217 code; write one like `USD`")
    if on_error not in _ON_ERROR:
        raise InvalidValueError(f"on_error: `raise` or `keep`, not {shown(on_error)}")
    take = Taking(advertiser_id, currency or "")
    problems: list[str] = []
    for page in pages(responses, source):
        if on_error == "raise":
            if page.error:
                raise page.error
            if page.problem and not page.data:
                problems.append(f"{page.source}: {page.problem}")
                continue
        take.observed_at, take.advertiser_id = page.observed_at, page.advertiser_id or advertiser_id
        take_page(page, take)
    if problems:
        raise ReadingError(problems)
    take.diagnoses += incomplete(take.listings)
    _take_creatives(take)
    return Rows(
        posts=tuple(take.posts),
        authorizations=tuple(take.authorizations),
        ads=tuple(take.ads),
        adgroups=tuple(_in_currency(each, take) for each in take.adgroups),
        campaigns=tuple(_in_currency(each, take) for each in take.campaigns),
        identities=tuple(take.identities),
        refused=frozenset(take.refused),
        diagnoses=tuple(take.diagnoses),
        unknown=take.all_unknown(),
        left_out=tuple(
            LeftOut(source=source, times=times, one=one, several=several)
            for (one, several), times in take.left_out.items()
        ),
    )


def _take_creatives(take: Taking) -> None:
    """Take the creatives of Upgraded Smart+ ads; what `/ad/get/` tells of one is more, and has the same id."""
    ads = {each.id: each for each in take.ads}
    by_post = {(each.smart_plus_ad_id, each.post_id): each for each in take.ads if each.smart_plus_ad_id}
    for creative in take.creatives:
        ad = ads.get(creative.id) or by_post.get((creative.smart_plus_ad_id, creative.post_id))
        if ad is None:
            take.ads.append(creative)
        elif ad.operation_status == "ENABLE":
            ad.operation_status = creative.operation_status or "ENABLE"


def _in_currency(row: M, take: Taking) -> M:
    """Put amounts into the currency of their ad account; an amount of no currency in particular is none."""
    money = row.money
    if money is None or money.currency or (money.budget is None and money.bid is None):
        return row
    currency = take.currencies.get(row.advertiser_id)
    if not row.advertiser_id and len(take.currencies) == 1:
        (currency,) = take.currencies.values()
    if currency:
        return attrs.evolve(row, money=attrs.evolve(money, currency=currency))
    money = attrs.evolve(money, budget=None, bid=None)
    return attrs.evolve(row, money=money if money != Money() else None)
