"""`import sparklicense` against importing attrs and pendulum alone, each in a fresh process.

The front door loads each name when it is first used, so the bare import is all but free; what a
program pays is shown by the lines that use names.

Run: `python -m benchmarks.importing`
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.timing import interleaved, machine, pin, ratios

if TYPE_CHECKING:
    from collections.abc import Callable


def importing(statement: str) -> Callable[[], float]:
    """Make a case: the seconds that an import takes in a fresh, isolated process, without starting it."""
    script = f"from time import process_time as now; t = now(); {statement}; print(now() - t)"

    def run() -> float:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    return run


def main() -> None:
    """Measure and print."""
    pin()
    base = "import attrs, pendulum"
    goals = {
        "import sparklicense": "≤ 1.4",
        "from sparklicense import License": "",
        "from sparklicense import serving": "",
        "from sparklicense import Portfolio": "",
        "import sparklicense; [getattr(sparklicense, name) for name in sparklicense.__all__]": "",
    }
    runs = {statement: importing(statement) for statement in (base, *goals)}
    pairs = [(statement, base, goal) for statement, goal in goals.items()]
    print(machine())
    print(ratios(interleaved(runs, 31), pairs, 1e-3, "ms"))


if __name__ == "__main__":
    main()
