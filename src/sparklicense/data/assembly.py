"""From rows to a portfolio: every row read, all problems of the file told together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs

from sparklicense.data.records import Shape, reading, values_of
from sparklicense.errors import PortfolioError, PortfolioFileError, ProblemsError, shown
from sparklicense.licenses import License
from sparklicense.portfolio import Fact, Portfolio
from sparklicense.posts import Post

F = TypeVar("F", bound=Fact)

HIDDEN: Final = "`…` (hidden: it may be an authorization code)"
_MOST_PLACES: Final = 5
_QUOTED: Final = re.compile("`[^`]*`")
_CLOCK: Final = re.compile(r"[-+0-9T:Z./ ]*")


@attrs.frozen(kw_only=True, eq=False)
class Listing(Generic[F]):
    """The rows of one list of a portfolio, and where they stand.

    Attributes:
        name: which list: `posts`, `licenses`, `ads` or `access`.
        shape: the table of their fields.
        source: the file, as problems name it.
        rows: records, as JSON gives them.
        place: names the place of a row in the file, by its position in `rows`.
        key: what the file calls the field `id`.
        complete: whether these are all the rows; some may not even be rows.
    """

    name: str
    shape: Shape[F]
    source: str
    rows: Sequence[Any]
    place: Callable[[int], str]
    key: str = "id"
    complete: bool = True

    def read(self, problems: list[str]) -> list[F | None]:
        """Read every row; one that cannot be read is `None`, and `problems` gains its own."""
        read = reading(self.shape)
        facts: list[F | None] = []
        for position, row in enumerate(self.rows):
            try:
                facts.append(read(row))
            except ProblemsError as error:
                facts.append(None)
                problems += [self.located(position, each) for each in safe(self.shape, row, error.problems)]
        return facts

    def located(self, position: int, problem: str) -> str:
        """Say where a problem is."""
        if problem.startswith("id: "):
            problem = self.key + problem.removeprefix("id")
        return f"{self.source}: {self.place(position)}: {problem}"


def safe(shape: Shape[Any], row: Any, problems: Iterable[str]) -> Iterable[str]:
    """Hide what does not look like an instant in a row that carries a code: it may be the code, misplaced."""
    if not any(field.kind.secret for field in shape.fields):
        return problems
    values = values_of(row)
    words = [each for each in values.values() if isinstance(each, str) and not _CLOCK.fullmatch(each)]
    keys = [each for each in values if isinstance(each, str) and not each.isidentifier()]
    return _without(set(map(shown, (*words, *keys))), problems)


def assemble(read: Mapping[str, tuple[Listing[Any], Sequence[Any]]], problems: list[str]) -> Portfolio:
    """Put together what was read.

    Args:
        read: the rows of each list, and the facts read from them.
        problems: what was wrong so far.

    Raises:
        PortfolioFileError: something was, or the facts do not belong together.
    """
    facts: dict[str, list[Any]] = {name: _readable(each) for name, (_, each) in read.items()}
    posts, read_posts = read["posts"]
    facts["posts"] = _posts(posts, read_posts)
    # Without all posts, those that licenses and ads name cannot be told from unknown ones.
    if not posts.complete or len(facts["posts"]) < len(read_posts):
        facts |= {"licenses": [], "ads": []}
    try:
        portfolio = Portfolio(**facts)
        if not problems:
            return portfolio
    except PortfolioError as error:
        places = {name: (listing, _places(listing, each)) for name, (listing, each) in read.items()}
        problems = [*problems, *(_located(each, places) for each in error.problems)]
    licenses, read_licenses = read["licenses"]
    codes = {shown(code) for row in licenses.rows if isinstance(code := values_of(row).get("code"), str)}
    codes |= {shown(each.code) for each in _readable(read_licenses) if each.code is not None}
    raise PortfolioFileError(_without(codes, problems))


def _readable(facts: Iterable[F | None]) -> list[F]:
    return [each for each in facts if each is not None]


def _posts(listing: Listing[Post], facts: Sequence[Post | None]) -> list[Post]:
    """Give the posts; one that cannot be read, but whose id can, is known by its id."""
    found: list[Post] = []
    for row, fact in zip(listing.rows, facts, strict=True):
        id = values_of(row).get("id")
        if fact is not None:
            found.append(fact)
        elif isinstance(id, str) and id and not id.isspace():
            found.append(Post(id=id, published_at="0001-01-01T00:00:00Z"))
    return found


def _places(listing: Listing[Any], facts: Sequence[Fact | None]) -> dict[str, list[int]]:
    """Find rows by what a portfolio's problem calls them: their ids, and the fingerprints of their codes."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, (row, fact) in enumerate(zip(listing.rows, facts, strict=True)):
        id = values_of(row).get("id") if fact is None else fact.id
        if isinstance(id, str):
            found[shown(id)].append(position)
        if isinstance(fact, License) and fact.fingerprint is not None:
            found[shown(fact.fingerprint)].append(position)
    return found


def _located(problem: str, places: dict[str, tuple[Listing[Any], dict[str, list[int]]]]) -> str:
    name, _, words = problem.partition(": ")
    listing, rows = places[name]
    quoted = _QUOTED.search(words)
    positions = rows[quoted[0]] if quoted and quoted[0] in rows else []
    where = ", ".join(listing.place(each) for each in positions[:_MOST_PLACES])
    more = f" and {len(positions) - _MOST_PLACES} more" if len(positions) > _MOST_PLACES else ""
    return f"{listing.source}: {where or name}{more}: {words}"


def _without(secrets: set[str], problems: Iterable[str]) -> list[str]:
    found = [_QUOTED.sub(lambda each: HIDDEN if each[0] in secrets else each[0], problem) for problem in problems]
    for secret in secrets:
        if "`" in secret[1:-1]:  # its own backtick ends the quotation too early
            found = [problem.replace(secret, HIDDEN) for problem in found]
    return found
