"""What TikTok says, row by row: read once, before any fact is made of it.

A row repeats the response in plain values: ids as text, instants in UTC, statuses in TikTok's words.
Rows that say the same are equal, wherever they stand. Facts are made of these rows, and reconciled with them.

Nothing changes a row. Yet the classes are not frozen: of every thing there is a row, which lives for one call,
and one of a frozen class takes twice as long to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

import attrs
from pendulum import DateTime

from sparklicense.posts import Media
from sparklicense.settings import Placement, Targeting
from sparklicense.sources.readings import Diagnosis, LeftOut, UnknownKey


class Kind(StrEnum):
    """What a row is about; its value is the word for it in texts."""

    POST = "post"
    AUTHORIZATION = "authorization"
    AD = "ad"
    ADGROUP = "ad group"
    CAMPAIGN = "campaign"
    IDENTITY = "identity"
    ADVERTISER = "ad account"


@attrs.define(kw_only=True)
class PostRow:
    """What a response says of one post.

    Attributes:
        source: the response, as diagnoses name it.
        row: its place in the response's list, from 0 on; `None` where the response is about it alone.
        id: the post's id, `item_id`.
        observed_at: when TikTok said so; `None`: when the caller says of all responses.
        status: its status, without the prefixes that some endpoints add (fact C27); `""`: not given.
        caption: the creator's words, `""` where not given.
        media: what it shows.
        creator_name: what the response calls the account, a display name and no handle; `""` where not given.
        identity_id: the identity it is used under, `""` where not given.
    """

    source: str = attrs.field(eq=False)
    row: int | None = attrs.field(eq=False)
    observed_at: DateTime | None = attrs.field(default=None, eq=False)
    id: str
    status: str = ""
    caption: str = ""
    media: Media | None = None
    creator_name: str = ""
    identity_id: str = ""


@attrs.define(kw_only=True)
class AuthorizationRow:
    """What a response says of one authorization of a post: its `auth_info`, and the code where it is given.

    Attributes:
        source: the response, as diagnoses name it.
        row: its place in the response's list.
        id: the post's id, `item_id`.
        observed_at: when TikTok said so; `None`: when the caller says of all responses.
        status: `ad_auth_status`, in TikTok's words; `""` where not given.
        starts_at: `auth_start_time`.
        ends_at: `auth_end_time`, excluded.
        code: the authorization code, a bearer secret; `None` where not given.
        advertiser_id: the ad account that was asked; `None` where not known.
    """

    source: str = attrs.field(eq=False)
    row: int | None = attrs.field(eq=False)
    observed_at: DateTime | None = attrs.field(default=None, eq=False)
    id: str
    status: str = ""
    starts_at: DateTime
    ends_at: DateTime
    code: str | None = attrs.field(default=None, repr=False)
    advertiser_id: str | None = None


@attrs.define(kw_only=True)
class AdRow:
    """What a response says of one ad.

    Attributes:
        source: the response, as diagnoses name it.
        row: its place in the response's list.
        id: the ad's id.
        observed_at: when TikTok said so; `None`: when the caller says of all responses.
        adgroup_id: its ad group; `""` where not given, as with every text below.
        campaign_id: its campaign.
        advertiser_id: its ad account.
        asked: the ad account that was asked.
        post_id: the post behind it, `tiktok_item_id`.
        identity_type: in TikTok's words.
        identity_id: the identity it runs under.
        operation_status: the ad's own switch, in TikTok's words.
        secondary_status: what TikTok says of its delivery.
        name: what the advertiser calls it.
        call_to_action: its button.
        landing_page_url: where the button leads.
        tracking: its tracking addresses.
        smart_plus_ad_id: the Upgraded Smart+ ad that it is a creative of.
    """

    source: str = attrs.field(eq=False)
    row: int | None = attrs.field(eq=False)
    observed_at: DateTime | None = attrs.field(default=None, eq=False)
    id: str
    adgroup_id: str = ""
    campaign_id: str = ""
    advertiser_id: str = ""
    asked: str = ""
    post_id: str = ""
    identity_type: str = ""
    identity_id: str = ""
    operation_status: str = ""
    secondary_status: str = ""
    name: str = ""
    call_to_action: str = ""
    landing_page_url: str = ""
    tracking: tuple[str, ...] = ()
    smart_plus_ad_id: str = ""


@attrs.frozen(kw_only=True)
class Money:
    """What a response says of the money of one level; amounts in no currency where none is given.

    Attributes:
        budget: the amount; `None` where there is none.
        mode: `budget_mode`, in TikTok's words.
        bid: what is bid; `None` where nothing is, or it cannot be told apart.
        bidding_strategy: `bid_type`, in TikTok's words.
        currency: an ISO 4217 code; `""` where not given.
    """

    budget: Decimal | None = None
    mode: str = ""
    bid: Decimal | None = None
    bidding_strategy: str = ""
    currency: str = ""


@attrs.define(kw_only=True)
class AdGroupRow:
    """What a response says of one ad group.

    Attributes:
        source: the response, as diagnoses name it.
        row: its place in the response's list.
        id: the ad group's id.
        observed_at: when TikTok said so; `None`: when the caller says of all responses.
        campaign_id: its campaign; `""` where not given, as with every text below.
        advertiser_id: its ad account.
        operation_status: its own switch, in TikTok's words.
        secondary_status: what TikTok says of its delivery.
        schedule_type: in TikTok's words.
        starts_at: `schedule_start_time`; `None` where not given.
        ends_at: `schedule_end_time` as given, also where it is no end (fact C52); `None` where not given.
        money: its budget and bid.
        placements: where its ads may run, as far as they are known.
        targeting: whom its ads are shown to.
    """

    source: str = attrs.field(eq=False)
    row: int | None = attrs.field(eq=False)
    observed_at: DateTime | None = attrs.field(default=None, eq=False)
    id: str
    campaign_id: str = ""
    advertiser_id: str = ""
    operation_status: str = ""
    secondary_status: str = ""
    schedule_type: str = ""
    starts_at: DateTime | None = None
    ends_at: DateTime | None = None
    money: Money | None = None
    placements: tuple[Placement, ...] = ()
    targeting: Targeting | None = None


@attrs.define(kw_only=True)
class CampaignRow:
    """What a response says of one campaign.

    Attributes:
        source: the response, as diagnoses name it.
        row: its place in the response's list.
        id: the campaign's id.
        observed_at: when TikTok said so; `None`: when the caller says of all responses.
        advertiser_id: its ad account; `""` where not given, as with every text below.
        operation_status: its own switch, in TikTok's words.
        secondary_status: what TikTok says of its delivery.
        money: its budget.
        shares_budget: whether its ad groups share its budget, `budget_optimize_on`.
    """

    source: str = attrs.field(eq=False)
    row: int | None = attrs.field(eq=False)
    observed_at: DateTime | None = attrs.field(default=None, eq=False)
    id: str
    advertiser_id: str = ""
    operation_status: str = ""
    secondary_status: str = ""
    money: Money | None = None
    shares_budget: bool = False


@attrs.define(kw_only=True)
class IdentityRow:
    """What a response says of one identity.

    Attributes:
        source: the response, as diagnoses name it.
        row: its place in the response's list.
        id: the identity's id.
        observed_at: when TikTok said so; `None`: when the caller says of all responses.
        identity_type: in TikTok's words.
        available_status: `AVAILABLE`, or why it cannot be used, in TikTok's words (fact B13) or as
            `UNAVAILABLE`; `""` where not given.
        username: its handle; `""` where not given.
    """

    source: str = attrs.field(eq=False)
    row: int | None = attrs.field(eq=False)
    observed_at: DateTime | None = attrs.field(default=None, eq=False)
    id: str
    identity_type: str = ""
    available_status: str = ""
    username: str = ""


Row = PostRow | AuthorizationRow | AdRow | AdGroupRow | CampaignRow | IdentityRow


@attrs.frozen(kw_only=True)
class Rows:
    """All that some responses say, in their order; the same thing may be told several times.

    Attributes:
        posts: the posts.
        authorizations: the authorizations of posts.
        ads: the ads.
        adgroups: the ad groups.
        campaigns: the campaigns.
        identities: the identities.
        refused: what a row was about that could not be read whole, by kind and id.
        diagnoses: what could not be read, and why.
        unknown: the keys and values that are not understood.
        left_out: what no fact is in.
    """

    posts: tuple[PostRow, ...] = ()
    authorizations: tuple[AuthorizationRow, ...] = ()
    ads: tuple[AdRow, ...] = ()
    adgroups: tuple[AdGroupRow, ...] = ()
    campaigns: tuple[CampaignRow, ...] = ()
    identities: tuple[IdentityRow, ...] = ()
    refused: frozenset[tuple[Kind, str]] = frozenset()
    diagnoses: tuple[Diagnosis, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        """Go through all rows, kind by kind."""
        for each in (self.posts, self.authorizations, self.ads, self.adgroups, self.campaigns, self.identities):
            yield from each
