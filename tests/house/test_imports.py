"""The house: imports go down only, optional libraries stay behind one door each, one place reads a clock."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import pytest

import sparklicense

HOUSE: Final = Path(str(files(sparklicense)))
"""The package as it is installed."""

FLOORS: Final = (
    ("errors",),
    ("instants",),
    ("markup",),
    ("windows",),
    ("timelines",),
    ("checks",),
    ("citations",),
    ("policies",),
    ("tracks",),
    ("settings",),
    ("access", "licenses", "posts", "ads"),
    ("rules",),
    ("audit_rows",),
    ("audit",),
    ("auditing",),
    ("portfolio",),
    ("planning",),
    ("formats", "frames", "data", "plots", "views"),
    ("sources",),
    ("imports",),
    ("console",),
    ("options",),
    ("import_commands",),
    ("cli",),
    ("__main__",),
)
"""The rooms, lowest first: each knows itself and what lies on lower floors, and nobody on its own floor."""

FLOOR: Final = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
CORE: Final = {room for rooms in FLOORS[: FLOOR["planning"]] for room in rooms}
"""The rooms that the domain lives in."""

ALWAYS_THERE: Final = {"attr", "attrs", "pendulum"}
"""The libraries that the package depends on; any other is optional."""

RULES: Final = (
    ("rulebook", "states"),
    ("expiry",),
    ("serving_rows",),
    ("serving",),
    ("deletion", "editing", "redemption"),
)
"""The same, inside the room of the rules."""

CLOCKS: Final = {
    "now", "utcnow", "today", "yesterday", "tomorrow", "time_ns", "monotonic", "monotonic_ns", "perf_counter",
    "perf_counter_ns", "process_time", "localtime", "gmtime", "ctime",
}  # fmt: skip
"""What reads a clock, whatever it is called on."""


class Import(NamedTuple):
    """One import: what is imported, and whether only type checkers see it."""

    target: str
    typing_only: bool


def modules() -> dict[str, ast.Module]:
    """Parse every module of the package, by name within it; the front door is `__init__`."""
    found: dict[str, ast.Module] = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = ast.parse(path.read_text("utf-8"), str(path))
    return found


MODULES: Final = modules()


def walk(node: ast.AST, *, typing_only: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Go through a tree, remembering what stands under `if TYPE_CHECKING:`."""
    yield node, typing_only
    for child in ast.iter_child_nodes(node):
        guarded = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and child in node.body
        yield from walk(child, typing_only=typing_only or guarded)


def imports(name: str) -> Iterator[Import]:
    """Give everything a module imports, wherever in it; a submodule is named even where a package is asked for it."""
    for node, typing_only in walk(MODULES[name]):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports name the whole way"
            assert node.module is not None
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = whole.removeprefix("sparklicense.") in MODULES
                yield Import(whole if is_module else node.module, typing_only)


def own_imports(name: str) -> Iterator[Import]:
    """Give the modules of this package that a module imports, by name within it."""
    for each in imports(name):
        if each.target == "sparklicense":
            yield each._replace(target="__init__")
        elif each.target.startswith("sparklicense."):
            yield each._replace(target=each.target.removeprefix("sparklicense."))


def room_of(name: str) -> str:
    """Give the room that a module is in."""
    return name.partition(".")[0]


def test_the_scan_sees_the_house() -> None:
    """The tests below are about dozens of modules and hundreds of imports, known ones among them."""
    assert {"instants", "rules", "rules.serving", "portfolio", "data.records"} <= MODULES.keys()
    assert Import("instants", typing_only=False) in set(own_imports("windows"))
    assert sum(1 for name in MODULES for _ in own_imports(name)) > 150


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_imports_go_down_only(name: str) -> None:
    """A module knows its own room and lower floors; types count, and the front door is for those outside."""
    room = room_of(name)
    assert room in FLOOR, f"{room} has no floor yet"
    allowed = {other for other, floor in FLOOR.items() if floor < FLOOR[room]} | {room}
    if FLOOR[room] > FLOOR["sources"]:
        allowed.add("__init__")
    assert {each.target for each in own_imports(name) if room_of(each.target) not in allowed} == set()


def test_the_rules_are_made_of_rules_below_them() -> None:
    """Inside their room, too, imports go down only; words about decisions may name their type."""
    floor = {f"rules.{module}": place for place, each in enumerate(RULES) for module in each}
    for name in MODULES:
        if room_of(name) == "rules" and name != "rules":
            inside = [each.target for each in own_imports(name) if room_of(each.target) == "rules"]
            real = [each.target for each in own_imports(name) if not each.typing_only]
            assert all(floor[other] < floor[name] for other in inside if other in real), name


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Within a room, too; what only type checkers see does not run."""
    below: dict[str, set[str]] = {
        name: {each.target for each in own_imports(name) if not each.typing_only} for name in MODULES
    }
    while below:
        free = [name for name, others in below.items() if not (others & below.keys()) - {name}]
        assert free, f"a circle among {sorted(below)}"
        for name in free:
            assert name not in below[name]
            del below[name]


def test_the_front_door_is_made_of_names() -> None:
    """It says what is public, for type checkers and for Python, and opens on request: nothing else."""
    assigned = [
        ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else getattr(node, "name", type(node).__name__)
        for node in MODULES["__init__"].body
    ]
    doors = ["_HOMES", "_ROOMS", "_HOME_OF", "__getattr__", "__dir__"]
    assert assigned == ["Expr", "ImportFrom", "ImportFrom", "If", *doors, "__all__", "__version__"]
    rooms = {room_of(each.target) for each in own_imports("__init__")}
    assert {room for room in rooms if FLOOR[room] > FLOOR["sources"]} == set()
    assert "cli" not in rooms


def test_the_front_door_says_the_same_to_type_checkers_and_to_python() -> None:
    """Each public name has one home, and is found there; nothing else is."""
    guarded = next(node for node in MODULES["__init__"].body if isinstance(node, ast.If))
    typed = {
        alias.name: node.module for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    rooms = {name for name, home in typed.items() if home == "sparklicense"}
    typed = {name: home for name, home in typed.items() if name not in rooms}
    assert rooms == set(sparklicense._ROOMS)  # noqa: SLF001 - the other table under test
    assert {name: f"sparklicense.{home}" for name, home in sparklicense._HOME_OF.items()} == typed  # noqa: SLF001 - the table under test
    assert sorted(typed) == sorted(sparklicense.__all__)
    assert set(typed) <= set(dir(sparklicense))
    for name, home in typed.items():
        assert getattr(sparklicense, name) is getattr(sys.modules[str(home)], name)
    with pytest.raises(AttributeError, match=r"^module 'sparklicense' has no attribute 'Licence'$"):
        sparklicense.Licence  # noqa: B018 - asking is the test


def test_an_optional_library_is_imported_in_one_module() -> None:
    """Whoever lacks it loses one thing, and one place says so."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for name in MODULES:
        for each in imports(name):
            library = each.target.partition(".")[0]
            if library not in sys.stdlib_module_names | ALWAYS_THERE | {"sparklicense", "__future__"}:
                users[library].add(name)
    assert {"click", "rich"} <= users.keys()
    assert users.pop("click") == {"cli", "import_commands", "options"}
    assert {library: names for library, names in users.items() if len(names) > 1} == {}
    assert {library for library, (name,) in users.items() if room_of(name) in CORE | {"__init__", "__main__"}} == set()


def loaded_by(statement: str) -> set[str]:
    """Tell which modules a fresh interpreter has after a statement."""
    program = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-sP", "-c", program], check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_attrs_and_pendulum_and_no_more() -> None:
    """No optional library, no files, no command line, whatever is used of the front door; and until then nothing."""
    assert {name for name in loaded_by("import sparklicense") if name.startswith("sparklicense.")} == set()
    libraries = {name.partition(".")[0] for name in loaded_by("import attr, attrs, pendulum")}
    loaded = loaded_by("from sparklicense import *")
    tops = {name.partition(".")[0] for name in loaded}
    assert tops - libraries - sys.stdlib_module_names == {"sparklicense"}
    rooms = {name.split(".")[1] for name in loaded if name.startswith("sparklicense.")}
    assert rooms >= CORE
    assert not rooms & {"frames", "cli", "options", "__main__"}


@pytest.mark.parametrize("room", ["data", "formats", "frames", "planning", "plots", "sources", "views"])
def test_a_room_is_an_attribute_of_the_package_that_holds_it(room: str) -> None:
    """After `import sparklicense`, which loads none of them."""
    assert f"sparklicense.{room}" not in loaded_by("import sparklicense")
    assert f"sparklicense.{room}" in loaded_by(f"import sparklicense; assert sparklicense.{room}")
    assert room in dir(sparklicense)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_but_the_command_line_reads_a_clock(name: str) -> None:
    """Everywhere else `at` is an argument."""
    read = {
        ast.unparse(node) for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    }
    assert "time" not in {each.target for each in imports(name)}
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.ImportFrom) and node.module == "pendulum":
            read |= {alias.name for alias in node.names} & CLOCKS
    if name == "options":
        assert read
    else:
        assert read == set()


def test_nothing_in_the_domain_names_a_time_zone_but_the_two_doors_of_time() -> None:
    """`instant` puts everything into UTC and `day_window` asks for a clock; nothing else needs one."""
    named = {"UTC", "timezone", "local_timezone", "ZoneInfo", "timezones"}
    for name in MODULES:
        if room_of(name) in CORE - {"instants", "windows"}:
            for node in ast.walk(MODULES[name]):
                if isinstance(node, ast.ImportFrom) and node.module in ("datetime", "pendulum", "zoneinfo"):
                    assert not named & {alias.name for alias in node.names}, name
            assert "zoneinfo" not in {each.target for each in imports(name)}


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.py")), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    """One reason to exist each."""
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_package_says_that_it_is_typed() -> None:
    """Else type checkers ignore its annotations."""
    assert (HOUSE / "py.typed").is_file()
