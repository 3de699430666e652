"""Pages as single files: templates, with everything made safe on its way into them, and a policy that allows nothing.

Whatever a template prints goes through `_visible` first, also if its author forgot: control characters, bidi controls
and what else cannot be seen become visible escapes, and long texts are cut. Then jinja escapes it for HTML. Only what
another template made is exempt. The page's own style and script are allowed by their hashes and nothing else is, so
that even a mistake here would load nothing, run nothing, and send nothing (Content Security Policy, level 3).
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.escaping import cut, shown

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_TEXT = 1_000
LONGEST_BLOCK = 2_000
"""Characters of one text of a student's: of a message, and of one that has lines, such as what was printed."""
LONGEST_NAME = 200


def render(template: str, *, styles: tuple[str, ...], script: str = "", **values: Any) -> str:
    """Render a page from a template of this package, with its style sheets and its script inside.

    `styles` and `script` name files beside the templates.
    """
    style = "\n".join(_file(name) for name in styles)
    code = _file(script) if script else ""
    ours = {"style": Markup(style), "script": Markup(code)}  # noqa: S704 - files of this package
    return _environment().get_template(template).render(**values, **ours, policy=_policy(style, code))


def _policy(style: str, script: str) -> str:
    allowed = [f"style-src {_hash(style)}", *([f"script-src {_hash(script)}"] if script else [])]
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    """Give the source expression that allows an inline element with exactly this content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(block=_block, name=_name, points=_points)
    return environment


def _visible(value: Any) -> Any:
    """Make a value that a template prints safe to look at: one line, cut, everything in it visible."""
    return shown(cut(value, LONGEST_TEXT)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _block(text: str, limit: int = LONGEST_BLOCK) -> Markup:
    """Keep a text's own lines; safe already, so that it is not made one line afterwards."""
    return Markup.escape(shown(cut(text.expandtabs(4), limit), lines=True))


def _name(text: str) -> Markup:
    """Give a name, cut more strictly than other texts."""
    return Markup.escape(shown(cut(text, LONGEST_NAME)))


def _points(number: float) -> str:
    return f"{number:g}"
