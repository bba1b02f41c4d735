"""What someone sees who has not installed the extra."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from sparklicense import MissingExtraError
from sparklicense.frames import engine


def test_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, and as the import error that it is."""
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    spec = spec_from_file_location("engine_again", engine.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(MissingExtraError) as caught:
        spec.loader.exec_module(module_from_spec(spec))
    assert str(caught.value) == (
        "sparklicense.frames needs narwhals, which is not installed: pip install 'sparklicense[frames]'"
    )
