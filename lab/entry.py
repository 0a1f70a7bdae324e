"""How a command of the lab ends: signals cleaned up after, an error as one sentence and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from lab.errors import LabError
from lab.interrupts import interruptible


def end_with(main: Callable[[], int]) -> NoReturn:
    """Run `main` and leave with its exit code."""
    try:
        with interruptible():
            code = main()
    except LabError as error:
        print(f"error: {error}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        print("interrupted: everything that was started has been ended", file=sys.stderr)
        code = 130
    sys.exit(code)
