"""The way from TikTok's responses to facts: responses, pages, rows, and what is made of the rows together."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, TypeVar

import attrs
from pendulum import DateTime

from sparklicense.errors import InvalidValueError, ReadingError, printable, shown
from sparklicense.instants import InstantLike, field_instant
from sparklicense.licenses import License
from sparklicense.portfolio import Portfolio
from sparklicense.settings import CURRENCIES
from sparklicense.sources.merging import Part, merge
from sparklicense.sources.readings import LeftOut, Reading
from sparklicense.sources.tiktok.ads import ads_of
from sparklicense.sources.tiktok.licenses import licenses_of
from sparklicense.sources.tiktok.observations import Notes
from sparklicense.sources.tiktok.pages import incomplete, read_page
from sparklicense.sources.tiktok.posts import access_of, check_post, handles_of, post_of, unlisted_post
from sparklicense.sources.tiktok.responses import UNNAMED, Responses, account_id, pages
from sparklicense.sources.tiktok.rows import AdGroupRow, CampaignRow, Kind, Money, Rows
from sparklicense.sources.tiktok.values import Reader, plain

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
    held: Portfolio | None = None,
) -> Reading:
    """Read the facts out of responses of TikTok's Business API (v1.3).

    Understood are `/tt_video/list/`, `/tt_video/info/`, `/identity/video/get/`, `/identity/video/info/`,
    `/identity/get/`, `/ad/get/`, `/smart_plus/ad/get/`, `/adgroup/get/`, `/campaign/get/` and
    `/advertiser/info/`, in any order and any number of pages. Each row is recognized by its own keys, so
    rows may also come as ELT tools keep them: in bare lists, in JSON Lines, in records of Airbyte or
    Singer. An ad needs its ad group, which has the schedule, and its post where it needs a code. What the
    responses do not say is not invented: a status without an instant holds from `observed_at`, a
    publication is as early as the responses prove, an identity that is not available ends access to its
    account; each such value is listed under `assumed`. Ads that are
    no Spark Ads and rows of reports are counted under `left_out`; a list of which rows are missing is
    diagnosed.

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
        held: what was known before, to which the responses add: what they do not name stays as it is, and where
            they differ TikTok speaks for what is now. A deletion or a revocation is never undone.

    Returns:
        Posts, licenses, ads and access, each sorted by id, that make a whole `Portfolio`.

    Raises:
        TikTokError: TikTok answered with an error: a `code` other than 0 (fact C40).
        ReadingError: something is no response at all, or `strict` and something is not taken.
        NaiveInstantError, InexactInstantError: `observed_at` is no exact instant.
        TypeError: `responses` is nothing of the above.

    Examples:
        >>> from sparklicense.sources import tiktok
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
    reading = facts_of(rows, observed_at=at)
    if held is not None:
        before = Part(source="what was known", reading=Reading.of(held))
        reading = merge([before, part_of(rows, reading, observed_at=at)]).reading
    return reading.strict() if strict else reading


def part_of(rows: Rows, reading: Reading, *, observed_at: DateTime) -> Part:
    """Give what TikTok says as a part of what all sources say.

    Args:
        rows: what it says.
        reading: the facts made of it.
        observed_at: when it said so, where a row does not tell.
    """
    last = max((row.observed_at or observed_at for row in rows), default=observed_at)
    since: dict[str, DateTime] = {}
    for noun, told in (("post", rows.posts), ("ad", rows.ads)):
        for row in told:
            name = f"{noun} {printable(row.id)}"
            since[name] = min(since.get(name, last), row.observed_at or observed_at)
    return Part(source="tiktok", reading=reading, observed_at=last, since=since)


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
    reader = Reader(advertiser_id, currency or "")
    problems: list[str] = []
    for page in pages(responses, source):
        if on_error == "raise":
            if page.error:
                raise page.error
            if page.problem and not page.data:
                problems.append(f"{page.source}: {page.problem}")
                continue
        reader.observed_at, reader.advertiser_id = page.observed_at, page.advertiser_id or advertiser_id
        read_page(page, reader)
    if problems:
        raise ReadingError(problems)
    reader.diagnoses += incomplete(reader.listings)
    _add_creatives(reader)
    return Rows(
        posts=tuple(reader.posts),
        authorizations=tuple(reader.authorizations),
        ads=tuple(reader.ads),
        adgroups=tuple(_in_currency(each, reader) for each in reader.adgroups),
        campaigns=tuple(_in_currency(each, reader) for each in reader.campaigns),
        identities=tuple(reader.identities),
        refused=frozenset(reader.refused),
        diagnoses=tuple(reader.diagnoses),
        unknown=reader.all_unknown(),
        left_out=tuple(
            LeftOut(source=source, times=times, one=one, several=several)
            for (one, several), times in reader.left_out.items()
        ),
    )


def _add_creatives(reader: Reader) -> None:
    """Take the creatives of Upgraded Smart+ ads; what `/ad/get/` tells of one is more, and has the same id."""
    ads = {each.id: each for each in reader.ads}
    by_post = {(each.smart_plus_ad_id, each.post_id): each for each in reader.ads if each.smart_plus_ad_id}
    for creative in reader.creatives:
        ad = ads.get(creative.id) or by_post.get((creative.smart_plus_ad_id, creative.post_id))
        if ad is None:
            reader.ads.append(creative)
        elif ad.operation_status == "ENABLE":
            ad.operation_status = creative.operation_status or "ENABLE"


def _in_currency(row: M, reader: Reader) -> M:
    """Put amounts into the currency of their ad account; an amount of no currency in particular is none."""
    money = row.money
    if money is None or money.currency or (money.budget is None and money.bid is None):
        return row
    currency = reader.currencies.get(row.advertiser_id)
    if not row.advertiser_id and len(reader.currencies) == 1:
        (currency,) = reader.currencies.values()
    if currency:
        return attrs.evolve(row, money=attrs.evolve(money, currency=currency))
    money = attrs.evolve(money, budget=None, bid=None)
    return attrs.evolve(row, money=money if money != Money() else None)


def facts_of(rows: Rows, *, observed_at: DateTime) -> Reading:
    """Make facts of what TikTok says.

    Args:
        rows: what it says.
        observed_at: when it said so, where a row does not tell.
    """
    notes = Notes(rows, observed_at)
    identities = notes.together(Kind.IDENTITY, rows.identities)
    told = notes.together(Kind.POST, rows.posts)
    for row in told.values():
        check_post(row, notes)
    licenses = licenses_of(rows.authorizations, notes)
    _assume_accounts(rows, licenses, notes)
    refused, handles = notes.refused[Kind.POST], handles_of(rows, identities)
    posts = [
        post_of(told[id], licenses.get(id), handles.get(id, ""), notes) for id in sorted(told) if id not in refused
    ]
    ads, unlisted = ads_of(rows, {each.id for each in posts}, identities, notes)
    posts += [unlisted_post(row, handles.get(row.post_id, ""), notes) for row in unlisted.values()]
    access = access_of(rows, ads, posts, identities, notes)
    return Reading(
        posts=tuple(sorted(posts, key=lambda post: post.id)),
        licenses=tuple(license for post in posts for license in licenses.get(post.id, ())),
        ads=ads,
        access=access,
        assumed=tuple(notes.assumed),
        diagnoses=tuple(notes.diagnoses),
        unknown=rows.unknown,
        left_out=(*_others(notes), *rows.left_out),
    )


def _others(notes: Notes) -> tuple[LeftOut, ...]:
    if not notes.others:
        return ()
    one, several = "ad that is no Spark Ad", "ads that are no Spark Ads"
    return (LeftOut(source=UNNAMED, times=notes.others, one=one, several=several),)


def _assume_accounts(rows: Rows, licenses: dict[str, list[License]], notes: Notes) -> None:
    """List for which ad accounts licenses are assumed to be, where there are ads of another, or of several."""
    asked = {each.advertiser_id for each in rows.authorizations}
    accounts = {each.advertiser_id or each.asked for each in rows.ads} - {""}
    if len(accounts) < 2 if None in asked else accounts <= asked:  # noqa: PLR2004 - several accounts
        return
    told: set[str] = set()
    for ad in rows.ads:
        of = {each.advertiser_id for each in licenses.get(ad.post_id, ())}
        account = ad.advertiser_id or ad.asked
        if ad.post_id in told or not of or account in asked:
            continue
        told.add(ad.post_id)
        reason = "the responses do not say which ad account applied the code, and there are ads of several accounts"
        if None not in of:
            reason = f"the list is of this ad account; there is none of {shown(account)}, which has ads on the post"
        value = "any account" if None in of else ", ".join(sorted(each for each in of if each))
        notes.assume(ad, f"license of post {plain(ad.post_id)}", "advertiser_id", value, reason)
