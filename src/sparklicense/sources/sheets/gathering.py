"""What the rows of a code sheet say together: repetitions, contradictions, and what was assumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

import attrs
from pendulum import DateTime

from sparklicense.errors import shown
from sparklicense.licenses import License
from sparklicense.posts import Post
from sparklicense.sources.readings import Assumption, Diagnosis, LeftOut, Reading, UnknownKey
from sparklicense.sources.sheets.rows import SEEN, Entry, Terms, same_creator

T = TypeVar("T")

PROVEN: Final = "the sheet does not say it; this is the earliest start of a license for the post"


class Taken(NamedTuple):
    """A row that gives a license."""

    entry: Entry
    license: License

    @property
    def row(self) -> int:
        """Its number."""
        return self.entry.row


def gather(entries: Sequence[Entry], terms: Terms) -> Reading:
    """Put what the rows say together.

    Of rows that contradict each other none is taken; of rows that repeat each other, the first.
    """
    found = [diagnosis for entry in entries for diagnosis in entry.diagnoses]
    taken = [Taken(entry, entry.license) for entry in entries if entry.license is not None]
    out = dict(_in_the_open(taken, terms))
    out.update(_on_two_posts([each for each in taken if each.row not in out], terms))
    out.update(_started_elsewhere([each for each in taken if each.row not in out], terms))
    out.update(_told_twice([each for each in taken if each.row not in out], terms))
    kept = [each for each in taken if each.row not in out]
    assumed = [assumption for each in kept for assumption in _assumptions(each, terms)]
    posts = _posts(taken, kept, terms, assumed, found)
    known = {each.id for each in posts}
    codeless, unused = _without_codes([each for each in entries if each.post_id and each.post_id not in known], terms)
    assumed += unused
    return Reading(
        posts=(*posts, *codeless),
        licenses=tuple(each.license for each in kept),
        assumed=tuple(sorted(assumed, key=_row)),
        diagnoses=tuple(sorted((*found, *out.values()), key=_row)),
        unknown=tuple(UnknownKey(source=terms.source, key=heading) for heading in terms.headings.unknown),
        left_out=_counted(codeless, terms),
    )


def _counted(codeless: Sequence[Post], terms: Terms) -> tuple[LeftOut, ...]:
    if not codeless:
        return ()
    count = len(codeless)
    return (LeftOut(source=terms.source, times=count, one="post without a code", several="posts without codes"),)


def _without_codes(entries: Sequence[Entry], terms: Terms) -> tuple[list[Post], list[Assumption]]:
    """Make the posts that have no code yet; where no row says when one went up, it is when the sheet was seen."""
    posts: dict[str, Post] = {}
    assumed: list[Assumption] = []
    for each in entries:
        published = each.published_at or terms.seen_at
        if each.post_id is None or each.post_id in posts or published is None:
            continue
        posts[each.post_id] = Post(id=each.post_id, creator=each.creator, published_at=published)
        if each.published_at is None:
            assumed.append(
                Assumption(
                    source=terms.source,
                    row=each.row,
                    fact=f"post {each.post_id}",
                    attribute="published_at",
                    value=published,
                    reason="the sheet does not say it; this is when it was seen",
                )
            )
    return list(posts.values()), assumed


def _row(told: Assumption | Diagnosis) -> int:
    return told.row or 0


def _in_the_open(taken: Sequence[Taken], terms: Terms) -> Iterator[tuple[int, Diagnosis]]:
    """Find ids that are codes: ids are shown."""
    codes = {each.license.code for each in taken} - {None}
    for each in taken:
        own = each.license.id if each.license.has_own_id else None
        if not codes.isdisjoint((each.license.post_id, each.license.advertiser_id, own)):
            yield each.row, terms.diagnosis(each.row, None, "one of its ids is also a code, which is not to be shown")


def _on_two_posts(taken: Sequence[Taken], terms: Terms) -> Iterator[tuple[int, Diagnosis]]:
    first: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for each in taken:
        if each.license.code is not None:
            first[each.license.code].setdefault(each.license.post_id, each.row)
    for each in taken:
        rows = first[each.license.code] if each.license.code is not None else {}
        if len(rows) > 1:
            other = next(row for post_id, row in rows.items() if post_id != each.license.post_id)
            problem = (
                f"row {other} has the same code (fingerprint {shown(each.license.fingerprint)}) on another post; "
                "one code is for one post, so neither is taken"
            )
            yield each.row, terms.diagnosis(each.row, "code", problem)


def _told_twice(taken: Sequence[Taken], terms: Terms) -> Iterator[tuple[int, Diagnosis]]:
    same: defaultdict[str, list[Taken]] = defaultdict(list)
    for each in taken:
        same[each.license.id].append(each)
    for group in same.values():
        first = group[0]
        other = next((each for each in group if each.license != first.license), None)
        for each in group if other else group[1:]:
            if other is None:
                yield each.row, terms.diagnosis(each.row, None, f"it repeats row {first.row}; taken once")
                continue
            against = other if each.license == first.license else first
            column = _difference(each.license, against.license)
            problem = f"row {against.row} has the same license with another {shown(column)}, so neither is taken"
            yield each.row, terms.diagnosis(each.row, column, problem)


def _difference(one: License, other: License) -> str:
    names = (field.alias or field.name for field in attrs.fields(License))
    return next(name for name in names if getattr(one, name) != getattr(other, name))


def _started_elsewhere(taken: Sequence[Taken], terms: Terms) -> Iterator[tuple[int, Diagnosis]]:
    """Find rows without a start where another row gives the same license with it."""
    started = {_but_for_its_start(each.license): each.row for each in reversed(taken) if not each.entry.seen}
    for each in taken:
        other = started.get(_but_for_its_start(each.license)) if each.entry.seen else None
        if other is not None:
            problem = f"it repeats row {other}, which gives the start as well; taken once"
            yield each.row, terms.diagnosis(each.row, None, problem)


def _but_for_its_start(license: License) -> tuple[object, ...]:
    return license.code, license.post_id, license.advertiser_id, license.expires_at


def _assumptions(each: Taken, terms: Terms) -> Iterator[Assumption]:
    for attribute, reason in each.entry.assumed:
        if attribute == "post":
            yield _assumption(each, terms, f"post {each.license.post_id}", "id", each.license.post_id, reason)
        else:
            value: DateTime = getattr(each.license, attribute)
            yield _assumption(each, terms, f"license {each.license.id}", attribute, value, reason)


def _assumption(each: Taken, terms: Terms, fact: str, attribute: str, value: DateTime | str, reason: str) -> Assumption:
    return Assumption(source=terms.source, row=each.row, fact=fact, attribute=attribute, value=value, reason=reason)


def _posts(
    taken: Sequence[Taken], kept: Sequence[Taken], terms: Terms, assumed: list[Assumption], found: list[Diagnosis]
) -> tuple[Post, ...]:
    """Make the posts of the licenses that are taken, from every row that says something of them."""
    told: defaultdict[str, list[Taken]] = defaultdict(list)
    for each in taken:
        told[each.license.post_id].append(each)
    licensed: dict[str, Taken] = {}
    for each in kept:
        earliest = licensed.get(each.license.post_id)
        if earliest is None or each.license.issued_at < earliest.license.issued_at:
            licensed[each.license.post_id] = each
    posts: list[Post] = []
    for post_id, earliest in licensed.items():
        rows = told[post_id]
        published = _agreed("published_at", [(each.row, each.entry.published_at) for each in rows], terms, found)
        creator = _agreed("creator", [(each.row, each.entry.creator or None) for each in rows], terms, found)
        if published is None:
            published = earliest.license.issued_at
            reason = SEEN if earliest.entry.seen else PROVEN
            assumed.append(_assumption(earliest, terms, f"post {post_id}", "published_at", published, reason))
        posts.append(Post(id=post_id, creator=creator or "", published_at=published))
    return tuple(posts)


def _agreed(column: str, told: Sequence[tuple[int, T | None]], terms: Terms, found: list[Diagnosis]) -> T | None:
    """Give what the rows say of a post; where they disagree nothing, with a diagnosis."""
    said = [(row, value) for row, value in told if value is not None]
    if not said:
        return None
    first, value = said[0]
    for row, other in said[1:]:
        if not _same(value, other):
            problem = f"row {first} says otherwise of the same post; left open"
            found.append(terms.diagnosis(row, column, problem))
            return None
    return value


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return same_creator(one, other)
    return one == other
