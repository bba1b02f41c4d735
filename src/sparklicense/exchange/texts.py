"""JSON text: read whole, with every number exact and every key that stands twice remembered."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from sparklicense.errors import InvalidValueError
from sparklicense.exchange.records import REPEATED


def read_json(text: str) -> Any:
    """Read JSON text as plain data.

    Numbers with a fraction become `Decimal`s, and an object in which a key stands twice says so under `REPEATED`.

    Raises:
        InvalidValueError: it is no JSON, or none that can be read.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=Decimal)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidValueError(f"{where}: not JSON: {error.msg.lower()}") from None
    except (ValueError, ArithmeticError):
        raise InvalidValueError("it holds a number that is too long to read") from None
    except RecursionError:
        raise InvalidValueError("its lists and objects are nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[Any, Any]:
    """Make an object, and keep in mind which of its keys were written twice."""
    made: dict[Any, Any] = dict(pairs)
    if len(made) < len(pairs):
        made[REPEATED] = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return made
