"""The stories of `stories.md`, executed: what people of the field read is what the library does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import attrs
import pytest
from pendulum import DateTime

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    Decision,
    IdentityType,
    License,
    Policy,
    Portfolio,
    Post,
    Removal,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
)

Row = dict[str, str]


class Story(NamedTuple):
    """A title, the facts and the answers, as they are written."""

    title: str
    facts: list[Row]
    answers: list[Row]


def _stories() -> Iterator[Story]:
    """Read every story of the file."""
    text = Path(__file__).with_name("stories.md").read_text(encoding="utf-8")
    for part in text.split("\n## ")[1:]:
        title, *tables = part.strip().split("\n\n")
        facts, answers = (list(_rows(table.splitlines())) for table in tables)
        yield Story(title, facts, answers)


def _rows(lines: list[str]) -> Iterator[Row]:
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    for row in rows:
        yield dict(zip(header, row, strict=True))


def when(text: str) -> DateTime:
    """Read a day, or a day and a time."""
    day, _, time = text.partition(" ")
    return instant(f"{day}T{time or '00:00'}Z")


def told(at: DateTime | None) -> str:
    """Write an instant the way the stories do."""
    if at is None:
        return ""
    text = at.isoformat(" ").removesuffix("+00:00")
    return text.removesuffix(":00").removesuffix(" 00:00")


ADDED: Final[dict[str, Callable[[Any, re.Match[str]], Any]]] = {
    r"applied (.+)": lambda code, said: attrs.evolve(code, redeemed_at=when(said[1])),
    r"never applied": lambda code, _: attrs.evolve(code, redeemed_at=None),
    r"revoked (.+)": lambda code, said: code.revoke(when(said[1])),
    r"extended by (\d+) days on (.+)": lambda code, said: code.extend(int(said[1]), at=when(said[2])),
    r"same code": lambda code, _: attrs.evolve(code, code="#code="),
    r"account (\w+)": lambda fact, said: attrs.evolve(fact, advertiser_id=said[1]),
    r"own account": lambda ad, _: attrs.evolve(ad, identity_type=IdentityType.TT_USER),
    r"lent account": lambda ad, _: attrs.evolve(ad, identity_type=IdentityType.BC_AUTH_TT),
}
"""What the last column can say."""


def _with_more(fact: Any, more: str) -> Any:
    for said in filter(None, more.split(", ")):
        match, change = next((match, ADDED[form]) for form in ADDED if (match := re.fullmatch(form, said)))
        fact = change(fact, match)
    return fact


def portfolio_of(facts: list[Row]) -> Portfolio:
    """Make the facts of a story: one post, and any number of codes, accesses and flights."""
    post: Post | None = None
    hidden, paused = Windows.none(), Windows.none()
    licenses: list[License] = []
    ads: list[SparkAd] = []
    access: list[AccountAccess] = []
    for what, start, until, more in (row.values() for row in facts):
        kind, _, number = what.partition(" ")
        end = None if until in ("", "open end") or "day" in until else when(until)
        if kind == "post":
            removed = re.fullmatch(r"deleted by (\w+)", more)
            removal = Removal(removed[1]) if removed else None
            post = Post(id="1", creator="maya", published_at=when(start), deleted_at=end, removal=removal)
        elif kind == "hidden":
            hidden |= Windows((Window(when(start), end),))
        elif kind == "paused":
            paused |= Windows((Window(when(start), end),))
        elif kind == "code":
            code = f"#code{number}="
            if end is None:
                made = License.issue(code=code, post_id="1", issued_at=when(start), days=int(until.split()[0]))
            else:
                made = License(code=code, post_id="1", issued_at=when(start), expires_at=end)
            licenses.append(_with_more(made, more))
        elif kind == "access":
            access.append(_with_more(AccountAccess(creator="maya", granted_at=when(start), expires_at=end), more))
        else:
            assert kind == "flight"
            ad = SparkAd(id=f"ad {number}".strip(), post_id="1", starts_at=when(start), ends_at=end, campaign_id="1")
            ads.append(_with_more(ad, more))
    assert post is not None
    ads = [attrs.evolve(ad, paused=paused) for ad in ads]
    return Portfolio(posts=[attrs.evolve(post, hidden=hidden)], licenses=licenses, ads=ads, access=access)


def answer(column: str, portfolio: Portfolio, at: DateTime) -> str:
    """Say what a column of the answers asks."""

    def decided(ad_id: str = "ad", policy: Policy = GUIDE) -> Decision:
        return portfolio.serving(ad_id, at=at, policy=policy)

    def headed(decision: Decision) -> str:
        return " + ".join(each.state for each in decision.objections) or "serving"

    if column.startswith("ad"):
        return headed(decided(column))
    campaign = portfolio.campaign("1", at=at)
    left = portfolio.licenses[0].time_left(at) if portfolio.licenses else None
    because = decided().because
    answers = {
        "platform": headed(decided(policy=PLATFORM)),
        "fixed by": "" if because is None else str(because.actor),
        "until": told(decided().until),
        "then": decided().next_state or "",
        "campaign": "nothing serves"
        if campaign.nothing_serves
        else f"{len(campaign.serving)} of {len(campaign.ads)} serve",
        "code": portfolio.licenses[0].status(at) if portfolio.licenses else "",
        "left": re.sub(r", 0:00:00$", "", str(left)),
    }
    return answers[column]


STORIES: Final = tuple(_stories())


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_story_goes_as_it_is_told(story: Story) -> None:
    """Every answer of the table is the library's."""
    portfolio = portfolio_of(story.facts)
    assert story.answers
    for row in story.answers:
        at = when(row["at"])
        assert {"at": row["at"]} | {column: answer(column, portfolio, at) for column in row if column != "at"} == row


def test_every_state_has_a_story() -> None:
    """Each state is the headline, or blocks the ad beside it, in a story."""
    told_states = {state for story in STORIES for row in story.answers for state in row["ad"].split(" + ")}
    told_states |= {row.get("ad 3", "") for story in STORIES for row in story.answers}
    assert told_states - {""} == {state.value for state in ServingState}
