"""What the job imports is installed, the database driver among it.

The sink writes through psycopg2 in the workers' Python; the client reads and checks the settings. What
`python.requirements` names is installed by the TaskManagers and is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Interpreter, Pythons
from advisor.profile.schema import Profile

# Any one of each; the first is what to install.
_BOTH = (("psycopg2-binary", "psycopg2"), ("orjson",), ("tenacity",))
_LOOKUP = (("cachetools",),)
_CLIENT = (("pydantic",), ("pyyaml",))


def check(python: Pythons, profile: Profile) -> Iterator[Said]:
    both = (*_BOTH, *_LOOKUP) if profile.lookup else _BOTH
    for role, each, needed in (("client", python.client, (*both, *_CLIENT)), ("worker", python.worker, both)):
        if role == "worker" and profile.python.requirements:
            yield skipped(f"worker: the TaskManagers install {profile.python.requirements}")
            continue
        if not isinstance(each.found, Interpreter):
            yield skipped(f"{role}: its Python could not be asked")
            continue
        packages = each.found.packages
        missing = [names[0] for names in needed if not any(packages.get(name) for name in names)]
        if missing:
            yield failed(
                f"{role}: {', '.join(missing)} missing", f"{each.executable} -m pip install {' '.join(missing)}"
            )
        else:
            driver = next(name for name in _BOTH[0] if packages.get(name))
            yield ok(
                f"{role}: {driver} {packages[driver]}, orjson {packages['orjson']}, tenacity {packages['tenacity']}"
            )
