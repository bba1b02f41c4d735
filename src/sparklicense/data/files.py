"""Files: read whole, written whole and for the owner's eyes only."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sparklicense.errors import PortfolioFileError, named

MOST_BYTES: Final = 2**30
"""Of a file: far more than a portfolio of a million ads takes, and less than what stops a computer."""


def read_raw(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read a file, or what comes through a pipe, up to a number of bytes.

    Raises:
        PortfolioFileError: it is not there, cannot be read, is neither a file nor a pipe, or is larger.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            raw = file.read(most + 1) if stat.S_ISREG(mode) or stat.S_ISFIFO(mode) else None
    except FileNotFoundError:
        raise PortfolioFileError([f"{named(path)}: no such file or folder"]) from None
    except (OSError, ValueError) as error:
        raise PortfolioFileError([f"{named(path)}: cannot be read: {reason(error)}"]) from None
    if raw is None:  # a device, which may never end
        raise PortfolioFileError([f"{named(path)}: cannot be read: it is neither a file nor a pipe"])
    if len(raw) > most:
        raise PortfolioFileError([f"{named(path)}: larger than {most // 2**20:,} MiB, which is the most that is read"])
    return raw


def read_text(path: Path) -> str:
    """Read a file of text: UTF-8, or what its byte order mark says it is.

    Raises:
        PortfolioFileError: `read_raw` refuses it, or it is of another encoding.
    """
    raw = read_raw(path)
    try:
        return decode(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        encoding = error.encoding.upper()
        raise PortfolioFileError(
            [f"{named(path)}: line {line}: byte {raw[error.start]:#04x} is not {encoding}; save the file as UTF-8"]
        ) from None


def decode(raw: bytes, errors: str = "strict") -> str:
    """Decode text: UTF-8, or the encoding that its byte order mark, or the zeros in its first letters, name.

    Raises:
        UnicodeDecodeError: it is of another encoding, and `errors` is strict.
    """
    return raw.decode(json.detect_encoding(raw), errors).removeprefix("\ufeff")


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write files of UTF-8 text, as `write_files` does.

    Raises:
        PortfolioFileError: they cannot be written there; files that were there stay as they are.
    """
    raw: dict[Path, bytes] = {}
    for path, text in texts.items():
        try:
            raw[path] = text.encode()
        except UnicodeEncodeError:
            raise PortfolioFileError(
                [f"{named(path)}: a text holds half a character (a lone surrogate), which UTF-8 cannot carry"]
            ) from None
    write_files(raw)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may look into, where it is not there yet.

    Raises:
        PortfolioFileError: it cannot be made there.
    """
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except (OSError, ValueError) as error:
        raise PortfolioFileError([f"{named(path)}: cannot be written: {reason(error)}"]) from None


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files that only their owner may read.

    Everything is written beside its place first. Then each file takes its place at once, so that a
    reader finds the old file or the new one, whole.

    Raises:
        PortfolioFileError: they cannot be written there; files that were there stay as they are.
    """
    waiting: dict[Path, str] = {}
    path = Path()
    try:
        for path, raw in files.items():
            handle, waiting[path] = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")  # for the owner alone
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
                file.write(raw)
        for path in files:
            os.replace(waiting[path], path)  # noqa: PTH105 - `mkstemp` gives text
            del waiting[path]
    except FileNotFoundError:
        raise PortfolioFileError([f"{named(path)}: cannot be written: no such folder; make it first"]) from None
    except (OSError, ValueError) as error:
        raise PortfolioFileError([f"{named(path)}: cannot be written: {reason(error)}"]) from None
    finally:
        for left in waiting.values():
            Path(left).unlink()


def reason(error: OSError | ValueError) -> str:
    """Tell in a few words why a path cannot be used."""
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return "its name holds what no name may"
