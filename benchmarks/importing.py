"""`import sparklicense` against importing attrs and pendulum alone, each in a fresh process.

Run: `python -m benchmarks.importing`
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.timing import interleaved, machine, pin, ratios

if TYPE_CHECKING:
    from collections.abc import Callable


def importing(names: str) -> Callable[[], float]:
    """Make a case: the seconds that an import takes in a fresh, isolated process, without starting it."""
    script = f"from time import process_time as now; t = now(); import {names}; print(now() - t)"

    def run() -> float:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    return run


def main() -> None:
    """Measure and print."""
    pin()
    base = "attrs, pendulum"
    runs = {
        base: importing(base),
        "sparklicense": importing("sparklicense"),
        "attrs": importing("attrs"),
        "pendulum": importing("pendulum"),
    }
    pairs = [("sparklicense", base, "≤ 1.4"), ("attrs", base, ""), ("pendulum", base, "")]
    print(machine())
    print(ratios(interleaved(runs, 31), pairs, 1e-3, "ms"))


if __name__ == "__main__":
    main()
