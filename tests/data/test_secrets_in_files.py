"""No code reaches a problem, wherever in a file it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import PortfolioFileError, load
from sparklicense.data.portfolios import portfolio_from_data

POST: dict[str, Any] = {"id": "1", "published_at": "2026-05-01T00:00:00Z"}
LICENSE: dict[str, Any] = {
    "code": "#hush=",
    "post_id": "1",
    "issued_at": "2026-05-24T07:09:07Z",
    "expires_at": "2026-06-23T07:09:07Z",
}
CODES = ("#sEcReT+1/2=", "sEcReTwithoutHash", "sEc`ReT", "sEcReT" * 20, " sEcReT+/=")


def problems_of(licenses: list[Any]) -> str:
    """Tell what is wrong with these licenses."""
    with pytest.raises(PortfolioFileError) as refused:
        portfolio_from_data({"schema": "sparklicense.portfolio/1", "posts": [POST], "licenses": licenses})
    return str(refused.value) + repr(refused.value)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("key", ["issued_at", "redeemed_at", "revoked_at", "expires_at"])
def test_a_code_in_the_place_of_an_instant_is_hidden(code: str, key: str) -> None:
    """The row's own code or not, what is no instant is not echoed in a row that holds a code."""
    for own in (code, "#other="):
        told = problems_of([{**LICENSE, "code": own, key: code}])
        assert f"licenses[0]: {key}: " in told
        assert "hidden" in told
        assert "sEc" not in told


@pytest.mark.parametrize("code", CODES)
def test_a_code_that_is_also_the_post_id_is_hidden(code: str) -> None:
    """The problem of the portfolio names the row instead."""
    told = problems_of([{**LICENSE, "code": code, "post_id": code.strip()}])
    assert "licenses[0]: " in told
    assert "names the unknown post" in told
    assert "sEc" not in told


@given(
    row=st.dictionaries(
        st.sampled_from(("code", "post_id", "issued_at", "expires_at", "id", "advertiser_id", "#sEcReT", "sEcReT=")),
        st.sampled_from((*CODES, ["#sEcReT"], ["sEcReT"], {"sEcReT": "sEcReT"}, None, 5, "2026-05-24T07:09:07Z")),
    )
)
def test_no_row_however_muddled_gives_its_code_away(row: dict[str, Any]) -> None:
    """Codes as keys, codes in lists and codes in the wrong columns are hidden, where they are the row's own."""
    told = ""
    try:
        portfolio_from_data({"schema": "sparklicense.portfolio/1", "licenses": [row, row]})
    except PortfolioFileError as error:
        told = str(error)
    # An id is text of any kind: one that is not the code of a row is shown, because rows are found by it.
    ids = [str(row.get(key)) for key in ("post_id", "id", "advertiser_id") if row.get(key) != row.get("code")]
    for id in sorted(ids, key=len):
        told = told.replace(f"`{id}", "`").replace(f"`{id[:60]}…", "`")
    assert "sEc" not in told


@pytest.mark.parametrize(
    "text",
    [
        "sEcReT,1,2026-05-24T07:09:07Z,2026-06-23T07:09:07Z\n",
        "code,post_id,issued_at,expires_at\nsEcReT,1,2026-05-24T07:09:07Z\n",
        "code,post_id,issued_at,expires_at\n1,2026-05-24T07:09:07Z,2026-06-23T07:09:07Z,sEcReT\n",
        'code,post_id,issued_at,expires_at\n"sEcReT"x,1,2026-05-24T07:09:07Z,2026-06-23T07:09:07Z\n',
        'code,post_id,issued_at,expires_at\n"sEcReT,1,2026-05-24T07:09:07Z,2026-06-23T07:09:07Z\n',
        "code,post_id,issued_at,expires_at,#sEcReT\n",
        "code,post_id,issued_at,expires_at\n#sEcReT,#sEcReT,#sEcReT,#sEcReT\n",
        "code,post_id,issued_at,expires_at\nsEcReT,1,,\n",
    ],
)
def test_no_broken_table_gives_a_code_away(tmp_path: Path, text: str) -> None:
    """A header left out, a cell too few, a quote too many: the line is named, the values are not."""
    (tmp_path / "posts.csv").write_text("post_id,published_at\n1,2026-05-01T00:00:00Z\n")
    (tmp_path / "ads.csv").write_text("ad_id,post_id,starts_at\n")
    (tmp_path / "licenses.csv").write_text(text)
    with pytest.raises(PortfolioFileError) as refused:
        load(tmp_path)
    assert "licenses.csv: line " in str(refused.value)
    assert "sEcReT" not in str(refused.value)
    assert "sEcReT" not in repr(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_truncated_json_gives_no_code_away(tmp_path: Path) -> None:
    """Cut anywhere, the file is told to be no JSON, and nothing of it is shown."""
    whole = json.dumps({"schema": "sparklicense.portfolio/1", "posts": [POST], "licenses": [LICENSE]})
    path = tmp_path / "story.json"
    for length in range(0, len(whole), 7):
        path.write_text(whole[:length].replace("hush", "sEcReT"))
        with pytest.raises(PortfolioFileError, match="not JSON") as refused:
            load(path)
        assert "sEcReT" not in str(refused.value)
