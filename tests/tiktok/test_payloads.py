"""Every kind of response, as TikTok documents it or as it was seen live, and what is read out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from tiktok.answers import AT, PAYLOADS, stored

from sparklicense import IdentityType, MediaKind, TikTokError, instant
from sparklicense.sources import tiktok

COUNTS: Final = {
    "ad_create_push": (0, 0, 0, 1),
    "ad_create_pull": (0, 0, 0, 1),
    "ad_create_request": (0, 0, 0, 1),
    "ad_get": (0, 0, 0, 1),
    "adgroup_get": (0, 0, 0, 0),
    "campaign_get": (0, 0, 0, 0),
    "file_video_ad_info": (0, 0, 0, 1),
    "identity_get_bc_auth_tt": (0, 0, 0, 0),
    "identity_get_tt_user": (0, 0, 0, 0),
    "identity_video_get": (1, 0, 0, 1),
    "identity_video_info_30_days": (1, 1, 0, 0),
    "identity_video_info_365_days": (1, 1, 0, 0),
    "identity_video_info_bc_auth_tt": (2, 0, 0, 0),
    "identity_video_info_tt_user": (1, 0, 0, 0),
    "smart_plus_creative": (0, 0, 0, 1),
    "tt_video_authorize": (0, 0, 0, 0),
    "tt_video_authorize_request": (0, 0, 0, 1),
    "tt_video_info": (1, 1, 0, 0),
    "tt_video_list": (1, 1, 0, 0),
}
"""Posts, licenses, ads and diagnoses of each stored response by itself."""


def test_the_table_below_names_every_stored_response() -> None:
    """A new one has to say what is read out of it; the one that is an error has a test of its own."""
    assert {path.stem for path in PAYLOADS.glob("*.json")} == {*COUNTS, "tt_video_info_error"}


@pytest.mark.parametrize("name", COUNTS)
def test_every_stored_response_is_read_for_what_it_is(name: str) -> None:
    """As a dict, as text, as bytes and as a file, alone or as the only page of several: always the same facts."""
    path = PAYLOADS / f"{name}.json"
    text = path.read_text("utf-8")
    reading = tiktok.read(path, observed_at=AT, currency="EUR")
    found = (len(reading.posts), len(reading.licenses), len(reading.ads), len(reading.diagnoses))
    assert found == COUNTS[name]
    assert reading.unknown == ()
    assert reading.portfolio.posts == reading.posts
    facts = (reading.posts, reading.licenses, reading.ads)
    for form in (json.loads(text), text, text.encode(), "\ufeff" + text, f"[{text}]", [text], iter([path]), (text,)):
        other = tiktok.read(form, observed_at=AT)
        assert (other.posts, other.licenses, other.ads) == facts


@pytest.mark.parametrize(("name", "days"), [("identity_video_info_30_days", 30), ("identity_video_info_365_days", 365)])
def test_the_documented_and_the_live_window_are_read_to_the_second(name: str, days: int) -> None:
    """The documented one has its invitation 130 seconds after its start: that bounds nothing."""
    reading = tiktok.read(stored(name), observed_at="2026-06-01T00:00:00Z", strict=True)
    (license,) = reading.licenses
    (window,) = license.window
    assert window.duration is not None
    assert (window.duration.days, window.duration.seconds) == (days, 0)
    assert window.start == license.issued_at
    assert license.issued_at in (instant("2026-05-24T07:09:07Z"), instant("2024-05-20T11:40:50Z"))


def test_the_listed_post_comes_with_its_code_and_what_it_shows() -> None:
    """Whatever the row tells, and nothing else."""
    reading = tiktok.read(stored("tt_video_list"), observed_at=AT, strict=True, advertiser_id="739")
    (post,), (license,) = reading.posts, reading.licenses
    assert (post.id, post.creator_name, post.caption) == ("7638941401274764565", "Maya", "one pan, ten minutes")
    assert post.media is not None
    assert (post.media.kind, post.media.width, post.media.height) == (MediaKind.VIDEO, 720, 1280)
    assert post.media.duration == 13.538
    assert (license.code, license.advertiser_id) == ("#b2+v08a/sEcReT+c=", "739")
    assert license.redeemed_at == license.issued_at == post.published_at == instant("2026-05-24T07:09:07Z")
    assert [(each.fact, each.attribute) for each in reading.assumed] == [
        ("license of post 7638941401274764565", "redeemed_at"),
        ("post 7638941401274764565", "published_at"),
    ]


def test_the_responses_of_an_account_make_a_whole_portfolio() -> None:
    """The ad and its ad group are joined: the schedule is of one, the switch of both."""
    names = ("campaign_get", "ad_get", "adgroup_get", "tt_video_list", "identity_get_tt_user")
    files = [PAYLOADS / f"{name}.json" for name in names]
    reading = tiktok.read(files, observed_at=AT, strict=True, currency="EUR")
    (ad,) = reading.ads
    assert (ad.id, ad.identity_type) == ("1838941401274000001", IdentityType.AUTH_CODE)
    assert (ad.starts_at, ad.ends_at) == (instant("2026-06-01T08:00:00Z"), instant("2026-07-01T08:00:00Z"))
    assert (ad.advertiser_id, ad.campaign_id, ad.adgroup_id) == (
        "7390000000000000001",
        "1838941401276000001",
        "1838941401275000001",
    )
    assert reading.posts[0].creator == "maya.cooks"
    assert reading.portfolio.serving(ad.id, at=AT).serves
    assert reading.portfolio.serving(ad.id, at="2026-06-23T07:09:07Z").state.value == "license_expired"


def test_an_ad_just_created_is_read_as_one_that_is_listed() -> None:
    """The answer to its creation has the same form, without the status of its delivery."""
    created = [stored("ad_create_pull"), stored("adgroup_get"), stored("tt_video_list")]
    listed = [stored("ad_get"), stored("adgroup_get"), stored("tt_video_list")]
    (ad,) = tiktok.read(created, observed_at=AT, strict=True).ads
    (other,) = tiktok.read(listed, observed_at=AT, strict=True).ads
    assert (ad.id, ad.post_id, ad.starts_at, ad.name) == (other.id, other.post_id, other.starts_at, other.name)


def test_an_error_of_tiktoks_is_raised_with_its_number() -> None:
    """And its words, and the number of the request."""
    with pytest.raises(TikTokError) as caught:
        tiktok.read(stored("tt_video_info_error"), observed_at=AT)
    assert caught.value.code == 40001
    assert caught.value.message == "advertiser does not grant you /tt_video/info/:GET permission"
    assert caught.value.request_id == "202606010712345A7F3C1D9E0B2A4C6D8E"


def test_a_file_of_several_responses_names_each(tmp_path: Path) -> None:
    """By its place in the file's list."""
    path = tmp_path / "pages.json"
    path.write_text(json.dumps([stored("tt_video_list"), stored("file_video_ad_info")]), "utf-8")
    reading = tiktok.read(path, observed_at=AT)
    assert [each.source for each in reading.diagnoses] == [f"{path}[1]"]
    assert [each.source for each in reading.assumed] == [f"{path}[0]"] * 2
