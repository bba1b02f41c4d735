"""The whole public API of frames, used once; type checkers read this file, nobody runs it.

No engine is installed for certain where types are checked, so a class of this file stands for its frames:
what goes in comes out, whatever it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_type

from sparklicense import GUIDE, PLATFORM, Portfolio
from sparklicense.frames import (
    FrameError,
    Tables,
    check,
    coverage,
    from_portfolio,
    license_status,
    next_change,
    serving,
    windows,
)


class Frame:
    """Any engine's frame."""


def tables(portfolio: Portfolio) -> None:
    """Make tables of a portfolio."""
    made = from_portfolio(portfolio)
    assert_type(made, Tables)
    assert_type(from_portfolio(portfolio, "pandas"), Tables)
    assert_type(from_portfolio(portfolio, engine="duckdb"), Tables)
    assert_type(made.ads, Any)
    assert_type(made.posts, Any)
    assert_type(made.licenses, Any)
    assert_type(made.pauses, Any)
    assert_type(made.hidden, Any)
    assert_type(serving(made.ads, posts=made.posts, licenses=made.licenses, at="2026-06-01T00:00:00Z"), Any)


def questions(ads: Frame, posts: Frame, licenses: Frame, pauses: Frame, hidden: Frame, at: datetime) -> None:
    """Ask every question, of the same kind of frame."""
    assert_type(serving(ads, posts=posts, licenses=licenses, at=at), Frame)
    assert_type(
        serving(ads, posts=posts, licenses=licenses, pauses=pauses, hidden=hidden, at="seen_at", policy=PLATFORM),
        Frame,
    )
    assert_type(next_change(ads, posts=posts, licenses=licenses, at=at), Frame)
    assert_type(
        next_change(ads, posts=posts, licenses=licenses, pauses=pauses, hidden=hidden, at=at, policy=GUIDE), Frame
    )
    assert_type(windows(ads, posts=posts, licenses=licenses), Frame)
    assert_type(windows(ads, posts=posts, licenses=licenses, pauses=pauses, hidden=hidden, policy=GUIDE), Frame)
    assert_type(coverage(ads, posts=posts, licenses=licenses), Frame)
    assert_type(
        coverage(ads, posts=posts, licenses=licenses, pauses=pauses, hidden=hidden, until=at, policy=GUIDE), Frame
    )
    assert_type(license_status(licenses, at=at), Frame)
    check(ads, posts=posts, licenses=licenses)
    check(ads, posts=posts, licenses=licenses, pauses=pauses, hidden=hidden, at="seen_at")


def refusal(error: FrameError) -> None:
    """Read what was wrong with the tables."""
    assert_type(error.problems, tuple[str, ...])
    caught: ValueError = error
    assert_type(str(caught), str)
