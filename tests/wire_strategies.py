"""Strategies for the wire: every value that has a form, and data that a form's schema takes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, Final

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from planned_strategies import HORIZON, budgeted
from strategies import (
    DAY,
    POOL,
    POST_ID,
    access,
    ad_settings,
    cases,
    instants,
    licenses,
    media,
    moments,
    policies,
    portfolios,
    posts,
    spark_ads,
    texts,
    window,
    windows,
)

from sparklicense import (
    DELETION,
    EDITING,
    GUIDE,
    REDEMPTION,
    SERVING,
    AdField,
    Audit,
    Policy,
    ReadingError,
    Timeline,
    can_delete,
    can_edit,
    can_hide,
    can_redeem,
    can_revoke,
)
from sparklicense.ads import SCHEDULE, SWITCH
from sparklicense.data import FORM_NAMES, from_data, schema
from sparklicense.data.kinds import INSTANT
from sparklicense.instants import written
from sparklicense.licenses import LICENSE
from sparklicense.planning import Performance, exposure, plan, ranking, recommend, reminders, spend_at_risk, what_if
from sparklicense.posts import POST

FEW: Final = settings(max_examples=max(1, settings().max_examples // 10))
"""For what is asked of every form there is: fifty times a few are many."""

HALF: Final = settings(max_examples=max(1, settings().max_examples // 2))
"""For values that hold many others."""


@cache
def house_policies() -> st.SearchStrategy[Policy]:
    """Draw a policy: one that ships, or a house's own, even under a name that is taken."""
    return st.one_of(
        policies(),
        st.builds(
            lambda name, days, since, public, extendable: attrs.evolve(
                GUIDE,
                name=name,
                days_offered=(*days,),
                in_feed_closed_from=since,
                post_must_be_public=public,
                expired_code_extendable=extendable,
            ),
            st.sampled_from(("house", "guide", "")),
            st.lists(st.sampled_from((1, 7, 30)), max_size=3),
            instants(),
            st.booleans(),
            st.booleans(),
        ),
    )


@cache
@st.composite
def audits(draw: st.DrawFn) -> Audit:
    """Draw an audit of a portfolio, under any policy."""
    found = draw(portfolios(detailed=False))
    within = draw(st.sampled_from((None, DAY, 60 * DAY)))
    return found.audit(at=draw(moments()), within=within, policy=draw(house_policies()))


@cache
@st.composite
def timelines(draw: st.DrawFn) -> Timeline[Any]:
    """Draw a timeline of every vocabulary."""
    case = draw(cases())
    return draw(
        st.sampled_from(
            (
                case.timeline(),
                case.timeline().map(lambda state: state.value == "serving"),
                case.timeline().map(lambda state: Decimal(len(state)) / 8),
                POST.timeline(case.post),
                SCHEDULE.timeline(case.ad),
                SWITCH.timeline(case.ad),
                LICENSE.timeline(draw(licenses())),
            )
        )
    )


@cache
@st.composite
def _decisions(draw: st.DrawFn) -> Any:
    return draw(cases())._replace(policy=draw(house_policies())).decision()


@cache
@st.composite
def _removals(draw: st.DrawFn) -> Any:
    question: dict[str, Any] = {
        "ads": draw(st.lists(spark_ads(), max_size=2)),
        "at": draw(moments()),
        "policy": draw(policies()),
    }
    post = draw(posts())
    return draw(
        st.sampled_from(
            (
                can_delete(post, **question),
                can_hide(post, **question),
                can_revoke(draw(licenses()), **question),
            )
        )
    )


@cache
@st.composite
def _redemptions(draw: st.DrawFn) -> Any:
    license = draw(licenses())
    post = attrs.evolve(draw(posts()), id=license.post_id)
    account = draw(st.sampled_from((None, "1", license.advertiser_id)))
    return can_redeem(license, post=post, at=draw(moments()), advertiser_id=account)


@cache
@st.composite
def _edits(draw: st.DrawFn) -> Any:
    return can_edit(
        draw(st.sampled_from(AdField)),
        ad=draw(spark_ads(POST_ID)),
        post=draw(st.none() | posts()),
        at=draw(moments()),
        policy=draw(policies()),
    )


@cache
@st.composite
def planned(draw: st.DrawFn) -> Any:
    """Draw one of planning's answers."""
    portfolio, at = draw(budgeted()), draw(instants())
    policy = draw(policies())
    found = plan(portfolio, at=at, until=HORIZON, policy=policy)
    rows = [
        Performance(id="r", post_id=POST_ID, currency="EUR", spend=Decimal("12.5"), impressions=900, clicks=31),
        Performance(id="s", post_id=POST_ID, currency="EUR", spend=Decimal(3), revenue=Decimal(9), conversions=2),
    ]
    answers: list[Any] = [
        found,
        exposure(portfolio, at=at, until=HORIZON, policy=policy),
        what_if(portfolio, *portfolio.posts, at=at, until=HORIZON, policy=policy),
        spend_at_risk(portfolio, at=at, within=30 * DAY, until=HORIZON, policy=policy),
        *ranking(rows),
        *reminders(portfolio, after=POOL[0], through=HORIZON, policy=policy),
        *(recommend(each, rows) for each in found.worklist if each.at_stake.currencies == ("EUR",)),
    ]
    return draw(st.sampled_from(answers))


def parts(value: Any) -> Iterable[Any]:
    """Give a value and all that it is made of."""
    if attrs.has(type(value)):
        yield value
        for each in attrs.fields(type(value)):
            yield from parts(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from parts(each)


def drawn(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Draw data that a JSON Schema takes; instants come from the pool."""
    return _drawn(schema, schema.get("$defs", {}))


def _drawn(schema: dict[str, Any], inside: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _drawn(inside[schema["$ref"].rpartition("/")[2]], inside)
    if "anyOf" in schema:
        return st.one_of([_drawn(each, inside) for each in schema["anyOf"]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    if schema["type"] == "object":
        keys = {key: _drawn(each, inside) for key, each in schema["properties"].items()}
        optional = {key: each for key, each in keys.items() if key not in schema["required"]}
        return st.fixed_dictionaries({key: keys[key] for key in schema["required"]}, optional=optional)
    if schema["type"] == "array":
        return st.lists(_drawn(schema["items"], inside), max_size=2)
    return _single(schema)


def _single(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if schema == INSTANT.schema or schema.get("pattern") == INSTANT.schema["pattern"]:
        return instants().map(written)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    least = schema.get("minimum")
    return {
        "string": texts(),
        "boolean": st.booleans(),
        "null": st.none(),
        "integer": st.integers(min_value=least),
        "number": st.floats(min_value=least, allow_nan=False, allow_infinity=False),
    }[schema["type"]]


@cache
def schema_of(name: str) -> dict[str, Any]:
    """Give the schema of a form, made once."""
    return schema(name)


@cache
def validator(name: str) -> Draft202012Validator:
    """Make the standard validator of a form."""
    return Draft202012Validator(schema_of(name))


def _read(data: Any) -> Any:
    try:
        return from_data(data)
    except ReadingError:
        return None


def _from_schema(name: str) -> st.SearchStrategy[Any]:
    return drawn(schema_of(name)).map(_read).filter(lambda each: each is not None)


def _first_of(attribute: str) -> st.SearchStrategy[Any]:
    return audits().map(lambda each: getattr(each, attribute)).filter(bool).map(lambda each: each[0])


OWN: Final[dict[str, st.SearchStrategy[Any]]] = {
    "license": licenses(),
    "account_access": access(),
    "post": posts(),
    "spark_ad": spark_ads(),
    "media": media(),
    "ad_settings": ad_settings(),
    "targeting": ad_settings().map(lambda each: each.targeting),
    "portfolio": portfolios(),
    "window": window(),
    "windows": windows(),
    "timeline": timelines(),
    "policy": house_policies(),
    "citation": st.sampled_from([cited for row in SERVING.rows for cited in row.citations]),
    "decision": _decisions(),
    "objection": _decisions().filter(lambda each: each.objections).map(lambda each: each.objections[-1]),
    "audit": audits(),
    "ad_audit": _first_of("ads"),
    "license_audit": _first_of("licenses"),
    "campaign_status": _first_of("campaigns"),
    "change": _first_of("upcoming"),
    "serving_rule": st.sampled_from(SERVING.rows),
    "edit_rule": st.sampled_from(EDITING.rows),
    "removal_rule": st.sampled_from(DELETION.rows),
    "edit_verdict": _edits(),
    "removal_verdict": _removals(),
    "redemption_rule": st.sampled_from(REDEMPTION.rows),
    "redemption_verdict": _redemptions(),
}
"""Values of each form as the library makes them."""

VALUES: Final = {name: OWN[name] if name in OWN else _from_schema(name) for name in FORM_NAMES}
"""Values of every form."""
