"""Fuzz every reader: valid inputs, changed at random, must be read or refused by an error of the library's own.

Run from the project's root, outside the commit gate:

    python tests/fuzz/fuzz.py --inputs 1000000 --seed 1
    python tests/fuzz/fuzz.py --inputs 100000 --seed 2 --reader tiktok
    python tests/fuzz/fuzz.py --seed 1 --reader tiktok --only 4711

Each input follows from the seed, the reader and its number alone. A failure prints the three, the input
and the trace; `--only` repeats it. Failures are another kind of exception, a warning, an authorization
code in what is said about the input, facts that do not make a portfolio, and more than twenty seconds.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple, TypeAlias

from sparklicense import (
    AdField,
    AdSettings,
    License,
    Portfolio,
    Post,
    Removal,
    SparkAd,
    SparkLicenseError,
    Window,
    Windows,
    can_edit,
    load,
)
from sparklicense.ads import IdentityType
from sparklicense.data import from_data, from_json, to_json
from sparklicense.data.portfolios import portfolio_to_data
from sparklicense.sources import sheets, tiktok
from sparklicense.sources.paths import gather, recognized
from sparklicense.sources.readings import Reading
from sparklicense.views import calendars

MARK: Final = "sEcReT"
"""What every authorization code in a valid input holds."""
AT: Final = "2026-06-01T00:00:00Z"
SLOW: Final = 20.0
MOST_SHOWN: Final = 3000

PORTFOLIO: Final = Portfolio(
    posts=[
        Post(id="7638941401274764565", creator="@maya", published_at="2026-05-20T12:00:00Z", caption="läuft"),
        Post(
            id="7638941401274764566",
            published_at="2026-03-01T00:00:00Z",
            deleted_at="2026-07-01T00:00:00Z",
            removal=Removal.CREATOR,
            hidden=Windows((Window("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"),)),
        ),
    ],
    licenses=[
        License.issue(
            code=f"#{MARK}+1/2=", post_id="7638941401274764565", issued_at="2026-05-24T07:09:07Z", advertiser_id="7021"
        ),
        License.issue(code=f"#{MARK}+3/4==", post_id="7638941401274764566", issued_at="2026-03-02T00:00:00Z", days=60),
    ],
    ads=[
        SparkAd(
            id="1738941401274764100",
            post_id="7638941401274764565",
            starts_at="2026-05-25T12:00:00Z",
            ends_at="2026-07-01T00:00:00Z",
            advertiser_id="7021",
            campaign_id="1738941401274764300",
            adgroup_id="1738941401274764200",
            paused=Windows((Window("2026-06-02T00:00:00Z", None),)),
            settings=AdSettings(call_to_action="LEARN_MORE"),
        ),
        SparkAd(
            id="1738941401274764101",
            post_id="7638941401274764566",
            starts_at="2026-05-25T12:00:00Z",
            identity_type=IdentityType.TT_USER,
        ),
    ],
)
"""What the valid inputs tell of."""

WORDS: Final = (
    "", " ", "null", "true", "0", "-1", "1e999", "NaN", "7638941401274764565", "7.6389414012747645E+18", "1.5",
    "2026-05-24T07:09:07Z", "2026-05-24 07:09:07", "2026-05-24", "03/04/2026", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59", "2026-02-30T00:00:00Z", "2026-05-24T07:09:07.1234567Z", "=1+1", "+1", "-2", "@x",
    "=cmd|' /C calc'!A0", f"#{MARK}+9/9=", "\u200b", "\ufeff", "\x00", "\ud800", "\u202eabc", "é" * 300, "a" * 5000,
    "日本語", "🎉", "\r\n", '"', ",", "\t", "\\", "EXPIRED", "DELETED", "USER_DELETE", "REVIEW_PENDING", "DISABLE",
    "SCHEDULE_FROM_NOW", "AUTH_CODE", "CUSTOMIZED_USER", "AD_STATUS_DONE", "AD_STATUS_AUDIT", "USD", "1e-400",
    "https://www.tiktok.com/@maya/video/7638941401274764565", "https://vm.tiktok.com/x/", "\u0661\u0662", "\uff11",
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 40001, 2**53 + 1, 2**63, 2**64, -(2**63), 10**400, 0.0, 1.5, -0.0,
    7.638941401274765e18, 1e308, float("nan"), float("inf"), float("-inf"),
    [], {}, [[]], [None], {"": None}, [{}], {"a": {"a": {"a": []}}},
)  # fmt: skip


def any_value(rng: Random) -> Any:
    """Make a value of any kind that JSON has."""
    kind = rng.random()
    if kind < 0.5:
        return deepcopy(rng.choice(VALUES))
    if kind < 0.9:
        return rng.choice(WORDS)
    if kind < 0.95:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(8)))
    return {rng.choice(WORDS): deepcopy(rng.choice(VALUES)) for _ in range(3)}


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give every place of a tree, as what holds it and its key there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield value, key
        yield from places_in(each)


def mutated(tree: Any, rng: Random) -> Any:
    """Change a tree of plain data in one to four places."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        places = list(places_in(tree))
        if not places:
            return any_value(rng)
        change(places, rng)
    act = rng.random()
    if act < 0.005 and (places := list(places_in(tree))):
        holder, key = rng.choice(places)
        holder[key] = nested(rng)
    return tree if act < 0.99 else rng.choice(([tree], any_value(rng), {"data": tree}))


def nested(rng: Random) -> Any:
    """Make lists and objects in each other, deeper than Python likes."""
    value: Any = {}
    for _ in range(rng.choice((50, 1000, 5000))):
        value = [value] if rng.random() < 0.5 else {"a": value}
    return value


def change(places: Sequence[tuple[Any, Any]], rng: Random) -> None:
    """Change one place of a tree."""
    holder, key = rng.choice(places)
    value = holder[key]
    act = rng.randrange(9)
    if act == 0:
        del holder[key]
    elif act == 1:
        other, at = rng.choice(places)
        holder[key] = deepcopy(other[at])
    elif act == 2 and isinstance(holder, dict):
        holder[rng.choice((*WORDS, *(at for _, at in places if isinstance(at, str))))] = any_value(rng)
    elif act == 3 and isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), deepcopy(value))
    elif act == 4 and isinstance(value, str):
        cut = rng.randrange(len(value) + 1)
        holder[key] = value[:cut] + rng.choice(("", rng.choice(WORDS), chr(rng.randrange(0x300)))) + value[cut + 1 :]
    elif act == 5 and isinstance(value, str) and value.isdecimal():
        holder[key] = rng.choice((int, float))(value[:300])
    elif act == 6:
        holder[key] = [value]
    else:
        holder[key] = any_value(rng)


def written(tree: Any) -> bytes:
    """Write a tree as JSON; one too deep for Python's own writer is written as brackets."""
    try:
        return json.dumps(tree).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b"[" * 5000 + b"]" * 5000


def shaken(raw: bytes, rng: Random) -> bytes:
    """Change bytes: some turned, cut out, doubled, put in, or the end cut off."""
    data = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        length = rng.choice((1, 1, 2, 5, 40))
        act = rng.randrange(6)
        if act == 0:
            data[at : at + 1] = bytes((rng.randrange(256),))
        elif act == 1:
            del data[at : at + length]
        elif act == 2:
            data[at:at] = data[at : at + length]
        elif act == 3:
            data[at:at] = rng.choice(WORDS).encode("utf-8", "surrogatepass")
        elif act == 4:
            data[at:at] = rng.choice((b"{", b"[", b'"', b",", b":", b"\xff\xfe", b"\x00", b"[" * 3000, b"9" * 5000))
        elif rng.random() < 0.3:
            del data[at:]
    return bytes(data)


def recelled(table: str, rng: Random) -> str:
    """Change cells and rows of a table."""
    rows = list(csv.reader(io.StringIO(table)))
    for _ in range(rng.choice((1, 1, 2, 3))):
        row = rng.choice(rows)
        act = rng.randrange(6)
        if act == 0:
            rows.insert(rng.randrange(len(rows) + 1), list(row))
        elif act == 1:
            row.insert(rng.randrange(len(row) + 1), rng.choice(WORDS))
        elif act == 2 and row:
            del row[rng.randrange(len(row))]
        elif act == 3 and row:
            cell = rng.randrange(len(row))
            cut = rng.randrange(len(row[cell]) + 1)
            row[cell] = row[cell][:cut] + rng.choice(WORDS) + row[cell][cut:]
        elif row:
            row[rng.randrange(len(row))] = rng.choice(WORDS)
    text = io.StringIO()
    csv.writer(text, delimiter=rng.choice(",,,;\t|")).writerows(rows)
    return text.getvalue()


def rezipped(raw: bytes, rng: Random) -> bytes:
    """Change one member of a workbook, which stays a sound archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        target = rng.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, shaken(content, rng) if name == target else content)
    return made.getvalue()


class Input(NamedTuple):
    """One changed input: what it is, and the reading of it."""

    shown: Any
    read: Callable[[], object]


Make: TypeAlias = Callable[[Random], Input]
"""How an input for a reader is made."""


def told_of(reading: object) -> str:
    """Give what a reading says about its input, beside the facts; they must make a portfolio."""
    if not isinstance(reading, Reading):
        return ""
    assert isinstance(reading.portfolio, Portfolio)
    return "\n".join(map(str, (*reading.diagnoses, *reading.assumed, *reading.unknown, *reading.left_out)))


def wrapped(responses: Sequence[str], rng: Random) -> list[Any]:
    """Give responses as they are, or their rows as clients and ELT tools keep them."""
    values: list[Any] = [json.loads(each) for each in responses]
    kind = rng.randrange(10)
    if kind < 5:
        return values
    contents = [each["data"] for each in values]
    if kind == 5:
        return contents
    rows = [row for each in contents for row in each.get("list", [])]
    if kind == 6:
        return rows
    if kind == 7:
        return [{"stream": rng.choice(("ads", "ads_reports_daily")), "data": row, "emitted_at": 1} for row in rows]
    if kind == 8:
        return [{"type": "SCHEMA"}, *({"type": "RECORD", "stream": "ads", "record": row} for row in rows)]
    return [[rows], [[values]]]


def joined(values: Any, rng: Random) -> bytes:
    """Write values as one list, on a line each or one after another, in any encoding of JSON."""
    try:
        texts = [json.dumps(each) for each in values] if isinstance(values, list) else [json.dumps(values)]
    except RecursionError:
        return written(values)
    text = rng.choice((f"[{','.join(texts)}]", "\n".join(texts), "\r\n\r\n".join(texts), " ".join(texts)))
    return text.encode(rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32")), "surrogatepass")


def recorded_responses() -> list[str]:
    """Give the valid responses, as JSON; the last is an error."""
    text = Path(__file__).with_name("responses.json").read_text("utf-8")
    return [json.dumps(each) for each in json.loads(text)]


DAYS: Final = ("2026-05-30T00:00:00Z", "2026-06-01T00:00:00Z", None)
"""When responses of a folder were received; `None`: not said."""


def of_tiktok(_: Path) -> Make:
    """Responses as dicts, as JSON, and held against a portfolio."""
    responses = recorded_responses()

    def make(rng: Random) -> Input:
        chosen = responses[:-1] if rng.random() < 0.2 else rng.sample(responses, rng.randrange(1, 4))
        kind = rng.random()
        if kind < 0.7:
            given: Any = mutated(wrapped(chosen, rng), rng)
        else:
            raw = shaken(joined(wrapped(chosen, rng), rng), rng)
            given = raw if kind < 0.85 else raw.decode("utf-8", "surrogateescape")
        if isinstance(given, list) and rng.random() < 0.3:
            given = [tiktok.Observed(each, observed_at=rng.choice(DAYS), advertiser_id="7") for each in given]
        if rng.random() < 0.3:
            return Input(given, partial(tiktok.reconcile, PORTFOLIO, given, observed_at=AT))
        return Input(given, partial(tiktok.read, given, observed_at=AT, on_error=rng.choice(("raise", "keep"))))

    return make


def of_folder(folder: Path) -> Make:
    """Folders of responses, of whatever names, some of them changed, as the command line imports them."""
    responses = recorded_responses()
    place = folder / "responses"

    def read(files: dict[str, bytes]) -> Reading:
        place.mkdir()
        try:
            for name, raw in files.items():
                (place / name).write_bytes(raw)
            return gather(recognized([place]), observed_at=AT).reading
        finally:
            shutil.rmtree(place)

    def make(rng: Random) -> Input:
        files: dict[str, bytes] = {}
        for number in range(rng.randrange(1, 4)):
            name = f"{number}{rng.choice(('.json', '.json', '.jsonl', '.ndjson', '.txt', ''))}"
            raw = joined(wrapped(rng.sample(responses, rng.randrange(1, 4)), rng), rng)
            files[name] = raw if rng.random() < 0.5 else shaken(raw, rng)
        return Input(files, partial(read, files))

    return make


def of_sheets(folder: Path) -> Make:
    """Code sheets as text and as workbooks."""
    heads = "Spark code,Video link,Creator,Start,Expiry,Duration,Ad account"
    link = "https://www.tiktok.com/@maya/video/7638941401274764565"
    table = (
        f"{heads}\n#{MARK}+1/2=,{link},@maya,2026-05-24,23 June 2026,,7021\n"
        f'"#{MARK}+3/4==",7638941401274764566,zoë,2026-05-24T07:09:07+02:00,,30 days,\n'
        f"#{MARK}+7/8=,[the post]({link}),Mon 24 May 26,24. Mai 2026 - 5/6/2026,,4 weeks,\n"
        f"#{MARK}+5/6=,7638941401274764567,,24.05.2026 07:09,2026-12-31 23:59:59,,\n"
    )
    sheets.write(PORTFOLIO, folder / "codes.xlsx")
    book = (folder / "codes.xlsx").read_bytes()
    path = folder / "codes"

    def make(rng: Random) -> Input:
        kind = rng.random()
        if kind < 0.005:
            raw = rezipped(book, rng) if rng.random() < 0.7 else shaken(book, rng)
        elif kind < 0.7:
            raw = recelled(table, rng).encode("utf-8", "surrogatepass")
        else:
            raw = shaken(table.encode(rng.choice(("utf-8", "utf-8-sig", "utf-16"))), rng)
        told: dict[str, Any] = {
            "tz": rng.choice((None, "UTC", "America/Los_Angeles")),
            "seen_at": rng.choice((None, AT)),
            "date_format": rng.choice((None, "DMY", "MDY", "YMD")),
            "days": rng.choice((None, 30)),
            "locale": rng.choice((None, None, "de")),
            "columns": rng.choice((None, None, {"code": "Spark code", "period": "Start"})),
        }

        def read() -> object:
            path.write_bytes(raw)
            return sheets.read(path, **told)

        return Input((raw, told), read)

    return make


def of_wire(_: Path) -> Make:
    """Every kind of value as plain data and as JSON."""
    ad, license, post = PORTFOLIO.ads[0], PORTFOLIO.licenses[0], PORTFOLIO.posts[1]
    values: list[object] = [ad, license, post, PORTFOLIO, post.hidden, Window(None, AT)]
    values += [PORTFOLIO.serving(ad.id, at=AT), PORTFOLIO.timeline(ad.id), PORTFOLIO.audit(at=AT)]
    values += [can_edit(AdField.CAPTION, ad=ad, at=AT), PORTFOLIO.campaign("1738941401274764300", at=AT)]
    texts = [to_json(each) for each in values]

    def make(rng: Random) -> Input:
        text = rng.choice(texts)
        if rng.random() < 0.6:
            given = mutated(json.loads(text), rng)
            return Input(given, lambda: from_data(given))
        raw = shaken(text.encode(), rng)
        return Input(raw, lambda: from_json(raw))

    return make


def of_portfolio(folder: Path) -> Make:
    """Portfolio files of JSON, and folders of CSV."""
    text = json.dumps(portfolio_to_data(PORTFOLIO))
    tables = {
        "posts.csv": "post_id,creator,published_at,deleted_at,removal,caption\n"
        "1,@maya,2026-05-20T12:00:00Z,,,läuft\n2,,2026-03-01T00:00:00Z,2026-07-01T00:00:00Z,creator,\n",
        "licenses.csv": "license_id,code,post_id,advertiser_id,issued_at,redeemed_at,expires_at,revoked_at\n"
        f",#{MARK}+1/2=,1,7021,2026-05-24T07:09:07Z,2026-05-24T07:09:07Z,2026-06-23T07:09:07Z,\n",
        "ads.csv": "ad_id,post_id,advertiser_id,identity_type,starts_at,ends_at,campaign_id\n"
        "7,1,7021,AUTH_CODE,2026-05-25T12:00:00Z,,c\n8,2,,TT_USER,2026-05-25T12:00:00Z,2026-07-01T00:00:00Z,\n",
        "pauses.csv": "ad_id,start,end\n7,2026-06-02T00:00:00Z,\n",
        "hidden.csv": "post_id,start,end\n2,2026-04-01T00:00:00Z,2026-04-02T00:00:00Z\n",
    }

    for name, table in tables.items():
        (folder / name).write_text(table, "utf-8")

    def loaded(name: str, raw: bytes) -> object:
        (folder / name).write_bytes(raw)
        try:
            return load(folder / name if name == "p.json" else folder)
        finally:
            if name in tables:
                (folder / name).write_text(tables[name], "utf-8")

    def make(rng: Random) -> Input:
        kind = rng.random()
        if kind < 0.3:
            name, raw = "p.json", written(mutated(json.loads(text), rng))
        elif kind < 0.6:
            name, raw = "p.json", shaken(text.encode(), rng)
        else:
            name = rng.choice(tuple(tables))
            whole = kind < 0.8
            raw = (
                recelled(tables[name], rng).encode("utf-8", "surrogatepass")
                if whole
                else shaken(tables[name].encode(), rng)
            )
        return Input((name, raw), partial(loaded, name, raw))

    return make


def of_calendar(_: Path) -> Make:
    """Calendars, as text."""
    text = calendars.write_events(calendars.events(PORTFOLIO, at="2026-05-25T00:00:00Z")[:3])

    def make(rng: Random) -> Input:
        given = shaken(text.encode(), rng).decode("utf-8", rng.choice(("replace", "surrogateescape")))
        return Input(given, lambda: calendars.read_events(given))

    return make


READERS: Final[dict[str, Callable[[Path], Make]]] = {
    "tiktok": of_tiktok,
    "folder": of_folder,
    "sheets": of_sheets,
    "wire": of_wire,
    "portfolio": of_portfolio,
    "calendar": of_calendar,
}
SHARES: Final = {"tiktok": 8, "folder": 2, "sheets": 4, "wire": 5, "portfolio": 2, "calendar": 1}
"""How the inputs are parted among the readers; a calendar takes the longest."""
REPORT_EVERY: Final = 50_000


class Failure(NamedTuple):
    """One input that was neither read nor refused as it should be."""

    reader: str
    number: int
    problem: str
    shown: str


def run(reader: str, make: Make, seed: int, number: int) -> tuple[Failure | None, bool]:
    """Read one input; tell what failed, and whether it was read."""
    rng = Random(f"{seed}:{reader}:{number}")  # noqa: S311 - chance without secrets
    given = make(rng)
    started = time.perf_counter()
    read = True
    try:
        told = told_of(given.read())
    except SparkLicenseError as error:
        told, read = f"{error}", False
    except Exception:  # noqa: BLE001 - whatever else comes is the finding
        return Failure(reader, number, traceback.format_exc(), _shown(given)), False
    if time.perf_counter() - started > SLOW:
        return Failure(reader, number, f"slower than {SLOW} s", _shown(given)), read
    # A code that was cut apart is no code any more; a whole one must not be told.
    if MARK in told:
        shown = _shown(given)
        whole = shown.replace("\\x00", "")  # what UTF-16 puts between letters
        if whole.count(MARK) == whole.count(f"#{MARK}"):
            return Failure(reader, number, f"a code is told: {told[:2000]}", shown), read
    return None, read


def _shown(given: Input) -> str:
    try:
        return repr(given.shown)
    except RecursionError:
        return "nested too deeply to be shown"


def fuzz(
    readers: Sequence[str], inputs: int, seed: int, tell: Callable[[Failure], object] = lambda _: None
) -> tuple[list[Failure], Counter[str]]:
    """Read inputs, a few for each reader in turn; give the failures and how many were read.

    Args:
        readers: which readers.
        inputs: how many inputs in all.
        seed: what all inputs follow from.
        tell: called with the first failure from each place, at once.
    """
    turns = [(name, place) for name in readers for place in range(SHARES[name])]
    failures: dict[str, Failure] = {}
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        makes = {name: READERS[name](Path(folder)) for name in readers}
        for number in range(inputs):
            name, place = turns[number % len(turns)]
            failure, read = run(name, makes[name], seed, number // len(turns) * SHARES[name] + place)
            counted[name] += 1
            counted[f"{name} read"] += read
            if number % REPORT_EVERY == REPORT_EVERY - 1:
                sys.stderr.write(f"{number + 1:,} inputs, {len(failures)} kinds of failure\n")
            if failure is not None:
                counted[f"{name} failed"] += 1
                if failures.setdefault(_place(failure), failure) is failure:
                    tell(failure)
    return list(failures.values()), counted


def _place(failure: Failure) -> str:
    """Name where a failure comes from: failures from one place are told once."""
    lines = [line for line in failure.problem.splitlines() if line.startswith("  File")]
    return f"{failure.reader} {lines[-1] if lines else failure.problem[:20]}"


def main() -> int:
    """Run from the command line; 1 where something failed."""
    parser = argparse.ArgumentParser(description="Fuzz the readers.")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many inputs in all")
    parser.add_argument("--seed", type=int, default=1, help="what all inputs follow from")
    parser.add_argument("--reader", choices=READERS, action="append", help="this reader alone; may be repeated")
    parser.add_argument("--only", type=int, help="repeat the input of this number of one reader")
    asked = parser.parse_args()

    def tell(failure: Failure) -> None:
        repeat = f"--seed {asked.seed} --reader {failure.reader} --only {failure.number}"
        sys.stdout.write(f"{repeat}\n{failure.problem}\n{failure.shown[:MOST_SHOWN]}\n\n")
        sys.stdout.flush()

    readers = asked.reader or list(READERS)
    if asked.only is not None:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("error")
            failure, _ = run(readers[0], READERS[readers[0]](Path(folder)), asked.seed, asked.only)
        if failure is not None:
            tell(failure)
        return int(failure is not None)
    failures, counted = fuzz(readers, asked.inputs, asked.seed, tell)
    sys.stdout.write(", ".join(f"{name}: {number:,}" for name, number in sorted(counted.items())) + "\n")
    sys.stdout.write(f"{len(failures)} kinds of failure\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
