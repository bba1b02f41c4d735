"""Pictures of portfolios, with matplotlib: install the extra `plots`.

Each function draws on the axes that it is given, or on new ones, and returns them. Colors are Okabe and Ito's, which
color-blind readers can tell apart, and states also differ by their hatching.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sparklicense.audit_rows import needs_someone
from sparklicense.checks import at_handle
from sparklicense.errors import MissingExtraError, printable
from sparklicense.instants import InstantLike, ZoneLike, instant, zone
from sparklicense.policies import GUIDE, PolicyLike
from sparklicense.rules.expiry import counting
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window, Windows

try:
    import matplotlib.dates
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
except ModuleNotFoundError:
    raise MissingExtraError(
        "sparklicense.plots needs matplotlib, which is not installed: pip install 'sparklicense[plots]'"
    ) from None

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sparklicense.ads import SparkAd
    from sparklicense.portfolio import Portfolio

_DATES: Any = matplotlib.dates  # which says nothing of its types
__all__ = ["MOST_ADS", "figure", "timeline"]

MOST_ADS: Final = 60
"""How many ads a picture shows; of more, those that wait longest for what someone can do."""

_LONGEST_NAME: Final = 42
_LOOKS: Final = {
    ServingState.POST_DELETED: ("#4d4d4d", "xx"),
    ServingState.ENDED: ("#dcdcdc", ""),
    ServingState.LICENSE_MISSING: ("#d55e00", ".."),
    ServingState.LICENSE_REVOKED: ("#d55e00", "xx"),
    ServingState.LICENSE_EXPIRED: ("#d55e00", "//"),
    ServingState.LICENSE_UNREDEEMED: ("#e69f00", "\\\\"),
    ServingState.LICENSE_PENDING: ("#f0e442", ""),
    ServingState.ACCESS_ENDED: ("#cc79a7", "//"),
    ServingState.ACCESS_PENDING: ("#cc79a7", ".."),
    ServingState.POST_UNPUBLISHED: ("#999999", ".."),
    ServingState.POST_HIDDEN: ("#0072b2", "//"),
    ServingState.SCHEDULED: ("#bcd9ee", ""),
    ServingState.PAUSED: ("#56b4e9", "\\\\"),
    ServingState.SERVING: ("#009e73", ""),
}
"""The color and the hatching of each state."""


def figure(ads: int) -> tuple[Figure, Axes]:
    """Make a figure of the height that a timeline of so many ads needs, which no window shows.

    Args:
        ads: how many are to be drawn.
    """
    rows = min(max(ads, 1), MOST_ADS)
    made = Figure(figsize=(12, 1.8 + 0.36 * rows), layout="constrained")
    return made, made.subplots()


def timeline(
    portfolio: Portfolio,
    *,
    start: InstantLike,
    end: InstantLike,
    ads: Iterable[str | SparkAd] | None = None,
    at: InstantLike | None = None,
    tz: ZoneLike = "UTC",
    policy: PolicyLike = GUIDE,
    ax: Axes | None = None,
) -> Axes:
    """Draw what ads do over time: a row for each, with its states, and the licenses that count for it above.

    Args:
        portfolio: the facts.
        start: the left edge.
        end: the right edge.
        ads: which ads, by id, in the order of the rows; `None`: all of them. Of more than `MOST_ADS`, those are
            shown that wait longest for what someone can do, and the title says so.
        at: an instant to mark; `None`: none is.
        tz: the clock of the axis, an IANA name, which its label names.
        policy: the reading of the sources.
        ax: where to draw; `None`: on a new figure.

    Raises:
        UnknownIdError: the portfolio has no such ad.
        ValueError: `end` is not after `start`.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd, plots
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code="#secret=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
        ... )
        >>> ax = plots.timeline(portfolio, start="2026-05-01T00:00:00Z", end="2026-08-01T00:00:00Z")
        >>> ax.get_xlabel()
        'time (UTC)'
    """
    window, place = Window(instant(start), instant(end)), zone(tz)
    wanted = [portfolio.ad(each) for each in (portfolio.ads if ads is None else ads)]
    shown = _most_pressing(portfolio, wanted, window, policy)
    given = figure(len(wanted))[1] if ax is None else ax
    axes: Any = given
    seen: set[ServingState] = set()
    for row, ad in enumerate(shown):
        for span, state in portfolio.timeline(ad, policy=policy).spans(window.start, window.end):
            color, hatch = _LOOKS[state]
            _bar(axes, span, row - 0.18, 0.5, facecolor=color, hatch=hatch, edgecolor="white", linewidth=0)
            seen.add(state)
        for license in counting(ad, portfolio.licenses_of(ad.post_id)) if ad.needs_license else ():
            for span in license.window & Windows([window]):
                _bar(axes, span, row - 0.36, 0.12, facecolor="#0072b2", edgecolor="#0072b2", linewidth=0.5)
    _label(axes, shown, portfolio, place, tz)
    assert window.start is not None and window.end is not None  # noqa: PT018, S101 - both were given
    axes.set_xlim(_DATES.date2num(window.start), _DATES.date2num(window.end))
    if at is not None:
        axes.axvline(_DATES.date2num(instant(at)), color="#000000", linestyle="--", linewidth=1.2)
    of = "" if len(shown) == len(wanted) else f" of {len(wanted):,}: those that wait longest for what someone can do"
    axes.set_title(f"{len(shown)} ad{'' if len(shown) == 1 else 's'}{of}", loc="left")
    _legend(axes, seen, marked=at is not None)
    return given


def _bar(ax: Any, span: Window, bottom: float, height: float, **looks: Any) -> None:
    assert span.start is not None and span.end is not None  # noqa: PT018, S101 - it was cut to the picture
    left = _DATES.date2num(span.start)
    ax.broken_barh([(left, _DATES.date2num(span.end) - left)], (bottom, height), **looks)


def _most_pressing(
    portfolio: Portfolio, ads: Sequence[SparkAd], window: Window, policy: PolicyLike
) -> Sequence[SparkAd]:
    """Give the ads that wait longest for what someone can do, in the order in which they were."""
    if len(ads) <= MOST_ADS:
        return ads

    def waiting(ad: SparkAd) -> timedelta:
        spans = portfolio.timeline(ad, policy=policy).spans(window.start, window.end)
        return sum((span.duration or timedelta() for span, state in spans if _can_be_fixed(state)), timedelta())

    places = sorted(range(len(ads)), key=lambda place: waiting(ads[place]), reverse=True)[:MOST_ADS]
    return [ads[place] for place in sorted(places)]


def _can_be_fixed(state: ServingState) -> bool:
    return needs_someone(state) and state is not ServingState.POST_DELETED


def _label(ax: Any, ads: Sequence[SparkAd], portfolio: Portfolio, place: Any, tz: ZoneLike) -> None:
    names = [f"{ad.name or ad.id} {at_handle(portfolio.post(ad.post_id).creator)}".strip() for ad in ads]
    short = [each if len(each) <= _LONGEST_NAME else f"{each[: _LONGEST_NAME - 1]}…" for each in map(printable, names)]
    # A dollar would begin a formula.
    ax.set_yticks(range(len(ads)), [each.replace("$", r"\$") for each in short])
    ax.set_ylim(max(len(ads), 1) - 0.4, -0.6)
    locator = _DATES.AutoDateLocator(tz=place)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(_DATES.ConciseDateFormatter(locator, tz=place))
    ax.set_xlabel(f"time ({tz})")
    ax.grid(axis="x", alpha=0.3)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _legend(ax: Any, seen: set[ServingState], *, marked: bool) -> None:
    handles: list[Any] = [
        Patch(facecolor=color, hatch=hatch, edgecolor="white", linewidth=0, label=state.value)
        for state, (color, hatch) in _LOOKS.items()
        if state in seen
    ]
    handles.append(Line2D([], [], color="#0072b2", linewidth=3, label="license in force"))
    if marked:
        handles.append(Line2D([], [], color="#000000", linestyle="--", label="at"))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, borderaxespad=0)
