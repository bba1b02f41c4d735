"""What was read from outside: the facts taken, what was assumed for them, and what was not taken and why."""

from __future__ import annotations

import attrs
from pendulum import DateTime

from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.errors import ReadingError
from sparklicense.instants import written
from sparklicense.licenses import License
from sparklicense.portfolio import Portfolio
from sparklicense.posts import Post


@attrs.frozen(kw_only=True)
class Diagnosis:
    """One thing that was not taken, and why.

    Attributes:
        source: the file, or the name the caller gave what was read.
        row: its number as the source counts: a sheet's line from 1 on, its heading included; a
            response's list from 0 on; `None` where it concerns the source as a whole.
        field: the column of a sheet, or the key in a response; `None` where it concerns all of the row.
        problem: what is wrong, and what would be right. No code is in it.
    """

    source: str
    row: int | None = None
    field: str | None = None
    problem: str

    def __str__(self) -> str:
        """Say it on one line."""
        row = None if self.row is None else f"row {self.row}"
        return ": ".join(part for part in (self.source, row, self.field, self.problem) if part is not None)


@attrs.frozen(kw_only=True)
class Assumption:
    """One value that the source does not give, and what was taken for it.

    Attributes:
        source: as for a diagnosis.
        row: the same.
        fact: which fact it stands in: `post 7123`, `license 9f2c…`.
        attribute: the fact's attribute, like `deleted_at`.
        value: the instant taken, or another value in words.
        reason: where it comes from.
    """

    source: str
    row: int | None = None
    fact: str
    attribute: str
    value: DateTime | str
    reason: str

    @property
    def shown_value(self) -> str:
        """The value as people read it."""
        return self.value if isinstance(self.value, str) else written(self.value)

    def __str__(self) -> str:
        """Say it on one line."""
        row = "" if self.row is None else f": row {self.row}"
        return f"{self.source}{row}: {self.fact}: {self.attribute}: assumed `{self.shown_value}`: {self.reason}"


@attrs.frozen(kw_only=True)
class UnknownKey:
    """A key, or a column, that is not understood: left out of the facts, without failing.

    Attributes:
        source: as for a diagnosis.
        key: its path in a response, like `video_list[].video_info.new_key`, or the column's heading.
        times: how often it occurred.
    """

    source: str
    key: str
    times: int = 1


@attrs.frozen(kw_only=True)
class LeftOut:
    """Rows that were understood and left out, because no fact is in them: they are counted, and no problem.

    Attributes:
        source: the file, or the name the caller gave what was read.
        times: how many they are.
        one: what one of them is, like `ad that is no Spark Ad`.
        several: what several are.
    """

    source: str
    times: int
    one: str
    several: str

    def __str__(self) -> str:
        """Count them."""
        return f"{self.times} {self.one if self.times == 1 else self.several}"


@attrs.frozen(kw_only=True)
class Reading:
    """What a source holds.

    Attributes:
        posts: the posts it tells of.
        licenses: the licenses.
        ads: the ads.
        access: the access to accounts.
        assumed: each instant the source does not give, with what was taken for it.
        diagnoses: each row that was not taken, or only in part, and why.
        unknown: the keys or columns that are not understood.
        left_out: the rows that no fact is in, counted.
    """

    posts: tuple[Post, ...] = ()
    licenses: tuple[License, ...] = ()
    ads: tuple[SparkAd, ...] = ()
    access: tuple[AccountAccess, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def portfolio(self) -> Portfolio:
        """The facts held together.

        Raises:
            PortfolioError: they do not belong together.
        """
        return Portfolio(posts=self.posts, licenses=self.licenses, ads=self.ads, access=self.access)

    @classmethod
    def of(cls, portfolio: Portfolio) -> Reading:
        """Give the facts of a portfolio as a source of their own."""
        return cls(posts=portfolio.posts, licenses=portfolio.licenses, ads=portfolio.ads, access=portfolio.access)

    def strict(self) -> Reading:
        """Give the reading where everything was taken.

        Raises:
            ReadingError: something was not: every diagnosis at once.

        Examples:
            >>> from sparklicense.errors import ReadingError
            >>> from sparklicense.sources.readings import Diagnosis, Reading
            >>> reading = Reading(diagnoses=(Diagnosis(source="codes.csv", row=4, problem="no end"),))
            >>> try:
            ...     reading.strict()
            ... except ReadingError as error:
            ...     print(error)
            codes.csv: row 4: no end
        """
        if self.diagnoses:
            raise ReadingError(map(str, self.diagnoses))
        return self
