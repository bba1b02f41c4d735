"""TikTok's own SDK for Python, pointed at a server on this machine, feeds the reader with what it returns.

Its distribution is `tiktok-business-api-sdk-official`. It has no call for `/tt_video/*`, which is asked for
with its generic client, as its own calls are.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from sparklicense import instant
from sparklicense.sources import tiktok

sdk = pytest.importorskip("business_api_client")

AT: Final = "2026-06-01T00:00:00Z"
ACCOUNT: Final = "7021234567890123456"
TOKEN: Final = "a-token-of-this-test"  # noqa: S105 - made up
POST_ID: Final = "7638941401274764565"
DOCUMENTED_POST_ID: Final = "7371000000000000001"
AD_ID: Final = "1861771748125041001"
CODE: Final = "#a+b/c=="

VIDEO: Final = {
    "item_id": POST_ID,
    "item_type": "VIDEO",
    "status": "ITEM_STATUS_HESITATE_RECOMMEND",
    "text": "",
    "video_info": {
        "url": "https://example.com/v",
        "poster_url": "https://example.com/p",
        "duration": 14.722,
        "bit_rate": 7943006,
        "format": "mp4",
        "width": 1080,
        "height": 1920,
        "size": 14617117,
        "signature": "c11dcf64adb413488646f39d6475ac00",
    },
    "auth_info": {
        "ad_auth_status": "AUTHORIZED",
        "auth_start_time": "2026-05-24T07:09:07Z",
        "auth_end_time": "2026-06-23T07:09:07Z",
        "invite_start_time": "2026-05-24T07:09:07Z",
    },
    "carousel_info": {"image_info": [], "music_info": {}},
    "anchor_list": [{"Id": "7643355811640576007", "status": "CheckSuccess", "title": "", "url": ""}],
}
DATA: Final[dict[str, dict[str, Any]]] = {
    "/open_api/v1.3/identity/video/info/": {"video_detail": VIDEO, "video_details": []},
    "/open_api/v1.3/identity/get/": {
        "identity_list": [
            {
                "identity_type": "AUTH_CODE",
                "identity_id": "7564472955620443158",
                "available_status": "AVAILABLE",
                "display_name": "Maya",
                "username": "maya",
                "identity_authorized_bc_id": None,
                "can_pull_video": True,
                "can_push_video": False,
                "is_gpppa": False,
            }
        ],
        "page_info": {"page": 1, "page_size": 20, "total_number": 1, "total_page": 1},
    },
    "/open_api/v1.3/ad/get/": {
        "list": [
            {
                "ad_id": AD_ID,
                "ad_name": "Spring",
                "adgroup_id": "1861771748125041002",
                "campaign_id": "1861771748125041003",
                "advertiser_id": ACCOUNT,
                "ad_format": "SINGLE_VIDEO",
                "identity_type": "AUTH_CODE",
                "identity_id": "7564472955620443158",
                "tiktok_item_id": POST_ID,
                "operation_status": "ENABLE",
                "secondary_status": "AD_STATUS_DELIVERY_OK",
                "call_to_action": "LEARN_MORE",
                "video_id": None,
                "image_ids": [],
            }
        ],
        "page_info": {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1},
    },
    "/open_api/v1.3/adgroup/get/": {
        "list": [
            {
                "adgroup_id": "1861771748125041002",
                "campaign_id": "1861771748125041003",
                "advertiser_id": ACCOUNT,
                "operation_status": "ENABLE",
                "secondary_status": "ADGROUP_STATUS_DELIVERY_OK",
                "schedule_type": "SCHEDULE_START_END",
                "schedule_start_time": "2026-05-25 12:00:00",
                "schedule_end_time": "2026-07-01 00:00:00",
                "budget": 50.0,
                "budget_mode": "BUDGET_MODE_DAY",
            }
        ]
    },
    "/open_api/v1.3/campaign/get/": {
        "list": [
            {
                "campaign_id": "1861771748125041003",
                "advertiser_id": ACCOUNT,
                "operation_status": "ENABLE",
                "secondary_status": "CAMPAIGN_STATUS_ENABLE",
                "budget": 0.0,
                "budget_mode": "BUDGET_MODE_INFINITE",
            }
        ]
    },
    "/open_api/v1.3/tt_video/list/": {
        "list": [
            {
                "item_info": {
                    "item_id": DOCUMENTED_POST_ID,
                    "status": "HESITATE_RECOMMEND",
                    "auth_code": CODE,
                    "text": "",
                    "anchor_list": None,
                },
                "auth_info": {
                    "ad_auth_status": "AUTHORIZED",
                    "auth_start_time": "2024-05-20T11:40:50Z",
                    "auth_end_time": "2025-05-20T11:40:50Z",
                    "invite_start_time": "2024-05-20T11:43:00Z",
                },
                "video_info": {"duration": 6.563, "width": 1080, "height": 1920},
                "user_info": {
                    "identity_id": "7564472955620443159",
                    "identity_type": "AUTH_CODE",
                    "tiktok_name": "zoë",
                },
            }
        ],
        "page_info": {"page": 1, "page_size": 20, "total_number": 1, "total_page": 1},
    },
}
"""What the server answers, by path: TikTok's own shapes."""


class _Answering(BaseHTTPRequestHandler):
    """Answer as TikTok does: always HTTP 200, with a code inside."""

    def do_GET(self) -> None:
        """Answer one call."""
        asked = urlsplit(self.path)
        known = self.headers["Access-Token"] == TOKEN and parse_qs(asked.query).get("advertiser_id") == [ACCOUNT]
        if known and asked.path in DATA:
            answer: dict[str, Any] = {
                "code": 0,
                "message": "OK",
                "request_id": "202605310001",
                "data": DATA[asked.path],
            }
        else:
            words = f"advertiser does not grant you {asked.path} permission"
            answer = {"code": 40001, "message": words, "request_id": "202610050001", "data": {}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve on this machine, at a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


@pytest.fixture
def client(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make the SDK's client, which reaches this machine only."""
    connect = socket.create_connection

    def local(address: tuple[str, int], *more: Any, **options: Any) -> socket.socket:
        assert address[0] == "127.0.0.1", "the network stays closed"
        return connect(address, *more, **options)

    monkeypatch.setattr(socket, "create_connection", local)
    configuration = sdk.Configuration()
    configuration.host = server
    made = sdk.ApiClient(configuration)
    yield made
    made.rest_client.pool_manager.clear()
    made.pool.close()
    made.pool.join()


def all_of(client: Any) -> list[dict[str, Any]]:
    """Ask all that the SDK has a call for."""
    identity = sdk.IdentityApi(client)
    return [
        identity.identity_get(ACCOUNT, TOKEN),
        identity.identity_video_info(TOKEN, ACCOUNT, "AUTH_CODE", "7564472955620443158", POST_ID),
        sdk.AdApi(client).ad_get(ACCOUNT, TOKEN),
        sdk.AdgroupApi(client).adgroup_get(ACCOUNT, TOKEN),
        sdk.CampaignCreationApi(client).campaign_get(ACCOUNT, TOKEN),
    ]


def test_what_the_sdk_returns_is_read_whole(client: Any) -> None:
    """The SDK strips the envelope's code and message where all is well; the facts are there all the same."""
    responses = all_of(client)
    assert {key for each in responses for key in each} == {"data", "request_id"}
    reading = tiktok.read(responses, observed_at=AT, strict=True)
    (license,), (post,), (ad,) = reading.licenses, reading.posts, reading.ads
    assert ((license.expires_at - license.issued_at).days, license.expires_at) == (30, instant("2026-06-23T07:09:07Z"))
    assert (post.id, post.creator) == (POST_ID, "maya")
    assert (ad.id, ad.starts_at, ad.ends_at) == (
        AD_ID,
        instant("2026-05-25T12:00:00Z"),
        instant("2026-07-01T00:00:00Z"),
    )
    assert reading.unknown == ()
    assert reading.portfolio.serving(AD_ID, at=AT).serves


def test_what_the_sdk_returns_agrees_with_the_facts_read_from_it(client: Any) -> None:
    """Reconciled at the same instant, nothing differs."""
    responses = all_of(client)
    held = tiktok.read(responses, observed_at=AT).portfolio
    found = tiktok.reconcile(held, responses, observed_at=AT)
    assert (found.differences, found.diagnoses) == ((), ())
    assert set(found.agreements.values()) == {1}


def test_a_call_that_the_sdk_has_no_method_for_is_read_too(client: Any) -> None:
    """Asked for through the SDK's own client, with the code byte for byte as TikTok sends it."""
    response = client.call_api(
        "/open_api/v1.3/tt_video/list/",
        "GET",
        query_params=[("advertiser_id", ACCOUNT)],
        header_params={"Access-Token": TOKEN},
        response_type="InlineResponse200",
        _return_http_data_only=True,
    )
    (license,) = tiktok.read(response, observed_at=AT, advertiser_id=ACCOUNT, strict=True).licenses
    assert (license.code, (license.expires_at - license.issued_at).days, license.advertiser_id) == (CODE, 365, ACCOUNT)
    assert license.issued_at == instant("2024-05-20T11:40:50Z")


def test_an_error_of_tiktoks_is_the_sdks_to_raise(client: Any) -> None:
    """It raises its own, with TikTok's number: nothing reaches the reader."""
    with pytest.raises(Exception, match="permission") as caught:
        sdk.AdApi(client).ad_get("1", TOKEN)
    assert type(caught.value).__name__ == "TiktokSDKError"
