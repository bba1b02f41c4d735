"""The frame reader gives what the object reader gives, on every engine."""

import attrs
import narwhals.stable.v2 as nw
import pytest
from frames.boundaries import AT, every_boundary
from frames.engines import ENGINES, by_ad, columns, crowds, facts, read_by_objects, rows, with_instants
from hypothesis import given, settings
from pendulum import DateTime
from strategies import POOL, TICK, moments, moved, policies

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    Policy,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
    frames,
)

HOUSE = attrs.evolve(GUIDE, name="house", post_must_be_public=False)


@pytest.fixture(scope="module")
def boundaries() -> Portfolio:
    """Every fact absent, just before, at and just after one instant."""
    return every_boundary()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_boundary_is_read_alike(boundaries: Portfolio, engine: str) -> None:
    """Facts absent, just before, at and just after the instant, under several policies: 0 differences."""
    tables = ENGINES[engine](boundaries)
    for policy in (PLATFORM, GUIDE) if engine.startswith("p") else (GUIDE, HOUSE):
        found = by_ad(frames.serving(tables.ads, **facts(tables), at=AT, policy=policy))
        assert found == read_by_objects(boundaries, AT, policy)


def test_the_boundaries_lead_to_every_state(boundaries: Portfolio) -> None:
    """An agreement on cases that never lead to some state would prove nothing about it."""
    assert {*read_by_objects(boundaries, AT, GUIDE).values()} == {*map(str, ServingState)}


@settings(max_examples=8)
@given(portfolio=crowds(), at=moments(), policy=policies())
def test_any_portfolio_is_read_alike(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Random facts with collisions, on every engine."""
    wanted = read_by_objects(portfolio, at, policy)
    for engine, laid_out in ENGINES.items():
        tables = laid_out(portfolio)
        assert by_ad(frames.serving(tables.ads, **facts(tables), at=at, policy=policy)) == wanted, engine


@settings(max_examples=5)
@given(portfolio=crowds(most=4), policy=policies())
def test_a_back_test_asks_at_the_instant_of_each_row(portfolio: Portfolio, policy: Policy) -> None:
    """One row per ad and instant, on every engine: each is answered at its own."""
    wanted = {
        (ad.id, at): str(portfolio.serving(ad.id, at=at, policy=policy).state) for ad in portfolio.ads for at in POOL
    }
    for engine, laid_out in ENGINES.items():
        tables = laid_out(portfolio)
        answered = frames.serving(with_instants(tables.ads, POOL), **facts(tables), at="asked", policy=policy)
        assert {(row["ad_id"], row["asked"]): row["serving_state"] for row in rows(answered)} == wanted, engine


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_frame_gives_an_empty_frame(engine: str) -> None:
    """With the columns of the ads and the answer's."""
    tables = ENGINES[engine](Portfolio())
    found = frames.serving(tables.ads, **facts(tables), at=AT)
    assert type(found) is type(tables.ads)
    assert rows(found) == []
    assert columns(found) == [*columns(tables.ads), "serving_state"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_revoked_access_stops_an_ad_at_that_microsecond_and_unrecorded_access_is_assumed(engine: str) -> None:
    """Whoever wrote the handle how; and without the table all access is assumed."""
    portfolio = Portfolio(
        posts=[Post(id="1", creator="maya", published_at="2026-05-01T00:00:00Z")],
        ads=[SparkAd(id="7", post_id="1", starts_at="2026-05-01T00:00:00Z", identity_type="BC_AUTH_TT")],
        access=[AccountAccess(creator="maya", granted_at="2026-05-01T00:00:00Z", revoked_at=AT)],
    )
    tables = ENGINES[engine](portfolio)
    shown = nw.from_native(tables.posts).with_columns(creator=nw.lit(" @Maya")).to_native()

    def state(at: DateTime, **changes: object) -> object:
        return by_ad(frames.serving(tables.ads, **{**facts(tables), "posts": shown, **changes}, at=at))["7"]

    assert state(moved(AT, -TICK)) == "serving"
    assert state(AT) == "access_ended"
    assert state(AT, access=None) == "serving"
    spans = rows(frames.windows(tables.ads, **{**facts(tables), "posts": shown}))
    assert [(span["start"], span["end"]) for span in spans] == [(portfolio.ads[0].starts_at, AT)]
