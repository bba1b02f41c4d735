"""What several sources say, put together: what is new, what replaces what was known, and what contradicts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
from pendulum import DateTime

from sparklicense.access import AccessStatus, AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.errors import SparkLicenseError, shown
from sparklicense.instants import written
from sparklicense.licenses import License
from sparklicense.portfolio import Fact
from sparklicense.posts import Post
from sparklicense.sources.matching import (
    OVER_TIME,
    Guesses,
    changes,
    days_alike,
    guessed_in,
    in_words,
    may_be_one,
    meant,
    named,
)
from sparklicense.sources.readings import Assumption, Diagnosis, Reading
from sparklicense.windows import Window, Windows

if TYPE_CHECKING:
    from sparklicense.sources.tiktok import Difference, NotModeled, Reconciliation

F = TypeVar("F", Post, License, SparkAd, AccountAccess)

_FOR_EVER: Final[Mapping[type, str]] = {Post: "deleted_at", License: "revoked_at"}
"""What is not undone."""


@attrs.frozen(kw_only=True)
class Replacement:
    """A value that was known and that a later source says otherwise: the later one is taken.

    Attributes:
        source: the one that says otherwise.
        fact: of which fact: `post 7123`.
        attribute: which of its attributes.
        before: what was known, for people.
        after: what is taken.
    """

    source: str
    fact: str
    attribute: str
    before: str
    after: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.source}: {self.fact}: {self.attribute}: {self.before} became {self.after}"


@attrs.frozen(kw_only=True)
class Part:
    """What one source says.

    Attributes:
        source: what problems call it.
        reading: what it holds.
        observed_at: when TikTok said so last; `None`: another source, which tells no present.
        since: from when on it tells of a fact, by the fact's name like `ad 7123`, where that was earlier.
    """

    source: str
    reading: Reading
    observed_at: DateTime | None = None
    since: Mapping[str, DateTime] = attrs.field(factory=dict[str, "DateTime"])


@attrs.frozen(kw_only=True)
class Merged:
    """What all sources say.

    Attributes:
        reading: the facts, with all that was assumed and not taken.
        replaced: the values that a later source says otherwise.
        reconciliation: what TikTok says against what the rules say of these facts; `None` where it says nothing.
    """

    reading: Reading
    replaced: tuple[Replacement, ...] = ()
    reconciliation: Reconciliation | None = None

    @property
    def delivery(self) -> tuple[Difference | NotModeled, ...]:
        """What TikTok says of the delivery of ads and the rules do not: first what someone must act on, then by id."""
        return () if self.reconciliation is None else self.reconciliation.delivery

    @property
    def needs_action(self) -> bool:
        """Whether something was not taken, or TikTok says of an ad what someone must act on."""
        return bool(self.reading.diagnoses) or any(each.needs_action for each in self.delivery)


def merge(parts: Iterable[Part]) -> Merged:
    """Put together what sources say; of what they say otherwise, the later one is taken, and it is told.

    What TikTok says comes last, in the order of its instants; the others come in the order given. A value
    that a source leaves open or assumes replaces nothing. What TikTok shows is the present: what was hidden
    or paused before stays so until then. A deletion or revocation is never undone. One code on two posts,
    and one code for the same time from two starts, are contradictions: what was known stays, unless it is
    TikTok that says otherwise of the time.

    Args:
        parts: what they say, what was known before first; TikTok's in any order.

    Examples:
        >>> from sparklicense import Post
        >>> from sparklicense.sources.merging import Part, merge
        >>> from sparklicense.sources.readings import Reading
        >>> was = Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")
        >>> now = Post(id="1", published_at="2026-05-02T00:00:00Z")
        >>> found = merge(Part(source=name, reading=Reading(posts=(post,))) for name, post in (("a", was), ("b", now)))
        >>> found.reading.posts[0].creator
        'maya'
        >>> print(*found.replaced)
        b: post 1: published_at: `2026-05-01T00:00:00Z` became `2026-05-02T00:00:00Z`
    """
    given = list(parts)
    dated = [(part.observed_at, place) for place, part in enumerate(given) if part.observed_at is not None]
    all_parts = [part for part in given if part.observed_at is None] + [given[place] for _, place in sorted(dated)]
    held = _Held()
    for part in all_parts:
        held.take(part)
    readings = [part.reading for part in all_parts]
    return Merged(
        reading=Reading(
            posts=tuple(held.posts.values()),
            licenses=tuple(held.licenses[post_id][place] for _, post_id, place in sorted(held.order)),
            ads=tuple(held.ads.values()),
            access=tuple(held.access.values()),
            assumed=(*(each for reading in readings for each in reading.assumed), *held.assumed),
            diagnoses=(*(each for reading in readings for each in reading.diagnoses), *held.diagnoses),
            unknown=tuple(each for reading in readings for each in reading.unknown),
            left_out=tuple(each for reading in readings for each in reading.left_out),
        ),
        replaced=tuple(held.replaced),
    )


class _Held:
    """What is known so far."""

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.ads: dict[str, SparkAd] = {}
        self.access: dict[str, AccountAccess] = {}
        self.licenses: defaultdict[str, list[License]] = defaultdict(list)
        """By post."""
        self.order: list[tuple[int, str, int]] = []
        """The number under which each license came, its post, and its place there."""
        self.numbers = count()
        self.post_of: dict[str, str] = {}
        """The post of each code."""
        self.assumed: list[Assumption] = []
        self.diagnoses: list[Diagnosis] = []
        self.replaced: list[Replacement] = []

    def take(self, part: Part) -> None:
        """Take what a source says."""
        guesses: Guesses = defaultdict(set)
        for each in part.reading.assumed:
            guesses[each.fact].add(each.attribute)
        for post in part.reading.posts:
            known = self.posts.get(post.id)
            self.posts[post.id] = post if known is None else self.together(known, post, part, guesses)
        by_post: defaultdict[str, list[tuple[int, License]]] = defaultdict(list)
        for license in part.reading.licenses:
            by_post[license.post_id].append((next(self.numbers), license))
        for post_id, licenses in by_post.items():
            self.take_licenses(licenses, self.licenses[post_id], part, guesses)
        for ad in part.reading.ads:
            before = self.ads.get(ad.id)
            self.ads[ad.id] = ad if before is None else self.together(before, ad, part, guesses)
        for access in part.reading.access:
            if part.observed_at is None:
                held = self.access.get(access.id)
                self.access[access.id] = access if held is None else self.together(held, access, part, guesses)
            else:
                self.observe(access, part.observed_at)

    def observe(self, access: AccountAccess, at: DateTime) -> None:
        """Take what TikTok shows of access: whether it is there, and not since when."""
        known = [
            each
            for each in self.access.values()
            if (each.creator, each.advertiser_id) == (access.creator, access.advertiser_id)
        ]
        in_force = [each for each in known if each.status(access.ends_at or at) is AccessStatus.ACTIVE]
        if access.ends_at is not None and in_force:
            for each in in_force:
                self.access[each.id] = attrs.evolve(each, revoked_at=access.ends_at)
        elif access.ends_at is None and known and not in_force:
            again = attrs.evolve(access, granted_at=at)
            self.access[again.id] = again
        elif not known:
            self.access[access.id] = access

    def take_licenses(
        self, came: Sequence[tuple[int, License]], held: list[License], part: Part, guesses: Guesses
    ) -> None:
        """Take the licenses of a post: new ones, and what the source says of those that are known.

        The licenses of one source are different ones, so each is matched with one that was held before, at most.
        """
        free = dict(enumerate(held))
        places = {each.id: place for place, each in free.items()}
        pairs = [(number, each, places.get(each.id)) for number, each in came]
        for _, _, place in pairs:
            free.pop(-1 if place is None else place, None)
        for number, license, known in pairs:
            if license.code is not None and self.post_of.setdefault(license.code, license.post_id) != license.post_id:
                other = shown(self.post_of[license.code])
                problem = f"{named(license)}: its code is known on post {other}, and one code is for one post"
                self.refuse(part, "code", problem)
                continue
            place = known
            if place is None:
                known_as = meant(license, free.values())
                place = next((at for at, each in free.items() if each is known_as), None)
            if place is not None and not self.fits(held[place], license, part, guesses):
                free.pop(place, None)
                continue
            told = len(self.replaced)
            found = license if place is None else self.together(held[place], license, part, guesses)
            others = {each.id for at, each in enumerate(held) if at != place} | {each.id for _, each in came}
            if place is not None and found.id in others - {license.id, held[place].id}:
                del self.replaced[told:]  # taken for this one it would be the same as a third: it is another
                place = None
            if place is None:
                self.doubt(license, free.values(), part)
                self.order.append((number, license.post_id, len(held)))
                held.append(license)
            else:
                free.pop(place, None)
                held[place] = found

    def doubt(self, license: License, known: Iterable[License], part: Part) -> None:
        """Tell which of the known licenses this one may be."""
        for each in known:
            if may_be_one(each, license):
                problem = (
                    f"{named(license)}: it may be the license that ends at {shown(written(each.expires_at))} already: "
                    "one of the two comes without its code, so it cannot be decided; both are kept"
                )
                self.refuse(part, "code", problem)

    def fits(self, before: License, after: License, part: Part, guesses: Guesses) -> bool:
        """Tell of one code for one time that has two starts; TikTok knows its start, and others may assume it."""
        if before.id == after.id or before.issued_at == after.issued_at or part.observed_at is not None:
            return True
        if "issued_at" in guessed_in(after, guesses) or None in (before.code, after.code):
            return True
        problem = (
            f"{named(after)}: it starts at {shown(written(after.issued_at))}, but its code is known from "
            f"{shown(written(before.issued_at))} to {shown(written(before.expires_at))}"
        )
        self.refuse(part, "issued_at", problem)
        return False

    def together(self, before: F, after: F, part: Part, guesses: Guesses) -> F:
        """Put together what two sources say of one fact."""
        if before == after:
            return before
        kind: Any = type(before)
        name = named(after)
        guessed = guessed_in(after, guesses)
        if part.observed_at is None and isinstance(before, License) and isinstance(after, License):
            # A license that is matched without its code: the days that a person wrote down replace no seconds.
            guessed = guessed | (days_alike(before, after) if None in (before.code, after.code) else set[str]())
        values = dict(changes(before, after, guessed, observed=part.observed_at is not None))
        if part.observed_at is not None:
            self.present(before, after, part.observed_at, part, values)
        try:
            found: F = attrs.evolve(before, **values)
        except SparkLicenseError as error:
            self.refuse(part, None, f"{name}: it does not fit what is known of it: {error}")
            return before
        defaults = {each.alias: each.default for each in attrs.fields(kind)}
        self.replaced += [
            Replacement(
                source=part.source,
                fact=name,
                attribute=attribute,
                before=in_words(attribute, getattr(before, attribute)),
                after="another code" if attribute == "code" else in_words(attribute, value),
            )
            for attribute, value in values.items()
            if getattr(before, attribute) not in (value, defaults[attribute])
            and not (part.observed_at is not None and attribute == OVER_TIME.get(kind))
        ]
        return found

    def present(self, before: Fact, after: Fact, at: DateTime, part: Part, values: dict[str, Any]) -> None:
        """Take what TikTok shows at an instant for what stands from then on."""
        kind, name = type(before), named(after)
        once = _FOR_EVER.get(kind)
        since = None if once is None else getattr(before, once)
        ended = isinstance(after, License) and after.expires_at <= at
        if once is not None and since is not None and since <= at and getattr(after, once) is None and not ended:
            self.refuse(part, once, f"{name}: known since {in_words(once, since)}, though TikTok shows otherwise; kept")
        over_time = OVER_TIME.get(kind)
        if over_time is None:
            return
        at = part.since.get(name, at)
        was: Windows = getattr(before, over_time)
        past = was - Windows([Window(at, None)])
        now: Windows = past | getattr(after, over_time)
        if now != was:
            values[over_time] = now
        if at in was and at not in now:
            reason = f"it was {over_time} before, and TikTok says that it is no more"
            self.assumed.append(Assumption(source=part.source, fact=name, attribute=over_time, value=at, reason=reason))

    def refuse(self, part: Part, field: str | None, problem: str) -> None:
        """Tell what is not taken."""
        self.diagnoses.append(Diagnosis(source=part.source, field=field, problem=problem))
