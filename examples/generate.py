"""Write the larger example: a year of posts from 25 accounts, and the Spark Ads made of the best.

Usage: `python examples/generate.py OUT.json [--ads N] [--seed S]`

One seed gives one file, on every machine and every Python: the clock is never read, and of `random`
only what its documentation promises to keep is used, the numbers of `Random(seed).random()`.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle
from random import Random
from typing import Final, NamedTuple, TypeVar

from attrs import evolve

from sparklicense import (
    AdSettings,
    BudgetLevel,
    BudgetMode,
    IdentityType,
    License,
    Media,
    MediaKind,
    Placement,
    Portfolio,
    Post,
    Removal,
    SparkAd,
    Targeting,
    Window,
    Windows,
    dump,
)

T = TypeVar("T")

EXPORTED: Final = datetime(2026, 6, 25, 12, tzinfo=UTC)
"""When the facts were read: what happens later is not known yet, though flights may lie ahead."""
DAYS: Final = 365


class Account(NamedTuple):
    """A TikTok account that posts."""

    handle: str
    language: str
    identity: IdentityType


class AdAccount(NamedTuple):
    """An ad account, and the currency it spends."""

    id: str
    currency: str
    locations: tuple[str, ...]


# fmt: off
_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "ja", "pt")
_OWN: Final = ("lab", "sun", "night", "hands", "travel", "men", "teens", "refill", "answers")
_CREATORS: Final = (
    "maya.glows", "jonas.runs", "aiko.unboxes", "dee.duets", "leo.finds", "priya.teaches", "sam.asks", "nora.bakes",
    "tomas.cooks", "zoe.hauls", "ines.daily", "kofi.cuts", "lena.reads", "marco.rides", "yuki.draws",
)
# fmt: on
ACCOUNTS: Final = (
    Account("@lumen.skin", "en", IdentityType.TT_USER),
    *(Account(f"@lumen.{name}", spoken, IdentityType.BC_AUTH_TT) for name, spoken in zip(_OWN, cycle(_LANGUAGES))),
    *(Account(f"@{name}", spoken, IdentityType.AUTH_CODE) for name, spoken in zip(_CREATORS, cycle(_LANGUAGES))),
)
FORMATS: Final = {
    # The shortest and the longest, in seconds; images have no duration.
    "talking_head": (15, 45),
    "slideshow": (0, 0),
    "text_wall": (6, 12),
    "product_in_hand": (9, 24),
    "multi_scene": (20, 60),
    "before_after": (8, 18),
}
SCRIPTS: Final = (
    "three things I stopped buying",
    "what my skin did in 14 days",
    "the order nobody tells you",
    "I asked a dermatologist",
    "sunscreen before coffee",
    "one shelf, five minutes",
    "the refill that saved me 40 euros",
    "read this before you buy",
)
AD_ACCOUNTS: Final = (
    AdAccount("7390000000000000001", "USD", ("US", "CA")),
    AdAccount("7390000000000000002", "EUR", ("DE", "ES", "FR", "IT")),
)

# How often things happen, and how long they last. Values that are listed twice come twice as often.
CHOSEN_DAYS: Final = (7, 30, 30, 30, 30, 60, 60, 90, 365)
FLIGHT_DAYS: Final = (7, 14, 21, 30, 30, 45, 60, 90, 120, None)
BUDGETS: Final = (Decimal(20), Decimal(50), Decimal("75.50"), Decimal(120), Decimal(400))
TAKEN_DOWN, MODERATED, HIDDEN = 0.014, 0.006, 0.03  # of all posts
NOT_APPLIED, REVOKED, EXTENDED = 0.05, 0.05, 0.15  # of all codes
RENEWED_IN_TIME, RENEWED_LATE = 0.55, 0.25  # of all codes that end during a flight
PAUSED, OTHER_ACCOUNT = 0.12, 0.03  # of all ads
GONE_ACCOUNT: Final = "@ines.daily"
GONE_AT: Final = datetime(2026, 4, 14, 3, 20, tzinfo=UTC)


def happens(rng: Random, share: float) -> bool:
    """Throw a coin that falls on its face in a share of all throws."""
    return rng.random() < share


def pick(rng: Random, values: Sequence[T]) -> T:
    """Draw one of several values, each as likely."""
    return values[int(rng.random() * len(values))]


def after(rng: Random, at: datetime, least: float, most: float) -> datetime:
    """Draw an instant between two numbers of days of 24 hours after another, to the second."""
    return at + timedelta(seconds=int(86_400 * (least + (most - least) * rng.random())))


def windows(rng: Random, start: datetime, length: float) -> Windows:
    """Draw up to three windows of up to so many days; one that is not over when the facts are read is open."""
    found: list[Window] = []
    while start < EXPORTED and len(found) < 3:  # noqa: PLR2004 - three
        end = after(rng, start, 0.1, length)
        found.append(Window(start, end if end < EXPORTED else None))
        if end >= EXPORTED or happens(rng, 0.6):
            break
        start = after(rng, end, 1, 30)
    return Windows(found)


def published(rng: Random, account: Account, form: str, at: datetime, caption: str) -> Post:
    """Publish a post, and tell what became of it."""
    ends: list[tuple[datetime, Removal]] = []
    if happens(rng, TAKEN_DOWN):
        ends.append((after(rng, at, 5, 200), Removal.CREATOR))
    if happens(rng, MODERATED):
        ends.append((after(rng, at, 0.1, 90), Removal.MODERATION))
    if account.handle == GONE_ACCOUNT:
        ends.append((GONE_AT, Removal.ACCOUNT_GONE))
    deleted_at, removal = min((each for each in ends if each[0] < EXPORTED), default=(None, None))
    shortest, longest = FORMATS[form]
    seconds = shortest + int(rng.random() * (longest - shortest))
    kind = MediaKind.VIDEO if seconds else MediaKind.CAROUSEL
    return Post(
        id=str(int(at.timestamp()) << 32 | int(rng.random() * 2**32)),  # as TikTok's: the second it went up leads
        creator=account.handle,
        published_at=at,
        deleted_at=deleted_at,
        removal=removal,
        hidden=windows(rng, after(rng, at, 2, 120), 45) if happens(rng, HIDDEN) else Windows.none(),
        caption=caption,
        media=Media(kind=kind, width=1080, height=1920, duration=float(seconds) if seconds else None),
        labels=(form, account.language),
    )


def organic(rng: Random, variants: int) -> Iterator[tuple[int, Account, Post]]:
    """Post for a year: each month, from each account, in each format, up to so many variants of one script.

    Yields:
        How often a post was played, its account, and the post.
    """
    opening, month = EXPORTED - timedelta(days=DAYS), DAYS / 12
    for number in range(12):
        for account in ACCOUNTS:
            for form in FORMATS:
                script = pick(rng, SCRIPTS)
                for variant in range(1, 2 + int(rng.random() * variants)):
                    at = after(rng, opening, number * month, (number + 1) * month)
                    plays = int(800 / (1 - rng.random()))  # most are seen little, a few very much
                    if account.handle != GONE_ACCOUNT or at < GONE_AT:
                        yield plays, account, published(rng, account, form, at, f"{script}, take {variant}")


def licensed(
    rng: Random, codes: Iterator[str], post: Post, issued_at: datetime, until: datetime, advertiser_id: str
) -> Iterator[License]:
    """License a post, code after code, for as long as its creator renews and the ads need it."""
    while issued_at < min(until, EXPORTED):
        license = License.issue(
            code=next(codes), post_id=post.id, issued_at=issued_at, days=pick(rng, CHOSEN_DAYS), redeemed_at=None
        )
        applied = after(rng, issued_at, 0, 2)
        withdrawn = after(rng, issued_at, 2, 60)
        extended = after(rng, license.expires_at, -3, -0.5)
        if applied < EXPORTED and not happens(rng, NOT_APPLIED):
            license = license.redeem(applied, advertiser_id=advertiser_id)
        if happens(rng, REVOKED) and withdrawn < min(license.expires_at, EXPORTED):
            license = license.revoke(withdrawn)
        elif happens(rng, EXTENDED) and extended < EXPORTED:
            license = license.extend(pick(rng, CHOSEN_DAYS), at=extended)
        yield license
        luck = rng.random()
        if luck > RENEWED_IN_TIME + RENEWED_LATE:
            return
        wait = (-4, -0.2) if luck < RENEWED_IN_TIME else (0.5, 10)
        issued_at = after(rng, license.ends_at, *wait)


def flown(rng: Random, number: int, post: Post, account: Account, start: datetime, place: int) -> SparkAd:
    """Run one ad on a post, in one of the ad accounts."""
    days = pick(rng, FLIGHT_DAYS)
    ad_account = AD_ACCOUNTS[place]
    form, language = post.labels
    campaign = f"{place + 1}{start:%Y%m}{number // 1000:06d}"  # a month's ads share one, and no more than 1,000
    adgroup = f"185{campaign}{[*FORMATS].index(form):03d}"
    paused = windows(rng, after(rng, start, 1, 40), 20) if happens(rng, PAUSED) else Windows.none()
    settings = AdSettings(
        call_to_action=pick(rng, ("SHOP_NOW", "LEARN_MORE", "DOWNLOAD_NOW")),
        landing_page_url=f"https://lumen.example/{language}?ad={number}",
        bid=pick(rng, (Decimal("0.85"), Decimal("1.40"))) if happens(rng, 0.5) else None,
        budget=pick(rng, BUDGETS),
        budget_mode=BudgetMode.LIFETIME if days and happens(rng, 0.3) else BudgetMode.DAILY,
        budget_level=pick(rng, (BudgetLevel.AD, BudgetLevel.ADGROUP, BudgetLevel.CAMPAIGN)),
        currency=ad_account.currency,
        targeting=Targeting(locations=ad_account.locations, ages=pick(rng, (("AGE_18_24",), ("AGE_25_34",)))),
        placements=(Placement.PLACEMENT_TIKTOK,),
    )
    if settings.budget_level is not BudgetLevel.AD:  # those who share a budget record the same
        owner = Random(adgroup if settings.budget_level is BudgetLevel.ADGROUP else campaign)  # noqa: S311 - as below
        settings = evolve(settings, budget=pick(owner, BUDGETS), budget_mode=BudgetMode.DAILY)
    return SparkAd(
        id=f"183{number:016d}",
        post_id=post.id,
        starts_at=start,
        ends_at=None if days is None else start + timedelta(days=days),
        identity_type=account.identity,
        advertiser_id=ad_account.id,
        campaign_id=f"182{campaign}000",
        adgroup_id=adgroup,
        name=f"{account.handle}, {form}: {post.caption}",
        paused=paused,
        settings=settings,
    )


def make(seed: int = 2026, *, ads: int = 1000) -> Portfolio:
    """Make a year of posts, and so many Spark Ads on those that were played most.

    Args:
        seed: another one gives another year of the same kind.
        ads: how many; from 4,000 on more variants are posted, so that winners do not run out.
    """
    rng = Random(seed)  # noqa: S311 - an example needs chance that repeats, not secrets
    codes = (f"#example-{number:07d}=" for number in count(1))
    posted = list(organic(rng, max(4, ads // 1000)))
    licenses: list[License] = []
    found: list[SparkAd] = []
    for _, account, post in sorted(posted, key=lambda each: (-each[0], each[2].id)):
        if len(found) == ads:
            break
        chosen_at = after(rng, post.published_at, 0.5, 12)  # when the brand asks for it
        last = min(post.deleted_at or EXPORTED, EXPORTED)
        place = int(rng.random() * len(AD_ACCOUNTS))
        until = chosen_at
        for turn in range(pick(rng, (1, 1, 2, 3))):
            start = after(rng, chosen_at, 0.5 + turn * 9, 6 + turn * 30).replace(minute=0, second=0)
            if chosen_at < last and (post.deleted_at is None or start < last) and len(found) < ads:
                other = happens(rng, OTHER_ACCOUNT)
                ad = flown(rng, len(found) + 1, post, account, start, 1 - place if other else place)
                found.append(ad)
                until = max(until, ad.ends_at or EXPORTED)
        if account.identity is IdentityType.AUTH_CODE:
            licenses += licensed(rng, codes, post, chosen_at, min(until, last), AD_ACCOUNTS[place].id)
    return Portfolio(
        posts=sorted((post for _, _, post in posted), key=lambda post: post.id), licenses=licenses, ads=found
    )


def main() -> None:
    """Write a file, as the command line asks."""
    parser = ArgumentParser(description="Write a year of posts and Spark Ads as a portfolio file.")
    parser.add_argument("path", metavar="OUT.json", help="the file to write")
    parser.add_argument("--ads", type=int, default=1000, metavar="N", help="how many Spark Ads (1000)")
    parser.add_argument("--seed", type=int, default=2026, metavar="S", help="another one gives another year (2026)")
    given = parser.parse_args()
    dump(make(given.seed, ads=given.ads), given.path)


if __name__ == "__main__":
    main()
