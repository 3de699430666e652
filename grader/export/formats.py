"""The formats by name: a row each, not a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.evidence import encode
from grader.export import autolab, classroom, classroom50, github, gradescope, junit, markdown, prairielearn
from grader.export.rows import Occasion
from grader.model import Grade


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write down grades."""

    purpose: str
    write: Callable[[Sequence[Grade], Occasion], str]


def _json(grades: Sequence[Grade], _occasion: Occasion) -> str:
    return "".join(f"{encode(grade)}\n" for grade in grades)


FORMATS: Mapping[str, Format] = {
    "json": Format("the grades with all evidence, one line of JSON each", _json),
    "github": Format("GitHub Actions: annotations, as workflow commands", github.annotate),
    "markdown": Format("Markdown, as in the summary of a GitHub job", markdown.summary),
    "classroom": Format("the legacy reporter of GitHub Classroom, before base64", classroom.report),
    "classroom50": Format("Classroom 50: result.json", classroom50.result),
    "gradescope": Format("Gradescope: results.json", gradescope.results),
    "prairielearn": Format("PrairieLearn: results.json", prairielearn.results),
    "autolab": Format("Autolab: the last line of the output", autolab.scores),
    "junit": Format("JUnit's XML, which most CI systems can show", junit.report),
}


def render(name: str, grades: Sequence[Grade], occasion: Occasion | None = None) -> str:
    """Give the grades in a format, a text that ends with a newline; KeyError for a name that is none."""
    return FORMATS[name].write(grades, occasion or Occasion())
