"""The folder of a job's script as a zip that Flink's Python finds its imports in."""

from __future__ import annotations

import zipfile
from pathlib import Path


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
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(package.rglob("*.py")):
            bundle.write(path, path.relative_to(package.parent))
    return archive
