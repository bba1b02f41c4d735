"""Strategies for plans: portfolios whose budgets are recorded, alone or shared, and agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

import attrs
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, POOL, moved, portfolios

from sparklicense import AdSettings, BudgetLevel, BudgetMode, License, LicenseStatus, Portfolio, Window, Windows
from sparklicense.planning import Action, ActionKind

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


def carried_out(
    portfolio: Portfolio, actions: Iterable[Action], at: DateTime, answered: Callable[[Action], DateTime]
) -> Portfolio:
    """Give the portfolio as it is once actions have been done: what the advertiser does at once, the rest as answered.

    New codes are applied when they come, and are open to every ad account; ads on a post that is replaced are gone.
    """
    for number, action in enumerate(actions):
        post = portfolio.post(action.post_id)
        held = [each for each in portfolio.licenses if each.id == action.license_id]
        match action.kind:
            case ActionKind.APPLY:
                (license,) = held
                portfolio = portfolio.with_(
                    attrs.evolve(license, redeemed_at=max(at, license.issued_at), id=license.id)
                )
            case ActionKind.MAKE_PUBLIC:
                shown = post.hidden - Windows([Window(at, None)])
                portfolio = portfolio.with_(attrs.evolve(post, hidden=shown, published_at=min(post.published_at, at)))
            case ActionKind.APPEAL:
                portfolio = portfolio.with_(attrs.evolve(post, deleted_at=None, removal=None))
            case ActionKind.REPLACE_POST:
                ads = [each for each in portfolio.ads if each.id not in action.ads]
                portfolio = attrs.evolve(portfolio, ads=ads)
            case _ if action.days is not None and held:
                (license,) = held
                longer = moved(license.expires_at, action.days * DAY)
                portfolio = portfolio.with_(attrs.evolve(license, expires_at=longer, id=license.id))
            case _ if action.days is not None:
                issued = answered(action)
                new = License(
                    code=None,
                    post_id=post.id,
                    issued_at=issued,
                    expires_at=moved(issued, action.days * DAY),
                    id=f"asked {post.id} {number} {issued}",
                )
                assert new.status(issued) is LicenseStatus.ACTIVE
                portfolio = portfolio.with_(new)
            case _:
                pass  # access to the account, which has no part in the licenses of a post
    return portfolio
