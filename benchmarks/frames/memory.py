"""The most memory that a process takes for one answer: the library's, and the one written by hand.

Run: `python -m benchmarks.frames.memory 1000000`
"""

from __future__ import annotations

import resource
import subprocess
import sys

from benchmarks.frames.data import made
from benchmarks.frames.measure import ENGINES
from benchmarks.timing import table


def alone(ads: int, engine: str, place: int, which: str) -> None:
    """Answer once (`which`: `ours`, `theirs` or `nobody`), and print the most megabytes this process has had."""
    case = ENGINES[engine](made(ads))[place]
    kept = {"ours": case.ours, "theirs": case.theirs, "nobody": object}[which]()
    print(case.name, "|", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, bool(id(kept)))


def main(ads: int) -> None:
    """Measure every case in processes of its own and print."""
    rows: list[tuple[str, ...]] = []
    for engine, place in (
        ("Polars", 0),
        ("Polars", 1),
        ("Polars", 2),
        ("Polars", 4),
        ("DuckDB", 0),
        ("pandas", 0),
        ("PyArrow", 0),
    ):
        most: dict[str, float] = {}
        name = ""
        for which in ("nobody", "ours", "theirs"):
            command = [sys.executable, "-m", "benchmarks.frames.memory", str(ads), engine, str(place), which]
            line = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own module
            name, _, found = line.partition(" | ")
            most[which] = float(found.split()[0])
        ours, theirs = (most[which] - most["nobody"] for which in ("ours", "theirs"))
        whole = most["ours"] / most["theirs"]
        rows.append(
            (f"{engine} {name}", f"{ours:,.0f}", f"{theirs:,.0f}", f"{most['nobody']:,.0f}", f"{whole:.2f}", "≤ 2")
        )
    header = ("case", "ours, MB above the tables", "by hand", "process with the tables", "whole process, ratio", "goal")
    print(table(header, rows))


if __name__ == "__main__":
    count, *case = sys.argv[1:]
    if case:
        alone(int(count), case[0], int(case[1]), case[2])
    else:
        main(int(count))
