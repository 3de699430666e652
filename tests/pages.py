"""Reading pages as a browser would, without one: which elements there are, and what text can be seen."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page in pieces: its elements, and its text without style and script."""

    def __init__(self, text):
        super().__init__()
        self.elements, self._open, self._text = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] not in ("style", "script"):
            self._text.append(data)

    @property
    def text(self):
        return " ".join("".join(self._text).split())

    @property
    def tags(self):
        return {tag for tag, _ in self.elements}

    @property
    def policy(self):
        return next(attrs["content"] for tag, attrs in self.elements if attrs.get("http-equiv"))


def inline(page, tag):
    """The contents of all elements of a name."""
    return re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)


def hash_of(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
