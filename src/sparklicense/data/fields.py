"""What a portfolio file holds: one table of fields for each fact, from which every form follows.

JSON and CSV, reading and writing, and the JSON Schema are all made from these tables. What is
required, and what a field left out means, is the facts' own business and read off them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sparklicense.access import AccountAccess
from sparklicense.ads import IdentityType, SparkAd
from sparklicense.data.kinds import (
    AMOUNT,
    CODE,
    ID,
    INSTANT,
    PIXELS,
    SECONDS,
    TEXT,
    TEXTS,
    TRUTH,
    choice,
    record,
    several,
)
from sparklicense.data.records import Field, Shape
from sparklicense.licenses import License
from sparklicense.posts import Media, MediaKind, Post, Removal
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode, Placement, Targeting
from sparklicense.windows import Window, Windows

PORTFOLIO_SCHEMA: Final = "sparklicense.portfolio/1"
"""What a portfolio file calls its own form."""

WINDOW: Final = Shape(
    noun="a window",
    make=Window,
    fields=(Field("start", INSTANT, nullable=True), Field("end", INSTANT, nullable=True)),
)
WINDOWS: Final = several(record(WINDOW), Windows)

MEDIA: Final = Shape(
    noun="media",
    make=Media,
    fields=(
        Field("kind", choice(MediaKind)),
        Field("width", PIXELS, nullable=True),
        Field("height", PIXELS, nullable=True),
        Field("duration", SECONDS, nullable=True),
        Field("sound", TEXT, nullable=True),
    ),
)

POST: Final = Shape(
    noun="a post",
    make=Post,
    fields=(
        Field("id", ID),
        Field("creator", TEXT),
        Field("creator_name", TEXT),
        Field("published_at", INSTANT),
        Field("deleted_at", INSTANT, nullable=True),
        Field("removal", choice(Removal), nullable=True),
        Field("hidden", WINDOWS),
        Field("caption", TEXT),
        Field("media", record(MEDIA), nullable=True),
        Field("labels", TEXTS),
    ),
)

LICENSE: Final = Shape(
    noun="a license",
    make=License,
    fields=(
        Field("id", ID, nullable=True),
        Field("code", CODE, nullable=True),
        Field("post_id", ID),
        Field("advertiser_id", ID, nullable=True),
        Field("issued_at", INSTANT),
        Field("redeemed_at", INSTANT, nullable=True),
        Field("expires_at", INSTANT),
        Field("revoked_at", INSTANT, nullable=True),
        Field("own", TRUTH),
    ),
)

TARGETING: Final = Shape(
    noun="targeting",
    make=Targeting,
    fields=(
        Field("audiences", TEXTS),
        Field("locations", TEXTS),
        Field("ages", TEXTS),
        Field("interests", TEXTS),
    ),
)

SETTINGS: Final = Shape(
    noun="settings",
    make=AdSettings,
    fields=(
        Field("call_to_action", TEXT),
        Field("landing_page_url", TEXT),
        Field("tracking", TEXTS),
        Field("bid", AMOUNT, nullable=True),
        Field("bidding_strategy", TEXT),
        Field("budget", AMOUNT, nullable=True),
        Field("budget_mode", choice(BudgetMode)),
        Field("budget_level", choice(BudgetLevel)),
        Field("currency", TEXT),
        Field("targeting", record(TARGETING)),
        Field("placements", several(choice(Placement))),
    ),
)

AD: Final = Shape(
    noun="an ad",
    make=SparkAd,
    fields=(
        Field("id", ID),
        Field("post_id", ID),
        Field("advertiser_id", ID, nullable=True),
        Field("identity_type", choice(IdentityType)),
        Field("starts_at", INSTANT),
        Field("ends_at", INSTANT, nullable=True),
        Field("campaign_id", ID, nullable=True),
        Field("adgroup_id", ID, nullable=True),
        Field("name", TEXT),
        Field("paused", WINDOWS),
        Field("settings", record(SETTINGS)),
    ),
)

ACCESS: Final = Shape(
    noun="an access",
    make=AccountAccess,
    fields=(
        Field("id", ID, nullable=True),
        Field("creator", TEXT),
        Field("advertiser_id", ID, nullable=True),
        Field("granted_at", INSTANT),
        Field("expires_at", INSTANT, nullable=True),
        Field("revoked_at", INSTANT, nullable=True),
    ),
)

LISTS: Final[Mapping[str, Shape[Any]]] = {"posts": POST, "licenses": LICENSE, "ads": AD, "access": ACCESS}
"""The lists of a portfolio."""

SHAPES: Final = (POST, LICENSE, AD, ACCESS, MEDIA, WINDOW, SETTINGS, TARGETING)
"""Every shape a portfolio file is made of."""
