"""What the advertiser controls on an ad, gathered from its ad, ad group and campaign."""

from __future__ import annotations

from typing import Final

from sparklicense.exchange.tiktok.rows import AdGroupRow, AdRow, CampaignRow, Money
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode, Targeting

_MODES: Final = {
    "BUDGET_MODE_DAY": BudgetMode.DAILY,
    "BUDGET_MODE_DYNAMIC_DAILY_BUDGET": BudgetMode.DAILY,
    "BUDGET_MODE_TOTAL": BudgetMode.LIFETIME,
}
_DAILY: Final = BudgetMode.DAILY
# Looked up once: Python is slow to find a member of an enum.
_OF_AD: Final = BudgetLevel.AD
_OF_ADGROUP: Final = BudgetLevel.ADGROUP
_OF_CAMPAIGN: Final = BudgetLevel.CAMPAIGN
_NO_MONEY: Final = Money()
_ANYONE: Final = Targeting()


def settings_of(ad: AdRow, adgroup: AdGroupRow, campaign: CampaignRow | None) -> AdSettings:
    """Gather the settings of an ad; none of them decides serving.

    Args:
        ad: what TikTok says of the ad.
        adgroup: of its ad group.
        campaign: of its campaign, whose budget counts where its ad groups share it.
    """
    bidding = adgroup.money or _NO_MONEY
    money, level = bidding, _OF_ADGROUP
    if campaign and campaign.money and campaign.money.budget and (campaign.shares_budget or not bidding.budget):
        money, level = campaign.money, _OF_CAMPAIGN
    mode = _MODES.get(money.mode)
    budget = money.budget if mode else None
    return AdSettings(
        call_to_action=ad.call_to_action,
        landing_page_url=ad.landing_page_url,
        tracking=ad.tracking,
        bid=bidding.bid,
        bidding_strategy=bidding.bidding_strategy,
        budget=budget,
        budget_mode=mode if mode and budget else _DAILY,
        budget_level=level if budget else _OF_AD,
        currency=bidding.currency if bidding.bid else money.currency if budget else "",
        targeting=adgroup.targeting or _ANYONE,
        placements=adgroup.placements,
    )
