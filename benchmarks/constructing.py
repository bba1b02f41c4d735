"""Constructing a `License` from UTC instants, against a frozen, slotted dataclass with its 8 fields and no checks.

Run: `python -m benchmarks.constructing`
"""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks import by_hand
from benchmarks.timing import interleaved, machine, pin, ratios, timed
from sparklicense import License, instant

FOUR = "code='#benchmark=', post_id='7638941401274764565', issued_at=t, expires_at=u"
EIGHT = f"{FOUR}, revoked_at=w, redeemed_at=v, advertiser_id='7390000000000000001', id='1'"


def main() -> None:
    """Measure and print."""
    pin()
    times = [datetime(2026, month, 24, 7, 9, 7, tzinfo=UTC) for month in (5, 8, 6, 7)]
    names = {"License": License, **dict(zip("tuvw", map(instant, times), strict=True))}
    plain = {"License": by_hand.License, **dict(zip("tuvw", times, strict=True))}
    texts = {"License": License, **{name: at.isoformat() for name, at in zip("tuvw", times, strict=True)}}
    runs = {
        "4 fields given: by hand": timed(f"License({FOUR})", plain),
        "4 fields given": timed(f"License({FOUR})", names),
        "8 fields given: by hand": timed(f"License({EIGHT})", plain),
        "8 fields given": timed(f"License({EIGHT})", names),
        "8 fields given, instants of the standard library": timed(
            f"License({EIGHT})", names | dict(zip("tuvw", times, strict=True))
        ),
        "8 fields given, instants as text": timed(f"License({EIGHT})", texts),
    }
    pairs = [
        ("4 fields given", "4 fields given: by hand", "≤ 3"),
        ("8 fields given", "8 fields given: by hand", "≤ 3"),
        ("8 fields given, instants of the standard library", "8 fields given: by hand", ""),
        ("8 fields given, instants as text", "8 fields given: by hand", ""),
    ]
    print(machine())
    print(ratios(interleaved(runs, 15), pairs, 1e-9, "ns"))


if __name__ == "__main__":
    main()
