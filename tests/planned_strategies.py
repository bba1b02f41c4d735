"""Strategies for plans: portfolios whose budgets are recorded, alone or shared, and agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs
from hypothesis import strategies as st
from strategies import DAY, POOL, moved, portfolios

from sparklicense import AdSettings, BudgetLevel, BudgetMode, Portfolio

HORIZON: Final = moved(POOL[-1], DAY)
"""After everything that is drawn."""

_BUDGETS: Final = st.builds(
    AdSettings,
    budget=st.sampled_from((None, Decimal(0), Decimal("0.10"), Decimal(60), Decimal("120.50"))),
    budget_mode=st.sampled_from(BudgetMode),
    budget_level=st.sampled_from(BudgetLevel),
    currency=st.sampled_from(("USD", "EUR")),
)


@st.composite
def budgeted(draw: st.DrawFn, *, most: int = 3) -> Portfolio:
    """Draw a portfolio whose ads have budgets of their own, or share one that all of them record alike."""
    portfolio = draw(portfolios(most=most, detailed=False))
    group, campaign = draw(_BUDGETS), draw(_BUDGETS)
    ads = []
    for ad in portfolio.ads:
        own = draw(_BUDGETS)
        level = own.budget_level
        shared = {BudgetLevel.AD: own, BudgetLevel.ADGROUP: group, BudgetLevel.CAMPAIGN: campaign}[level]
        settings = attrs.evolve(shared, budget_level=level)
        ads.append(attrs.evolve(ad, adgroup_id=draw(st.sampled_from((None, "g", "g"))), settings=settings))
    return attrs.evolve(portfolio, ads=ads)


@st.composite
def weights_of(draw: st.DrawFn, portfolio: Portfolio) -> dict[str, Decimal | int] | None:
    """Draw weights for every ad, or for none."""
    if draw(st.booleans()):
        return None
    parts: tuple[Decimal | int, ...] = (1, 2, Decimal("0.5"))
    return {ad.id: draw(st.sampled_from(parts)) for ad in portfolio.ads}
