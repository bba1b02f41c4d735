"""Audits and timelines as plain data, for JSON and for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sparklicense.instants import ZoneLike, written
from sparklicense.posts import Post
from sparklicense.rules.serving_rows import rules_by_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime

    from sparklicense.audit import Audit, AuditDiff
    from sparklicense.policies import Policy
    from sparklicense.rules.states import ServingState
    from sparklicense.windows import Window

AUDIT_COLUMNS: Final = (
    "id",
    "state",
    "because",
    "objections",
    "since",
    "until",
    "next_state",
    "post_id",
    "creator",
    "campaign_id",
    "name",
    "actor",
    "remedy",
    "explanation",
)
"""What is said of each ad."""

SPAN_COLUMNS: Final = ("start", "end", "state", "because", "reason", "fixed_by", "remedy")
"""What is said of each span of a timeline."""


def audit_rows(audit: Audit, *, tz: ZoneLike = "UTC") -> Iterable[tuple[str | None, ...]]:
    """Give one row for each ad, of `AUDIT_COLUMNS`: objections parted by spaces, the explanation on one line."""
    for each in audit.ads:
        yield (
            each.id,
            each.state.value,
            each.because,
            " ".join(each.objections),
            _written(each.since),
            _written(each.until),
            each.next_state,
            each.post_id,
            each.creator,
            each.campaign_id,
            each.name,
            each.actor,
            each.remedy,
            each.explain(tz).replace("\n", " "),
        )


DIFFERENCE_COLUMNS: Final = (
    "key",
    "kind",
    "id",
    "post_id",
    "creator",
    "name",
    "before",
    "after",
    "since",
    "actor",
    "remedy",
)
"""What is said of each difference between two audits."""


def difference_rows(found: AuditDiff) -> Iterable[tuple[str | None, ...]]:
    """Give one row for each difference, of `DIFFERENCE_COLUMNS`."""
    for each in found.differences:
        said = (each.name, each.before, each.after, _written(each.since), each.actor, each.remedy)
        yield (each.key, each.kind, each.id, each.post_id, each.creator, *said)


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
        >>> from sparklicense.views.audits import timeline_to_data
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


def _written(at: DateTime | None) -> str | None:
    return None if at is None else written(at)
