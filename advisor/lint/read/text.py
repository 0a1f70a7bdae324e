"""A file's text, in the encoding that whoever reads it goes by; `-` is what is piped in."""

from __future__ import annotations

import io
import sys
import tokenize
from pathlib import Path

from advisor.errors import BadInput
from advisor.profile.yaml_text import MAX_BYTES, decoded, read_bytes

STDIN = Path("-")


def read_source(path: Path, kind: str | None) -> str:
    """A Python program may name its encoding, properties are Latin-1 to older Java. Raises BadInput."""
    raw, suffix = _bytes(path), path.suffix.lower()
    if kind == "python" or suffix == ".py":
        return _python(raw, path)
    return _properties(raw) if suffix == ".properties" else decoded(raw, path)


def _bytes(path: Path) -> bytes:
    if path != STDIN:
        return read_bytes(path, "file")
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{path}: is larger than {MAX_BYTES:,} bytes, which no file is")
    return raw


def _python(raw: bytes, path: Path) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        return raw.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise BadInput(f"{path}: is no text in the encoding that it names, or else in UTF-8") from error


def _properties(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")  # every byte is a letter there
