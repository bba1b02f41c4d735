"""Audits and timelines as data: the keys of the contract, and the same answers as the objects."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from strategies import moments, policies, portfolios

from sparklicense import GUIDE, Decision, License, Policy, Portfolio, Post, SparkAd, instant
from sparklicense.data import from_json, to_data, to_json
from sparklicense.rules.expiry import on_own_post
from sparklicense.views.audits import AUDIT_COLUMNS, SPAN_COLUMNS, audit_rows, timeline_to_data

PORTFOLIO = Portfolio(
    posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
    licenses=[License.issue(id="own", code="#hush=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
    ads=[
        SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", campaign_id="c"),
        SparkAd(id="8", post_id="1", starts_at="2027-06-01T00:00:00Z"),
    ],
)


EXPIRED: Final = {"post_id": "1", "creator": "", "actor": "creator", "remedy": "issue a new code"}


def test_an_audit_has_the_keys_of_the_contract() -> None:
    """Word for word, in order, instants as text in UTC, the explanation on the reader's clock."""
    audit = PORTFOLIO.audit(at="2026-06-20T09:09:07+02:00", within=timedelta(days=30))
    found = to_data(audit, tz="Europe/Berlin")
    explanations = [each.pop("explanation") for each in found["ads"]]
    assert list(found) == ["schema", "at", "policy", "ads", "licenses", "campaigns", "upcoming", "needs_action"]
    assert found == {
        "schema": "sparklicense.audit/1",
        "needs_action": True,
        "at": "2026-06-20T07:09:07Z",
        "policy": "guide",
        "ads": [
            {
                "id": "7",
                "state": "serving",
                "because": None,
                "objections": [],
                "since": "2026-06-01T00:00:00Z",
                "until": "2026-06-23T07:09:07Z",
                "next_state": "license_expired",
                "post_id": "1",
                "creator": "",
                "campaign_id": "c",
                "name": "",
                "actor": None,
                "remedy": None,
            },
            {
                "id": "8",
                "state": "scheduled",
                "because": "scheduled",
                "objections": ["scheduled"],
                "since": "2026-05-24T07:09:07Z",
                "until": "2026-06-23T07:09:07Z",
                "next_state": "license_expired",
                "post_id": "1",
                "creator": "",
                "campaign_id": None,
                "name": "",
                "actor": "time",
                "remedy": "wait for the start",
            },
        ],
        "licenses": [
            {
                "id": "own",
                "post_id": "1",
                "status": "active",
                "expires_at": "2026-06-23T07:09:07Z",
                "time_left_seconds": 259200.0,
            }
        ],
        "campaigns": [{"id": "c", "ads": ["7"], "serving": ["7"], "nothing_serves": False}],
        "upcoming": [
            {"at": "2026-06-23T07:09:07Z", "ad_id": "7", "from": "serving", "to": "license_expired", **EXPIRED},
            {"at": "2026-06-23T07:09:07Z", "ad_id": "8", "from": "scheduled", "to": "license_expired", **EXPIRED},
        ],
    }
    assert explanations == [each.explain("Europe/Berlin") for each in audit.ads]
    assert "2026-06-20 09:09:07 CEST" in explanations[0]


@given(portfolio=portfolios(), at=moments(), policy=policies())
def test_audit_data_says_what_the_audit_says_and_is_json(portfolio: Portfolio, at: Any, policy: Policy) -> None:
    """Every value is one that JSON has, and each ad's is the decision's."""
    audit = portfolio.audit(at=at, within=timedelta(days=30), policy=policy)
    found = json.loads(json.dumps(to_data(audit)))
    assert found == to_data(audit)
    assert found["policy"] == policy.name
    for ad in found["ads"]:
        decision = portfolio.serving(ad["id"], at=at, policy=policy)
        assert ad["state"] == decision.state
        assert ad["objections"] == [each.state for each in decision.objections]
        assert ad["because"] == (decision.because.id if decision.because else None)
        assert (ad["since"] and instant(ad["since"])) == decision.since
        assert (ad["until"] and instant(ad["until"])) == decision.until
        assert ad["next_state"] == decision.next_state
    assert len(found["licenses"]) == len(portfolio.licenses)
    assert len(found["upcoming"]) == len(audit.upcoming)


@given(portfolio=portfolios(), at=moments())
def test_the_rows_of_an_audit_are_its_ads_each_on_one_line(portfolio: Portfolio, at: Any) -> None:
    """The table and the JSON say the same."""
    audit = portfolio.audit(at=at)
    for row, ad in zip(audit_rows(audit), to_data(audit)["ads"], strict=True):
        cells = dict(zip(AUDIT_COLUMNS, row, strict=True))
        assert cells.pop("objections") == " ".join(ad.pop("objections"))
        explanation = cells.pop("explanation")
        assert explanation is not None
        assert explanation.split() == ad.pop("explanation").split()
        assert "\n" not in explanation
        ad.pop("was_over", None), ad.pop("rules", None), ad.pop("assumed", None)
        assert cells == ad


@given(portfolio=portfolios(), at=moments())
def test_an_audit_without_its_words_reads_back_to_the_same(portfolio: Portfolio, at: Any) -> None:
    """Explanations are for people, and are never read back."""
    audit = portfolio.audit(at=at, within=timedelta(days=30))
    bare = to_json(audit, explanations=False)
    assert all("explanation" not in ad for ad in json.loads(bare)["ads"])
    assert from_json(bare) == from_json(to_json(audit)) == audit


@given(portfolio=portfolios(), policy=policies())
def test_the_spans_of_a_timeline_tile_time_and_name_their_rule(portfolio: Portfolio, policy: Policy) -> None:
    """Where one ends the next starts, and each says what a decision there says."""
    for ad in portfolio.ads:
        own, post = on_own_post(ad, portfolio.licenses_of(ad.post_id)), portfolio.post(ad.post_id)
        found = portfolio.timeline(ad.id, policy=policy).spans()
        spans = timeline_to_data(found, policy=policy, post=post, own=own)
        assert spans[0]["start"] is None
        assert spans[-1]["end"] is None
        assert all(before["end"] == after["start"] for before, after in pairwise(spans))
        for span in spans:
            assert tuple(span) == SPAN_COLUMNS
            decision = portfolio.serving(ad.id, at=span["start"] or "0001-01-01T00:00:00Z", policy=policy)
            rule = decision.because
            assert span["state"] == decision.state
            assert span["because"] == (rule and rule.id)
            assert span["reason"] == (rule and rule.reason)
            assert span["fixed_by"] == (rule and rule.actor)
            assert span["remedy"] == (rule and rule.remedy)


def test_a_timeline_can_be_cut_to_a_window() -> None:
    """Its first and last spans end where the window does."""
    timeline = PORTFOLIO.timeline("7")
    spans = timeline_to_data(timeline.spans("2026-06-20T00:00:00Z", "2026-06-25T00:00:00Z"), policy=GUIDE)
    assert [(span["start"], span["end"], span["state"]) for span in spans] == [
        ("2026-06-20T00:00:00Z", "2026-06-23T07:09:07Z", "serving"),
        ("2026-06-23T07:09:07Z", "2026-06-25T00:00:00Z", "license_expired"),
    ]


def test_no_word_is_worked_out_that_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Explanations are most of the work: each is made once, or not at all."""
    made: list[str] = []
    explain = Decision.explain

    def counted(decision: Decision, tz: Any = "UTC") -> str:
        made.append(decision.ad_id)
        return explain(decision, tz)

    monkeypatch.setattr(Decision, "explain", counted)
    audit = PORTFOLIO.audit(at="2026-06-20T09:09:07+02:00")
    to_data(audit, explanations=False)
    assert made == []
    to_data(audit)
    assert made == ["7", "8"]
