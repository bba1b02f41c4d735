"""Responses read beside what was known before, as a worker does it every hour."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from strategies import portfolios

from sparklicense import Portfolio, ReadingError, TikTokError
from sparklicense.sources import Reading, tiktok

FOLDER: Final = Path(__file__).parents[2] / "examples" / "responses"
RESPONSES: Final[list[Any]] = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
BUSY: Final[dict[str, Any]] = {"code": 50000, "message": "busy", "request_id": "1"}
FIRST, LATER = "2026-06-25T09:00:00Z", "2026-06-25T10:00:00Z"


def first() -> Portfolio:
    """Give what the first run knows."""
    return tiktok.read(RESPONSES, observed_at=FIRST, on_error="keep").portfolio


def test_the_same_responses_an_hour_later_change_nothing() -> None:
    """Neither ads nor licenses are there twice."""
    assert first().ads
    assert tiktok.read(RESPONSES, observed_at=LATER, held=first(), on_error="keep").portfolio == first()


def test_an_error_changes_nothing_and_is_named() -> None:
    """What was known is kept; the default still raises."""
    found = tiktok.read(BUSY, observed_at=LATER, held=first(), on_error="keep")
    assert found.portfolio == first()
    assert [each.problem for each in found.diagnoses] == ["tiktok answered with error 50000: `busy` (request `1`)"]
    with pytest.raises(TikTokError):
        tiktok.read(BUSY, observed_at=LATER, held=first())
    with pytest.raises(ReadingError):
        tiktok.read(RESPONSES, observed_at=LATER, held=first(), on_error="keep", strict=True)


def test_what_tiktok_says_later_is_taken() -> None:
    """A code that was extended ends later."""
    longer = json.loads(json.dumps(RESPONSES).replace("2026-07-10T07:09:07Z", "2026-08-09T07:09:07Z"))
    found = tiktok.read(longer, observed_at=LATER, held=first(), on_error="keep").portfolio
    (license,) = found.licenses
    assert license.expires_at.isoformat() == "2026-08-09T07:09:07+00:00"
    assert found.ads == first().ads


@given(portfolios())
def test_no_response_leaves_what_was_known_as_it_is(portfolio: Portfolio) -> None:
    """Whatever it is."""
    found = tiktok.read([], observed_at=LATER, held=portfolio)
    for name in ("posts", "licenses", "ads", "access"):
        assert set(getattr(found, name)) == set(getattr(portfolio, name))
    assert Reading.of(portfolio).portfolio == portfolio
