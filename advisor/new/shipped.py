"""Reads what is shipped, from an installed package or a checkout; writes a project, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

from advisor.errors import BadInput
from advisor.new.layout import Sources
from advisor.profile.render import flink_conf


def job_templates() -> Path:
    """The folder of the job templates: inside an installed package, or beside it in a checkout."""
    package = Path(str(files("advisor")))
    installed = package / "job_templates"
    return installed if installed.is_dir() else package.parent / "jobs"


def template_names() -> list[str]:
    """The job templates that a project can be laid out from."""
    return sorted(path.parent.name for path in _project().glob("*/about.yaml"))


def shipped() -> Sources:
    return Sources(
        project=_texts(_project(), (".j2", ".yaml")),
        jobs=_texts(job_templates(), (".py", ".sql")),
        flink_conf=_texts(flink_conf(), (".yaml", ".json")),
    )


def _project() -> Path:
    return Path(str(files("advisor"))) / "new" / "project"


def _texts(folder: Path, suffixes: tuple[str, ...]) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in suffixes
    }


def write_project(out: Path, texts: Mapping[str, str]) -> None:
    """All files or none: laid out beside, then moved. Raises BadInput, also when something is there already."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"{out}: is there already and not empty; nothing is overwritten: name another folder with --out")
    beside = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        beside.chmod(0o755)  # a temporary folder is its owner's alone, a project is not
        for name, text in texts.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        beside.replace(out)
    except OSError as error:
        raise BadInput(f"{out}: cannot be written ({error.strerror})") from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
