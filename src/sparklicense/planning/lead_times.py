"""Lead times: how long a creator takes to send a code, learned from what was asked and received."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.checks import canonical_handle, check_text, handle
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, shown
from sparklicense.instants import InstantLike, elapsed, field_instant, instant, optional_instant, written

DEFAULT_LEAD_TIME: Final = timedelta(days=7)
"""For a creator without a history; a choice of ours, not of the sources."""
QUANTILE: Final = Decimal("0.9")
"""Nine requests of ten were answered within the lead time; a choice of ours, not of the sources."""


def _asked_at(value: InstantLike) -> DateTime:
    return field_instant("asked_at", value)


def _received_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("received_at", value)


@attrs.frozen(kw_only=True)
class CodeRequest:
    """One time a creator was asked for a code.

    Attributes:
        creator: the handle, in any form.
        asked_at: when (UTC inside).
        received_at: when the code came; `None`: it has not.

    Raises:
        ImpossibleFactsError: it came before it was asked for.
    """

    creator: str = attrs.field(converter=canonical_handle, validator=check_text)
    asked_at: DateTime = attrs.field(converter=_asked_at, repr=written)
    received_at: DateTime | None = attrs.field(converter=_received_at, default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse an answer before the question."""
        if self.received_at is not None and self.received_at < self.asked_at:
            raise ImpossibleFactsError(
                f"received_at: {shown(written(self.received_at))} lies before asked_at {shown(written(self.asked_at))}"
            )


@attrs.frozen
class LeadTime:
    """How long before a gap a creator has to be asked."""

    duration: timedelta
    """The time allowed for an answer."""
    requests: int
    """How many requests it was learned from; 0: it is the stated default."""

    def __str__(self) -> str:
        """Say it with its source."""
        source = f"from {self.requests} of the creator's own answers" if self.requests else "the stated default"
        return f"{str(self.duration).removesuffix(', 0:00:00')} ({source})"


def lead_time(
    creator: str,
    requests: Iterable[CodeRequest] = (),
    *,
    at: InstantLike,
    quantile: Decimal | Fraction | float = QUANTILE,
    default: timedelta = DEFAULT_LEAD_TIME,
) -> LeadTime:
    """Learn how long a creator takes to send a code.

    The quantile is by nearest rank: of `n` waits in order, the one at place `ceil(quantile * n)`, so
    that at least that part of the waits was no longer. A request that is still open counts with the
    time waited so far, which it will exceed; what happened after `at` is not looked at.

    Args:
        creator: the handle, in any form.
        requests: the history; other creators' is ignored.
        at: the instant from which one looks back.
        quantile: above 0, at most 1; a float is read as it is written.
        default: for a creator without a history.

    Raises:
        ValueError: a quantile outside that range, a negative default.

    Examples:
        >>> from sparklicense.planning import CodeRequest, lead_time
        >>> waits = [CodeRequest(creator="@maya", asked_at=f"2026-0{n}-01T00:00:00Z",
        ...                      received_at=f"2026-0{n}-0{n + 1}T00:00:00Z") for n in (1, 2, 3, 4)]
        >>> lead_time("@maya", waits, at="2026-06-01T00:00:00Z", quantile=0.75)
        LeadTime(duration=datetime.timedelta(days=3), requests=4)
    """
    t, whose = instant(at), handle(creator)
    part = Fraction(str(quantile)) if isinstance(quantile, float) else Fraction(quantile)
    if not 0 < part <= 1:
        raise InvalidValueError(f"quantile: {shown(str(quantile))} is no quantile; above 0, at most 1")
    if default < timedelta():
        raise InvalidValueError(f"default: {shown(str(default))} is no lead time; 0 or more")
    waits = sorted(
        elapsed(each.asked_at, t if each.received_at is None else min(each.received_at, t))
        for each in requests
        if each.creator == whose != "" and each.asked_at <= t  # unknown creators are not one creator
    )
    if not waits:
        return LeadTime(default, 0)
    return LeadTime(waits[ceil(part * len(waits)) - 1], len(waits))
