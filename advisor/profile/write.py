"""A profile written all or nothing: whoever reads it meanwhile sees the old text or the new one."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from advisor.errors import BadInput


def replace_file(path: Path, text: str) -> None:
    """Put `text` in the file's place, with the mode that the file had; a link stays a link. Raises BadInput."""
    target = path.resolve()
    partial: Path | None = None
    try:
        with NamedTemporaryFile("wb", dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            partial = Path(file.name)
            file.write(text.encode("utf-8"))
        partial.chmod(target.stat().st_mode)
        partial.replace(target)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        if partial:
            partial.unlink(missing_ok=True)
