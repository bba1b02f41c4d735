"""The whole public API, used once; type checkers read this file, nobody runs it.

A test in `tests/house` sees to it that no public name, attribute or member is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, assert_type

import attrs
from pendulum import DateTime

from sparklicense import (
    DELETION,
    EDITING,
    EXPIRY,
    GUIDE,
    PLATFORM,
    REDEMPTION,
    SERVING,
    AccessStanding,
    AccessStatus,
    AccountAccess,
    Actor,
    AdAudit,
    AdField,
    AdSettings,
    Alternative,
    Audit,
    AuditDiff,
    AuditDifference,
    Basis,
    BudgetLevel,
    BudgetMode,
    CampaignStatus,
    Change,
    Citation,
    Decision,
    DifferenceKind,
    EditRefusedError,
    EditRule,
    EditVerdict,
    EmptyWindowError,
    IdentityType,
    ImpossibleFactsError,
    InexactInstantError,
    InstantLike,
    InvalidValueError,
    License,
    LicenseAudit,
    LicenseStanding,
    LicenseStatus,
    Media,
    MediaKind,
    MissingExtraError,
    NaiveInstantError,
    Objection,
    Placement,
    Policy,
    Portfolio,
    PortfolioError,
    PortfolioFileError,
    Post,
    PostStanding,
    PostStatus,
    PostToRedeem,
    ReadingError,
    RedeemingAccount,
    RedemptionRule,
    RedemptionVerdict,
    Removal,
    RemovalAct,
    RemovalRule,
    RemovalVerdict,
    Rulebook,
    RulebookError,
    ScheduleStatus,
    ServingRule,
    ServingState,
    SparkAd,
    SparkLicenseError,
    SwitchStatus,
    Targeting,
    TikTokError,
    Timeline,
    UnknownIdError,
    UnofferedDaysError,
    Use,
    Window,
    Windows,
    WrongTypeError,
    can_delete,
    can_edit,
    can_hide,
    can_redeem,
    can_revoke,
    day_window,
    dump,
    edit,
    instant,
    load,
    needs_reminder,
    serving,
    serving_timeline,
)
from sparklicense.audit import diff


def time(at: datetime, day: date, zone: tzinfo) -> None:
    """Read instants and days, and combine windows."""
    foreign: InstantLike = at
    foreign = "2026-05-24T07:09:07Z"
    assert_type(instant(foreign), DateTime)
    assert_type(instant(at), DateTime)
    assert_type(day_window(day, zone), Window)
    assert_type(day_window("2026-10-31", "America/Los_Angeles"), Window)

    window = Window("2026-05-24T07:09:07Z", None)
    assert_type(window.start, DateTime | None)
    assert_type(window.end, DateTime | None)
    assert_type(window.duration, timedelta | None)
    assert_type(window & Window(at, at), Window | None)
    assert_type(at in window, bool)

    windows = Windows([window])
    assert_type(windows | Windows.none(), Windows)
    assert_type(windows & Windows.always(), Windows)
    assert_type(windows - ~Windows(), Windows)
    assert_type(windows.gaps(), Windows)
    assert_type(windows.span, Window | None)
    assert_type(windows.duration, timedelta | None)
    assert_type(windows.edges, tuple[DateTime, ...])
    assert_type(windows.switched(instant(at)), Windows)
    assert_type(list(windows), list[Window])
    assert_type((len(windows), bool(windows), "2026-05-24T07:09:07Z" in windows), tuple[int, bool, bool])


def timelines(at: datetime) -> None:
    """Read, map and combine step functions."""
    timeline: Timeline[str] = Timeline("red", [(at, "green"), ("2026-05-24T07:09:07Z", "red")])
    assert_type(timeline, Timeline[str])
    assert_type(timeline.initial, str)
    assert_type(timeline.changes, tuple[tuple[DateTime, str], ...])
    assert_type(timeline.at(at), str)
    assert_type(timeline.since(at), DateTime | None)
    assert_type(timeline.until("2026-05-24T07:09:07Z"), DateTime | None)
    assert_type(timeline.spans(), tuple[tuple[Window, str], ...])
    assert_type(timeline.spans(at, None), tuple[tuple[Window, str], ...])
    assert_type(timeline.windows("red", "green"), Windows)
    assert_type(timeline.map(len), Timeline[int])

    def join(state: str, count: int) -> tuple[str, int]:
        return state, count

    assert_type(timeline.combine(join, timeline.map(len)), Timeline[tuple[str, int]])


def licenses(at: datetime) -> None:
    """Issue, apply, extend, withdraw and read licenses."""
    license = License(
        code=None,
        post_id="1",
        issued_at="2026-05-24T07:09:07Z",
        expires_at=at,
        revoked_at=None,
        redeemed_at=None,
        advertiser_id=None,
        id="l",
    )
    assert_type(License.issue(code="#code=", post_id="1", issued_at=at), License)
    assert_type(
        License.issue(
            code=None,
            post_id="1",
            issued_at=at,
            days=30,
            policy=GUIDE,
            redeemed_at=None,
            advertiser_id="a",
            own=True,
            id="l",
        ),
        License,
    )
    assert_type(License.issue(code=None, post_id="1", issued_at=at, redeemed_at=attrs.NOTHING), License)
    assert_type(license.id, str)
    assert_type(license.has_own_id, bool)
    assert_type(license.own, bool)
    assert_type(license.code, str | None)
    assert_type(license.fingerprint, str | None)
    assert_type(license.post_id, str)
    assert_type(license.advertiser_id, str | None)
    assert_type(license.issued_at, DateTime)
    assert_type(license.expires_at, DateTime)
    assert_type(license.revoked_at, DateTime | None)
    assert_type(license.redeemed_at, DateTime | None)
    assert_type(license.ends_at, DateTime)
    assert_type(license.window, Windows)
    assert_type(license.status(at), LicenseStatus)
    assert_type(license.time_left(at), timedelta)
    assert_type(license.redeem(at), License)
    assert_type(license.redeem(at, advertiser_id="a"), License)
    assert_type(license.revoke(at), License)
    assert_type(license.extend(30, at=at), License)
    assert_type(license.extend(30, at=at, policy=PLATFORM), License)
    assert_type(license.reissue(code=None, issued_at=at), License)
    assert_type(license.reissue(code="#code=", issued_at=at, days=7, policy=GUIDE), License)
    assert_type(attrs.evolve(license, id=None, expires_at="2026-06-24T07:09:07Z"), License)
    assert_type(needs_reminder(license, GUIDE), bool)


def account_access(at: datetime) -> None:
    """Give, withdraw and read access to accounts."""
    access = AccountAccess(
        creator="@maya",
        granted_at=at,
        expires_at="2026-06-24T07:09:07Z",
        revoked_at=None,
        advertiser_id="a",
        id=None,
    )
    assert_type(access.id, str)
    assert_type(access.creator, str)
    assert_type(access.advertiser_id, str | None)
    assert_type(access.granted_at, DateTime)
    assert_type(access.expires_at, DateTime | None)
    assert_type(access.revoked_at, DateTime | None)
    assert_type(access.ends_at, DateTime | None)
    assert_type(access.status(at), AccessStatus)
    assert_type(access.revoke(at), AccountAccess)
    portfolio = Portfolio(access=[access])
    assert_type(portfolio.access, tuple[AccountAccess, ...])
    assert_type(portfolio.access_to("@maya"), tuple[AccountAccess, ...])
    assert_type(portfolio.with_(access), Portfolio)
    assert_type(portfolio.without(access, "1"), Portfolio)


def posts(at: datetime) -> None:
    """Make, delete, hide, show and read posts."""
    media = Media(kind=MediaKind.VIDEO, width=1080, height=1920, duration=15, sound=None)
    assert_type(media.kind, MediaKind)
    assert_type(media.width, int | None)
    assert_type(media.height, int | None)
    assert_type(media.duration, float | None)
    assert_type(media.sound, str | None)

    assert_type(Post(id="1", published_at=at), Post)
    post = Post(
        id="1",
        creator="@maya",
        published_at="2026-05-24T07:09:07Z",
        deleted_at=at,
        removal=Removal.MODERATION,
        hidden=Windows.none(),
        caption="",
        media=media,
        labels=["spring"],
    )
    assert_type(post.id, str)
    assert_type(post.creator, str)
    assert_type(post.creator_name, str)
    assert_type(post.published_at, DateTime)
    assert_type(post.deleted_at, DateTime | None)
    assert_type(post.removal, Removal | None)
    assert_type(post.hidden, Windows)
    assert_type(post.caption, str)
    assert_type(post.media, Media | None)
    assert_type(post.labels, tuple[str, ...])
    assert_type(post.status(at), PostStatus)
    assert_type(post.delete(at), Post)
    assert_type(post.delete(at, removal=Removal.ACCOUNT_GONE), Post)
    assert_type(post.restore(), Post)
    assert_type(post.hide(at), Post)
    assert_type(post.show(at), Post)


def ads(at: datetime) -> None:
    """Make, pause, resume and read ads."""
    targeting = Targeting(audiences=["33001"], locations=(), ages=iter(["AGE_25_34"]), interests=())
    assert_type(targeting.audiences, tuple[str, ...])
    assert_type(targeting.locations, tuple[str, ...])
    assert_type(targeting.ages, tuple[str, ...])
    assert_type(targeting.interests, tuple[str, ...])

    settings = AdSettings(
        call_to_action="SHOP_NOW",
        landing_page_url="https://example.com",
        tracking=["pixel"],
        bid=Decimal("0.10"),
        bidding_strategy="",
        budget=120,
        budget_mode=BudgetMode.LIFETIME,
        budget_level=BudgetLevel.CAMPAIGN,
        currency="EUR",
        targeting=targeting,
        placements=[Placement.PLACEMENT_TIKTOK],
    )
    assert_type(settings.call_to_action, str)
    assert_type(settings.landing_page_url, str)
    assert_type(settings.tracking, tuple[str, ...])
    assert_type(settings.bid, Decimal | None)
    assert_type(settings.bidding_strategy, str)
    assert_type(settings.budget, Decimal | None)
    assert_type(settings.budget_mode, BudgetMode)
    assert_type(settings.budget_level, BudgetLevel)
    assert_type(settings.currency, str)
    assert_type(settings.targeting, Targeting)
    assert_type(settings.placements, tuple[Placement, ...])

    assert_type(SparkAd(id="7", post_id="1", starts_at="2026-05-24T07:09:07Z"), SparkAd)
    ad = SparkAd(
        id="7",
        post_id="1",
        starts_at=at,
        ends_at=None,
        identity_type=IdentityType.TT_USER,
        advertiser_id=None,
        campaign_id="c",
        adgroup_id=None,
        name="",
        paused=Windows.none(),
        settings=settings,
    )
    assert_type(ad.id, str)
    assert_type(ad.post_id, str)
    assert_type(ad.starts_at, DateTime)
    assert_type(ad.ends_at, DateTime | None)
    assert_type(ad.identity_type, IdentityType)
    assert_type(ad.advertiser_id, str | None)
    assert_type(ad.campaign_id, str | None)
    assert_type(ad.adgroup_id, str | None)
    assert_type(ad.name, str)
    assert_type(ad.paused, Windows)
    assert_type(ad.settings, AdSettings)
    assert_type(ad.needs_license, bool)
    assert_type(ad.pause(at), SparkAd)
    assert_type(ad.resume(at), SparkAd)


def questions(ad: SparkAd, post: Post, license: License, at: datetime) -> None:
    """Ask whether an ad serves, now and over time."""
    assert_type(serving(ad, post=post, at=at), Decision)
    decision = serving(ad, post=post, licenses=[license], at="2026-05-24T07:09:07Z", policy=PLATFORM)
    assert_type(decision.ad_id, str)
    assert_type(decision.at, DateTime)
    assert_type(decision.state, ServingState)
    assert_type(decision.serves, bool)
    assert_type(decision.objections, tuple[Objection, ...])
    assert_type(decision.because, ServingRule | None)
    assert_type(decision.since, DateTime | None)
    assert_type(decision.until, DateTime | None)
    assert_type(decision.next_state, ServingState | None)
    assert_type(decision.assumed, tuple[ServingRule, ...])
    assert_type(decision.explain(), str)
    assert_type(decision.explain("Asia/Tokyo"), str)
    objection = decision.objections[0]
    assert_type(objection.state, ServingState)
    assert_type(objection.rule, ServingRule)
    assert_type(Objection(objection.rule), Objection)
    assert_type(decision.state.tiktok_status, str | None)
    assert_type(decision.state.operation_status, str)

    assert_type(serving_timeline(ad, post=post), Timeline[ServingState])
    timeline = serving_timeline(ad, post=post, licenses=[license], access=(), policy=GUIDE)
    assert_type(timeline.windows(ServingState.SERVING).duration, timedelta | None)


def removals(ad: SparkAd, post: Post, license: License, at: datetime) -> None:
    """Ask what a creator may take away."""
    verdict = can_delete(post, ads=[ad], at=at, policy=PLATFORM)
    assert_type(verdict, RemovalVerdict)
    assert_type(can_hide(post, ads=[ad], at="2026-05-24T07:09:07Z"), RemovalVerdict)
    assert_type(can_revoke(license, ads=(), at=at), RemovalVerdict)
    access = AccountAccess(creator="maya", granted_at=at)
    assert_type(can_revoke(access, ads=(), posts=(), at=at, policy=GUIDE), RemovalVerdict)
    assert_type(verdict.act, RemovalAct)
    assert_type(verdict.allowed, bool)
    assert_type(verdict.blocking_ads, tuple[str, ...])
    assert_type(verdict.stops, tuple[str, ...])
    assert_type(verdict.earliest_release, DateTime | None)
    assert_type(verdict.rule, RemovalRule)
    assert_type(verdict.reason, str)


def redemptions(post: Post, license: License, at: datetime) -> None:
    """Ask what TikTok would answer to a code."""
    verdict = can_redeem(license, post=post, at=at, advertiser_id="42", policy=PLATFORM)
    assert_type(verdict, RedemptionVerdict)
    assert_type(verdict.allowed, bool)
    assert_type(verdict.rule, RedemptionRule)
    assert_type(verdict.error, str | None)
    assert_type(verdict.reason, str)
    assert_type(verdict.actor, Actor | None)
    assert_type(verdict.remedy, str)


def edits(ad: SparkAd, post: Post, at: datetime) -> None:
    """Ask what an advertiser may change, and change it."""
    verdict = can_edit(AdField.CAPTION, ad=ad, at=at, post=post, policy=GUIDE)
    assert_type(verdict, EditVerdict)
    assert_type(verdict.field, AdField)
    assert_type(verdict.allowed, bool)
    assert_type(verdict.rule, EditRule)
    assert_type(verdict.reason, str)
    assert_type(verdict.triggers_review, bool)
    assert_type(verdict.alternative, Alternative)
    assert_type(verdict.warning, str)
    assert_type(verdict.disputed_by, Citation | None)
    assert_type(verdict.explain(), str)
    assert_type(edit(ad, {AdField.NAME: "new"}, at=at), SparkAd)
    assert_type(edit(ad, {}, at="2026-05-24T07:09:07Z", post=None, policy=PLATFORM), SparkAd)


def portfolios(ad: SparkAd, post: Post, license: License, at: datetime) -> None:
    """Hold facts together and ask about all of them."""
    assert_type(Portfolio(), Portfolio)
    portfolio = Portfolio(posts=iter([post]), licenses=[license], ads=(ad,))
    assert_type(portfolio.posts, tuple[Post, ...])
    assert_type(portfolio.licenses, tuple[License, ...])
    assert_type(portfolio.ads, tuple[SparkAd, ...])
    assert_type(portfolio.post("1"), Post)
    assert_type(portfolio.ad("7"), SparkAd)
    assert_type(portfolio.licenses_of("1"), tuple[License, ...])
    assert_type(portfolio.campaign_ids, tuple[str, ...])
    assert_type(portfolio.with_(post, license, ad), Portfolio)
    assert_type(portfolio.serving("7", at=at, policy=GUIDE), Decision)
    assert_type(portfolio.timeline("7", policy=GUIDE), Timeline[ServingState])
    assert_type(portfolio.expiring(at=at, within=timedelta(days=30)), tuple[License, ...])
    assert_type(portfolio.upcoming(at, "2026-06-24T07:09:07Z", policy=GUIDE), tuple[Change, ...])

    campaign = portfolio.campaign("c", at=at, policy=GUIDE)
    assert_type(campaign, CampaignStatus)
    assert_type(campaign.id, str)
    assert_type(campaign.ads, tuple[str, ...])
    assert_type(campaign.serving, tuple[str, ...])
    assert_type(campaign.nothing_serves, bool)
    assert_type(campaign.citations, tuple[Citation, ...])


def audits(portfolio: Portfolio, at: datetime) -> None:
    """Audit a portfolio and read the answer."""

    def progress(ads: Iterable[SparkAd]) -> Iterable[SparkAd]:
        return ads

    assert_type(portfolio.audit(at=at), Audit)
    audit = portfolio.audit(at="2026-05-24T07:09:07Z", within=timedelta(hours=1), policy=GUIDE, progress=progress)
    assert_type(audit.at, DateTime)
    assert_type(audit.policy, str)
    assert_type(audit.ads, tuple[AdAudit, ...])
    assert_type(audit.licenses, tuple[LicenseAudit, ...])
    assert_type(audit.campaigns, tuple[CampaignStatus, ...])
    assert_type(audit.upcoming, tuple[Change, ...])
    assert_type(audit.needs_action, bool)
    assert_type(audit.to_do(), tuple[AdAudit, ...])
    assert_type(audit.by_actor(), dict[Actor, tuple[AdAudit, ...]])
    assert_type(audit.by_creator(), dict[str, tuple[AdAudit, ...]])
    assert_type(audit.only(state="paused", creator="@maya", campaign="c", actor=Actor.CREATOR), Audit)
    assert_type(audit.explain("Asia/Tokyo", limit=3), str)


def differences(audit: Audit) -> None:
    """Compare two audits."""
    found = diff(audit, audit)
    assert_type(found, AuditDiff)
    assert_type(found.before, DateTime)
    assert_type(found.after, DateTime)
    assert_type(found.needs_action, bool)
    assert_type(found.explain("Asia/Tokyo"), str)
    assert_type(found.differences, tuple[AuditDifference, ...])
    assert_type(found.of(DifferenceKind.STOPPED), tuple[AuditDifference, ...])
    one = found.differences[0]
    assert_type(one.kind, DifferenceKind)
    assert_type(one.key, str)
    assert_type(one.name, str)
    assert_type(one.creator, str)
    assert_type(one.since, DateTime | None)
    assert_type(one.actor, Actor | None)
    assert_type(one.remedy, str | None)
    kinds: list[DifferenceKind] = [DifferenceKind.RESUMED, DifferenceKind.CHANGED_REASON, DifferenceKind.GONE]
    kinds += [DifferenceKind.NEW, DifferenceKind.LICENSE_ENDED, DifferenceKind.LICENSE_RENEWED]
    assert_type(kinds, list[DifferenceKind])


def rows_of_audits(audit: Audit) -> None:
    """Read what an audit says of one ad, license and change."""
    ad = audit.ads[0]
    assert_type(ad.post_id, str)
    assert_type(ad.campaign_id, str | None)
    assert_type(ad.title, str)
    assert_type(ad.actor, Actor | None)
    assert_type(ad.remedy, str | None)
    assert_type(ad.was_over, bool)
    assert_type(ad.needs_action, bool)
    assert_type(ad.id, str)
    assert_type(ad.decision, Decision)
    assert_type(ad.state, ServingState)
    assert_type(ad.because, str | None)
    assert_type(ad.objections, tuple[ServingState, ...])
    assert_type(ad.since, DateTime | None)
    assert_type(ad.until, DateTime | None)
    assert_type(ad.next_state, ServingState | None)
    assert_type(ad.explanation, str)
    assert_type(ad.explain("Asia/Tokyo"), str)

    license = audit.licenses[0]
    assert_type(license.id, str)
    assert_type(license.post_id, str)
    assert_type(license.status, LicenseStatus)
    assert_type(license.expires_at, DateTime)
    assert_type(license.time_left_seconds, float)

    change = audit.upcoming[0]
    assert_type(change.at, DateTime)
    assert_type(change.ad_id, str)
    assert_type(change.from_, ServingState)
    assert_type(change.to, ServingState)
    assert_type(change.explain("Asia/Tokyo"), str)
    assert_type(change.actor, Actor | None)
    assert_type(change.creator, str)


def policies(at: datetime) -> None:
    """Read policies, and make one."""
    assert_type(GUIDE, Policy)
    assert_type(PLATFORM, Policy)
    assert_type(GUIDE.name, str)
    assert_type(GUIDE.days_offered, tuple[int, ...])
    assert_type(GUIDE.post_must_be_public, bool)
    assert_type(GUIDE.creator_may_remove, bool)
    assert_type(GUIDE.expired_code_extendable, bool)
    assert_type(GUIDE.placement_editable, bool)
    assert_type(GUIDE.post_replaceable, bool)
    assert_type(GUIDE.in_feed_closed_from, DateTime | None)
    assert_type(GUIDE.in_feed_is_open(instant(at)), bool)
    assert_type(GUIDE.in_feed_disputed_by(instant(at)), Citation | None)
    assert_type(GUIDE.reminder_below_days, int | None)
    assert_type(GUIDE.citations, dict[str, Citation])
    assert_type(attrs.evolve(GUIDE, name="house", days_offered=(7, 14)), Policy)
    GUIDE.check_days(30)

    citation = Citation("a title", "a section", url=None, read_on=date(2026, 11, 27))
    assert_type(citation.title, str)
    assert_type(citation.section, str)
    assert_type(citation.url, str | None)
    assert_type(citation.read_on, date)


def files(portfolio: Portfolio, path: Path) -> None:
    """Write a portfolio, and read it."""
    dump(portfolio, path)
    assert_type(load(path), Portfolio)


def rulebooks(citation: Citation) -> None:
    """Read the rulebooks, and make one."""
    assert_type(SERVING, Rulebook[ServingRule])
    assert_type(EXPIRY, Rulebook[ServingRule])
    assert_type(EDITING, Rulebook[EditRule])
    assert_type(DELETION, Rulebook[RemovalRule])
    assert_type(REDEMPTION, Rulebook[RedemptionRule])
    assert_type(SERVING.name, str)
    assert_type(SERVING.rows, tuple[ServingRule, ...])
    assert_type(SERVING.tracks, Mapping[str, tuple[StrEnum, ...]])
    assert_type(SERVING.answer("license", LicenseStanding.EXPIRED, GUIDE), ServingRule)
    assert_type(SERVING.answers("license"), Mapping[StrEnum, tuple[ServingRule, ...]])
    assert_type(SERVING.under(PLATFORM), tuple[ServingRule, ...])

    rule = ServingRule(
        id="paused",
        track="switch",
        standing=SwitchStatus.PAUSED,
        state=ServingState.PAUSED,
        rank=7,
        reason="switched off",
        actor=Actor.ADVERTISER,
        remedy="switch it on",
        for_good=False,
        assumed=False,
        under=("post_must_be_public", True),
        basis=Basis.PLATFORM,
        citations=(citation,),
    )
    assert_type(rule.basis, Basis)
    assert_type(Rulebook("house", {"switch": tuple(SwitchStatus)}, (rule,)), Rulebook[ServingRule])
    assert_type(rule.id, str)
    assert_type(rule.track, str)
    assert_type(rule.standing, StrEnum)
    assert_type(rule.state, ServingState | None)
    assert_type(rule.rank, int | None)
    assert_type(rule.reason, str)
    assert_type(rule.actor, Actor | None)
    assert_type(rule.remedy, str)
    assert_type(rule.for_good, bool)
    assert_type(rule.assumed, bool)
    assert_type(rule.under, tuple[str, bool] | None)
    assert_type(rule.citations, tuple[Citation, ...])

    edits_ = EditRule(
        id="row",
        track="field",
        standing=AdField.NAME,
        refuses=frozenset({AdField.NAME}),
        rank=None,
        reason="",
        alternative=Alternative.NONE,
        triggers_review=False,
        under=None,
        basis=Basis.OURS,
        citations=(),
    )
    assert_type(edits_.refuses, frozenset[AdField])
    assert_type(edits_.alternative, Alternative)
    assert_type(edits_.triggers_review, bool)

    removes = RemovalRule(id="row", track="use", standing=Use.FREE, reason="", basis=Basis.OURS, citations=())
    assert_type(removes.refuses, frozenset[RemovalAct])

    redeems = RedemptionRule(
        id="row", track="post", standing=PostToRedeem.THERE, reason="", basis=Basis.OURS, citations=()
    )
    assert_type(redeems.error, str | None)


def members() -> tuple[type[StrEnum], ...]:
    """Name every member of every enum; each is text."""
    text: str = Actor.NOBODY
    someone: list[Actor] = [Actor.NOBODY, Actor.ADVERTISER, Actor.CREATOR, Actor.TIME]
    fields: list[AdField] = [
        AdField.CALL_TO_ACTION,
        AdField.LANDING_PAGE_URL,
        AdField.TRACKING,
        AdField.BID,
        AdField.BIDDING_STRATEGY,
        AdField.BUDGET,
        AdField.TARGETING,
        AdField.SCHEDULE_START,
        AdField.SCHEDULE_END,
        AdField.PLACEMENT,
        AdField.NAME,
        AdField.VIDEO,
        AdField.CAPTION,
        AdField.ON_SCREEN_TEXT,
        AdField.STICKERS,
        AdField.AUDIO,
        AdField.ASPECT_RATIO,
        AdField.PROFILE,
        AdField.POST,
    ]
    posts_: list[PostToRedeem] = [
        PostToRedeem.UNPUBLISHED,
        PostToRedeem.THERE,
        PostToRedeem.DELETED,
        PostToRedeem.REMOVED,
    ]
    accounts: list[RedeemingAccount] = [RedeemingAccount.OPEN, RedeemingAccount.OTHER]
    alternatives: list[Alternative] = [Alternative.NEW_IN_FEED_AD, Alternative.ANOTHER_POST, Alternative.NONE]
    levels: list[BudgetLevel] = [BudgetLevel.AD, BudgetLevel.ADGROUP, BudgetLevel.CAMPAIGN]
    modes: list[BudgetMode] = [BudgetMode.DAILY, BudgetMode.LIFETIME]
    identities: list[IdentityType] = [IdentityType.AUTH_CODE, IdentityType.TT_USER, IdentityType.BC_AUTH_TT]
    standings: list[LicenseStanding] = [
        LicenseStanding.NOT_NEEDED,
        LicenseStanding.MISSING,
        LicenseStanding.PENDING,
        LicenseStanding.UNREDEEMED,
        LicenseStanding.ACTIVE,
        LicenseStanding.EXPIRED,
        LicenseStanding.REVOKED,
        LicenseStanding.OWN_EXPIRED,
        LicenseStanding.OWN_REVOKED,
    ]
    account_access: list[AccessStanding] = [
        AccessStanding.NOT_NEEDED,
        AccessStanding.ASSUMED,
        AccessStanding.PENDING,
        AccessStanding.ACTIVE,
        AccessStanding.ENDED,
    ]
    access: list[AccessStatus] = [
        AccessStatus.PENDING,
        AccessStatus.ACTIVE,
        AccessStatus.EXPIRED,
        AccessStatus.REVOKED,
    ]
    statuses: list[LicenseStatus] = [
        LicenseStatus.PENDING,
        LicenseStatus.UNREDEEMED,
        LicenseStatus.ACTIVE,
        LicenseStatus.EXPIRED,
        LicenseStatus.REVOKED,
    ]
    kinds: list[MediaKind] = [MediaKind.VIDEO, MediaKind.CAROUSEL]
    placements: list[Placement] = [
        Placement.PLACEMENT_TIKTOK,
        Placement.PLACEMENT_PANGLE,
        Placement.PLACEMENT_GLOBAL_APP_BUNDLE,
        Placement.PLACEMENT_TOPBUZZ,
        Placement.PLACEMENT_HELO,
    ]
    more: list[StrEnum] = [
        PostStanding.UNPUBLISHED, PostStanding.LIVE, PostStanding.HIDDEN, PostStanding.DELETED, PostStanding.REMOVED,
        Basis.PLATFORM, Basis.GUIDE, Basis.REPORTED, Basis.OURS, Use.OVER,
    ]  # fmt: skip
    lives: list[PostStatus] = [PostStatus.UNPUBLISHED, PostStatus.LIVE, PostStatus.HIDDEN, PostStatus.DELETED]
    removals_: list[Removal] = [Removal.CREATOR, Removal.MODERATION, Removal.ACCOUNT_GONE]
    acts: list[RemovalAct] = [RemovalAct.DELETE, RemovalAct.HIDE, RemovalAct.REVOKE]
    schedules: list[ScheduleStatus] = [ScheduleStatus.UPCOMING, ScheduleStatus.RUNNING, ScheduleStatus.OVER]
    states: list[ServingState] = [
        ServingState.POST_DELETED,
        ServingState.ENDED,
        ServingState.LICENSE_MISSING,
        ServingState.LICENSE_REVOKED,
        ServingState.LICENSE_EXPIRED,
        ServingState.LICENSE_UNREDEEMED,
        ServingState.LICENSE_PENDING,
        ServingState.ACCESS_ENDED,
        ServingState.ACCESS_PENDING,
        ServingState.POST_UNPUBLISHED,
        ServingState.POST_HIDDEN,
        ServingState.SCHEDULED,
        ServingState.PAUSED,
        ServingState.SERVING,
    ]
    switches: list[SwitchStatus] = [SwitchStatus.ON, SwitchStatus.PAUSED]
    uses: list[Use] = [Use.FREE, Use.IN_USE]
    everything: tuple[Iterable[StrEnum], ...] = (
        someone, access, account_access, fields, alternatives, posts_, accounts, levels, modes, identities, standings,
        statuses, kinds, placements, lives, removals_, acts, schedules, states, switches, uses, more,
    )  # fmt: skip
    return tuple(type(each) for group in everything for each in group if each != text)


def errors(error: SparkLicenseError) -> tuple[Exception, ...]:
    """Catch each error as the builtin that it also is."""
    values: list[type[ValueError]] = [
        NaiveInstantError,
        InexactInstantError,
        EmptyWindowError,
        InvalidValueError,
        ImpossibleFactsError,
        UnofferedDaysError,
        RulebookError,
        EditRefusedError,
        PortfolioError,
        PortfolioFileError,
        ReadingError,
    ]
    mistake: TypeError = WrongTypeError("text")
    missing: KeyError = UnknownIdError("text")
    absent: ImportError = MissingExtraError("text")
    if isinstance(error, EditRefusedError):
        assert_type(error.verdicts, tuple[Any, ...])
    if isinstance(error, TikTokError):
        assert_type((error.code, error.message, error.request_id, error.source), tuple[int, str, str, str])
    if isinstance(error, PortfolioError | PortfolioFileError | ReadingError):
        assert_type(error.problems, tuple[str, ...])
    return (*(each("text") for each in values), mistake, missing, absent)
