"""Access to accounts: how it is given, how it ends, and what names it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import DateTime
from strategies import ADVERTISERS, CREATORS, POOL, access, instants, moments

from sparklicense import (
    AccessStatus,
    AccountAccess,
    ImpossibleFactsError,
    InvalidValueError,
    NaiveInstantError,
    WrongTypeError,
)

T = "2026-06-01T00:00:00Z"
ACCESS = AccountAccess(creator="@Maya", granted_at=T)


@given(access(), moments())
def test_access_is_in_force_from_the_grant_to_the_earlier_of_its_end_and_its_revocation(
    access: AccountAccess, at: DateTime
) -> None:
    """The grant included, the end excluded; revoked only if that came strictly before the end."""
    ends = [each for each in (access.expires_at, access.revoked_at) if each is not None]
    assert access.ends_at == min(ends, default=None)
    expected = AccessStatus.PENDING if at < access.granted_at else AccessStatus.ACTIVE
    if ends and min(ends) <= at:
        expected = AccessStatus.EXPIRED if access.expires_at == min(ends) else AccessStatus.REVOKED
    assert access.status(at) is expected


@given(access().filter(lambda each: each.revoked_at is None), instants())
def test_a_withdrawal_ends_access_at_its_microsecond_or_changes_nothing(access: AccountAccess, at: DateTime) -> None:
    """Whatever held before holds still; from then on nothing is in force."""
    if at < access.granted_at:
        with pytest.raises(ImpossibleFactsError, match=r"^revoked_at: .* lies before granted_at "):
            access.revoke(at)
        return
    withdrawn = access.revoke(at)
    over = access.expires_at is not None and access.expires_at <= at
    for t in POOL:
        assert withdrawn.status(t) is (access.status(t) if over or t < at else AccessStatus.REVOKED)
    with pytest.raises(ImpossibleFactsError, match=r"^revoked_at: cannot revoke at .*: it was revoked at "):
        withdrawn.revoke(at)


def test_different_parts_never_derive_one_id() -> None:
    """The creator, the ad account and the grant are in it, however they are spelled."""
    creators = (*CREATORS[1:], "a/b", "a%2Fb", "a")
    made = [
        AccountAccess(creator=creator, granted_at=at, advertiser_id=account)
        for creator in creators
        for account in (*ADVERTISERS, "b/a", "b")
        for at in POOL
    ]
    assert len({each.id for each in made}) == len(
        {(each.creator, each.advertiser_id, each.granted_at) for each in made}
    )


def test_a_derived_id_follows_its_parts_and_an_explicit_one_stays() -> None:
    """As for a license."""
    assert ACCESS.id == "maya@2026-06-01T00:00:00Z"
    assert attrs.evolve(ACCESS, advertiser_id="7").id == "maya/7@2026-06-01T00:00:00Z"
    assert attrs.evolve(AccountAccess(creator="maya", granted_at=T, id="mine"), creator="zoë").id == "mine"


def test_a_repr_shows_instants_as_they_are_written() -> None:
    """And nothing that has not happened."""
    assert repr(ACCESS.revoke(T)) == (
        "AccountAccess(id='maya@2026-06-01T00:00:00Z', creator='maya', granted_at=2026-06-01T00:00:00Z, "
        "revoked_at=2026-06-01T00:00:00Z, advertiser_id=None)"
    )


@pytest.mark.parametrize(
    ("others", "error", "message"),
    [
        ({"creator": ""}, InvalidValueError, "creator: it is empty; name the account that access is given to"),
        ({"creator": " @ "}, InvalidValueError, "creator: it is empty; name the account that access is given to"),
        ({"creator": 7}, WrongTypeError, "creator: text, not int: `7`"),
        ({"advertiser_id": 7}, WrongTypeError, "advertiser_id: an id is text, not int: `7`; write it in quotes, "),
        ({"granted_at": "2026-06-01T00:00:00"}, NaiveInstantError, "granted_at: "),
        ({"expires_at": "2026-06-01T00:00:00"}, NaiveInstantError, "expires_at: "),
        ({"revoked_at": "2026-06-01T00:00:00"}, NaiveInstantError, "revoked_at: "),
    ],
)
def test_what_is_no_access_is_refused_by_its_field(
    others: dict[str, Any], error: type[Exception], message: str
) -> None:
    """With the value, and what would be right."""
    with pytest.raises(error) as caught:
        AccountAccess(**{"creator": "maya", "granted_at": T, **others})
    assert str(caught.value).startswith(message)
