"""Reports on disk: a page for each student, and beside them the overview that leads to them."""

from __future__ import annotations

import os
from pathlib import Path

from grader.errors import UsageError
from grader.escaping import shown


def write_page(path: Path, text: str) -> None:
    """Write one page; nobody ever sees half of it. Raises UsageError where that is impossible."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {shown(str(path))}: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
