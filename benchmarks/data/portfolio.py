"""Reading a portfolio file, against `json.loads` and plain attrs classes that check nothing.

Run: `python -m benchmarks.data.portfolio [ADS]`; without a number, 100,000 ads. By hand the same objects are
made of the same text: once with every value as JSON has it, and once with instants, windows, money and enums made
of it, which the facts hold as well.
"""

from __future__ import annotations

import gc
import json
import runpy
import sys
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from benchmarks.timing import interleaved, machine, pin, ratios
from sparklicense import AdSettings, License, Media, Post, SparkAd, Targeting, dump, load
from sparklicense.data import from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sparklicense import Portfolio

_GENERATOR = Path(__file__).parents[2] / "examples" / "generate.py"
GOAL: Final = "≤ 3"
ROUNDS: Final = 3


def plain(make: type) -> type:
    """Make a frozen, slotted attrs class with the fields of a fact and none of its checks."""
    attributes: Any = make
    fields = {each.alias: attrs.field(default=None) for each in attrs.fields(attributes) if each.init}
    return attrs.make_class(f"Plain{make.__name__}", fields, frozen=True, slots=True, kw_only=True)


PLAIN: Final[dict[type, Any]] = {each: plain(each) for each in (Post, Media, License, SparkAd, AdSettings, Targeting)}
MOMENTS: Final = (
    "published_at",
    "deleted_at",
    "issued_at",
    "redeemed_at",
    "expires_at",
    "revoked_at",
    "starts_at",
    "ends_at",
)


def by_hand(path: Path) -> tuple[list[Any], list[Any], list[Any]]:
    """Read the file into plain objects, every value as JSON has it."""
    data = json.loads(path.read_bytes())
    post, media, license, ad, settings, targeting = PLAIN.values()
    for each in data["posts"]:
        if each.get("media"):
            each["media"] = media(**each["media"])
    for each in data["ads"]:
        if "settings" in each:
            chosen = each["settings"]
            if "targeting" in chosen:
                chosen["targeting"] = targeting(**chosen["targeting"])
            each["settings"] = settings(**chosen)
    return (
        [post(**each) for each in data["posts"]],
        [license(**each) for each in data["licenses"]],
        [ad(**each) for each in data["ads"]],
    )


def converted_by_hand(path: Path) -> tuple[list[Any], list[Any], list[Any]]:
    """Read the file into plain objects that hold instants and exact money."""
    data = json.loads(path.read_bytes())
    post, media, license, ad, settings, targeting = PLAIN.values()
    makers: tuple[tuple[str, Callable[[Any], object]], ...] = (
        *((key, datetime.fromisoformat) for key in MOMENTS),
        ("hidden", windows),
        ("paused", windows),
        ("media", lambda each: media(**each)),
        ("settings", lambda each: settings(**converted(each, of_settings))),
    )
    of_settings: tuple[tuple[str, Callable[[Any], object]], ...] = (
        ("bid", Decimal),
        ("budget", Decimal),
        ("targeting", lambda each: targeting(**{key: tuple(some) for key, some in each.items()})),
    )
    return (
        [post(**converted(each, makers)) for each in data["posts"]],
        [license(**converted(each, makers)) for each in data["licenses"]],
        [ad(**converted(each, makers)) for each in data["ads"]],
    )


def converted(record: dict[str, Any], makers: Iterable[tuple[str, Callable[[Any], object]]]) -> dict[str, Any]:
    """Make what a record's texts stand for."""
    for key, make in makers:
        if record.get(key) is not None:
            record[key] = make(record[key])
    return record


def windows(some: list[dict[str, str | None]]) -> tuple[tuple[datetime | None, ...], ...]:
    """Make instants of the windows of one fact."""
    return tuple(
        tuple(None if each[side] is None else datetime.fromisoformat(str(each[side])) for side in ("start", "end"))
        for each in some
    )


def once(read: Callable[[Path], object], path: Path) -> Callable[[], float]:
    """Make a case: it gives the seconds of one reading, from a clean heap."""

    def run() -> float:
        gc.collect()
        begun = process_time()
        held = read(path)
        seconds = process_time() - begun
        del held
        return seconds

    return run


def main() -> None:
    """Measure and print."""
    ads = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    pin()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "portfolio.json")
        made = cast("Callable[..., Portfolio]", runpy.run_path(str(_GENERATOR))["make"])(ads=ads)
        dump(made, path)
        print(f"{len(made.posts):,} posts, {len(made.licenses):,} licenses, {len(made.ads):,} ads")
        print(f"{path.stat().st_size / 1e6:,.0f} MB; {machine()}")
        del made
        found = interleaved(
            {
                "json.loads alone": once(lambda each: json.loads(each.read_bytes()), path),
                "by hand, values as JSON has them": once(by_hand, path),
                "by hand, instants and money made": once(converted_by_hand, path),
                "load": once(load, path),
                "from_json": once(lambda each: from_json(each.read_bytes()), path),
            },
            ROUNDS,
        )
    pairs = [
        ("load", "by hand, values as JSON has them", GOAL),
        ("load", "by hand, instants and money made", ""),
        ("from_json", "by hand, values as JSON has them", GOAL),
        ("by hand, values as JSON has them", "json.loads alone", ""),
    ]
    print(ratios(found, pairs, 1.0, "s"))


if __name__ == "__main__":
    main()
