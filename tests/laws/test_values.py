"""Laws of values: what is equal, what can be copied, and that nothing ever changes."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import (
    DAY,
    Case,
    access,
    ad_settings,
    cases,
    licenses,
    media,
    moments,
    policies,
    portfolios,
    posts,
    spark_ads,
    window,
    windows,
)

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    AdField,
    Decision,
    License,
    Policy,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
    SparkLicenseError,
    Timeline,
    Window,
    Windows,
    can_delete,
    can_edit,
    can_hide,
    can_revoke,
    edit,
    serving,
    serving_timeline,
)

VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "window": window(),
    "windows": windows(),
    "media": media(),
    "settings": ad_settings(),
    "post": posts(),
    "license": licenses(),
    "ad": spark_ads(),
    "access": access(),
    "portfolio": portfolios(most=2),
    "timeline": cases().map(Case.timeline),
    "decision": cases().map(Case.decision),
    "policy": policies(),
}


def rebuilt(value: Any) -> Any:
    """Make a value anew from its arguments, so that nothing is shared but what is inside them."""
    if isinstance(value, Windows):
        return Windows(reversed(list(value)))
    if isinstance(value, Timeline):
        return Timeline(value.initial, value.changes)
    if isinstance(value, Decision):
        return copy.deepcopy(value)
    return attrs.evolve(value)


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_equal_facts_hash_alike_and_pickle_and_copy_to_equals(kind: str, data: st.DataObject) -> None:
    """Made again, copied or sent to another process, a value is the same value."""
    value = data.draw(VALUES[kind])
    copies = [rebuilt(value), copy.copy(value), copy.deepcopy(value)]
    copies += [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]  # noqa: S301 - our own pickle
    for each in copies:
        assert each == value
        assert hash(each) == hash(value)
        assert repr(each) == repr(value)


@given(cases())
def test_a_decision_that_has_been_asked_copies_to_its_equal(case: Case) -> None:
    """What it works out when asked is no part of its value."""
    asked, fresh = case.decision(), case.decision()
    asked.explain()
    for each in (copy.deepcopy(asked), pickle.loads(pickle.dumps(asked))):  # noqa: S301 - our own pickle
        assert each == asked == fresh
        assert hash(each) == hash(fresh)
        assert (each.since, each.until, each.next_state) == (fresh.since, fresh.until, fresh.next_state)


@given(cases())
def test_equal_inputs_give_equal_decisions(case: Case) -> None:
    """The same question, asked with copies of the facts, has the same answer in every respect."""
    again = copy.deepcopy(case)
    assert again.decision() == case.decision()
    assert hash(again.decision()) == hash(case.decision())
    assert again.timeline() == case.timeline()
    assert again.decision().explain() == case.decision().explain()


@given(cases(), moments())
def test_decisions_at_different_instants_differ(case: Case, at: DateTime) -> None:
    """Equality of decisions means something."""
    assert (case.decision() == case._replace(at=at).decision()) is (at == case.at)


FACTS: Final = {
    Post: posts(),
    License: licenses(),
    SparkAd: spark_ads(),
    AccountAccess: access(),
    Windows: windows(),
    Portfolio: portfolios(most=2),
    Timeline: cases().map(Case.timeline),
    Decision: cases().map(Case.decision),
    Policy: policies(),
}
CALLS: Final[dict[type, dict[str, Callable[[Any, DateTime], object]]]] = {
    Post: {
        "status": lambda post, at: post.status(at),
        "delete": lambda post, at: post.delete(at),
        "restore": lambda post, _: post.restore(),
        "hide": lambda post, at: post.hide(at),
        "show": lambda post, at: post.show(at),
    },
    License: {
        "status": lambda license, at: license.status(at),
        "time_left": lambda license, at: license.time_left(at),
        "redeem": lambda license, at: license.redeem(at, advertiser_id="a"),
        "revoke": lambda license, at: license.revoke(at),
        "extend": lambda license, at: license.extend(30, at=at),
        "reissue": lambda license, at: license.reissue(code=None, issued_at=at),
        "issue": lambda license, at: type(license).issue(code=None, post_id="1", issued_at=at),
    },
    AccountAccess: {
        "status": lambda access, at: access.status(at),
        "revoke": lambda access, at: access.revoke(at),
    },
    SparkAd: {"pause": lambda ad, at: ad.pause(at), "resume": lambda ad, at: ad.resume(at)},
    Windows: {
        "none": lambda windows, _: windows.none(),
        "always": lambda windows, _: windows.always(),
        "gaps": lambda windows, _: windows.gaps(),
        "switched": lambda windows, at: windows.switched(at),
    },
    Portfolio: {
        "post": lambda portfolio, _: [portfolio.post(each.id) for each in portfolio.posts],
        "ad": lambda portfolio, _: [portfolio.ad(each.id) for each in portfolio.ads],
        "licenses_of": lambda portfolio, _: [portfolio.licenses_of(each.id) for each in portfolio.posts],
        "with_": lambda portfolio, at: portfolio.with_(Post(id="new", published_at=at), *portfolio.ads),
        "without": lambda portfolio, _: portfolio.without(*portfolio.ads),
        "access_to": lambda portfolio, _: portfolio.access_to("maya"),
        "serving": lambda portfolio, at: [portfolio.serving(each.id, at=at).explain() for each in portfolio.ads],
        "timeline": lambda portfolio, _: [portfolio.timeline(each.id) for each in portfolio.ads],
        "campaign": lambda portfolio, at: [portfolio.campaign(each, at=at) for each in portfolio.campaign_ids],
        "expiring": lambda portfolio, at: portfolio.expiring(at=at, within=DAY),
        "upcoming": lambda portfolio, at: portfolio.upcoming(at, at + 30 * DAY),
        "audit": lambda portfolio, at: portfolio.audit(at=at, within=30 * DAY),
    },
    Timeline: {
        "at": lambda timeline, at: timeline.at(at),
        "since": lambda timeline, at: timeline.since(at),
        "until": lambda timeline, at: timeline.until(at),
        "spans": lambda timeline, at: timeline.spans(at),
        "windows": lambda timeline, _: timeline.windows(ServingState.SERVING),
        "map": lambda timeline, _: timeline.map(str),
        "combine": lambda timeline, _: timeline.combine(lambda mine, theirs: (mine, theirs), timeline),
        "explain": lambda timeline, _: timeline.explain("America/Los_Angeles"),
    },
    Decision: {"explain": lambda decision, _: decision.explain("America/Los_Angeles")},
    Policy: {
        "check_days": lambda policy, _: policy.check_days(30),
        "in_feed_is_open": lambda policy, at: policy.in_feed_is_open(at),
        "in_feed_disputed_by": lambda policy, at: policy.in_feed_disputed_by(at),
    },
}
"""Every public method, called."""


@pytest.mark.parametrize("kind", CALLS, ids=lambda kind: kind.__name__)
def test_every_public_method_is_called_below(kind: type) -> None:
    """The law below would be empty without this one."""
    public = {name for name, member in inspect.getmembers(kind, callable) if not name.startswith("_")}
    assert CALLS[kind].keys() == public


@pytest.mark.parametrize("kind", CALLS, ids=lambda kind: kind.__name__)
@given(at=moments(), data=st.data())
def test_no_method_changes_its_object(kind: type, at: DateTime, data: st.DataObject) -> None:
    """Whatever is asked of it, and whether it is refused or not, a value stays what it was."""
    value = data.draw(FACTS[kind])
    before, told = copy.deepcopy(value), repr(value)
    for call in CALLS[kind].values():
        with suppress(SparkLicenseError):
            call(value, at)
        assert value == before
        assert repr(value) == told
        assert hash(value) == hash(before)


@pytest.mark.parametrize("kind", VALUES)
@settings(max_examples=10)
@given(data=st.data())
def test_no_field_can_be_set(kind: str, data: st.DataObject) -> None:
    """Not one of them, and no new one."""
    value = data.draw(VALUES[kind])
    for name in (*(field.name for field in attrs.fields(type(value))), "other"):
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(value, name, None)


@given(cases(most=5), st.sampled_from(("UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia")))
def test_serving_never_raises_on_facts_that_belong_together(case: Case, tz: str) -> None:
    """Every question about any facts has an answer: at an instant, over time and in words."""
    for policy in (GUIDE, PLATFORM):
        some: dict[str, Any] = {"post": case.post, "licenses": case.licenses, "policy": policy}
        decision = serving(case.ad, at=case.at, **some)
        assert decision.state in ServingState
        assert decision.explain(tz)
        assert repr(decision)
        assert serving_timeline(case.ad, post=case.post, licenses=case.licenses, policy=policy).spans()


@given(cases())
def test_the_questions_about_removal_and_editing_never_raise_on_facts_that_belong_together(case: Case) -> None:
    """They give verdicts, of which each says why."""
    some: dict[str, Any] = {"at": case.at, "policy": case.policy}
    verdicts: list[Any] = [can_delete(case.post, ads=[case.ad], **some), can_hide(case.post, ads=[case.ad], **some)]
    verdicts += [can_revoke(each, ads=[case.ad], **some) for each in case.licenses]
    verdicts += [can_edit(field, ad=case.ad, post=case.post, **some) for field in AdField]
    assert all(verdict.reason for verdict in verdicts)
    assert edit(case.ad, {}, **some) == case.ad


@given(licenses(), st.timedeltas(min_value=timedelta(), max_value=400 * DAY))
def test_what_is_left_of_a_license_is_between_nothing_and_all_of_it(license: License, ago: timedelta) -> None:
    """And it is nothing exactly from its end on."""
    at = license.issued_at + ago
    left = license.time_left(at)
    assert timedelta() <= left <= license.time_left(license.issued_at)
    assert (left == timedelta()) is (at >= license.ends_at)


@given(window(), window())
def test_equal_sets_of_windows_are_equal_however_they_are_written(one: Window, two: Window) -> None:
    """In any order, and cut into pieces or not."""
    assert Windows((one, two)) == Windows((two, one)) == Windows((one,)) | Windows((two,))
    assert hash(Windows((one, two))) == hash(Windows((two, one, one)))
