"""The folder of a job's script as a zip that Flink's Python finds its imports in."""

from __future__ import annotations

import zipfile
from pathlib import Path

# The earliest that a zip can hold: the same files make the same bytes, whenever they were written.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def package_of(script: Path) -> Path | None:
    """The outermost package that the script lies in; None when its folder is none."""
    found = None
    for folder in script.resolve().parents:
        if not (folder / "__init__.py").is_file():
            break
        found = folder
    return found


def package_folder(package: Path, archive: Path) -> Path:
    """All Python files of `package` in a zip whose root holds it, as --pyFiles wants it; returns `archive`."""
    with zipfile.ZipFile(archive, "w") as bundle:
        for path in sorted(package.rglob("*.py")):
            entry = zipfile.ZipInfo(path.relative_to(package.parent).as_posix(), _NO_TIME)
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive
