r"""Text that a student's program chose, made safe to look at: in a terminal, in HTML, in XML, in an error message.

Escaping here means *visible* escaping: a character that would move the cursor, reverse the direction of writing, or
not be seen at all is replaced by its Python escape, such as `\x1b`. Printable Unicode is kept as it is. What a
format needs on top (`&lt;` in HTML) is that format's own business and comes afterwards.
"""

from __future__ import annotations

import re

INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and newline, DEL, C1: among them ESC, CR, and CSI in one character
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners and fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"  # zero width, line separators, bidi controls and isolates
    "\ud800-\udfff"  # lone surrogates: bytes that were no UTF-8, or half a character
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"  # variation selectors, byte order mark, fillers, not characters
    "\U000e0000-\U000e0fff"  # tags and more variation selectors
    "]"
)
BREAKS = re.compile("[\t\n]")


def shown(text: str, *, limit: int | None = None, lines: bool = False) -> str:
    r"""Give the text with everything that is not plainly visible escaped, such as `\x1b[31m` and `\u202e`.

    Tab and newline are escaped too, unless `lines` is true, so the result is one line. At most `limit` characters
    are given back, cut in the middle with a note. A backslash of the text itself stays as it is: the result is for
    looking at, not for reading back.
    """
    visible = INVISIBLE.sub(_escaped, text if limit is None else cut(text, limit))
    visible = visible if lines else BREAKS.sub(_escaped, visible)
    return visible if limit is None else cut(visible, limit)


def cut(text: str, limit: int) -> str:
    """Give at most `limit` characters of the text: its beginning, a note of how much is missing, and its end.

    The end is kept because that is where a traceback says what happened.
    """
    if len(text) <= limit:
        return text
    note = f" …[{len(text) - limit} or more characters left out]… "
    room = limit - len(note)
    if room < 2:
        return text[: max(limit - 1, 0)] + "…"[:limit]
    return text[: room - room // 2] + note + text[-(room // 2) :]


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
