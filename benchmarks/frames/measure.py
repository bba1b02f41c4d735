"""The frame reader against the same answers written by hand, at any number of ads.

Run: `python -m benchmarks.frames.measure 1000000`
"""

from __future__ import annotations

import sys
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped] # it has none

from benchmarks.frames import by_hand, windows_by_hand
from benchmarks.frames.data import AT, Facts, made
from benchmarks.timing import interleaved, machine, ratios
from sparklicense import frames

if TYPE_CHECKING:
    from collections.abc import Callable

UNTIL = AT + timedelta(days=60)
VERY_MANY = 5_000_000  # from so many ads on, only what has a goal is measured


class Case(NamedTuple):
    """An answer of the library's, the same by hand, and how many times as long it may take."""

    name: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    goal: str = ""


def seconds(run: Callable[[], Any]) -> Callable[[], float]:
    """Make a case of a function: it gives the seconds of one run."""

    def timed() -> float:
        start = perf_counter()
        run()
        return perf_counter() - start

    return timed


def agree(case: Case) -> None:
    """Check that both sides say the same; windows and coverage to the microsecond."""
    ours, theirs = (_told(answer()) for answer in (case.ours, case.theirs))
    if _digest(ours) != _digest(theirs):
        raise AssertionError(f"{case.name}: {ours.head()}, by hand {theirs.head()}")


def _told(answer: Any) -> pl.DataFrame:
    found = (
        answer
        if isinstance(answer, pl.DataFrame)
        else pl.DataFrame(pl.from_arrow(pa.table(answer)) if isinstance(answer, pa.Table) else pl.from_pandas(answer))
    )
    instants = pl.selectors.datetime().dt.cast_time_unit("us")
    texts = pl.selectors.by_dtype(pl.Categorical, pl.Enum).cast(pl.String)
    return found.with_columns(pl.selectors.float().round(6)).with_columns(instants).with_columns(texts)


def _digest(answer: pl.DataFrame) -> tuple[int, int]:
    """Say the same of the same rows in whatever order, sooner than they could be sorted."""
    return answer.height, int(answer.select(sorted(answer.columns)).hash_rows().sum())


def in_polars(facts: Facts) -> list[Case]:
    """Lazy frames; eager ones, which the library looks through first; the looking alone."""
    ads, posts, licenses = facts
    lazily: dict[str, Any] = {name: each.lazy() for name, each in facts._asdict().items()}
    asked: dict[str, Any] = {"posts": posts, "licenses": licenses}

    def hand(written: Callable[..., Any], *more: Any) -> Callable[[], Any]:
        return lambda: written(*lazily.values(), *more).collect()

    serving, windows = hand(by_hand.in_polars), hand(windows_by_hand.windows)
    coverage = hand(windows_by_hand.coverage, UNTIL)
    return [
        Case("serving, lazy", lambda: frames.serving(**lazily, at=AT).collect(), serving, "≤ 1.2"),
        Case("serving, eager", lambda: frames.serving(ads, **asked, at=AT), serving, "≤ 1.2"),
        Case("windows, lazy", lambda: frames.windows(**lazily).collect(), windows, "≤ 1.5"),
        Case("windows, eager", lambda: frames.windows(ads, **asked), windows, "≤ 1.5"),
        Case("coverage, lazy", lambda: frames.coverage(**lazily, until=UNTIL).collect(), coverage, "≤ 1.5"),
        Case("coverage, eager", lambda: frames.coverage(ads, **asked, until=UNTIL), coverage, "≤ 1.5"),
        Case("check alone", lambda: frames.check(ads, **asked), serving),
        Case("next_change, eager", lambda: frames.next_change(ads, **asked, at=AT), serving),
    ]


def in_duckdb(facts: Facts) -> list[Case]:
    """From tables of its own to an Arrow table."""
    connection = duckdb.connect()
    for name, each in facts._asdict().items():
        connection.register("arriving", each.to_arrow())
        connection.execute(f"create table {name} as from arriving")
    tables: dict[str, Any] = {name: connection.table(name) for name in facts._fields}

    def ours() -> Any:
        return frames.serving(**tables, at=AT).to_arrow_table()

    return [Case("serving", ours, lambda: by_hand.in_duckdb(connection).to_arrow_table(), "≤ 1.4")]


def in_pandas(facts: Facts) -> list[Case]:
    """Frames of NumPy's types, which the library looks through first; the looking alone."""
    ads, posts, licenses = (each.to_pandas() for each in facts)
    return _looked_through(ads, posts, licenses, by_hand.in_pandas, "≤ 1.1")


def in_pyarrow(facts: Facts) -> list[Case]:
    """Tables of one chunk, which the library looks through first; the looking alone."""
    ads, posts, licenses = (_plain(each.to_arrow()) for each in facts)
    return _looked_through(ads, posts, licenses, by_hand.in_pyarrow, "≤ 1.4")


def _looked_through(ads: Any, posts: Any, licenses: Any, written: Callable[..., Any], goal: str) -> list[Case]:
    asked = {"posts": posts, "licenses": licenses}

    def theirs() -> Any:
        return written(ads, posts, licenses)

    return [
        Case("serving", lambda: frames.serving(ads, **asked, at=AT), theirs, goal),
        Case("check alone", lambda: frames.check(ads, **asked), theirs),
    ]


def _plain(arriving: Any) -> Any:
    """Give Polars' columns the types that PyArrow makes by itself."""
    fields = [each.with_type(pa.string()) if "string" in str(each.type) else each for each in arriving.schema]
    return arriving.cast(pa.schema(fields)).combine_chunks()


ENGINES = {"Polars": in_polars, "DuckDB": in_duckdb, "pandas": in_pandas, "PyArrow": in_pyarrow}


def copying(facts: Facts) -> float:
    """Give the milliseconds of copying the bytes of all tables once: no reader is faster than memory."""
    bytes_there = np.ones(int(sum(each.estimated_size() for each in facts)), np.uint8)
    target = np.empty_like(bytes_there)
    return min(seconds(lambda: np.copyto(target, bytes_there))() for _ in range(5)) * 1e3


def main(ads: int, rounds: int, wanted: list[str]) -> None:
    """Measure and print."""
    facts = made(ads)
    print(machine())
    print(f"{ads:,} ads, {facts.posts.height:,} posts, {facts.licenses.height:,} licenses; {rounds} rounds")
    print(f"copying their bytes once: {copying(facts):,.1f} ms")
    for engine in wanted:
        runs: dict[str, Callable[[], float]] = {}
        pairs = []
        for case in ENGINES[engine](facts):
            if case.goal:
                agree(case)
            elif ads >= VERY_MANY:
                continue
            name = f"{engine} {case.name}"
            runs[f"{name}: by hand"], runs[name] = seconds(case.theirs), seconds(case.ours)
            pairs.append((name, f"{name}: by hand", case.goal))
        print(ratios(interleaved(runs, rounds), pairs, 1e-3, "ms"), flush=True)


if __name__ == "__main__":
    count, rounds, *names = [*sys.argv[1:], *("1000000", "9")[len(sys.argv) - 1 :]]
    main(int(count), int(rounds), names or [*ENGINES])
