"""Hostile text and endless input: neutral in every output, and an error."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import threading
from pathlib import Path
from typing import Final

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import License, Portfolio, Post, SparkAd, dump, load
from sparklicense.cli import cli
from sparklicense.data import files
from sparklicense.data.texts import FORMULA, csv_text
from sparklicense.errors import PortfolioFileError

AT: Final = "2026-06-25T12:00:00Z"
HOSTILE: Final = "\x1b[31m\u202e=cmd|' /C calc'!A0\x07\u2066"
"""Colors, a bell, text turned around, and a formula."""


def portfolio() -> Portfolio:
    """Make one whose ids and names are all hostile."""
    post = Post(id=f"=1{HOSTILE}", creator=HOSTILE, published_at="2026-05-01T00:00:00Z", caption=HOSTILE)
    ad = SparkAd(
        id=f"+7{HOSTILE}",
        post_id=post.id,
        starts_at="2026-06-01T00:00:00Z",
        ends_at="2026-12-01T00:00:00Z",
        campaign_id=f"-c{HOSTILE}",
        name=HOSTILE,
    )
    code = License.issue(code=None, post_id=post.id, issued_at="2026-06-01T00:00:00Z", days=7, id=f"@l{HOSTILE}")
    return Portfolio([post], [code], [ad, attrs.evolve(ad, id="8")])


COMMANDS: Final = {
    "audit": ("audit", "PATH", "--at", AT, "--within", "30d"),
    "plan": ("plan", "PATH", "--at", AT),
    "explain": ("explain", "PATH", "8", "--at", AT),
    "timeline": ("timeline", "PATH", "8"),
    "calendar": ("calendar", "PATH", "--at", "2026-06-02T00:00:00Z"),
    "import": ("import", "PATH"),
}
FORMS: Final = {
    "audit": ("table", "csv"),
    "plan": ("table", "csv"),
    "timeline": ("table", "csv"),
    "import": ("table", "csv"),
}


@pytest.mark.parametrize(("name", "form"), [(name, form) for name in COMMANDS for form in FORMS.get(name, (None,))])
def test_hostile_text_is_neutral_in_every_output(tmp_path: Path, name: str, form: str | None) -> None:
    """No control character, nothing that turns the direction of writing, and no formula in a cell."""
    path = tmp_path / "story.json"
    dump(portfolio(), path)
    words = [str(path) if word == "PATH" else word for word in COMMANDS[name]]
    result = CliRunner().invoke(cli, [*words, *(() if form is None else ("--format", form))])
    assert result.exit_code in (0, 1), result.output
    lines = result.stdout.replace("\r\n", "\n").split("\n")
    assert all(line.isprintable() for line in lines), [line for line in lines if not line.isprintable()]
    assert result.stderr.replace("\n", "").isprintable()
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(result.stdout)) for cell in row]
        assert [cell for cell in cells if cell.startswith(FORMULA)] == []


def test_portfolio_files_keep_hostile_text_as_it_is(tmp_path: Path) -> None:
    """They are read back, by this library, so nothing in them may change."""
    for path in (tmp_path / "story.json", tmp_path / "tables"):
        dump(portfolio(), path)
        assert load(path) == portfolio()


@given(st.lists(st.text(), min_size=1))
def test_a_cell_is_printable_and_no_formula(texts: list[str]) -> None:
    """Whatever it holds; numbers stay numbers."""
    written = csv_text(["-1.5"] * len(texts), [texts, ["-1.5", *texts[1:]]])
    for row in csv.reader(io.StringIO(written)):
        assert all(
            cell.isprintable() and (re.fullmatch(r"[+-]?[0-9]+([.][0-9]+)?", cell) or not cell.startswith(FORMULA))
            for cell in row
        )


def test_what_is_neither_a_file_nor_a_pipe_is_refused() -> None:
    """A device may never end."""
    with pytest.raises(PortfolioFileError, match="/dev/zero: cannot be read: it is neither a file nor a pipe"):
        load("/dev/zero")
    result = CliRunner().invoke(cli, ["import", "/dev/zero"])
    assert (result.exit_code, result.stderr) == (
        2,
        "error: /dev/zero: cannot be read: it is neither a file nor a pipe\n",
    )


def test_a_pipe_is_read(tmp_path: Path) -> None:
    """As from another command."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = json.dumps({"schema": "sparklicense.portfolio/1", "posts": []})
    writer = threading.Thread(target=pipe.write_text, args=(data,))
    writer.start()
    assert load(pipe) == Portfolio()
    writer.join()


def test_reading_stops_at_a_size(tmp_path: Path) -> None:
    """With an error that says which."""
    path = tmp_path / "large.json"
    path.write_bytes(b" " * (2**20 + 1))
    assert len(files.read_raw(path, 2**20 + 1)) == 2**20 + 1
    with pytest.raises(PortfolioFileError, match=r"large\.json: larger than 1 MiB, which is the most that is read"):
        files.read_raw(path, 2**20)
