"""The command line: parse, call, print, exit status. Nothing else in the grader prints.

Exit status: 0 all passed, 1 some failed, 2 wrong use or unreadable input, 3 our fault, 130 and 143 when SIGINT or
SIGTERM stopped it. What was asked for goes to stdout; progress, errors and hints go to stderr.
"""

from __future__ import annotations

import sys

from grader.cli.stopping import Stopped, stoppable
from grader.cli.telling import OUR_FAULT, tell_error
from grader.processes import dismiss_runner, prepare_runner

GRADING = ("check", "ci", "watch")
"""The commands that need a runner at once."""


def main() -> None:
    """Run the command line of this process and end it."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str], doors: object = None) -> int:
    """Carry out one command line and return its exit status; `doors` replaces what it calls, see `cli.doors`."""
    try:
        with stoppable():
            if arguments[:1] in ([name] for name in GRADING) and doors is None:
                prepare_runner(warm="--all" in arguments)  # it starts while we load what follows
            from grader.cli.app import app  # typer takes a while to load: whoever stops us then is heard already

            app(args=arguments, prog_name="grader", obj=doors)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else OUR_FAULT
    except Stopped as stopped:
        print(f"\nstopped by {stopped.name}: nothing that was started still runs", file=sys.stderr)
        return 128 + stopped.number
    except Exception as error:
        return tell_error(error)
    finally:
        dismiss_runner()
    return 0
