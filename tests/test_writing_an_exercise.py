"""The page about writing an exercise is followed word by word: its files are written, its commands run, in order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "writing-an-exercise.md").read_text("utf-8")
BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
BLOCKS = [(block["kind"], block["file"], block["text"]) for block in BLOCK.finditer(PAGE)]


def shell(script, folder):
    """Run a block of commands as the reader would, and give what they printed."""
    commands = f'grader() {{ {shlex.quote(sys.executable)} -m grader "$@"; }}\n{script}'
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "COLUMNS": "200"}
    environment.pop("GRADER_COURSE", None)
    words = ["sh", "-e", "-c", commands]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.stderr == ""
    return done.stdout


def as_one_line(text):
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_whoever_follows_the_page_gets_what_it_says(tmp_path):
    said = ""
    for kind, file, text in BLOCKS:
        if file:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        elif kind == "sh":
            said = shell(text, tmp_path)
        else:
            assert [line for line in text.splitlines() if as_one_line(line) not in as_one_line(said)] == []


def test_the_page_has_files_and_commands_and_ends_in_a_proof():
    assert {"sh", "text", "toml", "python", "markdown"} == {kind for kind, _, _ in BLOCKS}
    assert "every promise is kept" in BLOCKS[-3][2]


def test_every_file_on_the_page_is_named_in_its_words():
    words = re.sub(BLOCK, "", PAGE)
    assert [file for _, file, _ in BLOCKS if file and Path(file).name not in words] == []
