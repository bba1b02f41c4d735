"""The plan that gives every ad its state: facts joined as standings, and the rulebook read over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from sparklicense.ads import NEEDS_LICENSE, SCHEDULE, SWITCH, IdentityType
from sparklicense.frames.clock import Clock
from sparklicense.frames.engine import Frame, col, distinct, is_eager, numbered, nw, own, owned
from sparklicense.frames.folding import SPEAKS, Prevailing, both, columns_of_fold, fold, spoken, with_ended
from sparklicense.frames.natives import Label, left_join
from sparklicense.frames.schema import AT, Table, finest, in_unit
from sparklicense.frames.standings import chosen, headline, numbering, places, standing
from sparklicense.licenses import LICENSE
from sparklicense.policies import Policy
from sparklicense.posts import POST
from sparklicense.rules.expiry import PREVAILING, LicenseStanding, ServingRule
from sparklicense.rules.rulebook import Rulebook
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState
from sparklicense.tracks import Track


@attrs.frozen
class Rules:
    """What is read: the rulebook, the tracks its rows read, and which status speaks for several licenses."""

    book: Rulebook[ServingRule] = SERVING
    post: Track[Any, Any] = POST
    schedule: Track[Any, Any] = SCHEDULE
    switch: Track[Any, Any] = SWITCH
    license: Track[Any, Any] = LICENSE
    prevailing: Prevailing = PREVAILING


RULES: Final = Rules()

STATE: Final = "state"
UNKNOWN_POST: Final = "unknown_post"
UNKNOWN_IDENTITY: Final = "unknown_identity_type"
UNKNOWN_AT: Final = "unknown_at"
LABELS: Final = (*map(str, ServingState), UNKNOWN_POST, UNKNOWN_IDENTITY, UNKNOWN_AT)
"""Every state, and what stands in its place on lazy frames, whose data nobody has checked."""

WINDOWS: Final = {"hidden": "hidden", "paused": "pauses"}
"""The table that holds the windows of a track's field."""
_IDENTITIES: Final = [str(each) for each in IdentityType]
OWN_ACCOUNT: Final = [str(each) for each in IdentityType if each is not NEEDS_LICENSE]
_OPEN, _CLOSED = "open", "closed"


def stated(tables: Mapping[str, Table], clock: Clock, policy: Policy, write: Label, rules: Rules = RULES) -> Frame:
    """Add the column `STATE` to the ads: the headline of each at the instant asked about.

    Args:
        tables: what has been read.
        clock: the instant; where it lies in the rows, the ads have it in the column `AT`.
        policy: the reading of the sources.
        write: how a state is written down.
        rules: what is read; others for experiments.
    """
    ads = tables["ads"]
    numbers = {track: places(each) for track, each in rules.book.tracks.items()}
    numbers["license"] = spoken(rules.prevailing)

    by_post, by_account = clock.keyed("post_id"), clock.keyed("post_id", "advertiser_id")
    open_to_any, of_an_account = _folded(tables["licenses"], ads.frame, clock, rules)
    posts = left_join(_posts(tables, clock, rules), open_to_any, by_post)
    frame = left_join(left_join(numbered(ads.frame), posts, by_post), of_an_account, by_account)
    frame, known = _with_windows(frame, tables, rules.switch, clock, "ad_id")

    cases, otherwise = both(rules.prevailing, _CLOSED, _OPEN)
    missing = col(f"{_CLOSED}_{SPEAKS}").is_null() & col(f"{_OPEN}_{SPEAKS}").is_null()
    license = numbering(numbers["license"])
    licensed = [
        (col("identity_type") != str(NEEDS_LICENSE), license(LicenseStanding.NOT_NEEDED)),
        (missing, license(LicenseStanding.MISSING)),
        *cases,
    ]
    frame = frame.with_columns(
        standing(rules.schedule, ads, clock, numbering(numbers["schedule"])).alias(own("schedule")),
        standing(rules.switch, ads, clock, numbering(numbers["switch"]), known).alias(own("switch")),
        chosen(licensed, otherwise).alias(own("license")),
    )
    unknown = [(UNKNOWN_POST, col("post").is_null())]
    if not is_eager(frame):
        unknown.append((UNKNOWN_IDENTITY, ~col("identity_type").is_in(_IDENTITIES)))
        if clock.at is None:
            unknown.insert(0, (UNKNOWN_AT, col(AT).is_null()))
    return frame.with_columns(headline(rules.book, policy, numbers, write, unknown).alias(own(STATE)))


def _posts(tables: Mapping[str, Table], clock: Clock, rules: Rules) -> Frame:
    """Give the standing of every post."""
    numbers = places(rules.book.tracks["post"])
    posts = clock.facing(tables["posts"], tables["ads"].frame, "post_id")
    frame, known = _with_windows(posts.frame, tables, rules.post, clock, "post_id")
    post = standing(rules.post, posts, clock, numbering(numbers), known)
    return frame.select(*owned(*clock.keyed("post_id")), post.alias(own("post")))


def _with_windows(
    frame: Frame, tables: Mapping[str, Table], track: Track[Any, Any], clock: Clock, key: str
) -> tuple[Frame, list[str]]:
    """Mark the rows that lie in a window of a track's interludes; name those interludes."""
    known = [field for field, _, _ in track.interludes if WINDOWS[field] in tables]
    for field in known:
        windows = clock.facing(tables[WINDOWS[field]], tables["ads"].frame, key)
        begun = col("start").is_null() | clock.happened(windows, "start")
        within = windows.frame.filter(begun & clock.awaited(windows, "end"))
        marked = distinct(within.select(*owned(*clock.keyed(key))))
        frame = left_join(frame, marked.with_columns(nw.lit(1, nw.Int8).alias(own(field))), clock.keyed(key))
    return frame, known


def _folded(licenses: Table, asked: Frame, clock: Clock, rules: Rules) -> tuple[Frame, Frame]:
    """Fold the licenses that are open to any account by post, the others by post and account."""
    ends = tuple(field for field, _ in rules.license.ends)
    comparable = in_unit(licenses, finest(licenses.units[field] for field in ends), ends)
    facing = clock.facing(with_ended(comparable, rules.license), asked, "post_id")
    folded = fold(facing, clock.keyed("post_id", "advertiser_id"), clock, rules.license, rules.prevailing)
    found = columns_of_fold(rules.prevailing)

    def named(belong: nw.Expr, name: str, *keys: str) -> Frame:
        columns = {own(f"{name}_{each}"): col(each) for each in found}
        return folded.filter(belong).select(*owned(*clock.keyed(*keys)), **columns)

    account = col("advertiser_id")
    return (
        named(account.is_null(), _OPEN, "post_id"),
        named(~account.is_null(), _CLOSED, "post_id", "advertiser_id"),
    )
