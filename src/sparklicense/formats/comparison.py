"""Any two formats side by side, and what the advertiser controls on an ad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sparklicense.formats.availability import Availability, Format, availability
from sparklicense.formats.cells import Cell
from sparklicense.formats.choices import choice
from sparklicense.formats.statements import KINDS, sentences, sourced
from sparklicense.formats.traits import TRAITS
from sparklicense.instants import InstantLike, instant, written
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.rules.editing import EDITING, AdField

if TYPE_CHECKING:
    from pendulum import DateTime

UNSAID = "no source says"
"""What a table shows of a format of which nothing is known."""


@attrs.frozen
class Contrast:
    """One line of a comparison: what holds of the one format, and what of the other."""

    id: str
    """The trait; `availability` is the first line."""
    aspect: str
    """What is compared, in words."""
    one: Cell | Availability | None
    """What holds of the first format; `None`: no source says."""
    other: Cell | Availability | None
    """What holds of the second format; `None`: no source says."""

    @property
    def differs(self) -> bool:
        """Whether the formats differ in it, as far as the sources say."""
        return self.one is None or self.other is None or self.one.reason != self.other.reason


@attrs.frozen
class Comparison:
    """Two formats side by side, at an instant under a policy."""

    one: Format
    """The first format."""
    other: Format
    """The second format."""
    at: DateTime = attrs.field(repr=written)
    """The instant, in UTC."""
    policy: str
    """The name of the policy."""
    rows: tuple[Contrast, ...]
    """Line by line."""

    @property
    def title(self) -> str:
        """What is compared, when, and under which policy."""
        words = f"{self.one.words} and {self.other.words}, {written(self.at)}, policy {self.policy}"
        return words[0].upper() + words[1:]

    def table(self) -> tuple[tuple[str, str, str], ...]:
        """Give the comparison as rows of text, the first of which names the columns.

        Each cell says what it rests on, and a figure its source and its date; `explain` gives all sources.
        """
        head = ("", self.one.words, self.other.words)
        return (head, *((row.aspect, _shown(row.one), _shown(row.other)) for row in self.rows))

    def explain(self) -> str:
        """Say everything with its source: an opinion with whose it is, a figure with its date."""
        lines = [f"`{self.one}` against `{self.other}` at {written(self.at)}, policy {self.policy}."]
        for row in self.rows:
            lines.append(f"{row.aspect}:")
            for which, cell in ((self.one, row.one), (self.other, row.other)):
                lines.append(f"  `{which}`: {UNSAID if cell is None else sourced(cell)}.")
        return sentences(lines)


def _shown(cell: Cell | Availability | None) -> str:
    if cell is None:
        return UNSAID
    return sourced(cell) if cell.figures else f"{cell.reason} ({KINDS[cell.basis]})"


def compare(one: Format, other: Format, *, at: InstantLike, policy: PolicyLike = GUIDE) -> Comparison:
    """Put two formats side by side.

    Args:
        one: a format, or its text.
        other: another one, or the same.
        at: the instant, with an offset: what can be chosen, and some defaults, are dated.
        policy: the reading of the sources.

    Raises:
        ValueError: no such format.

    Examples:
        >>> from sparklicense.formats import Format, compare
        >>> both = compare(Format.IN_FEED, Format.SPARK_PULL, at="2026-06-01T00:00:00Z")
        >>> for row in both.table():
        ...     if row[0] == "where the profile link leads":
        ...         print(" | ".join(row[1:]))
        to the brand's profile (the guide's opinion) | to the profile of the post's creator (platform rule)
    """
    policy = policy_of(policy)
    t = instant(at)
    first, second = choice("one", Format, one), choice("other", Format, other)
    pair = (availability(first, at=t, policy=policy), availability(second, at=t, policy=policy))
    return Comparison(
        first,
        second,
        t,
        policy.name,
        (
            Contrast("availability", "whether it can be chosen", *pair),
            *(Contrast(trait.id, trait.aspect, trait.cell(first, t), trait.cell(second, t)) for trait in TRAITS),
        ),
    )


@attrs.frozen
class Controls:
    """What an advertiser decides on a Spark Ad, and what the post does."""

    advertisers: tuple[AdField, ...]
    """What the advertiser sets, also once the ad exists."""
    locked: tuple[AdField, ...]
    """What cannot be set any more, or never could."""


def controls(policy: PolicyLike = GUIDE) -> Controls:
    """Tell what an advertiser controls on a Spark Ad on an existing post, by the rows of the editing rulebook.

    Args:
        policy: the reading of the sources.

    Examples:
        >>> from sparklicense.formats import controls
        >>> [field.value for field in controls().locked][:3]
        ['video', 'caption', 'on_screen_text']
    """
    policy = policy_of(policy)
    locked = {field for field in AdField if field in EDITING.answer("field", field, policy).refuses}
    return Controls(
        advertisers=tuple(field for field in AdField if field not in locked),
        locked=tuple(field for field in AdField if field in locked),
    )
