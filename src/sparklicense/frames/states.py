"""The plan that gives every ad its state: facts joined as standings, and the rulebook read over them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs

from sparklicense.access import ACCESS
from sparklicense.ads import NEEDS_LICENSE, SCHEDULE, SWITCH, IdentityType
from sparklicense.frames.clock import Clock
from sparklicense.frames.engine import Frame, col, distinct, is_eager, numbered, nw, own, owned
from sparklicense.frames.folding import Prevailing, both, columns_of_fold, fold, spoken, with_ended
from sparklicense.frames.natives import Labels, left_join
from sparklicense.frames.schema import AT, COLUMNS, Table, finest, in_unit
from sparklicense.frames.standings import Case, States, chosen, numbering, places, standing
from sparklicense.licenses import LICENSE
from sparklicense.policies import Policy
from sparklicense.posts import POST
from sparklicense.rules.expiry import ACCESS_PREVAILING, PREVAILING, AccessStanding, LicenseStanding, ServingRule
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
    access: Track[Any, Any] = ACCESS
    prevailing: Prevailing = PREVAILING


RULES: Final = Rules()

STATE: Final = "state"
UNKNOWN: Final = ("unknown_at", "unknown_post", "unknown_identity_type")
"""What stands in a state's place on lazy frames, whose data nobody has checked."""
LABELS: Final = (*map(str, ServingState), *UNKNOWN)
"""What an answer may say."""

WINDOWS: Final = {"hidden": "hidden", "paused": "pauses"}
"""The table that holds the windows of a track's field."""
_IDENTITIES: Final = [str(each) for each in IdentityType]
OWN_ACCOUNT: Final = [str(each) for each in IdentityType if each is not NEEDS_LICENSE]
_OPEN, _CLOSED = "open", "closed"


def stated(
    tables: Mapping[str, Table], clock: Clock, policy: Policy, rules: Rules = RULES, *, keeping: Collection[str] = ()
) -> tuple[Frame, Labels]:
    """Add the column `STATE` to the ads: the number of each one's headline at the instant asked about.

    Args:
        tables: what has been read.
        clock: the instant; where it lies in the rows, the ads have it in the column `AT`.
        policy: the reading of the sources.
        rules: what is read; others for experiments.
        keeping: columns of ads at hand that are wanted beside the state; the others do not travel through the joins.

    Returns:
        The ads, and what the numbers mean.
    """
    ads = tables["ads"]
    states = States.under(rules.book, policy)

    frame, known = _with_windows(numbered(ads.frame), tables, rules.switch, clock, "ad_id")
    frame = frame.with_columns(
        standing(rules.schedule, ads, clock, numbering(states.numbers["schedule"])).alias(own("schedule")),
        standing(rules.switch, ads, clock, numbering(states.numbers["switch"]), known).alias(own("switch")),
    )
    if is_eager(frame):
        wanted = {"post_id", "advertiser_id", "identity_type", *keeping}
        frame = frame.drop(*owned(*(each.name for each in COLUMNS["ads"] if each.name not in wanted)))

    by_post, by_account = clock.keyed("post_id"), clock.keyed("post_id", "advertiser_id")
    open_to_any, of_an_account = _folded(tables["licenses"], ads.frame, clock, rules)
    posts = left_join(_posts(tables, clock, rules, states), open_to_any, by_post)
    frame = left_join(left_join(frame, posts, by_post), of_an_account, by_account)
    frame = frame.with_columns(_spoken_for(rules).alias(own("license")))

    # Of all that blocks an ad the first row counts, which has the least number.
    numbers = [
        _imposed(rules, states) if track == "license" else col(track) for track in states.numbers if track != "access"
    ]
    if "access" in tables:  # left out, it is assumed, which blocks nothing
        frame = _with_access(frame, tables["access"], clock, rules)
        numbers.append(_imposed_by_access(states))
    labels = Labels((*states.labels, *UNKNOWN), LABELS)
    unknown = [] if is_eager(frame) else _unknown(clock, labels)
    return frame.with_columns(chosen(unknown, nw.min_horizontal(*numbers)).alias(own(STATE))), labels


def _spoken_for(rules: Rules) -> nw.Expr:
    """Give the number of the status that speaks for all licenses that count for an ad; null where none does."""
    cases, otherwise = both(rules.prevailing, _CLOSED, _OPEN)
    needless = nw.lit(spoken(rules.prevailing)[LicenseStanding.NOT_NEEDED], nw.Int8)
    return chosen([(col("identity_type") != str(NEEDS_LICENSE), needless), *cases], otherwise)


def _imposed(rules: Rules, states: States) -> nw.Expr:
    """Give the number of the state that the licenses of an ad impose."""
    numbers = states.numbers["license"]
    cases = [(col("license").is_null(), numbers[LicenseStanding.MISSING])]
    cases += [(col("license") == number, numbers[each]) for each, number in spoken(rules.prevailing).items()]
    serving = len(states.labels) - 1
    return chosen(
        [(holds, nw.lit(number, nw.Int8)) for holds, number in cases if number != serving], nw.lit(serving, nw.Int8)
    )


def _with_access(frame: Frame, access: Table, clock: Clock, rules: Rules) -> Frame:
    """Add to the ads the place of the status that speaks for the access that counts; null where none is recorded."""
    given = clock.facing(access, frame, "creator")
    place = standing(rules.access, given, clock, numbering(places(ACCESS_PREVAILING)))
    by_account = clock.keyed("creator", "advertiser_id")
    folded = given.frame.with_columns(place.alias(own("place"))).group_by(*owned(*by_account)).agg(col("place").min())
    to_any = folded.filter(col("advertiser_id").is_null())
    to_any = to_any.select(*owned(*clock.keyed("creator")), col("place").alias(own("given")))
    to_one = folded.filter(~col("advertiser_id").is_null()).rename({own("place"): own("given_to_one")})
    frame = left_join(left_join(frame, to_any, clock.keyed("creator")), to_one, by_account)
    one, other = col("given"), col("given_to_one")
    return frame.with_columns(nw.when(other.is_null() | (one <= other)).then(one).otherwise(other).alias(own("given")))


def _imposed_by_access(states: States) -> nw.Expr:
    """Give the number of the state that access imposes on an ad that runs by it."""
    numbers, lent = states.numbers["access"], col("identity_type").is_in(OWN_ACCOUNT)
    cases = [
        (lent & (col("given") == place), nw.lit(numbers[held], nw.Int8))
        for place, held in enumerate(ACCESS_PREVAILING.values())
    ]
    cases.append((lent & col("given").is_null(), nw.lit(numbers[AccessStanding.ASSUMED], nw.Int8)))
    return chosen(cases, nw.lit(numbers[AccessStanding.NOT_NEEDED], nw.Int8))


def _unknown(clock: Clock, labels: Labels) -> list[Case]:
    """Tell which rows have no state, because of data that nobody has checked."""
    at, post, identity = (nw.lit(labels.by_number.index(label), nw.Int8) for label in UNKNOWN)
    cases = [] if clock.at is not None else [(col(AT).is_null(), at)]
    return [*cases, (col("post").is_null(), post), (~col("identity_type").is_in(_IDENTITIES), identity)]


def _posts(tables: Mapping[str, Table], clock: Clock, rules: Rules, states: States) -> Frame:
    """Give the standing of every post."""
    posts = clock.facing(tables["posts"], tables["ads"].frame, "post_id")
    frame, known = _with_windows(posts.frame, tables, rules.post, clock, "post_id")
    post = standing(rules.post, posts, clock, numbering(states.numbers["post"]), known)
    creator = owned("creator") if "access" in tables else ()
    return frame.select(*owned(*clock.keyed("post_id")), *creator, post.alias(own("post")))


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
