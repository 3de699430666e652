"""How an error is told: one line that says what, one that says what to try, and an exit status."""

from __future__ import annotations

import os
import sys

from grader.errors import GraderError
from grader.escaping import shown

OUR_FAULT = 3


def tell_error(error: Exception) -> int:
    """Tell an error on stderr, and give the exit status for it. With GRADER_DEBUG set it is raised again."""
    if os.environ.get("GRADER_DEBUG"):
        raise error
    known = error if isinstance(error, GraderError) else None
    print(f"error: {known.message if known else shown(f'{type(error).__name__}: {error}', limit=500)}", file=sys.stderr)
    hint = known.hint if known else "this is a mistake in the grader; GRADER_DEBUG=1 shows where"
    if hint:
        print(f"hint: {hint}", file=sys.stderr)
    return known.exit_status if known else OUR_FAULT
