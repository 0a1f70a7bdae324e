"""Every way to show what was found, one file a format, found by looking: a module here with a function `render`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

from advisor.lint.lint import Result

FORMATS: dict[str, Callable[[Result], str]] = {
    each.name: import_module(f"{__name__}.{each.name}").render
    for each in pkgutil.iter_modules(__path__)
    if not each.name.startswith("_")
}
