"""How every benchmark measures: one case after another in a round, so that a ratio comes from one stretch of time.

Time is the processor time of the process, which what else runs on the machine disturbs less than the clock on the wall.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from statistics import median
from time import process_time
from timeit import Timer
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Figure(NamedTuple):
    """What rounds of one case took, in seconds."""

    least: float
    middle: float


def pin() -> None:
    """Stay on one core where the system lets a process choose, so that rounds are alike."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def interleaved(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Figure]:
    """Run every case once in each round.

    Args:
        cases: functions that run a case and give its seconds.
        rounds: how many; the first is thrown away.
    """
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, run in cases.items():
            seconds = run()
            if number:
                taken[name].append(seconds)
    return {name: Figure(min(each), median(each)) for name, each in taken.items()}


def timed(statement: str, names: Mapping[str, Any], seconds: float = 0.02) -> Callable[[], float]:
    """Make a case of a statement: it gives the seconds of one run, averaged over a short stretch of them."""
    timer = Timer(statement, timer=process_time, globals=dict(names))
    runs = max(1, int(1000 * seconds / timer.timeit(1000)))
    return lambda: timer.timeit(runs) / runs


def machine() -> str:
    """Name the kind of machine and the versions; nothing that tells one machine from another of its kind."""
    packages = ", ".join(f"{each} {version(each)}" for each in ("sparklicense", "attrs", "pendulum"))
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {packages}; "
        f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - it is no file to make a path of
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "processor unknown"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Lay a table out as Markdown, ready for the README."""
    lines = [[*header], *([*row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )


def ratios(found: Mapping[str, Figure], pairs: Iterable[tuple[str, str, str]], unit: float, name: str) -> str:
    """Set cases against their baselines.

    Args:
        found: what each case took.
        pairs: a case, its baseline, and the goal for the ratio (empty: none).
        unit: seconds in the unit shown.
        name: what the unit is called.
    """
    rows = []
    for case, base, goal in pairs:
        mine, theirs = found[case], found[base]
        rows.append(
            (
                case,
                *(f"{each / unit:,.2f}" for each in (*mine, *theirs)),
                f"{mine.least / theirs.least:.2f} / {mine.middle / theirs.middle:.2f}",
                goal,
            )
        )
    return table(
        ("case", f"min {name}", f"median {name}", "baseline min", "baseline median", "ratio (min / median)", "goal"),
        rows,
    )
