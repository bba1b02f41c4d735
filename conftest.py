"""The README and the documentation are tests: their Python is run, their shell sessions are replayed."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.typing import Evaluator, Parser

ROOT = Path(__file__).parent


def replay(example: Example) -> str | None:
    """Run the commands of a shell session and compare what they print, and their exit status where shown."""
    for session in f"\n{example.parsed}".split("\n$ ")[1:]:
        command, _, expected = session.partition("\n")
        words = shlex.split(command)
        if words[0] != "sparklicense":
            return f"a session shows `sparklicense` at work, not `{words[0]}`"
        run = subprocess.run(  # noqa: S603 - our own command, with the words of our own pages
            [sys.executable, "-m", *words],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"COLUMNS": "100", "PATH": "", "PYTHONWARNINGS": "error"},
            check=False,
        )
        if (run.stdout + run.stderr).strip() != expected.strip():
            return f"$ {command}\nexpected:\n{expected.strip()}\ngot:\n{(run.stdout + run.stderr).strip()}"
    return None


def parse_json(example: Example) -> None:
    """A JSON block is JSON."""
    json.loads(str(example.parsed))


def fresh(namespace: dict[str, object]) -> None:
    """Every page starts with nothing imported."""
    namespace.clear()


class SessionParser(PythonCodeBlockParser):
    """Reads Python sessions, whose output is compared."""

    @staticmethod
    def codeblock_parser_class(_language: str, evaluator: Evaluator) -> Parser:
        """Look for `pycon` blocks, which are highlighted as sessions."""
        return CodeBlockParser("pycon", evaluator)


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        SessionParser(),
        CodeBlockParser(language="console", evaluator=replay),
        CodeBlockParser(language="json", evaluator=parse_json),
    ],
    patterns=["README.md", "docs/**/*.md", "docs/*.md", "CONTRIBUTING.md"],
    setup=fresh,
).pytest()
