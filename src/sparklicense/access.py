"""Access to accounts: the permission to run ads from an account, which no code carries."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.checks import canonical_handle, check_optional_id, check_text
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, shown
from sparklicense.instants import InstantLike, field_instant, instant, optional_instant, written
from sparklicense.tracks import Track


class AccessStatus(StrEnum):
    """What one access is at an instant."""

    PENDING = "pending"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


def _granted_at(value: InstantLike) -> DateTime:
    return field_instant("granted_at", value)


def _expires_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("expires_at", value)


def _revoked_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("revoked_at", value)


def _check_creator(access: AccountAccess | None, field: attrs.Attribute[str], value: object) -> None:
    check_text(access, field, value)
    if not value:
        raise InvalidValueError("creator: it is empty; name the account that access is given to")


@attrs.frozen(kw_only=True, repr=False)
class AccountAccess:
    """The permission to run ads from an account: what `TT_USER` and `BC_AUTH_TT` ads need in place of a code.

    It covers every post of its creator, from the grant to the earlier of its end and its revocation:
    instants in UTC, the end excluded. An account's owner gives it, to the advertiser or to a Business
    Center, and can withdraw it at any time, at once (facts I1, I2).

    Attributes:
        creator: the account's TikTok handle, in one form however it is given, as for a post.
        granted_at: when its owner gave access.
        expires_at: when access runs out; after `granted_at`; `None`: it has no end.
        revoked_at: when it was withdrawn, or the account unlinked; `None`: not withdrawn.
        advertiser_id: the ad account that may use it; `None`: open to any.
        id: left out, it is derived from `creator`, `advertiser_id` and `granted_at`.

    Raises:
        ImpossibleFactsError: the instants cannot be true together.
        NaiveInstantError, InexactInstantError: a time that is no exact instant.
        TypeError: a value of another kind; ids are text.

    Examples:
        >>> from sparklicense import AccountAccess
        >>> access = AccountAccess(creator="@Maya", granted_at="2026-05-01T00:00:00Z")
        >>> access.revoke("2026-06-01T00:00:00Z").status("2026-06-01T00:00:00Z").value
        'revoked'
        >>> access.id
        'maya@2026-05-01T00:00:00Z'
    """

    creator: str = attrs.field(converter=canonical_handle, validator=_check_creator)
    granted_at: DateTime = attrs.field(converter=_granted_at)
    expires_at: DateTime | None = attrs.field(converter=_expires_at, default=None)
    revoked_at: DateTime | None = attrs.field(converter=_revoked_at, default=None)
    advertiser_id: str | None = attrs.field(validator=check_optional_id, default=None)
    _id: str | None = attrs.field(validator=check_optional_id, default=None, alias="id")

    def __attrs_post_init__(self) -> None:
        """Refuse instants that cannot be true together."""
        granted, expires, revoked = self.granted_at, self.expires_at, self.revoked_at
        if expires is not None and expires <= granted:
            raise ImpossibleFactsError(
                f"expires_at: {shown(written(expires))} is not after granted_at {shown(written(granted))}"
            )
        if revoked is not None and revoked < granted:
            raise ImpossibleFactsError(
                f"revoked_at: {shown(written(revoked))} lies before granted_at {shown(written(granted))}"
            )

    @property
    def id(self) -> str:
        """The id given, or the one derived from the parts of the access."""
        if self._id is not None:
            return self._id
        creator = self.creator.replace("%", "%25").replace("/", "%2F")  # so different parts never give one id
        account = f"/{self.advertiser_id}" if self.advertiser_id else ""
        return f"{creator}{account}@{written(self.granted_at)}"

    @property
    def ends_at(self) -> DateTime | None:
        """The earlier of `expires_at` and `revoked_at`, in UTC; `None`: nothing ends it."""
        return min((each for each in (self.expires_at, self.revoked_at) if each is not None), default=None)

    def status(self, at: InstantLike) -> AccessStatus:
        """Tell what the access is at an instant; revoked only if that came strictly before its end."""
        return ACCESS.at(self, instant(at))

    def revoke(self, at: InstantLike) -> AccountAccess:
        """Withdraw the access. At or after its end this changes nothing.

        Raises:
            ImpossibleFactsError: it was withdrawn already, or not yet given then.
        """
        t = field_instant("revoked_at", at)
        if self.revoked_at is not None:
            raise ImpossibleFactsError(
                f"revoked_at: cannot revoke at {shown(written(t))}: it was revoked at {shown(written(self.revoked_at))}"
            )
        return attrs.evolve(self, revoked_at=t)

    def __repr__(self) -> str:
        """Show instants as they are written."""
        instants = (
            f"{field}={written(value)}"
            for field in ("granted_at", "expires_at", "revoked_at")
            if (value := getattr(self, field)) is not None
        )
        return (
            f"AccountAccess(id={self.id!r}, creator={self.creator!r}, {', '.join(instants)}, "
            f"advertiser_id={self.advertiser_id!r})"
        )


ACCESS: Final[Track[AccountAccess, AccessStatus]] = Track(
    name="access",
    initial=AccessStatus.PENDING,
    steps=(("granted_at", AccessStatus.ACTIVE),),
    ends=(("expires_at", AccessStatus.EXPIRED), ("revoked_at", AccessStatus.REVOKED)),
)
"""How the instants of one access become its status."""
