"""Arguments: what is given in the wrong place, form or kind is refused by name, and what can be understood is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    AdField,
    AdSettings,
    BudgetMode,
    IdentityType,
    License,
    Media,
    MediaKind,
    Placement,
    Portfolio,
    Post,
    Removal,
    SparkAd,
    UnknownIdError,
    can_delete,
    can_edit,
    can_hide,
    can_revoke,
    edit,
    serving,
    serving_timeline,
)
from sparklicense.policies import policy_of
from sparklicense.settings import CALLS_TO_ACTION

AT: Final = "2026-06-02T00:00:00Z"
POST: Final = Post(id="1", published_at="2026-05-01T00:00:00Z")
AD: Final = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")
CODE: Final = License.issue(code="#hush=", post_id="1", issued_at="2026-06-01T00:00:00Z")
ACCESS: Final = AccountAccess(creator="maya", granted_at="2026-06-01T00:00:00Z")
HELD: Final = Portfolio([POST], [CODE], [AD])


def wrong(value: object) -> Any:
    """Hand over what no type checker would let pass."""
    return value


@pytest.mark.parametrize(("name", "policy"), [("guide", GUIDE), ("platform", PLATFORM)])
def test_a_policy_that_ships_can_be_named(name: str, policy: Any) -> None:
    """At every question."""
    assert policy_of(name) is policy
    for ask in (
        lambda each: serving(AD, post=POST, licenses=[CODE], at=AT, policy=each),
        lambda each: serving_timeline(AD, post=POST, licenses=[CODE], policy=each),
        lambda each: HELD.audit(at=AT, policy=each),
        lambda each: HELD.timeline("7", policy=each),
        lambda each: can_delete(POST, ads=[AD], at=AT, policy=each),
        lambda each: can_edit("caption", ad=AD, at=AT, policy=each),
    ):
        assert ask(name) == ask(policy)


def test_a_policy_that_is_none_is_refused_with_those_that_ship() -> None:
    """By name, or by kind."""
    with pytest.raises(ValueError, match=r"^policy: `strict` is none of `guide`, `platform`$"):
        serving(AD, post=POST, at=AT, policy="strict")
    with pytest.raises(TypeError, match=r"^policy: a `Policy` or the name of one, not int: `5`$"):
        HELD.audit(at=AT, policy=5)  # type: ignore[arg-type]  # what the test is about


REFUSED: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "swapped": (lambda: serving(wrong(POST), post=wrong(AD), at=AT), "ad: a `SparkAd`, not Post"),
    "two ads": (lambda: serving(AD, post=wrong(AD), at=AT), "post: a `Post`, not SparkAd"),
    "one license": (
        lambda: serving(AD, post=POST, licenses=wrong(CODE), at=AT),
        "licenses: several `License`s, not one; put it in a list",
    ),
    "no license": (lambda: serving(AD, post=POST, licenses=wrong([7]), at=AT), "licenses: a `License`, not int"),
    "one access": (
        lambda: serving(AD, post=POST, access=wrong(ACCESS), at=AT),
        "access: several `AccountAccess`s, not one; put it in a list",
    ),
    "no access": (
        lambda: serving_timeline(AD, post=POST, access=wrong([POST])),
        "access: an `AccountAccess`, not Post",
    ),
    "an iterator": (
        lambda: serving(AD, post=POST, licenses=wrong(each for each in [CODE]), at=AT),
        "licenses: a list of `License`s, not generator, which may be used up; write `list(...)` around it",
    ),
    "an iterator of ads": (
        lambda: can_delete(POST, ads=wrong(iter([AD])), at=AT),
        "ads: a list of `SparkAd`s, not list_iterator, which may be used up; write `list(...)` around it",
    ),
    "one ad": (lambda: can_hide(POST, ads=wrong(AD), at=AT), "ads: several `SparkAd`s, not one; put it in a list"),
    "an ad for a post": (lambda: can_delete(wrong(AD), ads=[AD], at=AT), "post: a `Post`, not SparkAd"),
    "a post for a license": (lambda: can_revoke(wrong(POST), ads=[AD], at=AT), "license: a `License`, not Post"),
    "a post for an ad": (lambda: can_edit("name", ad=wrong(POST), at=AT), "ad: a `SparkAd`, not Post"),
    "an ad for the post": (lambda: can_edit("name", ad=AD, post=wrong(AD), at=AT), "post: a `Post`, not SparkAd"),
    "one post in a portfolio": (
        lambda: Portfolio(posts=wrong(POST)),
        "posts: several `Post`s, not one; put it in a list",
    ),
    "text in a portfolio": (lambda: Portfolio(ads=wrong("7")), "ads: several `SparkAd`s, not str: `7`"),
    "a number in a portfolio": (lambda: Portfolio(ads=wrong(7)), "ads: several `SparkAd`s, not int: `7`"),
    "another kind in a portfolio": (lambda: Portfolio(licenses=wrong([POST])), "licenses: a `License`, not Post"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_argument_of_another_kind_is_refused_by_name(name: str) -> None:
    """Without showing it: it may hold a code."""
    ask, message = REFUSED[name]
    with pytest.raises(TypeError) as caught:
        ask()
    assert str(caught.value) == message


def test_a_portfolio_takes_facts_from_anything_that_gives_them_once() -> None:
    """It goes through them one time, and keeps them."""
    assert Portfolio(iter([POST]), (each for each in [CODE]), {AD}) == HELD


def test_an_id_or_what_has_it_finds_a_fact() -> None:
    """Where a question takes an id; a number finds nothing, and the error says why."""
    assert HELD.serving(AD, at=AT) == HELD.serving("7", at=AT)
    assert HELD.timeline(AD) == HELD.timeline("7")
    assert HELD.licenses_of(POST) == HELD.licenses_of("1")
    with pytest.raises(UnknownIdError, match=r"^no ad has the id `7`: an id is text, not int; write it in quotes$"):
        HELD.serving(wrong(7), at=AT)


def test_members_of_enums_are_taken_as_their_text() -> None:
    """At every field and every question."""
    assert SparkAd(id="7", post_id="1", starts_at=AT, identity_type="TT_USER").identity_type is IdentityType.TT_USER
    assert POST.delete(AT, removal="moderation").removal is Removal.MODERATION
    assert Media(kind="carousel").kind is MediaKind.CAROUSEL
    settings = AdSettings(budget_mode="lifetime", budget_level="campaign", placements=["PLACEMENT_TIKTOK"])
    assert settings.budget_mode is BudgetMode.LIFETIME
    assert settings.placements == (Placement.PLACEMENT_TIKTOK,)
    assert can_edit("budget", ad=AD, at=AT).field is AdField.BUDGET
    with pytest.raises(ValueError, match=r"^identity_type: `OWN` is none of `AUTH_CODE`, `TT_USER`, `BC_AUTH_TT`$"):
        SparkAd(id="7", post_id="1", starts_at=AT, identity_type="OWN")


@given(st.decimals(min_value=0, allow_nan=False, allow_infinity=False))
def test_an_amount_is_taken_as_its_text(amount: Decimal) -> None:
    """Exactly; an amount of a report or a file is text."""
    assert AdSettings(budget=str(amount), currency="USD").budget == amount


@pytest.mark.parametrize(
    "link",
    [
        "https://www.tiktok.com/@maya/video/7638941401274764565?lang=en",
        " tiktok.com/@maya/photo/7638941401274764565 ",
        "https://www.tiktok.com/embed/v2/7638941401274764565",
    ],
)
def test_a_link_in_the_place_of_a_posts_id_gives_the_id(link: str) -> None:
    """In a post, a license and an ad alike."""
    id = "7638941401274764565"
    assert Post(id=link, published_at=AT).id == id
    assert License.issue(code=None, post_id=link, issued_at=AT).post_id == id
    assert SparkAd(id="7", post_id=link, starts_at=AT).post_id == id
    assert Post(id="a/b", published_at=AT).id == "a/b"


def test_edits_are_taken_as_keywords() -> None:
    """By the text of the field; each field once."""
    assert edit(AD, at=AT, call_to_action="SHOP_NOW", name="June") == edit(
        AD, {AdField.CALL_TO_ACTION: "SHOP_NOW", AdField.NAME: "June"}, at=AT
    )
    with pytest.raises(ValueError, match=r"^changes: a field is given twice; give each once$"):
        edit(AD, {AdField.NAME: "a"}, at=AT, name="b")


def test_a_call_to_action_that_nobody_documents_is_allowed_with_a_warning() -> None:
    """TikTok adds new ones; one that it documents, or none, is nothing to warn of."""
    verdict = can_edit("call_to_action", ad=AD, at=AT, value="SHOPNOW")
    assert verdict.allowed
    assert verdict.warning == (
        "`SHOPNOW` is none of the calls to action that TikTok documents; check its spelling, like `SHOP_NOW`"
    )
    assert verdict.warning in verdict.explain()
    assert len(CALLS_TO_ACTION) == 29
    for value in (*CALLS_TO_ACTION, None):
        assert not can_edit("call_to_action", ad=AD, at=AT, value=value).warning
    assert not can_edit("name", ad=AD, at=AT, value="SHOPNOW").warning


class Breaking(list[License]):
    """A collection of the caller's own that fails once, by a mistake inside it."""

    failed = False

    def __iter__(self) -> Iterator[License]:
        """Fail the first time."""
        if not self.failed:
            self.failed = True
            raise AttributeError("a mistake of the caller's own")
        return super().__iter__()


def test_a_mistake_inside_the_callers_own_collection_stays_the_callers_own() -> None:
    """It is not taken for a wrong argument."""
    with pytest.raises(AttributeError, match=r"^a mistake of the caller's own$"):
        serving(AD, post=POST, licenses=Breaking([CODE]), at=AT)
