# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# value = ["text", true]
# ///
"""Files in its own folder and in the temporary folder."""

import os
import tempfile
from pathlib import Path


def attack(**_):
    Path("note.txt").write_text("text")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "note").write_text("x")
        os.mkfifo(Path(folder, "pipe"))
    return [Path("note.txt").read_text(), os.access(".", os.W_OK)]
