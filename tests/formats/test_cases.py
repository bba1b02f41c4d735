"""The cases that people of the field can read, executed: one for each row, and for each way a row turns an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from sparklicense import (
    DELETION,
    EDITING,
    GUIDE,
    PLATFORM,
    SERVING,
    AccessStatus,
    AccountAccess,
    AdField,
    IdentityType,
    ImpossibleFactsError,
    License,
    LicenseStatus,
    Media,
    MediaKind,
    Portfolio,
    PortfolioError,
    Post,
    PostStatus,
    Removal,
    SparkAd,
    UnofferedDaysError,
    Window,
    Windows,
    can_delete,
    can_edit,
    can_hide,
    can_revoke,
    instant,
    needs_reminder,
    planning,
    serving,
)
from sparklicense.access import ACCESS
from sparklicense.ads import SCHEDULE, SWITCH
from sparklicense.formats import (
    AVAILABILITY,
    ELIGIBILITY,
    KNOWLEDGE,
    LIMITS,
    PLATFORMS,
    QUESTIONS,
    SITUATIONS,
    TIES,
    TRAITS,
    Brief,
    Candidate,
    Destination,
    Disclosure,
    Engagement,
    Format,
    Goal,
    Identity,
    InFeedException,
    Knowledge,
    Platform,
    Review,
    SoundRights,
    Source,
    advise,
    availability,
    compare,
    eligibility,
    equivalent,
)
from sparklicense.formats.candidates import TRACKS
from sparklicense.licenses import LICENSE
from sparklicense.posts import POST, post_standing
from sparklicense.rules.expiry import access_standing, license_standing

Row = dict[str, str]
CASES: Final = Path(__file__).parents[1] / "cases"
POLICIES: Final = {policy.name: policy for policy in (GUIDE, PLATFORM)}
NOW: Final = "2026-06-15T00:00:00Z"
JUNE: Final = "2026-06-01T00:00:00Z"


def tables(file: str) -> dict[str, list[Row]]:
    """Read the table under each heading, each line as a mapping from heading to cell."""
    found: dict[str, list[Row]] = {}
    for part in (CASES / file).read_text("utf-8").split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines() if line[:1] == "|"]
        found[title] = [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
    return found


TABLES: Final = {**tables("formats.md"), **tables("formats_rulebooks.md")}


def each(title: str) -> pytest.MarkDecorator:
    """Go through a table, case by case."""
    return pytest.mark.parametrize("row", TABLES[title], ids=lambda row: row["case"])


def test_no_case_is_named_twice_and_no_table_is_passed_over() -> None:
    """A table that nothing executes would be decoration."""
    names = [row["case"] for rows in TABLES.values() for row in rows]
    assert len(set(names)) == len(names) > 150
    source = Path(__file__).read_text("utf-8")
    assert all(f'each("{title}")' in source for title in TABLES)


def test_every_row_of_formats_has_a_case() -> None:
    """Traits, availability, situations, ties, platforms, limits and eligibility."""
    everything: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("Traits", TRAITS),
        ("Availability", AVAILABILITY),
        ("Advice", (*SITUATIONS, *TIES, *AVAILABILITY)),
        ("Platforms", PLATFORMS),
        ("Limits", LIMITS),
        ("Eligibility", ELIGIBILITY.rows),
        ("Serving", SERVING.rows),
        ("Editing", EDITING.rows),
        ("Deletion", DELETION.rows),
    )
    for title, rows in everything:
        assert {row["row"] for row in TABLES[title]} == {row.id for row in rows}


# What the formats are


@each("Traits")
def test_a_trait_is_what_the_table_says(row: Row) -> None:
    """Of both formats, and on the basis that the table names."""
    both = compare(Format.IN_FEED, Format.SPARK_PULL, at=JUNE)
    found = next(contrast for contrast in both.rows if contrast.id == row["row"])
    said = "no source says" if found.one is None else found.one.reason
    assert found.other is not None
    assert (said, found.other.reason, found.other.basis) == (row["In-Feed Ads"], row["Spark Ads"], row["rests on"])


@each("Uploads")
def test_an_upload_is_what_the_table_says(row: Row) -> None:
    """At its date: one default has changed."""
    trait = next(trait for trait in TRAITS if trait.id == row["row"])
    cell = trait.cell(Format.SPARK_PUSH, row["at"])
    assert ("no source says" if cell is None else cell.reason) == row["Spark Ads from an upload"]


@each("Availability")
def test_a_format_can_be_chosen_when_the_table_says(row: Row) -> None:
    """Under its policy, at its instant."""
    found = availability(Format(row["format"]), at=row["at"], policy=POLICIES[row["policy"]])
    assert (found.id, found.is_open) == (row["row"], row["can be made"] == "yes")


@each("Platforms")
def test_a_platform_is_what_the_table_says(row: Row) -> None:
    """With what comes closest to Spark Ads there."""
    found = equivalent(Platform(row["platform"]))
    assert (found.id, found.equivalent, found.permission) == (row["row"], row["closest to them"], row["permission"])
    assert found.has_spark_ads is (row["Spark Ads"] == "yes")


@each("Limits")
def test_a_limit_is_what_the_table_says(row: Row) -> None:
    """A number, or none."""
    limit = next(limit for limit in LIMITS if limit.id == row["row"])
    assert str(limit.most) == row["most"].replace("no limit", "None")
    assert limit.reason == row["of what"]


# Which one to take


def _yes(text: str) -> bool:
    return text == "yes"


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "post": Source,
    "goal": Goal,
    "launch_in": lambda text: timedelta(hours=int(text.removesuffix(" h"))),
    "engagement": Engagement,
    "click": Destination,
    "exception": InFeedException,
    "platform": Platform,
}


def brief_of(text: str) -> Brief:
    """Read a brief."""
    pairs = (pair.split(": ") for pair in text.split("; "))
    return Brief(**{name: READERS.get(name, _yes)(word) for name, word in pairs})


def without(id: str) -> Knowledge:
    """Give a library that lacks a row."""
    changes: dict[str, Any] = {
        table: tuple(row for row in getattr(KNOWLEDGE, table) if row.id != id)
        for table in ("situations", "availability", "ties")
    }
    return attrs.evolve(KNOWLEDGE, **changes)


def named(which: Format | None) -> str:
    """Write an advice as the tables do."""
    return "nothing" if which is None else str(which)


@each("Advice")
def test_one_row_turns_the_advice(row: Row) -> None:
    """With it the advice is one, without it another; the row is among the reasons where it is a reason."""
    policy, _, day = row["policy"].partition(", ")
    brief, at = brief_of(row["brief"]), f"{day or '2026-06-01'}T00:00:00Z"
    advice = advise(brief, at=at, policy=POLICIES[policy])
    assert named(advice.format) == row["advice"]
    changed = advise(brief, at=at, policy=POLICIES[policy], knowledge=without(row["row"]))
    assert named(changed.format) == row["without the row"] != row["advice"]
    if row["row"] in {situation.id for situation in SITUATIONS}:
        assert row["row"] in {reason.row.id for each in advice.assessments for reason in each.reasons}


@each("Advice that people ask for")
def test_a_brief_gets_the_advice_of_the_table(row: Row) -> None:
    """And is decided by what the table says."""
    advice = advise(brief_of(row["brief"]), at=JUNE, policy=POLICIES[row["policy"]])
    assert (named(advice.format), advice.decided_by) == (row["advice"], row["decided by"])


def test_the_tables_ask_every_question() -> None:
    """Each question of a brief is answered in some case."""
    rows = (*TABLES["Advice"], *TABLES["Advice that people ask for"])
    asked = {pair.split(": ")[0] for row in rows for pair in row["brief"].split("; ")}
    assert asked == set(QUESTIONS)


# Which posts can be used


def post_of(standing: str, media: Media | None = None) -> Post:
    """Make a post that stands in a certain way on 2026-06-15."""
    post = Post(id="9", published_at="2026-05-01T00:00:00Z", media=media)
    if standing == "unpublished":
        return attrs.evolve(post, published_at="2026-07-01T00:00:00Z")
    if standing == "hidden":
        return attrs.evolve(post, hidden=Windows([Window(JUNE, None)]))
    if standing in ("deleted", "moderated"):
        removal = Removal.CREATOR if standing == "deleted" else Removal.MODERATION
        return post.delete("2026-06-10T00:00:00Z", removal=removal)
    assert standing == "live"
    return post


def _so(_: str) -> bool:
    return True


SAYINGS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "story": ("story", _so),
    "review": ("review", Review),
    "of": ("government_or_political", _so),
    "account": ("identity", Identity),
    "several": ("multiple", _so),
    "sound": ("sound", SoundRights),
    "disclosure": ("disclosure", Disclosure),
}
"""The first word of what a table says of a post, with the field it means and how the rest is read."""


def candidate_of(text: str) -> tuple[Candidate, list[License]]:
    """Read a post, and the licenses of the posts it is made from."""
    facts: dict[str, Any] = {"sound": SoundRights.WITHOUT_SONG_ID, "disclosure": Disclosure.ON}
    standing, media = "live", None
    mentions: list[str] = []
    licenses: list[License] = []
    for word in text.split("; "):
        first, _, rest = word.partition(" ")
        if first in ("live", "hidden", "deleted", "unpublished", "moderated"):
            standing = first
        elif first == "carousel":
            media = Media(kind=MediaKind.CAROUSEL)
        elif first in ("duet", "stitch"):
            facts[f"{first}_of"] = rest.removeprefix("of ")
        elif first == "mentions":
            mentions.append(rest)
        elif rest == "authorized":
            licenses.append(License.issue(code=None, post_id=first, issued_at=JUNE, redeemed_at=None))
        else:
            name, read = SAYINGS[first]
            facts[name] = read(rest)
    return Candidate(post=post_of(standing, media), mentions=tuple(mentions), **facts), licenses


@each("Eligibility")
def test_a_post_can_be_used_as_the_table_says(row: Row) -> None:
    """With everybody who must act, and the other posts that must be authorized; the named row answers."""
    candidate, licenses = candidate_of(row["post"])
    policy = POLICIES[row["policy"]]
    found = eligibility(candidate, at=NOW, licenses=licenses, policy=policy)
    assert found.verdict == row["verdict"]
    assert " + ".join(found.actors) == row["who acts"]
    assert " + ".join(found.unauthorized) == row["also"]
    answering = [
        ELIGIBILITY.answer(track, read(candidate, instant(NOW), tuple(licenses)), policy).id
        for track, (_, read) in TRACKS.items()
    ]
    assert row["row"] in answering


# The rulebooks below


def access_of(standing: str) -> tuple[AccountAccess, ...]:
    """Make access that stands in a certain way on 2026-06-15; none where nothing is said of it."""
    if not standing.startswith("access"):
        return ()
    made = AccountAccess(
        creator="maya",
        granted_at="2026-07-01T00:00:00Z" if "begun" in standing else JUNE,
        expires_at="2026-06-10T00:00:00Z" if "run out" in standing else None,
    )
    return (made.revoke("2026-06-10T00:00:00Z") if "withdrawn" in standing else made,)


def license_of(standing: str) -> License | None:
    """Make a license that stands in a certain way on 2026-06-15."""
    if standing == "own account" or standing.startswith("access"):
        return None
    own, standing = standing.startswith("own code"), standing.removeprefix("own code ")
    day, days = {"not begun": ("07-01", 30), "run out": ("05-01", 7)}.get(standing, ("06-01", 30))
    made = License.issue(
        code=None,
        post_id="9",
        issued_at=f"2026-{day}T00:00:00Z",
        days=days,
        redeemed_at=None if standing == "not applied" else attrs.NOTHING,
        own=own,
    )
    if standing == "withdrawn":
        return made.revoke("2026-06-10T00:00:00Z")
    return None if standing == "none" else made


def ad_of(flight: str, *, linked: bool = False, paused: bool = False, id: str = "1") -> SparkAd:
    """Make an ad whose flight stands in a certain way on 2026-06-15."""
    starts, ends = {"upcoming": ("07-01", "08-01"), "running": ("06-01", "07-01"), "over": ("06-01", "06-10")}[flight]
    ad = SparkAd(
        id=id,
        post_id="9",
        starts_at=f"2026-{starts}T00:00:00Z",
        ends_at=f"2026-{ends}T00:00:00Z",
        identity_type=IdentityType.TT_USER if linked else IdentityType.AUTH_CODE,
    )
    return ad.pause(JUNE) if paused else ad


@each("Serving")
def test_an_ad_does_what_the_table_says(row: Row) -> None:
    """And the named row answers for one of its standings."""
    t, policy, post = instant(NOW), POLICIES[row["policy"]], attrs.evolve(post_of(row["post"]), creator="maya")
    license, access = license_of(row["license"]), access_of(row["license"])
    licenses = () if license is None else (license,)
    linked = bool(access) or row["license"] == "own account"
    ad = ad_of(row["flight"], linked=linked, paused=row["switch"] == "paused")
    decision = serving(ad, post=post, licenses=licenses, access=access, at=t, policy=policy)
    assert decision.state == row["ad"]
    actor = None if decision.because is None else decision.because.actor
    assert ("" if actor is None else actor) == row["fixed by"]
    standings = {
        "post": post_standing(post, t),
        "schedule": SCHEDULE.at(ad, t),
        "license": license_standing(ad, licenses, t),
        "access": access_standing(ad, access, t),
        "switch": SWITCH.at(ad, t),
    }
    assert row["row"] in {SERVING.answer(track, standing, policy).id for track, standing in standings.items()}
    if decision.because is not None:
        assert decision.because.id == row["row"]


@each("Editing")
def test_a_field_can_be_edited_as_the_table_says(row: Row) -> None:
    """With what to do instead, and whether the ad is reviewed anew."""
    t, policy, post, ad = instant(NOW), POLICIES[row["policy"]], post_of(row["post"]), ad_of(row["flight"])
    verdict = can_edit(AdField(row["field"]), ad=ad, at=t, post=post, policy=policy)
    assert (verdict.allowed, verdict.alternative) == (row["may"] == "yes", row["instead"])
    assert verdict.triggers_review is (row["new review"] == "yes")
    answering = {
        EDITING.answer("post", POST.at(post, t), policy).id,
        EDITING.answer("schedule", SCHEDULE.at(ad, t), policy).id,
        verdict.rule.id,
    }
    assert row["row"] in answering
    if not verdict.allowed:
        assert verdict.rule.id == row["row"]


@each("Deletion")
def test_a_creator_may_take_away_what_the_table_says(row: Row) -> None:
    """And so many ads stop."""
    t, policy, act = instant(NOW), POLICIES[row["policy"]], row["act"]
    number, _, flight = row["ads"].partition(" ")
    ads = [ad_of(flight or "running", id=str(each)) for each in range(int(number))]
    if act == "revoke" and (given := access_of(row["post or license"])):
        (access,) = given
        lent, post = [attrs.evolve(ad, identity_type="BC_AUTH_TT") for ad in ads], post_of("live")
        made = attrs.evolve(post, creator="maya")
        verdict = can_revoke(access, ads=lent, posts=[made], at=t, policy=policy)
        standing: Any = ACCESS.at(access, t)
    elif act == "revoke":
        license = license_of(row["post or license"])
        assert license is not None
        verdict = can_revoke(license, ads=ads, at=t, policy=policy)
        standing = LICENSE.at(license, t)
    else:
        post = post_of(row["post or license"])
        verdict = (can_delete if act == "delete" else can_hide)(post, ads=ads, at=t, policy=policy)
        standing = POST.at(post, t)
    assert (verdict.allowed, len(verdict.stops)) == (row["may"] == "yes", int(row["ads that stop"]))
    track = {AccessStatus: "access", LicenseStatus: "license", PostStatus: "post"}[type(standing)]
    assert row["row"] in {verdict.rule.id, DELETION.answer(track, standing, policy).id}


@each("Durations")
def test_a_duration_is_offered_as_the_table_says(row: Row) -> None:
    """Under each policy, at its instant; and a short code deserves a reminder."""
    days, issued = int(row["days"]), instant(row["issued"])
    for name, policy in POLICIES.items():
        if row[name] == "yes":
            assert License.issue(code=None, post_id="9", issued_at=issued, days=days, policy=policy)
        else:
            with pytest.raises(UnofferedDaysError):
                License.issue(code=None, post_id="9", issued_at=issued, days=days, policy=policy)
    license = License(code=None, post_id="9", issued_at=issued, expires_at=issued.add(days=days))
    assert needs_reminder(license, GUIDE) is (row["reminder"] == "yes")


def _code(number: int, post_id: str, issued_at: str = JUNE) -> License:
    return License.issue(code=f"#{number}=", post_id=post_id, issued_at=issued_at, days=7)


def _one_code_on_two_posts() -> str:
    posts = [Post(id=id, published_at=JUNE) for id in ("1", "2")]
    with pytest.raises(PortfolioError):
        Portfolio(posts=posts, licenses=[_code(1, "1"), _code(1, "2")])
    return "refused"


def _three_posts_three_codes() -> str:
    posts = [Post(id=id, published_at=JUNE) for id in ("1", "2", "3")]
    licenses = [_code(number, post.id) for number, post in enumerate(posts)]
    return "accepted" if len(Portfolio(posts=posts, licenses=licenses).licenses) == 3 else "refused"


def _an_expired_code_is_applied() -> str:
    waiting = License.issue(code=None, post_id="9", issued_at=JUNE, days=7, redeemed_at=None)
    with pytest.raises(ImpossibleFactsError):
        waiting.redeem("2026-06-08T00:00:00Z")
    return "refused"


def _a_new_code_after_the_old_one() -> str:
    old = _code(1, "9")
    new = old.reissue(code="#2=", issued_at=NOW, days=7)
    ad, post = ad_of("running"), post_of("live")
    assert not serving(ad, post=post, licenses=[old], at=NOW).serves
    return "serves again" if serving(ad, post=post, licenses=[old, new], at=NOW).serves else "stays stopped"


def _a_code_expires_beside_another_ad() -> str:
    posts = [Post(id=id, published_at=JUNE) for id in ("1", "2")]
    ads = [SparkAd(id=id, post_id=id, starts_at=JUNE, campaign_id="c") for id in ("1", "2")]
    licenses = [_code(1, "1"), License.issue(code="#2=", post_id="2", issued_at=JUNE)]
    campaign = Portfolio(posts=posts, licenses=licenses, ads=ads).campaign("c", at=NOW)
    assert campaign.serving == ("2",)
    return "campaign stops" if campaign.nothing_serves else "campaign goes on"


def _codes_that_run_out_soon() -> str:
    posts = [Post(id=id, published_at=JUNE) for id in ("1", "2")]
    licenses = [_code(1, "1"), License.issue(code="#2=", post_id="2", issued_at=JUNE)]
    portfolio = Portfolio(posts=posts, licenses=licenses)
    soon = portfolio.expiring(at="2026-06-02T00:00:00Z", within=timedelta(days=7))
    return "is listed" if soon == (licenses[0],) else "is not listed"


ANSWERS: Final = {
    "one code on two posts": _one_code_on_two_posts,
    "three posts, three codes": _three_posts_three_codes,
    "an expired code is applied": _an_expired_code_is_applied,
    "a new code after the old one has expired": _a_new_code_after_the_old_one,
    "of two codes, the one that runs out within a week": _codes_that_run_out_soon,
    "a code expires, and the campaign has another ad": _a_code_expires_beside_another_ad,
}


def _reminded(days: int) -> str:
    license = License.issue(code=None, post_id="9", issued_at=JUNE, days=days)
    portfolio = Portfolio(posts=[post_of("live")], licenses=[license])
    due = planning.reminders(portfolio, after=JUNE, through="2027-06-01T00:00:00Z", latest_only=False)
    return ", ".join(str(reminder.days_before) for reminder in due) or "none"


def _paid(dollars: str, **counts: Any) -> list[planning.Performance]:
    return [planning.Performance(id="1", post_id="9", currency="USD", spend=Decimal(dollars), **counts)]


def _install() -> str:
    ratio = planning.ratios(_paid("2.80", installs=1), _paid("1.40", installs=1))
    return str(ratio[planning.Metric.CPI])


def _trial() -> str:
    ratio = planning.ratios(_paid("30", trials=1), _paid("5", trials=1))[planning.Metric.COST_PER_TRIAL]
    assert ratio is not None
    return str(round(1 / ratio))


def _better() -> str:
    one = planning.Performance(id="1", post_id="one", account="a", clicks=20, conversions=10)
    other = planning.Performance(id="2", post_id="the other", account="b", clicks=1000, conversions=400)
    return planning.ranking([one, other])[0].post_id


PLANS: Final[dict[str, Callable[[], str]]] = {
    "plan-1": lambda: _reminded(60),
    "plan-2": lambda: _reminded(90),
    "plan-3": _install,
    "plan-4": _trial,
    "plan-5": _better,
}


@each("Planning")
def test_a_plan_is_what_the_table_says(row: Row) -> None:
    """Reminders, ratios and rankings."""
    assert PLANS[row["case"]]() == row["answer"]


@each("Codes")
def test_codes_are_what_the_table_says(row: Row) -> None:
    """Per post, and over when they are over."""
    assert ANSWERS[row["what"]]() == row["answer"]
