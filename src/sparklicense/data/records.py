"""Records: plain data to facts and back, by a table of fields.

A record that is in order is read in one step, by the fact's own constructor. Only one that is not
is gone through field by field, to name everything that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, signature
from typing import Any, Final, Generic, TypeGuard, TypeVar

import attrs

from sparklicense.errors import ProblemsError, SparkLicenseError, WrongTypeError, shown

F = TypeVar("F")

REPEATED: Final = object()
"""The key under which a record keeps those of its keys that were written twice."""


@attrs.frozen(kw_only=True, eq=False)
class Kind:
    """How values of one kind stand in a file.

    Attributes:
        schema: their JSON Schema.
        read: makes the attribute's value of the file's; `None`: the attribute takes it as it is.
        write: makes the file's value of the attribute's; `None`: it is written as it is.
        scalar: whether a value is one text or number, so that a table's cell can carry it.
        secret: whether the record that holds it must not be echoed.
        shapes: the records it is made of.
    """

    schema: Mapping[str, object]
    read: Callable[[Any], object] | None = None
    write: Callable[[Any], object] | None = None
    scalar: bool = True
    secret: bool = False
    shapes: tuple[Shape[Any], ...] = ()


@attrs.frozen(eq=False)
class Field:
    """One attribute in a file: its name is the key.

    Attributes:
        name: the attribute.
        kind: how its values stand in a file.
        nullable: whether it can be `None`, which a file writes as null.
        get: finds the value in a fact; `None`: it is the attribute.
        argument: what the maker of the fact calls it, where that is not the key.
        words: what it is, for schemas; empty: the class of the fact says it.
        is_prose: whether it is words for people, which `to_data` can do without and which are never read back.
    """

    name: str
    kind: Kind
    nullable: bool = False
    get: Callable[[Any], Any] | None = None
    argument: str = ""
    words: str = ""
    is_prose: bool = False


@attrs.frozen(kw_only=True, eq=False)
class Shape(Generic[F]):
    """The table of fields of one kind of fact.

    Attributes:
        noun: what a person calls such a fact.
        make: its class, or a function that takes the fields by name and gives the fact.
        fields: its fields, in the order in which files list them.
        name: what schemas call it; left out: the class's name.
        told_by: the class whose documentation says what the fields are; left out: the maker.
    """

    noun: str
    make: Callable[..., F]
    fields: tuple[Field, ...]
    name: str = ""
    told_by: type | None = None
    attributes: tuple[tuple[Field, attrs.Attribute[Any] | None], ...] = attrs.field(init=False)
    """Each field with the attribute it fills, where there is one; a derived id is filled by a private one."""
    known: frozenset[object] = attrs.field(init=False)
    """The keys a record may have."""
    required: tuple[str, ...] = attrs.field(init=False)
    """The keys it must have: those that its maker has no default for."""
    defaults: Mapping[str, object] = attrs.field(init=False)
    """What an attribute is when its key is left out, where that is always the same."""
    renamed: tuple[tuple[str, str], ...] = attrs.field(init=False)
    """The keys that its maker calls otherwise."""

    def __attrs_post_init__(self) -> None:
        """Read off the maker what it says itself."""
        make: Any = self.make  # which may be an attrs class; no bound of `F` says so to every type checker
        by_key: dict[str, attrs.Attribute[Any]] = {}
        if attrs.has(make):
            by_key = {each.alias: each for each in attrs.fields(make)}
        given = {name: each.default for name, each in signature(make).parameters.items()}
        attributes = tuple((field, by_key.get(field.argument or field.name)) for field in self.fields)
        # A default that depends on the record (an instant of redemption) is not one to leave out when writing.
        defaults = {
            field.name: each.default
            for field, each in attributes
            if each is not None and each.default is not attrs.NOTHING and not hasattr(each.default, "takes_self")
        }
        # Of a function's, only the empty tuple and false: the others are there to tell a key that was left out.
        defaults |= {
            field.name: given[field.argument or field.name]
            for field in self.fields
            if field.name not in defaults and given.get(field.argument or field.name) in ((), False)
        }
        required = tuple(
            field.name
            for field in self.fields
            if given.get(field.argument or field.name, Parameter.empty) is Parameter.empty
        )
        object.__setattr__(self, "name", self.name or make.__name__)
        object.__setattr__(self, "attributes", attributes)
        object.__setattr__(self, "known", frozenset(field.name for field in self.fields))
        object.__setattr__(self, "required", required)
        object.__setattr__(self, "defaults", defaults)
        renamed = tuple((field.name, field.argument) for field in self.fields if field.argument)
        object.__setattr__(self, "renamed", renamed)


def reading(shape: Shape[F]) -> Callable[[Any], F]:
    """Make the reader of one kind of record.

    Returns:
        A function of a record, a `dict` as JSON gives it, that returns the fact, or raises
        `ProblemsError` with a line for each thing wrong with the record.
    """
    known, renamed, make = shape.known, shape.renamed, shape.make
    required = frozenset(shape.required)
    converter_of = {field.name: field.kind.read for field in shape.fields}.get
    nullable = frozenset(field.name for field in shape.fields if field.nullable)

    def read(record: Any) -> F:
        if is_object(record) and record.keys() <= known and record.keys() >= required:
            values: dict[str, Any] = record.copy()
            try:
                for name, value in record.items():
                    convert = converter_of(name)
                    if convert is not None and (value is not None or name not in nullable):
                        values[name] = convert(value)
                if renamed:
                    values |= {argument: values.pop(name) for name, argument in renamed if name in values}
                return make(**values)
            except SparkLicenseError as error:
                whole = error.problems if isinstance(error, ProblemsError) else (str(error),)
            raise ProblemsError(_field_problems(shape, values_of(record)) or whole)
        raise ProblemsError(_problems(shape, record))

    return read


def is_object(value: Any) -> TypeGuard[dict[Any, Any]]:
    """Tell whether a file has an object here."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Tell whether a file has a list here."""
    return isinstance(value, list)


def values_of(record: Any) -> dict[Any, Any]:
    """Take what was read for a record as one; anything else has no values."""
    return record if is_object(record) else {}


def _problems(shape: Shape[Any], record: Any) -> list[str]:
    if not is_object(record):
        return [f"{shape.noun} is an object, not {kind_of(record)}"]
    values = values_of(record)
    wanted = ", ".join(f"`{field.name}`" for field in shape.fields)
    return [
        *(f"the key {shown(key)} occurs twice" for key in values.get(REPEATED, ())),
        *(
            f"unknown key {shown(key)}; {shape.noun} has {wanted}"
            for key in values
            if key is not REPEATED and key not in shape.known
        ),
        *(f"{name}: missing" for name in shape.required if name not in values),
        *_field_problems(shape, values),
    ]


def _field_problems(shape: Shape[Any], values: Mapping[Any, Any]) -> list[str]:
    return [
        problem
        for field, attribute in shape.attributes
        if field.name in values
        for problem in _value_problems(field, attribute, values[field.name])
    ]


def _value_problems(field: Field, attribute: Any, value: Any) -> list[str]:
    if value is None:
        return [] if field.nullable else [f"{field.name}: it cannot be null"]
    if field.kind.scalar and (is_list(value) or is_object(value)):
        return [f"{field.name}: a single value, not {kind_of(value)}"]
    if field.kind.read is not None:
        try:
            value = field.kind.read(value)
        except ProblemsError as error:
            return [f"{field.name}{_joint(each)}{each}" for each in error.problems]
        except SparkLicenseError as error:
            return [f"{field.name}: {error}"]
    return [] if attribute is None else _attribute_problems(attribute, value)


def _attribute_problems(attribute: Any, value: Any) -> list[str]:
    try:
        if attribute.converter is not None:
            value = attribute.converter(value)
        if attribute.validator is not None:
            attribute.validator(None, attribute, value)
    except SparkLicenseError as error:
        return [str(error)]
    return []


def _joint(problem: str) -> str:
    return "" if problem.startswith("[") else ": "


def kind_of(value: Any) -> str:
    """Say what kind of thing a file has here, without echoing it."""
    return _NAMES.get(type(value).__name__, "a number")


_NAMES: Final = {"dict": "an object", "list": "a list", "str": "text", "bool": "true or false", "NoneType": "null"}


def reading_each(read: Callable[[Any], F]) -> Callable[[Any], list[F]]:
    """Make the reader of a list from the reader of what is in it; a problem names the place, from 0."""

    def read_each(value: Any) -> list[F]:
        if not is_list(value):
            raise WrongTypeError(f"a list, not {kind_of(value)}")
        try:
            return [read(each) for each in value]
        except SparkLicenseError:
            raise ProblemsError(_placed(read, value)) from None

    return read_each


def _placed(read: Callable[[Any], object], values: list[Any]) -> Iterable[str]:
    for place, each in enumerate(values):
        try:
            read(each)
        except ProblemsError as error:
            yield from (f"[{place}]: {problem}" for problem in error.problems)
        except SparkLicenseError as error:
            yield f"[{place}]: {error}"


def read_text(value: Any) -> str:
    """Take text, and echo nothing else."""
    if not isinstance(value, str):
        raise WrongTypeError(f"text, not {kind_of(value)}")
    return value


def write(shape: Shape[F], fact: F) -> dict[str, object]:
    """Write a fact as a record; what equals its default is left out."""
    return {
        field.name: written_value(field, value)
        for field, value in values_in(shape, fact)
        if not is_default(shape, field, value)
    }


def values_in(shape: Shape[F], fact: F) -> Iterable[tuple[Field, Any]]:
    """Give each field with the value of its attribute; a derived id has none, and prose is written by `to_data`."""
    for field, attribute in shape.attributes:
        if field.is_prose:
            continue
        if field.get is not None:
            yield field, field.get(fact)
        else:
            yield field, getattr(fact, (field.argument or field.name) if attribute is None else attribute.name)


def is_default(shape: Shape[Any], field: Field, value: object) -> bool:
    """Tell whether leaving the field out means this value."""
    return field.name in shape.defaults and value == shape.defaults[field.name]


def written_value(field: Field, value: Any) -> object:
    """Write the value of one attribute."""
    return value if value is None or field.kind.write is None else field.kind.write(value)
