"""The command line: one file a command, found by looking; the only place with printing, clock and exit codes."""

from __future__ import annotations

import errno
import os
import pkgutil
import sys
import traceback
from importlib import import_module
from importlib.metadata import version

import click

from advisor.errors import AdvisorError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("narrows"), prog_name="advisor")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback behind an error.")
def advisor() -> None:
    """Names the operator that limits a Flink job, says why, and what to change.

    \b
    Exit codes: 0 nothing to change, 1 findings at or above --fail-on, 2 wrong usage or bad input,
    3 cannot reach what it must read, 4 not enough data.
    """


# Of a standard output that leads to a full or broken disk.
_CANNOT_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

for _module in pkgutil.iter_modules(__path__):
    if _module.name.startswith("_"):
        continue  # what several commands share
    advisor.add_command(import_module(f"{__name__}.{_module.name}").command)


def main() -> None:
    """Entry point: a user's mistake ends in a sentence and an exit code, never in a traceback."""
    try:
        code = advisor(standalone_mode=False)
    except AdvisorError as error:
        if "--debug" in sys.argv:
            traceback.print_exc()
        click.echo(str(error), err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        code = 130
    except OSError as error:
        if error.filename is not None or error.errno not in _CANNOT_WRITE:
            raise
        # What is still in the buffer would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        click.echo(f"the output cannot be written ({error.strerror})", err=True)
        code = 2
    except SystemExit:
        code = 141  # click's way of saying that the reader of the output has gone; 141 is the shell's
    sys.exit(code)
