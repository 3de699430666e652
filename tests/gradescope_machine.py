"""A machine as Gradescope makes it: an autograder's zip unpacked to `/autograder/source`, set up, and run.

As root, and where overlays can be mounted, it is a root file system of its own, over that of this machine, which takes
up everything that is written; otherwise a temporary folder stands for `/autograder`. Nothing of it is left.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PRIVATE_ROOT = """
set -eu
mount -t tmpfs tmpfs "$STAGE"
mkdir "$STAGE/upper" "$STAGE/work" "$STAGE/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$STAGE/upper,workdir=$STAGE/work" "$STAGE/root"
for folder in proc dev sys tmp; do mount --rbind "/$folder" "$STAGE/root/$folder"; done
cd "$STAGE/root"
mkdir -p old autograder
mount --bind "$AUTOGRADER" autograder
pivot_root . old
cd /
umount -l /old
unset AUTOGRADER
"""
SET_UP = """
set -eu
here=${AUTOGRADER:-/autograder}
"$PYTHON" -m zipfile -e "$ZIP" "$here/source"
cp "$here/source/run_autograder" "$here/run_autograder"
chmod +x "$here/run_autograder"
cd "$here/source"
bash setup.sh
"""
GRADE = 'set -eu; cd "${AUTOGRADER:-/autograder}"; exec ./run_autograder'


class Machine:
    """An image of Gradescope's, and the containers that are made of it."""

    def __init__(self, folder: Path) -> None:
        self.home, self._stage = folder / "autograder", folder / "stage"
        for path in (self.home / "source", self.home / "submission", self.home / "results", self._stage):
            path.mkdir(parents=True)
        folder.chmod(0o755)  # as on Gradescope, where everybody may enter /autograder
        self.is_private = os.geteuid() == 0 and self._run("true", private=True).returncode == 0

    def set_up(self, archive: Path) -> subprocess.CompletedProcess[str]:
        """Unpack a zip and run its setup.sh."""
        return self._run(SET_UP, private=self.is_private, ZIP=str(archive), PYTHON=sys.executable)

    def grade(self, name: str, program: Path) -> subprocess.CompletedProcess[str]:
        """Have one submission graded, as a container that is thrown away would."""
        self.hand_in(name, program)
        return self._run(GRADE, private=self.is_private)

    def begin_to_grade(self) -> subprocess.Popen[bytes]:
        """Begin to grade what was handed in."""
        command, environment = self._command(GRADE, private=self.is_private)
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def hand_in(self, name: str, program: Path) -> None:
        """Put one submission in its place, and take away what is left of the one before."""
        for part in ("submission", "results"):
            shutil.rmtree(self.home / part)
            (self.home / part).mkdir()
        shutil.copy(program, self.home / "submission" / name)

    def _run(self, script: str, *, private: bool, **variables: str) -> subprocess.CompletedProcess[str]:
        command, environment = self._command(script, private=private, **variables)
        return subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    def _command(self, script: str, *, private: bool, **variables: str) -> tuple[list[str], dict[str, str]]:
        kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        path = f"{Path(sys.base_prefix) / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin"
        own = {"PATH": path, "HOME": str(Path.home()), "AUTOGRADER": str(self.home), "STAGE": str(self._stage)}
        command = ["unshare", "--mount", "bash", "-c", PRIVATE_ROOT + script] if private else ["bash", "-c", script]
        return command, {**kept, **own, **variables}
