"""The README and the documentation are tests: their Python is run, their shell sessions are replayed."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.typing import Parser

ROOT = Path(__file__).parents[2]
ELSEWHERE = {ROOT / "docs/frames/pyspark.md"}  # tests/frames runs it, where Java is
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"), *(ROOT / "examples").glob("*.md")} - ELSEWHERE)

EXECUTED = {"python", "pycon", "console", "json"}
LOOKED_AT = {
    "text",  # drawings and file listings
    "bash",  # the commands that install: `.ci/run` runs them in a fresh environment
}


def sessions() -> Parser:
    """Read `pycon` blocks, which are highlighted as sessions and whose output is compared."""
    parser = PythonCodeBlockParser()
    parser.codeblock_parser = CodeBlockParser("pycon", PythonEvaluator())
    return parser


def replay(example: Example) -> str | None:
    """Run the commands of a shell session; compare what they print, and the status that `echo $?` shows."""
    status = 0
    for session in f"\n{example.parsed}".split("\n$ ")[1:]:
        command, _, expected = session.partition("\n")
        if command == "echo $?":
            shown = str(status)
        else:
            words = shlex.split(command)
            assert words[0] == "sparklicense", f"a session shows `sparklicense` at work, not `{words[0]}`"
            run = subprocess.run(  # noqa: S603 - our own command, with the words of our own pages
                [sys.executable, "-W", "error", "-m", *words],
                capture_output=True,
                text=True,
                cwd=ROOT,
                env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
                check=False,
            )
            status, shown = run.returncode, run.stdout + run.stderr
        if tidy(shown) != tidy(expected):
            return f"$ {command}\nexpected:\n{expected.strip()}\n\ngot:\n{shown.strip()}"
    return None


def tidy(text: str) -> str:
    """Leave out what a page cannot show: white space at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def parse_json(example: Example) -> None:
    """A JSON block is JSON."""
    json.loads(str(example.parsed))


PARSERS = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        sessions(),
        CodeBlockParser(language="console", evaluator=replay),
        CodeBlockParser(language="json", evaluator=parse_json),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_code_block_does_what_the_page_says(page: Path) -> None:
    """The blocks of a page are run in order, as a reader would."""
    for example in PARSERS.parse(page).examples():
        example.evaluate()


def test_no_code_block_is_passed_over() -> None:
    """A block in a language that nothing here executes would be decoration."""
    fences = {
        (str(page.relative_to(ROOT)), language)
        for page in PAGES
        for language in re.findall(r"^ *```(\w*)\n", page.read_text(encoding="utf-8"), re.MULTILINE)
        if language
    }
    assert {language for _, language in fences} <= EXECUTED | LOOKED_AT
    installing = {page for page, language in fences if language == "bash"}
    assert installing <= {"README.md", "CONTRIBUTING.md", "docs/command-line.md", "docs/frames/index.md"}
