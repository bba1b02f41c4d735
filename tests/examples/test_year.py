"""The larger example is what its generator writes, and is the year it is said to be."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from sparklicense import Portfolio, ServingState, dump, instant, load

EXAMPLES = Path(__file__).parents[2] / "examples"
GENERATOR = EXAMPLES / "generate.py"
EXPORTED = instant("2026-06-25T12:00:00Z")

make = cast("Callable[..., Portfolio]", runpy.run_path(str(GENERATOR))["make"])


@pytest.fixture(scope="module")
def year() -> Portfolio:
    """Make it once."""
    return make()


def test_the_committed_file_is_what_the_generator_writes(year: Portfolio, tmp_path: Path) -> None:
    """Byte for byte, on every machine and every Python."""
    dump(year, tmp_path / "year.json")
    assert (tmp_path / "year.json").read_bytes() == (EXAMPLES / "year.json").read_bytes()


def test_the_committed_file_loads(year: Portfolio) -> None:
    """As the portfolio that was made."""
    assert load(EXAMPLES / "year.json") == year


def test_it_is_a_year_of_25_accounts_in_6_formats_with_hundreds_of_posts_a_month(year: Portfolio) -> None:
    """The guide's case: 25 accounts x 6 formats x several variants."""
    months = Counter((EXPORTED - each.published_at).total_seconds() // (365 * 86_400 / 12) for each in year.posts)
    assert len({each.creator for each in year.posts}) == 25
    assert len({each.labels[0] for each in year.posts}) == 6
    assert len(months) == 12
    assert min(months.values()) > 200
    assert len(year.ads) == 1000


def test_nothing_is_known_that_happened_after_the_export(year: Portfolio) -> None:
    """Only what is planned lies ahead: expiries, and flights."""
    known = [
        *(at for each in year.posts for at in (each.published_at, each.deleted_at, *each.hidden.edges)),
        *(at for each in year.licenses for at in (each.issued_at, each.redeemed_at, each.revoked_at)),
        *(at for each in year.ads for at in each.paused.edges),
    ]
    assert all(at is None or at <= EXPORTED for at in known)


def test_a_post_id_begins_with_the_second_of_its_publication(year: Portfolio) -> None:
    """As TikTok's do, so that made-up ids look and sort like real ones."""
    assert all(int(each.id) >> 32 == int(each.published_at.timestamp()) for each in year.posts)


def test_the_year_shows_every_state_that_an_export_can(year: Portfolio) -> None:
    """What has not happened by the export is not in one, nor is access, of which TikTok lists no history."""
    audit = year.audit(at=EXPORTED, within=timedelta(days=30))
    ahead = {ServingState.POST_UNPUBLISHED, ServingState.LICENSE_PENDING}
    access = {ServingState.ACCESS_ENDED, ServingState.ACCESS_PENDING}
    assert {each.state for each in audit.ads} == {*ServingState} - ahead - access
    assert {each.currency for each in (ad.settings for ad in year.ads)} == {"EUR", "USD"}
    assert any(each.nothing_serves for each in audit.campaigns)


def test_no_code_of_the_year_is_real(year: Portfolio) -> None:
    """Every one says that it is an example, and each is for one post alone."""
    assert all(each.code is not None and each.code.startswith("#example-") for each in year.licenses)
    assert len({each.code for each in year.licenses}) == len(year.licenses)


def test_another_seed_gives_another_year(year: Portfolio) -> None:
    """And the same seed the same one."""
    assert make(1, ads=5) == make(1, ads=5) != make(2, ads=5)
    assert make(ads=5).posts == year.posts


@pytest.mark.parametrize("ads", [0, 1, 6000])
def test_it_makes_as_many_ads_as_it_is_asked_for(ads: int) -> None:
    """Winners do not run out, however many are wanted."""
    assert len(make(ads=ads).ads) == ads


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    """With the number of ads and the seed given."""
    out = tmp_path / "out.json"
    subprocess.run([sys.executable, str(GENERATOR), str(out), "--ads", "3", "--seed", "7"], check=True)  # noqa: S603 - our own script
    assert load(out) == make(7, ads=3)
