"""Licenses: one creator's permission to use one post in ads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

import attrs
from pendulum import DateTime

from sparklicense.checks import check_id, check_is, check_optional_id, post_id_of, trimmed
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, elapsed, field_instant, instant, later, optional_instant, written
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.tracks import Track
from sparklicense.windows import Windows, united


class LicenseStatus(StrEnum):
    """What one license is at an instant."""

    PENDING = "pending"
    UNREDEEMED = "unredeemed"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


def _code(value: str | None) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise WrongTypeError(f"code: text, or `None` where it is unknown, not {type(value).__name__}")
    text = trimmed(value)
    if not text:
        raise InvalidValueError("code: it is empty; give `None` where it is unknown")
    return text


def _issued_at(value: InstantLike) -> DateTime:
    return field_instant("issued_at", value)


def _expires_at(value: InstantLike) -> DateTime:
    return field_instant("expires_at", value)


def _revoked_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("revoked_at", value)


def _redeemed_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("redeemed_at", value)


def _issue_instant(license: License) -> DateTime:
    return license.issued_at


@attrs.frozen(kw_only=True, repr=False)
class License:
    """One creator's permission to use one post in ads, carried by an authorization code.

    The license is in force from its redemption to the earlier of its expiry and its revocation:
    instants in UTC, the end excluded (facts A6 to A9b, A12).

    Attributes:
        code: the code, a bearer secret that no text shows; `None` where it is unknown. Surrounding
            and zero-width white space goes, nothing else changes (facts F1 to F4).
        post_id: the post it is for. One code is for one post.
        issued_at: when the creator gave it.
        expires_at: when it runs out; after `issued_at`.
        revoked_at: when the creator withdrew it; `None`: not withdrawn.
        redeemed_at: when the code was applied in Ads Manager; left out: at once; `None`: not yet.
        advertiser_id: the ad account that applied it; `None`: open to any.
        own: whether the post is the advertiser's own, so that the advertiser gives the code, and can give
            another at once (fact E3).
        id: left out, it is derived from the code's fingerprint (the post's id where the code is
            unknown), `advertiser_id` and `issued_at`.

    Raises:
        ImpossibleFactsError: the instants cannot be true together.
        NaiveInstantError, InexactInstantError: a time that is no exact instant.
        TypeError: a value of another kind; ids are text.

    Examples:
        >>> from sparklicense import License
        >>> code = License.issue(code="#secret=", post_id="7638941401274764565",
        ...                      issued_at="2026-05-24T07:09:07Z", days=30)
        >>> code.status("2026-06-23T07:09:06Z").value, code.status("2026-06-23T07:09:07Z").value
        ('active', 'expired')
        >>> "secret" in repr(code)
        False
    """

    code: str | None = attrs.field(converter=_code)
    post_id: str = attrs.field(converter=post_id_of, validator=check_id)
    issued_at: DateTime = attrs.field(converter=_issued_at)
    expires_at: DateTime = attrs.field(converter=_expires_at)
    revoked_at: DateTime | None = attrs.field(converter=_revoked_at, default=None)
    redeemed_at: DateTime | None = attrs.field(
        converter=_redeemed_at, default=attrs.Factory(_issue_instant, takes_self=True)
    )
    advertiser_id: str | None = attrs.field(validator=check_optional_id, default=None)
    own: bool = attrs.field(validator=check_is(bool), default=False)
    _id: str | None = attrs.field(validator=check_optional_id, default=None, alias="id")

    def __attrs_post_init__(self) -> None:
        """Refuse instants that cannot be true together."""
        issued, expires, revoked, redeemed = self.issued_at, self.expires_at, self.revoked_at, self.redeemed_at
        if expires <= issued:
            raise _impossible("expires_at", expires, "is not after", "issued_at", issued)
        if revoked is not None and revoked < issued:
            raise _impossible("revoked_at", revoked, "lies before", "issued_at", issued)
        if redeemed is not None and redeemed is not issued:
            if redeemed < issued:
                raise _impossible("redeemed_at", redeemed, "lies before", "issued_at", issued)
            if redeemed >= expires:
                raise _impossible("redeemed_at", redeemed, "is not before", "expires_at", expires)
            if revoked is not None and redeemed > revoked:
                raise _impossible("redeemed_at", redeemed, "lies after", "revoked_at", revoked)

    @classmethod
    def issue(  # noqa: PLR0913 - one for each field
        cls,
        *,
        code: str | None,
        post_id: str,
        issued_at: InstantLike,
        days: int = 30,
        policy: PolicyLike = GUIDE,
        redeemed_at: InstantLike | attrs.NothingType | None = attrs.NOTHING,
        advertiser_id: str | None = None,
        own: bool = False,
        id: str | None = None,
    ) -> License:
        """Make a license from a duration, as the creator chooses it.

        Args:
            code: the authorization code; `None` where it is unknown.
            post_id: the post it is for.
            issued_at: when the creator gave it.
            days: how long it lasts, in days of 24 hours (fact A8).
            policy: whose list of durations applies at `issued_at`.
            redeemed_at: when it was applied; left out: at once; `None`: not yet.
            advertiser_id: the ad account that applied it; `None`: open to any.
            own: whether the post is the advertiser's own.
            id: left out, it is derived.

        Raises:
            UnofferedDaysError: the policy does not offer that duration; it names those it does.

        Examples:
            >>> from sparklicense import License
            >>> License.issue(code=None, post_id="1", issued_at="2026-01-01T00:00:00Z", days=90).expires_at.isoformat()
            '2026-04-01T00:00:00+00:00'
        """
        start = field_instant("issued_at", issued_at)
        days = policy_of(policy).check_days(days)
        return cls(
            code=code,
            post_id=post_id,
            issued_at=start,
            expires_at=later(start, timedelta(days=days)),
            redeemed_at=start if redeemed_at is attrs.NOTHING else redeemed_at,
            advertiser_id=advertiser_id,
            own=own,
            id=id,
        )

    @property
    def id(self) -> str:
        """The id given, or the one derived from the license's parts."""
        if self._id is not None:
            return self._id
        # The post's id may hold any character, so the one that follows it is escaped; a fingerprint
        # and an instant have fixed forms. Different parts never give one id.
        source = self.fingerprint or "post:" + self.post_id.replace("%", "%25").replace("/", "%2F")
        account = f"/{self.advertiser_id}" if self.advertiser_id else ""
        return f"{source}{account}@{written(self.issued_at)}"

    @property
    def has_own_id(self) -> bool:
        """Whether the id was given, not derived."""
        return self._id is not None

    @property
    def fingerprint(self) -> str | None:
        """The first 16 hex digits of the SHA-256 of the code, safe to show; `None` where it is unknown."""
        if self.code is None:
            return None
        return fingerprint_of(self.code)

    @property
    def ends_at(self) -> DateTime:
        """The earlier of expiry and revocation, in UTC."""
        return self.expires_at if self.revoked_at is None else min(self.expires_at, self.revoked_at)

    @property
    def window(self) -> Windows:
        """When the license is in force: from redemption to its end; empty while it is not redeemed."""
        bounds = in_force(self)
        return Windows.none() if bounds is None else united((bounds,))

    def status(self, at: InstantLike) -> LicenseStatus:
        """Tell what the license is at an instant.

        Examples:
            >>> from sparklicense import License
            >>> fresh = License.issue(code=None, post_id="1", issued_at="2026-01-01T00:00:00Z", redeemed_at=None)
            >>> fresh.status("2026-01-02T00:00:00Z").value
            'unredeemed'
        """
        return LICENSE.at(self, instant(at))

    def time_left(self, at: InstantLike) -> timedelta:
        """Give what is left of the license at an instant: never below zero, never above its length."""
        return max(elapsed(max(instant(at), self.issued_at), self.ends_at), timedelta())

    def redeem(self, at: InstantLike, *, advertiser_id: str | None = None) -> License:
        """Apply the code in Ads Manager. The end does not move (fact A12).

        Args:
            at: when.
            advertiser_id: the ad account that applies it; left out, it stays as it is.

        Raises:
            ImpossibleFactsError: it is applied already, not yet issued, over, or another account's.
        """
        t = field_instant("redeemed_at", at)
        if self.redeemed_at is not None:
            raise ImpossibleFactsError(
                f"redeemed_at: cannot redeem at {shown(written(t))}: "
                f"it was redeemed at {shown(written(self.redeemed_at))}"
            )
        if self.ends_at <= t:
            raise ImpossibleFactsError(
                f"redeemed_at: cannot redeem at {shown(written(t))}: the license ended at "
                f"{shown(written(self.ends_at))}"
            )
        account = self.advertiser_id if advertiser_id is None else advertiser_id
        redeemed = attrs.evolve(self, redeemed_at=t, advertiser_id=account)
        if self.advertiser_id not in (None, account):
            raise ImpossibleFactsError(
                f"advertiser_id: cannot redeem for {shown(account)}: the license belongs to {shown(self.advertiser_id)}"
            )
        return redeemed

    def revoke(self, at: InstantLike) -> License:
        """Withdraw the permission. At or after the expiry this changes nothing.

        Raises:
            ImpossibleFactsError: it was withdrawn already, or not yet issued or applied then.
        """
        t = field_instant("revoked_at", at)
        if self.revoked_at is not None:
            raise ImpossibleFactsError(
                f"revoked_at: cannot revoke at {shown(written(t))}: it was revoked at {shown(written(self.revoked_at))}"
            )
        return attrs.evolve(self, revoked_at=t)

    def extend(self, days: int, *, at: InstantLike, policy: PolicyLike = GUIDE) -> License:
        """Add days of 24 hours to what is left (fact A14): 12 days left and 30 more are 42.

        Args:
            days: a duration that the policy offers at `at`.
            at: when the creator extends it.
            policy: whose list of durations applies.

        Raises:
            ImpossibleFactsError: the license is over or not yet issued; once over, `reissue`.
            UnofferedDaysError: the policy does not offer that duration.

        Examples:
            >>> from sparklicense import License
            >>> code = License.issue(code=None, post_id="1", issued_at="2026-01-01T00:00:00Z", days=30)
            >>> code.extend(30, at="2026-01-19T00:00:00Z").time_left("2026-01-19T00:00:00Z").days
            42
        """
        t = field_instant("at", at)
        status = LICENSE.at(self, t)
        if status in (LicenseStatus.EXPIRED, LicenseStatus.REVOKED):
            raise ImpossibleFactsError(
                f"expires_at: cannot extend at {shown(written(t))}: the license is {status} since "
                f"{shown(written(self.ends_at))}; use `reissue`"
            )
        if status is LicenseStatus.PENDING:
            raise ImpossibleFactsError(
                f"expires_at: cannot extend at {shown(written(t))}: the license is issued at "
                f"{shown(written(self.issued_at))}"
            )
        days = policy_of(policy).check_days(days)
        return attrs.evolve(self, expires_at=later(self.expires_at, timedelta(days=days)))

    def reissue(
        self, *, code: str | None, issued_at: InstantLike, days: int = 30, policy: PolicyLike = GUIDE
    ) -> License:
        """Make a new license for the same post and ad account, in force at once; this one stays as it is.

        Args:
            code: the new code; `None` where it is unknown.
            issued_at: when the creator gave it.
            days: how long it lasts, in days of 24 hours.
            policy: whose list of durations applies.

        Raises:
            UnofferedDaysError: the policy does not offer that duration.
        """
        return License.issue(
            code=code,
            post_id=self.post_id,
            issued_at=issued_at,
            days=days,
            policy=policy,
            advertiser_id=self.advertiser_id,
            own=self.own,
        )

    def __repr__(self) -> str:
        """Show the license without its code."""
        instants = (
            f"{field}={None if value is None else written(value)}"
            for field in ("issued_at", "expires_at", "revoked_at", "redeemed_at")
            if (value := getattr(self, field)) is not None or field == "redeemed_at"
        )
        return (
            f"License(id={self.id!r}, post_id={self.post_id!r}, {', '.join(instants)}, "
            f"advertiser_id={self.advertiser_id!r}{', own=True' if self.own else ''})"
        )


def fingerprint_of(code: str) -> str:
    """Give the fingerprint of a trimmed code: what may be shown of it."""
    from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, a tenth of what this package adds to an import

    return sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class LicenseTimes(NamedTuple):
    """What decides of a license, without its code."""

    issued_at: DateTime
    expires_at: DateTime
    revoked_at: DateTime | None
    redeemed_at: DateTime | None
    own: bool

    @property
    def ends_at(self) -> DateTime:
        """The earlier of expiry and revocation, in UTC."""
        return self.expires_at if self.revoked_at is None else min(self.expires_at, self.revoked_at)


def in_force(license: License | LicenseTimes) -> tuple[DateTime, DateTime] | None:
    """Give from when until when, in UTC, a license is in force; `None`: never."""
    start, end = license.redeemed_at, license.ends_at
    return None if start is None or start >= end else (start, end)


def _impossible(field: str, value: DateTime, relation: str, other: str, bound: DateTime) -> ImpossibleFactsError:
    return ImpossibleFactsError(f"{field}: {shown(written(value))} {relation} {other} {shown(written(bound))}")


LICENSE: Final[Track[License | LicenseTimes, LicenseStatus]] = Track(
    name="license",
    initial=LicenseStatus.PENDING,
    steps=(("issued_at", LicenseStatus.UNREDEEMED), ("redeemed_at", LicenseStatus.ACTIVE)),
    ends=(("expires_at", LicenseStatus.EXPIRED), ("revoked_at", LicenseStatus.REVOKED)),
)
"""How one license's instants become its status."""


def followed_to(license: License, end: DateTime, licenses: Iterable[License]) -> DateTime:
    """Tell when the licenses that follow one without a gap, for every ad it counts for, are over.

    Args:
        license: the one that ends.
        end: when it ends (UTC).
        licenses: those of its post.
    """
    counting = (each for each in licenses if each.advertiser_id in (None, license.advertiser_id))
    runs = Windows(window for each in counting for window in each.window)
    return next((run.end for run in runs if run.start and run.end and run.start <= end < run.end), end)
