"""Make the README's picture of a report, from a real run: `python tests/make_report_picture.py docs/report.png`.

A known mistake of the course is graded, its page is opened in a browser, and the first failed check is photographed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from browsing import chromium, opened

ROOT = Path(__file__).parents[1]
(MISTAKE,) = (ROOT / "solutions").glob("03_*/mutants/*/target_first.py")
FAILED = 1
EDGE = 16
"""Pixels around the check."""


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        command = [sys.executable, "-m", "grader", "check", "03", str(MISTAKE), "--seed", "1", "--html", str(page)]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode != FAILED:
            sys.exit("the mistake was not caught, so there is nothing to show")
        with chromium() as browser, opened(browser, page, width=1160) as seen:
            box = seen.page.locator(".check.failed").first.bounding_box()
            clip = {"x": box["x"] - EDGE, "y": box["y"], "width": box["width"] + 2 * EDGE, "height": box["height"]}
            seen.page.screenshot(path=str(target), clip=clip, full_page=True)
    sys.stdout.write(f"{target}: {target.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
