"""No code reaches a text, wherever in a sheet it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MARK

from sparklicense import ReadingError
from sparklicense.sources import sheets

ID = "7638941401274764565"
START, END = "2026-05-24T07:09:07Z", "2026-06-23T07:09:07Z"
CODES = (
    f"#{MARK}+1/2=", MARK, f"1{MARK}", f"12-{MARK}-26", f"{MARK} 5", f"{MARK}5, 2026", f"'{MARK}",
    f"\u200b{MARK}", f"={MARK}", f"https://vm.tiktok.com/{MARK}", f"https://www.tiktok.com/@{MARK}",
)  # fmt: skip
COLUMNS = (
    "code", "post id", "link", "creator", "published", "start", "end", "days", "redeemed", "revoked", "ad account id",
    "license id",
)  # fmt: skip
FINE = (f"#{MARK}=", ID, "", "@maya", "", START, END, "", START, "", "", "")


def texts_of(reading: Any) -> str:
    """Give every text about what was read, and how its facts are shown."""
    told = "\n".join(map(str, (*reading.diagnoses, *reading.assumed)))
    return told + "".join(
        repr(each) for each in (*reading.diagnoses, *reading.assumed, *reading.unknown, *reading.licenses)
    )


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("column", [each for each in COLUMNS if each != "creator"])
def test_a_code_in_the_wrong_column_is_not_shown(code: str, column: str) -> None:
    """Where its row holds it as well; a creator's name is shown nowhere."""
    for link in ("", f"https://www.tiktok.com/@maya/video/{ID}0"):
        row: dict[str, Any] = dict(zip(COLUMNS, FINE, strict=True)) | {"code": code.lstrip("'"), "link": link}
        row[column] = code
        assert MARK not in texts_of(sheets.read_rows([list(row), list(row.values())], tz="UTC", seen_at=START))


@given(st.lists(st.tuples(*[st.sampled_from((fine, fine, *CODES)) for fine in FINE]).map(list), max_size=4))
def test_no_sheet_however_muddled_gives_its_codes_away(rows: list[list[Any]]) -> None:
    """Codes in any columns of any rows; those of a column with ids are other rows' codes as well."""
    for place, code in enumerate(CODES):
        rows.append([code.lstrip("'"), f"{ID}{place}", *FINE[2:]])
    assert MARK not in texts_of(sheets.read_rows([list(COLUMNS), *rows], tz="UTC", seen_at=START))


@pytest.mark.parametrize(
    "rows",
    [
        [[f"#{MARK}", ID, END], [MARK, ID, END]],
        [["code", "post id", f"#{MARK}"], [MARK, ID, END]],
        [["code", "code", "post id", "end", f"#{MARK}"], [MARK, ID, END]],
        [["post id", "end", "start"], [MARK, ID, END]],
    ],
)
def test_no_refusal_of_a_sheet_gives_its_codes_away(rows: list[list[Any]]) -> None:
    """What stands where headings should is not shown where it may be a code."""
    with pytest.raises(ReadingError) as refused:
        sheets.read_rows(rows)
    assert MARK not in str(refused.value) + repr(refused.value)
