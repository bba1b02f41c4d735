"""Pictures: what is drawn where, at every size, and on the command line."""

from __future__ import annotations

import importlib
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib.dates
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from pendulum import DateTime
from strategies import moments, portfolios

from sparklicense import License, MissingExtraError, Portfolio, Post, ServingState, SparkAd, dump, plots
from sparklicense.cli import cli

DATES: Any = matplotlib.dates
START, END = "2026-05-01T00:00:00Z", "2026-08-01T00:00:00Z"


def crowd(count: int) -> Portfolio:
    """Give so many ads, every third of which serves in June."""
    posts = [Post(id=str(n), published_at="2026-04-01T00:00:00Z", creator="maya") for n in range(count)]
    ads = [
        SparkAd(id=f"a{n}", post_id=str(n), starts_at="2026-05-10T00:00:00Z", name=f"Ad {n} $5") for n in range(count)
    ]
    codes = [
        License.issue(code=f"#secret{n}=", post_id=str(n), issued_at="2026-05-24T00:00:00Z") for n in range(0, count, 3)
    ]
    return Portfolio(posts=posts, ads=ads, licenses=codes)


def drawn(ax: Any) -> list[tuple[float, float, float]]:
    """Give each bar: its row, its left and its right edge."""
    found: list[tuple[float, float, float]] = []
    for bars in ax.collections:
        for path in bars.get_paths():
            box = path.get_extents()
            found.append((round((box.y0 + box.y1) / 2, 2), box.x0, box.x1))
    return found


def day(text: str) -> float:
    """Place a day on the axis."""
    return float(DATES.date2num(datetime.fromisoformat(text).replace(tzinfo=UTC)))


def test_each_bar_stands_where_its_state_does() -> None:
    """States tile the row, and the license above is as long as it is in force."""
    portfolio = crowd(1)
    ax: Any = plots.timeline(portfolio, start=START, end=END, at="2026-06-01T00:00:00Z", tz="Asia/Tokyo")
    bars = drawn(ax)
    states = sorted(bar[1:] for bar in bars if bar[0] == 0.07)
    edges = [day("2026-05-01"), day("2026-05-24"), day("2026-06-23"), day("2026-08-01")]
    assert [edge for bar in states for edge in bar] == pytest.approx([edge for bar in pairwise(edges) for edge in bar])
    assert [bar[1:] for bar in bars if bar[0] == -0.3] == [pytest.approx((day("2026-05-24"), day("2026-06-23")))]
    assert ax.get_xlabel() == "time (Asia/Tokyo)"
    assert ax.get_xlim() == pytest.approx((day("2026-05-01"), day("2026-08-01")))
    assert [each.get_text() for each in ax.get_yticklabels()] == [r"Ad 0 \$5 @maya"]
    labels = [each.get_text() for each in ax.get_legend().get_texts()]
    assert labels == ["license_expired", "license_pending", "serving", "license in force", "at"]
    assert ax.lines[0].get_xdata()[0] == day("2026-06-01")


def test_without_matplotlib_one_line_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks it loses pictures, and nothing else."""
    monkeypatch.setitem(sys.modules, "matplotlib.dates", None)
    monkeypatch.delitem(sys.modules, "sparklicense.plots")
    with pytest.raises(MissingExtraError, match=r"needs matplotlib, which is not installed: pip install 'sparkl"):
        importlib.import_module("sparklicense.plots")


@pytest.mark.parametrize(("count", "title"), [(0, "0 ads"), (1, "1 ad"), (60, "60 ads")])
def test_up_to_sixty_ads_are_all_drawn(count: int, title: str) -> None:
    """In the portfolio's order, none at all included."""
    ax: Any = plots.timeline(crowd(count), start=START, end=END)
    assert ax.get_title(loc="left") == title
    assert len(ax.get_yticks()) == count
    assert not ax.lines


def test_of_more_the_most_pressing_are_drawn_and_the_title_says_so() -> None:
    """Those without a code come before those that have one for a month."""
    ax: Any = plots.timeline(crowd(100), start=START, end=END)
    assert ax.get_title(loc="left") == "60 ads of 100: those that wait longest for what someone can do"
    names = [each.get_text().split()[1] for each in ax.get_yticklabels()]
    assert names == [str(n) for n in range(100) if n % 3][:60]


def test_ads_are_chosen_by_id_and_drawn_on_the_axes_that_are_given() -> None:
    """Several pictures can share a figure; long names are cut."""
    portfolio = crowd(4)
    long = portfolio.with_(SparkAd(id="long", post_id="1", starts_at=START, name="n" * 100))
    _, ax = plots.figure(len(portfolio.ads))
    assert plots.timeline(long, start=START, end=END, ads=["long", "a2"], ax=ax) is ax
    first, second = (each.get_text() for each in ax.get_yticklabels())
    assert (first, second) == ("n" * 41 + "…", r"Ad 2 \$5 @maya")
    alone: Any = plots.timeline(crowd(60), start=START, end=END, ads=["a2"])
    assert alone.figure.get_size_inches()[1] < 3
    with pytest.raises(KeyError, match="no ad has the id `nobody`"):
        plots.timeline(portfolio, start=START, end=END, ads=["nobody"])
    with pytest.raises(ValueError, match=r"^end: "):
        plots.timeline(portfolio, start=END, end=START)


def test_every_state_has_a_look_of_its_own() -> None:
    """In color or in hatching."""
    looks = plots._LOOKS  # noqa: SLF001 - the table under test
    assert list(looks) == list(ServingState)
    assert len(set(looks.values())) == len(looks)


@settings(max_examples=10, deadline=None)
@given(portfolios(), moments())
def test_any_portfolio_can_be_drawn(portfolio: Portfolio, at: DateTime) -> None:
    """Around any instant."""
    figure, ax = plots.figure(len(portfolio.ads))
    span = timedelta(days=20)
    try:
        start, end = at - span, at + span
    except (OverflowError, ValueError):
        return
    plots.timeline(portfolio, start=start, end=end, at=at, ax=ax)
    figure.canvas.draw()


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_command_writes_a_picture_without_a_code(tmp_path: Path, suffix: str) -> None:
    """Of each kind; anything else is refused."""
    dump(crowd(3), tmp_path / "team.json")
    target = tmp_path / f"picture.{suffix}"
    arguments = ["plot", str(tmp_path / "team.json"), "--from", START, "--until", END, "--at", "2026-06-01T00:00:00Z"]
    result = CliRunner().invoke(cli, [*arguments, "--to", str(target)])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"wrote {target}\n")
    assert target.read_bytes()[:4] in (b"\x89PNG", b"%PDF", b"<?xm")
    assert b"#secret" not in target.read_bytes()
    refused = CliRunner().invoke(cli, [*arguments, "--to", str(tmp_path / "picture.txt")])
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: --to: `picture.txt` is no picture; write .svg, .png or .pdf\n",
    )
    backward = CliRunner().invoke(cli, ["plot", arguments[1], "--from", END, "--until", START, "--to", str(target)])
    assert backward.exit_code == 2
    assert backward.stderr.startswith(
        "error: --until: `2026-05-01T00:00:00Z` is not after --from `2026-08-01T00:00:00Z`"
    )
