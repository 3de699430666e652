"""A real browser for tests: the system's Chromium, or else Playwright's own, headless, and what it complains about.

Tests that need it are skipped where there is none; with GRADER_TESTS_NEED_BROWSER set, as in CI, that is a failure.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def chromium():
    """Start the system's browser; gives None where there is none."""
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-dev-shm-usage"]  # in a container /dev/shm may be small
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # as root Chromium refuses to start with its sandbox
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, (*NAMES, playwright.chromium.executable_path))), None)
        if program is None:
            yield None
            return
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Opened:
    """A page in a browser, and what happened while it was open."""

    page: object
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def opened(browser, path, *, width=1280, scheme="light"):
    """Open a file; gives it with a list of what the browser had to say, filled as it goes."""
    if browser is None:
        no_browser()
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    seen = Opened(page)
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: seen.complaints.append(dialog.message) or dialog.dismiss())
    page.on("request", lambda request: seen.requests.append(request.url))
    try:
        page.goto(path.as_uri())
        yield seen
    finally:
        page.close()


def no_browser():
    """Skip the test, or fail it where a browser is demanded."""
    reason = f"there is no browser: none of {', '.join(NAMES)}, nor Playwright's own"
    (pytest.fail if os.environ.get("GRADER_TESTS_NEED_BROWSER") else pytest.skip)(reason)
