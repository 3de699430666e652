"""Pack files in every way that a submission may come in, and read them: `refused(zipped(path, {"a.py": b""}))`."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.model import Exercise, Function, Limits
from grader.submission import Submission, read_submission

MAIN = "queue_communication.py"
CODE = b"def run_queue(): ...\n"
EXERCISE = Exercise(
    number="05",
    slug="queue_communication",
    title="Queue",
    summary="Send items.",
    concepts=(),
    functions=(Function(name="run_queue", parameters=(), returns="lists"),),
    hints=("", "", ""),
    limits=Limits(),
    folder="/nowhere/exercises/05_queue_communication",
)


def zipped(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return path


def tarred(path: Path, files: Mapping[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> Path:
    with tarfile.open(path, mode, format=form) as archive:
        for name, content in files.items():
            add(archive, name, content)
    return path


def add(archive: tarfile.TarFile, name: str, content: bytes = b"", **fields: object) -> None:
    """Add a member with any fields in its header."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    archive.addfile(info, io.BytesIO(content))


def unpacked(path: Path, files: Mapping[str, bytes]) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


PACKERS = [zipped, tarred, unpacked]
every_packer = pytest.mark.parametrize("pack", PACKERS, ids=lambda pack: pack.__name__)
both_archives = pytest.mark.parametrize("pack", PACKERS[:2], ids=lambda pack: pack.__name__)


def read(*paths: Path) -> Submission:
    return read_submission(paths, EXERCISE)


def refused(*paths: Path) -> str:
    """The message with which a submission is refused: always one line that can be printed."""
    with pytest.raises(SubmissionError) as caught:
        read(*paths)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 500
    return caught.value.message
