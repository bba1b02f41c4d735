"""The public names: all there, all documented, all shown by examples that run, all checked by type."""

from __future__ import annotations

import ast
import doctest
import inspect
import pkgutil
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

import sparklicense

MODULES: Final = sorted(
    ["sparklicense", *(each.name for each in pkgutil.walk_packages(sparklicense.__path__, "sparklicense."))]
)
FEWEST_EXAMPLES: Final = 60
"""Examples are statements; fewer than these mean that the search no longer finds them."""

CONTRACT: Final = {
    "time": "instant day_window Window Windows Timeline NaiveInstantError InexactInstantError",
    "facts": (
        "License LicenseStatus Post PostStatus Removal Media MediaKind SparkAd IdentityType AccountAccess AccessStatus "
        "AdSettings Targeting Placement BudgetMode BudgetLevel Portfolio ImpossibleFactsError "
        "UnofferedDaysError PortfolioError"
    ),
    "serving": "serving serving_timeline Decision ServingState CampaignStatus UnknownIdError",
    "policies": "Policy GUIDE PLATFORM Citation",
    "editing and deletion": (
        "can_edit edit EditVerdict EditRefusedError AdField Alternative can_delete can_hide can_revoke RemovalVerdict"
    ),
    "audit": "Audit",
}
"""The names that other systems are written against, by subject."""

MEMBERS: Final = {
    "License": (
        "code post_id issued_at expires_at revoked_at redeemed_at advertiser_id id issue fingerprint window status "
        "time_left redeem revoke extend reissue"
    ),
    "LicenseStatus": "PENDING UNREDEEMED ACTIVE EXPIRED REVOKED",
    "Post": "id creator published_at deleted_at removal hidden caption media labels status delete restore hide show",
    "PostStatus": "UNPUBLISHED LIVE HIDDEN DELETED",
    "Removal": "CREATOR MODERATION ACCOUNT_GONE",
    "Media": "kind width height duration sound",
    "MediaKind": "VIDEO CAROUSEL",
    "SparkAd": (
        "id post_id starts_at ends_at identity_type advertiser_id campaign_id adgroup_id name paused settings "
        "needs_license pause resume"
    ),
    "IdentityType": "AUTH_CODE TT_USER BC_AUTH_TT",
    "AccountAccess": "creator granted_at expires_at revoked_at advertiser_id id status revoke",
    "AccessStatus": "PENDING ACTIVE EXPIRED REVOKED",
    "AdSettings": (
        "call_to_action landing_page_url tracking bid bidding_strategy budget budget_mode budget_level currency "
        "targeting placements"
    ),
    "Targeting": "audiences locations ages interests",
    "BudgetMode": "DAILY LIFETIME",
    "BudgetLevel": "AD ADGROUP CAMPAIGN",
    "Portfolio": "posts licenses ads access with_ without serving timeline campaign audit expiring upcoming",
    "Window": "start end duration __contains__ __and__",
    "Windows": (
        "none always duration span gaps __or__ __and__ __sub__ __invert__ __contains__ __iter__ __len__ __bool__"
    ),
    "Timeline": "initial changes at since until spans windows map combine",
    "ServingState": (
        "POST_DELETED ENDED LICENSE_MISSING LICENSE_REVOKED LICENSE_EXPIRED LICENSE_UNREDEEMED LICENSE_PENDING "
        "ACCESS_ENDED ACCESS_PENDING POST_UNPUBLISHED POST_HIDDEN SCHEDULED PAUSED SERVING"
    ),
    "Decision": "state at serves objections because since until next_state explain",
    "CampaignStatus": "id ads serving nothing_serves",
    "Policy": (
        "name days_offered post_must_be_public creator_may_remove placement_editable post_replaceable "
        "in_feed_closed_from reminder_below_days citations"
    ),
    "Citation": "title section url read_on",
    "EditVerdict": "field allowed rule reason triggers_review alternative",
    "AdField": (
        "CALL_TO_ACTION LANDING_PAGE_URL TRACKING BID BIDDING_STRATEGY BUDGET TARGETING SCHEDULE_START SCHEDULE_END "
        "PLACEMENT NAME VIDEO CAPTION ON_SCREEN_TEXT STICKERS AUDIO ASPECT_RATIO PROFILE POST"
    ),
    "Alternative": "NEW_IN_FEED_AD ANOTHER_POST NONE",
    "RemovalVerdict": "allowed blocking_ads stops earliest_release reason",
    "Audit": "at policy ads licenses campaigns upcoming",
}
"""The attributes, methods and members that other systems are written against."""


@pytest.mark.parametrize("subject", CONTRACT)
def test_every_name_of_the_contract_is_importable_from_the_front_door(subject: str) -> None:
    """And listed there."""
    for name in CONTRACT[subject].split():
        assert hasattr(sparklicense, name), name
        assert name in sparklicense.__all__


@pytest.mark.parametrize("name", MEMBERS)
def test_every_member_of_the_contract_is_there(name: str) -> None:
    """Fields, methods, operators and states."""
    owner = getattr(sparklicense, name)
    assert [member for member in MEMBERS[name].split() if not hasattr(owner, member)] == []


def test_the_front_door_lists_names_that_exist_once_each() -> None:
    """And nothing private."""
    assert len(set(sparklicense.__all__)) == len(sparklicense.__all__)
    assert all(hasattr(sparklicense, name) and not name.startswith("_") for name in sparklicense.__all__)


@pytest.mark.parametrize(
    "name", [name for name in sparklicense.__all__ if inspect.isclass(getattr(sparklicense, name))]
)
def test_the_value_of_a_member_is_its_name_in_lower_case(name: str) -> None:
    """What files, tables and the command line show; TikTok's own enums keep TikTok's spelling."""
    kind = getattr(sparklicense, name)
    if issubclass(kind, Enum):
        tiktoks = name in ("IdentityType", "Placement")
        for member in kind:
            assert member.value == (member.name if tiktoks else member.name.lower())
            assert str(member) == member.value


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_a_docstring(name: str) -> None:
    """Modules, classes, functions and methods: one that says nothing is no help."""
    source = inspect.getsource(import_module(name))
    missing: list[str] = []

    def visit(node: ast.AST, path: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                special = child.name.startswith("__")
                if child.name.startswith("_") and not special:
                    continue
                if not special and ast.get_docstring(child) is None:
                    missing.append(f"{path}.{child.name}")
                if isinstance(child, ast.ClassDef):
                    visit(child, f"{path}.{child.name}")

    tree = ast.parse(source)
    assert ast.get_docstring(tree), name
    visit(tree, name)
    assert missing == []


def examples_in(name: str) -> list[doctest.DocTest]:
    """Find the examples of a module, each with nothing in scope, as a reader would paste it."""
    found = doctest.DocTestFinder(exclude_empty=True).find(import_module(name), name, globs={})
    return [each for each in found if each.examples]


def test_the_search_finds_the_examples() -> None:
    """Every module that has some is gone through."""
    assert sum(len(each.examples) for name in MODULES for each in examples_in(name)) > FEWEST_EXAMPLES


@pytest.mark.parametrize("name", MODULES)
def test_every_example_does_what_it_shows(name: str) -> None:
    """Warnings are errors; an example needs nothing but what it imports."""
    for example in examples_in(name):
        told: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=told.append)
        assert told == []


def names_used() -> set[str]:
    """Collect every name and attribute of the file that type checkers read."""
    path = Path(__file__).parent.parent / "typing" / "public_api.py"
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def public_members(name: str) -> set[str]:
    """Give what a class of the front door has that its builtin bases do not."""
    kind: Any = getattr(sparklicense, name)
    if not inspect.isclass(kind):
        return set()
    inherited = {each for base in kind.__mro__ if not base.__module__.startswith("sparklicense") for each in dir(base)}
    fields = {each.name for each in attrs.fields(kind)} if attrs.has(kind) else set[str]()
    return {each for each in {*dir(kind), *fields} - inherited if not each.startswith("_")}


def test_the_file_for_type_checkers_uses_every_public_name() -> None:
    """Every class, function and table of the front door, with every attribute, method and member."""
    used = names_used()
    missing = [name for name in sparklicense.__all__ if name not in used]
    missing += [f"{name}.{each}" for name in sparklicense.__all__ for each in sorted(public_members(name) - used)]
    assert missing == []


def test_american_spelling_is_used_throughout() -> None:
    """One word for one thing: a license is never spelled the other way, in code or in words."""
    other = "licen" + "ce"
    for name in MODULES:
        assert other not in inspect.getsource(import_module(name)).lower(), name
