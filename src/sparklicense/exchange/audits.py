"""Audits and timelines as plain data, for JSON and for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sparklicense.instants import ZoneLike, written
from sparklicense.posts import Post, PostStanding, Removal
from sparklicense.rules.serving_rows import SERVING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime

    from sparklicense.audit import AdAudit, Audit
    from sparklicense.policies import Policy
    from sparklicense.rules.expiry import ServingRule
    from sparklicense.rules.states import ServingState
    from sparklicense.windows import Window

AUDIT_COLUMNS: Final = ("id", "state", "because", "objections", "since", "until", "next_state", "explanation")
"""What is said of each ad."""

SPAN_COLUMNS: Final = ("start", "end", "state", "because", "reason", "fixed_by", "remedy")
"""What is said of each span of a timeline."""


def audit_to_data(audit: Audit, *, tz: ZoneLike = "UTC") -> dict[str, Any]:
    """Give an audit as JSON has it; instants are text in UTC.

    Args:
        audit: from `Portfolio.audit`.
        tz: the clock on which explanations write instants, an IANA name.

    Examples:
        >>> from sparklicense import Portfolio
        >>> from sparklicense.exchange import audit_to_data
        >>> audit_to_data(Portfolio().audit(at="2026-06-01T00:00:00Z"))["at"]
        '2026-06-01T00:00:00Z'
    """
    return {
        "at": written(audit.at),
        "policy": audit.policy,
        "ads": [_ad(each, tz) for each in audit.ads],
        "licenses": [
            {
                "id": each.id,
                "post_id": each.post_id,
                "status": each.status.value,
                "expires_at": written(each.expires_at),
                "time_left_seconds": each.time_left_seconds,
            }
            for each in audit.licenses
        ],
        "campaigns": [
            {
                "id": each.id,
                "ads": list(each.ads),
                "serving": list(each.serving),
                "nothing_serves": each.nothing_serves,
            }
            for each in audit.campaigns
        ],
        "upcoming": [
            {"at": written(each.at), "ad_id": each.ad_id, "from": each.from_.value, "to": each.to.value}
            for each in audit.upcoming
        ],
    }


def audit_rows(audit: Audit, *, tz: ZoneLike = "UTC") -> Iterable[tuple[str | None, ...]]:
    """Give one row for each ad, of `AUDIT_COLUMNS`: objections parted by spaces, the explanation on one line."""
    for each in audit.ads:
        ad = _ad(each, tz)
        ad["objections"] = " ".join(ad["objections"])
        ad["explanation"] = ad["explanation"].replace("\n", " ")
        yield tuple(ad[column] for column in AUDIT_COLUMNS)


def _ad(ad: AdAudit, tz: ZoneLike) -> dict[str, Any]:
    return {
        "id": ad.id,
        "state": ad.state.value,
        "because": ad.because,
        "objections": [each.value for each in ad.objections],
        "since": _written(ad.since),
        "until": _written(ad.until),
        "next_state": None if ad.next_state is None else ad.next_state.value,
        "explanation": ad.explain(tz),
    }


def timeline_to_data(
    spans: Iterable[tuple[Window, ServingState]], *, policy: Policy, post: Post | None = None, own: bool = False
) -> list[dict[str, str | None]]:
    """Give the spans of an ad's timeline, each with its state, why, and who can fix it.

    Args:
        spans: from `Timeline.spans`.
        policy: the reading they were made under.
        post: the ad's post, which says whether what is gone can come back; `None`: its creator deleted it.
        own: whether the ad runs by codes of the advertiser's own post.

    Returns:
        A dict for each span, with the keys of `SPAN_COLUMNS`; `None` where a side is unbounded, and
        where nothing blocks.

    Examples:
        >>> from sparklicense import GUIDE, Portfolio, Post, SparkAd
        >>> from sparklicense.exchange import timeline_to_data
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
        ... )
        >>> timeline_to_data(portfolio.timeline("7").spans(), policy=GUIDE)[0]["state"]
        'license_missing'
    """
    rules = rules_by_state(policy, post, own=own)
    data: list[dict[str, str | None]] = []
    for window, state in spans:
        rule = rules.get(state)
        why = (None,) * 4 if rule is None else (rule.id, rule.reason, rule.actor, rule.remedy)
        span = (_written(window.start), _written(window.end), state.value, *why)
        data.append(dict(zip(SPAN_COLUMNS, span, strict=True)))
    return data


def rules_by_state(policy: Policy, post: Post | None = None, *, own: bool = False) -> dict[ServingState, ServingRule]:
    """Give the row that imposes each state under a policy.

    Two rows say that a post is gone: which of them holds is the post's to say; without one, its creator's deletion.
    Of two rows that say the same of a license, the second one is that of the advertiser's own post.
    """
    came_down = post is not None and post.removal not in (None, Removal.CREATOR)
    other = PostStanding.DELETED if came_down else PostStanding.REMOVED
    rows = [row for row in SERVING.under(policy) if row.state is not None and row.standing.value != other.value]
    return {row.state: row for row in (rows if own else reversed(rows)) if row.state is not None}


def _written(at: DateTime | None) -> str | None:
    return None if at is None else written(at)
