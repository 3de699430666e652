"""The generated parts of the docs are current; `cog -r docs/architecture.md docs/security.md` renews them."""

from __future__ import annotations

from pathlib import Path

import generated
import pytest

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("architecture.md", generated.ranks()),
        ("architecture.md", generated.modules_of("sandbox")),
        ("architecture.md", generated.modules_of("suite")),
        ("architecture.md", generated.modules_of("gradebook")),
        ("architecture.md", generated.modules_of("batch")),
        ("security.md", generated.held()),
    ],
    ids=["ranks", "sandbox", "suite", "gradebook", "batch", "levels"],
)
def test_the_page_says_what_the_code_says(page, part):
    assert part in (DOCS / page).read_text("utf-8")
