"""Auditing portfolios of 10,000 to 1,000,000 ads in one pass: time and memory per ad.

Run: `python -m benchmarks.auditing [ADS ...]`

The portfolios are those of `examples/generate.py`. Each size has a process of its own; its memory is the peak of the
resident set (`ru_maxrss`): what building the portfolio adds to a process that has imported everything, and what the
audit adds to that. Each is audited as it comes, and with Python's cyclic garbage collector off: it goes through the
whole portfolio again and again, and finds nothing.
"""

from __future__ import annotations

import gc
import json
import resource
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, cast

from benchmarks.timing import machine, pin, table

if TYPE_CHECKING:
    from sparklicense import Portfolio

_GENERATOR = Path(__file__).parents[1] / "examples" / "generate.py"
SIZES = (10_000, 100_000, 1_000_000)
AT = "2026-06-25T12:00:00Z"
COUNTS = ("ads", "posts", "licenses", "changes")
ENOUGH = 5  # seconds to audit one portfolio again and again for
_UNIT = 1 if sys.platform == "darwin" else 1024


def peak() -> int:
    """Give the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def audits(portfolio: Portfolio) -> tuple[float, int]:
    """Audit a portfolio a few times; give the least seconds of one audit, and the number of changes ahead."""
    found: list[float] = []
    changes = 0
    while sum(found) < ENOUGH:
        start = process_time()
        changes = len(portfolio.audit(at=AT, within=timedelta(days=30)).upcoming)
        found.append(process_time() - start)
    return min(found), changes


def measure(ads: int) -> dict[str, float]:
    """Build one portfolio and audit it, as it comes and with the garbage collector off."""
    pin()
    make = cast("Callable[..., Portfolio]", runpy.run_path(str(_GENERATOR))["make"])
    empty = peak()
    portfolio = make(ads=ads)
    built = peak()
    seconds, changes = audits(portfolio)
    audited = peak()
    gc.disable()
    return {
        "ads": len(portfolio.ads),
        "posts": len(portfolio.posts),
        "licenses": len(portfolio.licenses),
        "changes": changes,
        "seconds": seconds,
        "undisturbed": audits(portfolio)[0],
        "portfolio": (built - empty) / ads,
        "audit": (audited - built) / ads,
    }


def main() -> None:
    """Measure each size in a process of its own, and print."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":  # noqa: PLR2004 - the word and a number
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    found = []
    for ads in map(int, sys.argv[1:] or SIZES):
        command = [sys.executable, "-m", "benchmarks.auditing", "--one", str(ads)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ourselves
        found.append(json.loads(done.stdout))
    first = found[0]
    rows = [
        (
            *(f"{each[name]:,}" for name in COUNTS),
            *(
                f"{1e6 * each[name] / each['ads']:.1f} ({each[name] / each['ads'] * first['ads'] / first[name]:.2f})"
                for name in ("seconds", "undisturbed")
            ),
            f"{each['portfolio']:,.0f}",
            f"{each['audit']:,.0f}",
        )
        for each in found
    ]
    print(machine())
    print(
        table(
            (*COUNTS, "µs an ad (ratio)", "collector off", "bytes an ad", "the audit's bytes an ad"),
            rows,
        )
    )


if __name__ == "__main__":
    main()
