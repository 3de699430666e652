r"""Text that a student's program chose, made safe to look at: in a terminal, in HTML, in XML, in an error message.

Escaping here means *visible* escaping: a character that would move the cursor, reverse the direction of writing, or
not be seen at all is replaced by its Python escape, such as `\x1b`. Printable Unicode is kept as it is. What a
format needs on top (`&lt;` in HTML) is that format's own business and comes afterwards.
"""

from __future__ import annotations

import re

_SUSPECT = re.compile("[^ -~]")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that Unicode counts as printable, though they leave no mark."""
_NOTE = " …[{} characters left out]… "


def shown(text: str, *, limit: int | None = None, lines: bool = False) -> str:
    r"""Give the text with everything that is not plainly visible escaped, such as `\x1b[31m` and `\u202e`.

    Those are the control characters (C0, C1, DEL), the bidi controls, what has no width, spaces that are no space,
    line separators, lone surrogates, and code points without a meaning. Tab and newline are among them unless `lines`
    is true, so the result is one line. At most `limit` characters are given back, the middle cut out with a note. A
    backslash of the text itself stays as it is: the result is for looking at, not for reading back.
    """
    keep = "\t\n" if lines else ""
    visible = _SUSPECT.sub(lambda match: match[0] if match[0] in keep else _visible(match[0]), text)
    return visible if limit is None else cut(visible, limit)


def cut(text: str, limit: int) -> str:
    """Give at most `limit` characters of the text: its beginning, a note of how much is missing, and its end.

    The end is kept because that is where a traceback says what happened.
    """
    if len(text) <= limit:
        return text
    room = limit - len(_NOTE.format(len(text)))
    if room < 2:
        return text[: limit - 1] + "…"
    tail = room // 2
    return text[: room - tail] + _NOTE.format(len(text) - room) + text[-tail:]


def _visible(character: str) -> str:
    if character.isprintable() and character not in _FILLERS:
        return character
    return character.encode("unicode_escape").decode("ascii")


def utf8(text: str) -> str:
    r"""Give a name as the system gave it, with bytes that are not UTF-8 as escapes such as `\\xff`: a text like others.

    Python hands such bytes on as lone surrogates (`surrogateescape`), which cannot be written anywhere.
    """
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
