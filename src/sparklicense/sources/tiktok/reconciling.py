"""Reconciling: what TikTok says against what the rules say, ad by ad, code by code, post by post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar

import attrs
from pendulum import DateTime

from sparklicense.ads import IdentityType, SparkAd
from sparklicense.errors import SparkLicenseError
from sparklicense.instants import InstantLike, field_instant
from sparklicense.licenses import License, LicenseStatus
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.portfolio import Portfolio
from sparklicense.sources.matching import meant
from sparklicense.sources.readings import Reading
from sparklicense.sources.tiktok.comparison import AdCase, Finding, compare_ad, compare_license, compare_post
from sparklicense.sources.tiktok.observations import merged
from sparklicense.sources.tiktok.reading import facts_of, read_rows
from sparklicense.sources.tiktok.reconciliation import Cause, Difference, NotModeled, OneSided, Reconciliation, Subject
from sparklicense.sources.tiktok.responses import UNNAMED, Responses
from sparklicense.sources.tiktok.rows import AdGroupRow, AdRow, AuthorizationRow, Rows
from sparklicense.sources.tiktok.statuses import Level, TikTokStatus, secondary_status

F = TypeVar("F", Difference, NotModeled)

_SPARK: Final = {each.value for each in IdentityType}
_ORDER: Final = {subject: place for place, subject in enumerate(Subject)}


def reconcile(
    portfolio: Portfolio,
    responses: Responses,
    *,
    observed_at: InstantLike,
    policy: PolicyLike = GUIDE,
    source: str = UNNAMED,
    advertiser_id: str | None = None,
) -> Reconciliation:
    """Hold TikTok's answer against the rules: what agrees, what differs and why, what only one side knows.

    An ad agrees where TikTok's status stands for any of the rules' objections. Codes are matched by
    fingerprint; an authorization without a code, to the license of its post that overlaps it and starts
    or ends less than a day from it. What TikTok says and the rules do not model (a review, a budget) is
    listed apart, as no contradiction.

    Args:
        portfolio: the facts that the rules are asked about.
        responses: as `read` takes them: dicts, JSON text, paths of JSON files, one or several.
        observed_at: when TikTok said so, an exact instant: the rules are asked about the same. `Observed`
            gives some of the responses another; of several answers about one thing the last one counts.
        policy: the reading of the sources.
        source: what diagnoses call responses that come from no file.
        advertiser_id: the ad account that was asked; left out, codes are matched whichever account
            applied them.

    Returns:
        Everything that was compared, in an order that does not depend on the responses' order.

    Raises:
        TikTokError: TikTok answered with an error.
        ReadingError: something is no response.
        NaiveInstantError, InexactInstantError: `observed_at` is no exact instant.
        TypeError: `responses` is nothing of the above.

    Examples:
        >>> from sparklicense import License, Portfolio, Post
        >>> from sparklicense.sources.tiktok import reconcile
        >>> response = {"code": 0, "message": "OK", "data": {"video_detail": {
        ...     "item_id": "7638941401274764565",
        ...     "status": "ITEM_STATUS_HESITATE_RECOMMEND",
        ...     "auth_info": {
        ...         "ad_auth_status": "AUTHORIZED",
        ...         "auth_start_time": "2026-05-24T07:09:07Z",
        ...         "auth_end_time": "2026-07-23T07:09:07Z",
        ...     },
        ... }}}
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="7638941401274764565", published_at="2026-05-20T12:00:00Z")],
        ...     licenses=[License.issue(code="#secret=", post_id="7638941401274764565",
        ...                             issued_at="2026-05-24T07:09:07Z", days=30, id="maya-1")],
        ... )
        >>> found = reconcile(portfolio, response, observed_at="2026-06-01T00:00:00Z")
        >>> [(each.id, each.cause.value) for each in found.differences]
        [('maya-1', 'extended')]
        >>> found.agreements
        {<Subject.AD: 'ad'>: 0, <Subject.LICENSE: 'license'>: 0, <Subject.POST: 'post'>: 1}
    """
    policy = policy_of(policy)
    at = field_instant("observed_at", observed_at)
    rows = read_rows(responses, source=source, advertiser_id=advertiser_id)
    return reconciled(portfolio, rows, facts_of(rows, observed_at=at), observed_at=at, policy=policy)


def reconciled(
    portfolio: Portfolio, rows: Rows, reading: Reading, *, observed_at: DateTime, policy: Policy = GUIDE
) -> Reconciliation:
    """Hold rows that are read already against the rules.

    Args:
        portfolio: the facts that the rules are asked about.
        rows: what TikTok says.
        reading: the facts that are made of it alone.
        observed_at: when it said so, where a row does not tell.
        policy: the reading of the sources.
    """
    told = {each.id: each for each in reading.ads}
    matching = _Matching.of(portfolio, rows.authorizations, observed_at)
    findings: list[Finding | OneSided] = [*_licenses(matching, observed_at), *_posts(portfolio, rows, observed_at)]
    causes = _causes(matching, findings)
    findings += _ads(portfolio, rows, told, causes, at=observed_at, policy=policy)
    asked = {Subject.AD: rows.ads, Subject.LICENSE: rows.authorizations, Subject.POST: rows.posts}
    return Reconciliation(
        at=observed_at,
        policy=policy.name,
        differences=_sorted(each for each in findings if isinstance(each, Difference)),
        agreed=tuple(sorted({each for each in findings if isinstance(each, OneSided)}, key=_place)),
        not_modeled=_sorted(each for each in findings if isinstance(each, NotModeled)),
        only_in_portfolio=tuple(sorted(_unanswered(portfolio, rows, matching, observed_at), key=_place)),
        only_in_tiktok=tuple(sorted(_unrecorded(portfolio, rows, matching), key=_place)),
        unasked=tuple(subject for subject in Subject if not asked[subject]),
        diagnoses=reading.diagnoses,
        unknown=reading.unknown,
    )


def _place(each: Finding | OneSided) -> tuple[int, str, str]:
    return _ORDER[each.subject], each.id, str(getattr(each, "cause", ""))


def _sorted(findings: Iterable[F]) -> tuple[F, ...]:
    """Sort what was found by subject and id, each once: several pages may say the same."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (_place(each), each.rules_say, each.tiktok_says)))


@attrs.frozen
class _Matching:
    """Which license each authorization of TikTok's is.

    Attributes:
        pairs: each license with what TikTok says of it, last.
        matched: the ids of the licenses of which TikTok says something.
        foreign: the ids that the authorizations would have of which the portfolio holds no license.
    """

    pairs: tuple[tuple[License, AuthorizationRow], ...]
    matched: frozenset[str]
    foreign: frozenset[str]

    @classmethod
    def of(cls, portfolio: Portfolio, rows: Iterable[AuthorizationRow], observed_at: DateTime) -> _Matching:
        by_code: defaultdict[str | None, list[License]] = defaultdict(list)
        for license in portfolio.licenses:
            by_code[license.fingerprint].append(license)
        by_post: defaultdict[str, list[License]] = defaultdict(list)
        for license in portfolio.licenses:
            by_post[license.post_id].append(license)
        pairs: defaultdict[str, list[tuple[License, AuthorizationRow]]] = defaultdict(list)
        foreign: set[str] = set()
        for row in rows:
            with suppress(SparkLicenseError):  # what makes no license is diagnosed by the reader
                told = License(
                    code=row.code,
                    post_id=row.id,
                    issued_at=row.starts_at,
                    expires_at=row.ends_at,
                    advertiser_id=row.advertiser_id,
                )
                with_code = by_code[told.fingerprint] if told.code else []
                if found := meant(told, with_code) or meant(told, by_post[told.post_id]):
                    pairs[found.id].append((found, row))
                else:
                    foreign.add(told.id)
        last = {id: max(row.observed_at or observed_at for _, row in told) for id, told in pairs.items()}
        return cls(
            tuple(
                each for id, told in pairs.items() for each in told if (each[1].observed_at or observed_at) == last[id]
            ),
            frozenset(pairs),
            frozenset(foreign),
        )


def _licenses(matching: _Matching, at: DateTime) -> Iterator[Finding | OneSided]:
    found = [each for license, row in matching.pairs for each in compare_license(license, row, row.observed_at or at)]
    yield from found
    differing = {each.id for each in found}
    yield from (OneSided(Subject.LICENSE, id) for id in matching.matched - differing)


def _causes(matching: _Matching, findings: Iterable[Finding | OneSided]) -> dict[str, Cause]:
    """Give, by post, why TikTok and the rules differ on a license of it: the first cause of several."""
    posts = {license.id: license.post_id for license, _ in matching.pairs}
    licenses = [each for each in findings if isinstance(each, Difference) and each.subject is Subject.LICENSE]
    return {posts[each.id]: each.cause for each in reversed(_sorted(licenses))}


def _posts(portfolio: Portfolio, rows: Rows, at: DateTime) -> Iterator[Finding | OneSided]:
    told = merged(rows.posts, at).last
    for post in portfolio.posts:
        row = told.get(post.id)
        if row is not None and row.status:
            yield compare_post(post, row, row.observed_at or at) or OneSided(Subject.POST, post.id)


def _ads(
    portfolio: Portfolio,
    rows: Rows,
    told: Mapping[str, SparkAd],
    causes: Mapping[str, Cause],
    *,
    at: DateTime,
    policy: Policy,
) -> Iterator[Finding | OneSided]:
    said, above = merged(rows.ads, at).last, merged(rows.adgroups, at).last
    for ad in portfolio.ads:
        row = said.get(ad.id)
        status = None if row is None else _status(row, above)
        if row is not None and status is not None:
            case = AdCase(
                status=status,
                ad=ad,
                decision=portfolio.serving(ad.id, at=row.observed_at or at, policy=policy),
                timeline=partial(portfolio.timeline, ad.id, policy=policy),
                told=told.get(ad.id),
                license_cause=causes.get(ad.post_id),
            )
            yield compare_ad(case) or OneSided(Subject.AD, ad.id)


def _status(row: AdRow, adgroups: Mapping[str, AdGroupRow]) -> TikTokStatus | None:
    """Give what TikTok says of the delivery of an ad, or of its ad group where it says nothing of the ad itself."""
    if row.secondary_status:
        return secondary_status(row.secondary_status)
    adgroup = adgroups.get(row.adgroup_id)
    if adgroup is None or not adgroup.secondary_status:
        return None
    return secondary_status(adgroup.secondary_status, of=Level.ADGROUP)


def _unanswered(portfolio: Portfolio, rows: Rows, matching: _Matching, at: DateTime) -> Iterator[OneSided]:
    """Give what TikTok's answer says nothing of, though it tells of its kind and of its ad account.

    Of the licenses, those in force: TikTok lists neither codes that were not applied nor, for ever,
    those that are over (facts A10, A23).
    """
    ads, posts = {each.id for each in rows.ads}, {each.id for each in rows.posts}
    if ads:
        accounts = {each.advertiser_id or None for each in rows.ads} | {None}
        yield from (
            OneSided(Subject.AD, each.id)
            for each in portfolio.ads
            if each.id not in ads and (len(accounts) == 1 or each.advertiser_id in accounts)
        )
    if rows.authorizations:
        accounts = {each.advertiser_id for each in rows.authorizations} | {None}
        yield from (
            OneSided(Subject.LICENSE, each.id)
            for each in portfolio.licenses
            if each.id not in matching.matched
            and each.status(at) is LicenseStatus.ACTIVE
            and (len(accounts) == 1 or each.advertiser_id in accounts)
        )
    if posts:
        yield from (OneSided(Subject.POST, each.id) for each in portfolio.posts if each.id not in posts)


def _unrecorded(portfolio: Portfolio, rows: Rows, matching: _Matching) -> Iterator[OneSided]:
    """Give what the portfolio does not hold; ads that are no Spark Ads are none of its business."""
    ads, posts = {each.id for each in portfolio.ads}, {each.id for each in portfolio.posts}
    yield from {OneSided(Subject.AD, each.id) for each in rows.ads if each.id not in ads and _is_spark(each)}
    yield from (OneSided(Subject.LICENSE, id) for id in matching.foreign)
    yield from {OneSided(Subject.POST, each.id) for each in rows.posts if each.id not in posts}


def _is_spark(row: AdRow) -> bool:
    return row.identity_type in _SPARK or (not row.identity_type and bool(row.post_id))
