"""What a rulebook refuses, and what the four that ship hold."""

from __future__ import annotations

import pickle
from datetime import date
from enum import StrEnum
from typing import Any, Final

import attrs
import pytest

from sparklicense import (
    DELETION,
    EDITING,
    EXPIRY,
    GUIDE,
    PLATFORM,
    SERVING,
    Actor,
    Policy,
    Rulebook,
    RulebookError,
    ServingRule,
    ServingState,
)
from sparklicense.access import ACCESS
from sparklicense.ads import SCHEDULE, SWITCH
from sparklicense.citations import FACTS, READ_ON, Basis, Citation, facts, guide
from sparklicense.licenses import LICENSE
from sparklicense.posts import POST

BOOKS: Final = (SERVING, EXPIRY, DELETION, EDITING)


class Light(StrEnum):
    """What the track of the examples below shows."""

    RED = "red"
    GREEN = "green"


SOURCE: Final = (guide("One licensing gotcha"),)
RED: Final = ServingRule(
    id="stop", track="light", standing=Light.RED, state=ServingState.PAUSED, rank=1, reason="red",
    basis=Basis.GUIDE, citations=SOURCE,
)  # fmt: skip
GREEN: Final = ServingRule(
    id="go", track="light", standing=Light.GREEN, reason="green", basis=Basis.GUIDE, citations=SOURCE
)


def book(*rows: ServingRule, **tracks: tuple[StrEnum, ...]) -> Rulebook[ServingRule]:
    """Build a rulebook."""
    return Rulebook("traffic", tracks or {"light": tuple(Light)}, rows)


def changed(row: ServingRule, **changes: Any) -> ServingRule:
    """Change a row."""
    return attrs.evolve(row, **changes)


PUBLIC: Final = ("post_must_be_public", True)
HIDDEN: Final = ("post_must_be_public", False)
REFUSED: Final = {
    "an uncited row": ((RED, changed(GREEN, citations=())), "row `go` has no citation"),
    "an opinion that is not the guide's": (
        (RED, changed(GREEN, citations=(facts("A6"),))),
        "row `go` is the guide's opinion and does not cite it",
    ),
    "a platform rule of the guide's": (
        (RED, changed(GREEN, basis=Basis.PLATFORM)),
        "row `go` is a platform rule and cites no platform fact",
    ),
    "a standing without a row": ((RED,), "track `light`: no row answers for `green`"),
    "two rows for one standing": (
        (RED, GREEN, changed(GREEN, id="walk")),
        "track `light`: several rows answer for `green`: `go`, `walk`",
    ),
    "a conditional row beside one without a condition": (
        (RED, GREEN, changed(GREEN, id="walk", under=PUBLIC)),
        "track `light`: several rows answer for `green`: `go`, `walk`",
    ),
    "two rows under the same condition": (
        (RED, changed(GREEN, under=PUBLIC), changed(GREEN, id="walk", under=PUBLIC)),
        "track `light`: several rows answer for `green`: `go`, `walk`",
    ),
    "rows under two conditions": (
        (RED, changed(GREEN, under=PUBLIC), changed(GREEN, id="walk", under=("post_replaceable", False))),
        "track `light`: several rows answer for `green`: `go`, `walk`",
    ),
    "half of a condition": (
        (RED, changed(GREEN, under=PUBLIC)),
        "track `light`: no row answers for `green` where post_must_be_public is False",
    ),
    "the other half of a condition": (
        (RED, changed(GREEN, under=HIDDEN)),
        "track `light`: no row answers for `green` where post_must_be_public is True",
    ),
    "an id used twice": ((RED, changed(GREEN, id="stop")), "two rows have the id `stop`"),
    "an unknown track": (
        (RED, GREEN, changed(GREEN, id="lane", track="lane")),
        "row `lane` reads `lane` `green`, which no track has",
    ),
    "a standing of another track": (
        (RED, GREEN, changed(GREEN, id="actor", standing=Actor.TIME)),
        "row `actor` reads `light` `time`, which no track has",
    ),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_a_rulebook_refuses(mistake: str) -> None:
    """With a message that names the row, or the standing, and what is wrong."""
    rows, message = REFUSED[mistake]
    with pytest.raises(RulebookError) as caught:
        book(*rows)
    assert str(caught.value) == f"rulebook `traffic`: {message}"
    assert isinstance(caught.value, ValueError)


def test_a_rulebook_refuses_rows_of_one_rank_that_read_different_tracks() -> None:
    """Which of them comes first would be left to chance."""
    person = changed(RED, id="walker", track="person")
    rows = (RED, GREEN, person, changed(GREEN, id="nobody", track="person"))
    with pytest.raises(RulebookError) as caught:
        book(*rows, light=tuple(Light), person=tuple(Light))
    assert str(caught.value) == "rulebook `traffic`: rows of rank 1 read different tracks: `light`, `person`"
    assert book(RED, GREEN, changed(person, rank=2), rows[3], light=tuple(Light), person=tuple(Light))


def test_a_rulebook_names_all_its_problems_together() -> None:
    """One after the other would take as many attempts as there are mistakes."""
    with pytest.raises(RulebookError) as caught:
        book(changed(RED, citations=()), changed(RED, track="lane"))
    assert str(caught.value) == (
        "rulebook `traffic`: row `stop` has no citation; two rows have the id `stop`; "
        "row `stop` reads `lane` `red`, which no track has; track `light`: no row answers for `green`; "
        "rows of rank 1 read different tracks: `lane`, `light`"
    )


def test_both_halves_of_a_condition_answer_for_a_standing() -> None:
    """One row for each value of the policy's attribute: neither gap nor overlap."""
    halves = (changed(GREEN, under=PUBLIC), changed(GREEN, id="walk", under=HIDDEN))
    whole = book(RED, *halves)
    assert whole.answer("light", Light.GREEN, GUIDE) is halves[0]
    assert whole.answer("light", Light.GREEN, PLATFORM) is halves[1]
    assert whole.answers("light") == {Light.RED: (RED,), Light.GREEN: halves}
    assert whole.under(GUIDE) == (RED, halves[0])
    assert whole.under(PLATFORM) == (RED, halves[1])


@pytest.mark.parametrize("rulebook", BOOKS, ids=lambda each: each.name)
@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_every_standing_has_exactly_one_answer_under_every_policy(rulebook: Rulebook[Any], policy: Policy) -> None:
    """And it is a row that applies under the policy."""
    rows = rulebook.under(policy)
    for track, standings in rulebook.tracks.items():
        for standing in standings:
            answering = [row for row in rows if (row.track, row.standing) == (track, standing)]
            assert [rulebook.answer(track, standing, policy)] == answering
    assert len(rows) == sum(map(len, rulebook.tracks.values()))


@pytest.mark.parametrize("rulebook", BOOKS, ids=lambda each: each.name)
def test_every_row_is_cited_and_every_citation_can_be_followed(rulebook: Rulebook[Any]) -> None:
    """To a section of the guide, or to facts that are known."""
    for row in rulebook.rows:
        assert row.citations or row.basis is Basis.OURS
        for citation in row.citations:
            assert citation.read_on == READ_ON == date(2026, 11, 27)
            if citation.title == "TikTok platform facts":
                assert set(citation.section.split(", ")) <= FACTS.keys()
            else:
                assert citation.title == "Spark Ads guide"
                assert citation.section in SECTIONS
            assert str(citation) == f"{citation.title}, {citation.section}"


SECTIONS: Final = {
    "How Spark Ads work",
    "The authorization workflow",
    "How the creator generates a code",
    "How the brand uses the code",
    "What expires when",
    "One licensing gotcha",
    "Specs and limits",
}


def test_a_citation_of_facts_has_the_address_of_the_first_that_has_one() -> None:
    """Facts of which no page exists have none."""
    assert facts("A14").url is None
    assert facts("A14", "A12").url == FACTS["A12"].url is not None
    assert guide("What expires when") == Citation("Spark Ads guide", "What expires when")
    with pytest.raises(KeyError):
        facts("Z99")


def test_the_tracks_of_the_rulebook_are_those_of_the_facts() -> None:
    """No standing is left out, and none is made up."""
    assert set(SERVING.tracks["post"]) - {"removed"} == set(POST.standings)
    assert set(SERVING.tracks["schedule"]) == set(SCHEDULE.standings)
    assert set(SERVING.tracks["switch"]) == set(SWITCH.standings)
    others = {"not_needed", "missing", "own_expired", "own_revoked"}
    assert {each.value for each in SERVING.tracks["license"]} - others == set(LICENSE.standings)
    assert {each.value for each in SERVING.tracks["access"]} >= {"pending", "active"}
    assert set(DELETION.tracks["post"]) == set(POST.standings)
    assert set(DELETION.tracks["license"]) == set(LICENSE.standings)
    assert set(DELETION.tracks["access"]) == set(ACCESS.standings)
    assert set(EDITING.tracks["post"]) == set(POST.standings)
    assert set(EDITING.tracks["schedule"]) == set(SCHEDULE.standings)


PRECEDENCE: Final[tuple[tuple[int, str, str, bool], ...]] = (
    # rank, state, who fixes it, for good
    (1, "post_deleted", "nobody", True),
    (1, "post_deleted", "creator", False),
    (2, "ended", "advertiser", False),
    (3, "license_missing", "creator", False),
    (3, "license_revoked", "creator", False),
    (3, "license_expired", "creator", False),
    (3, "license_revoked", "advertiser", False),  # of an own post
    (3, "license_expired", "advertiser", False),
    (3, "license_unredeemed", "advertiser", False),
    (3, "license_pending", "time", False),
    (4, "access_ended", "creator", False),
    (4, "access_pending", "time", False),
    (5, "post_unpublished", "creator", False),
    (6, "post_hidden", "creator", False),
    (7, "scheduled", "time", False),
    (8, "paused", "advertiser", False),
)


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_the_order_of_precedence(policy: Policy) -> None:
    """First what can never be fixed, last the switch; a hidden post stops an ad under the guide only."""
    rows = [(row.rank, row.state, row.actor, row.for_good) for row in SERVING.under(policy) if row.state is not None]
    hidden = policy.post_must_be_public
    assert rows == [row for row in PRECEDENCE if hidden or row[1] != "post_hidden"]
    assert [state.value for state in ServingState] == [*dict.fromkeys(row[1] for row in PRECEDENCE), "serving"]


def test_the_rules_of_expiry_are_those_of_serving() -> None:
    """The same rows, not copies of them."""
    licensing = [row for row in SERVING.rows if row.track == "license"]
    assert len(licensing) == len(EXPIRY.rows)
    assert all(mine is theirs for mine, theirs in zip(licensing, EXPIRY.rows, strict=True))


def test_rows_that_permit_have_neither_rank_nor_remedy() -> None:
    """And those that object have all of it."""
    for row in SERVING.rows:
        objects = row.state is not None
        assert (row.rank is not None, row.actor is not None, bool(row.remedy)) == (objects,) * 3
    for rulebook in (DELETION, EDITING):
        assert all((row.rank is not None) == bool(row.refuses) for row in rulebook.rows)


@pytest.mark.parametrize("rulebook", BOOKS, ids=lambda each: each.name)
def test_rows_are_values(rulebook: Rulebook[Any]) -> None:
    """They can be printed, sent elsewhere and put in sets."""
    rows = pickle.loads(pickle.dumps(rulebook.rows))  # noqa: S301 - our own pickle
    assert rows == rulebook.rows
    assert len(set(rows)) == len(rows)
    assert all(row.id in repr(row) for row in rows)


WORDS: Final = {
    "post_deleted": "AD_STATUS_ASSET_AUTHORIZATION_LOST",
    "ended": "AD_STATUS_DONE",
    "license_missing": "AD_STATUS_ASSET_AUTHORIZATION_LOST",
    "license_revoked": "AD_STATUS_ASSET_AUTHORIZATION_LOST",
    "license_expired": "AD_STATUS_ASSET_AUTHORIZATION_LOST",
    "license_unredeemed": None,
    "license_pending": None,
    "access_ended": None,
    "access_pending": None,
    "post_unpublished": None,
    "post_hidden": None,
    "scheduled": "AD_STATUS_NOT_START",
    "paused": "AD_STATUS_DISABLE",
    "serving": "AD_STATUS_DELIVERY_OK",
}


@pytest.mark.parametrize("state", ServingState)
def test_each_state_knows_tiktoks_words_for_it(state: ServingState) -> None:
    """And that nothing but a pause touches the advertiser's own switch."""
    assert state.value == state.name.lower()
    assert state.tiktok_status == WORDS[state.value]
    assert state.operation_status == ("DISABLE" if state is ServingState.PAUSED else "ENABLE")
