"""Spending: whose budget each ad spends, and what that comes to at an instant and over time."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.planning.budgets import DAY, Budget, micros
from sparklicense.planning.money import INSIDE, NOTHING, Spend, Weights, tallied
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode
from sparklicense.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pendulum import DateTime

    from sparklicense.ads import SparkAd
    from sparklicense.planning.flights import Flight


def sharing(ad: SparkAd) -> tuple[BudgetLevel, str | None]:
    """Name the budget that an ad spends: its own, its ad group's or its campaign's; `None`: nobody knows which."""
    level = ad.settings.budget_level
    if level is _ADGROUP:
        return level, ad.adgroup_id
    if level is _CAMPAIGN:
        return level, ad.campaign_id
    return level, ad.id


# Bound once: looking a member up on its enum costs more than comparing two instants.
_ADGROUP: Final = BudgetLevel.ADGROUP
_CAMPAIGN: Final = BudgetLevel.CAMPAIGN
_LIFETIME: Final = BudgetMode.LIFETIME


def budgets(flights: Iterable[Flight], weights: Weights | None = None) -> dict[str, Budget]:
    """Find the budget of each ad, by the ad's id; ads that share one have the same.

    Args:
        flights: every flight that may share a budget with one of those asked about.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Raises:
        ValueError: a weight that is not above 0, or one ad of a shared budget with and another without.
    """
    exact = _checked(weights or {})
    shared: defaultdict[tuple[BudgetLevel, str | None, str], list[Flight]] = defaultdict(list)
    for flight in flights:
        level, name = sharing(flight.ad)
        shared[level, name, flight.ad.id if name is None else ""].append(flight)
    problems: list[str] = []
    found: dict[str, Budget] = {}
    for (level, name, _), members in shared.items():
        given = {each.ad.id: exact[each.ad.id] for each in members if each.ad.id in exact} if exact else exact
        if given and len(given) < len(members):
            left = next(each.ad.id for each in members if each.ad.id not in given)
            problems.append(f"weights: ad {shown(left)} has none, but shares a budget with ads that have")
        budget = _budget(tuple(members), level, name, given)
        for each in members:
            found[each.ad.id] = budget
    if problems:
        raise InvalidValueError("; ".join(problems))
    return found


def _checked(weights: Weights) -> dict[str, Decimal]:
    for id, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, Decimal | int):
            raise WrongTypeError(
                f"weights: of ad {shown(id)}, a `Decimal` or `int`, not {type(weight).__name__}: {shown(weight)}"
            )
        if not Decimal(weight).is_finite() or weight <= 0:
            raise InvalidValueError(f"weights: of ad {shown(id)}, {shown(weight)} is no part of a budget; above 0")
    return {id: Decimal(weight) for id, weight in weights.items()}


def _budget(members: tuple[Flight, ...], level: BudgetLevel, name: str | None, weights: dict[str, Decimal]) -> Budget:
    if name is None:
        reason = f"{_owner(level)} is not recorded, so its budget could count twice"
        return Budget(members, "", NOTHING, reason, weights)
    recorded = [settings for each in members if (settings := each.ad.settings).budget is not None]
    if not recorded:
        return Budget(members, "", NOTHING, "no budget is recorded", weights)
    currency, per_day, mode = _amount(recorded[0])
    for other in recorded[1:]:
        if _amount(other) != (currency, per_day, mode):
            return Budget(members, "", NOTHING, f"the ads of {_owner(level)} record different budgets", weights)
    if mode is _LIFETIME:
        days = _days(members)
        if days is None:
            return Budget(members, "", NOTHING, "a lifetime budget over a flight without an end", weights)
        per_day = INSIDE.divide(per_day, days) if days else NOTHING
    return Budget(members, currency, per_day, "", weights)


def _amount(settings: AdSettings) -> tuple[str, Decimal, BudgetMode]:
    return settings.currency, settings.budget or NOTHING, settings.budget_mode


def _owner(level: BudgetLevel) -> str:
    return f"its {'ad group' if level is _ADGROUP else level.value}"


def _days(members: Sequence[Flight]) -> Decimal | None:
    """Give the days over which a lifetime budget is spread: those of any of its flights."""
    if any(each.endless for each in members):
        return None
    running = Windows(Window(each.ad.starts_at, each.end) for each in members if each.ad.starts_at < each.end)
    length = running.duration
    return None if length is None else INSIDE.divide(micros(length), DAY)


def parted(flights: Iterable[Flight], of: Mapping[str, Budget]) -> tuple[list[tuple[Flight, Budget]], dict[str, str]]:
    """Part flights into those whose budget is known, each with it, and the ads of which it is not, with the reason."""
    known: list[tuple[Flight, Budget]] = []
    unknown: dict[str, str] = {}
    for flight in flights:
        budget = of[flight.ad.id]
        if budget.reason:
            unknown[flight.ad.id] = budget.reason
        else:
            known.append((flight, budget))
    return known, unknown


def losing(flights: Iterable[Flight], of: Mapping[str, Budget], at: DateTime) -> Spend:
    """Give what some flights, all meant to serve then, lose at an instant: amounts for a day."""
    known, unknown = parted(flights, of)
    return tallied([(budget.currency, budget.rates(flight, at)[1]) for flight, budget in known], unknown)


def over_time(
    flights: Iterable[Flight], of: Mapping[str, Budget], start: DateTime | None = None, end: DateTime | None = None
) -> tuple[Spend, Spend]:
    """Give what some flights are planned to spend and can, and what they lose, in a stretch of time.

    Args:
        flights: flights with an end.
        of: the budget of each ad.
        start: where the stretch starts (UTC); `None`: with the flights.
        end: where it ends (UTC); `None`: with the flights.
    """
    spent: list[tuple[str, Decimal]] = []
    lost: list[tuple[str, Decimal]] = []
    known, unknown = parted(flights, of)
    for flight, budget in known:
        serving, not_serving = budget.amounts(flight, flight.tiles, start, end)
        spent.append((budget.currency, serving))
        lost.append((budget.currency, not_serving))
    return tallied(spent, unknown), tallied(lost, unknown)
