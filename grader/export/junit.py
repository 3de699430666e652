"""JUnit's XML, which most CI systems can show: a suite for each exercise, a case for each check.

The schema (that of Jenkins' xUnit plugin) calls an error of ours `errors`, which few readers know: such a case is also
`skipped`, so that nobody takes it for passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # written here, never read

from grader.export.rows import OUR_FAULT, Occasion, Row, headline, rows_of
from grader.model import Grade, Verdict


def report(grades: Sequence[Grade], _occasion: Occasion) -> str:
    """Give the whole report as a document. Text of a student holds no character that XML forbids: see `rows`."""
    root = Element("testsuites", name="grader")
    for grade in grades:
        _suite(root, grade)
    indent(root, " ")
    return "<?xml version='1.0' encoding='utf-8'?>\n" + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, grade: Grade) -> None:
    rows = rows_of([grade])
    number = {verdict: str(sum(row.verdict is verdict for row in rows)) for verdict in Verdict}
    suite = SubElement(
        root,
        "testsuite",
        name=grade.exercise,
        tests=str(len(rows)),
        failures=number[Verdict.FAILED],
        errors=number[Verdict.UNKNOWN],
        skipped=number[Verdict.SKIPPED],
        time=f"{grade.seconds:.3f}",
    )
    properties = SubElement(suite, "properties")
    for name, value in _facts(grade).items():
        SubElement(properties, "property", name=name, value=value)
    for row in rows:
        _case(suite, row)


def _facts(grade: Grade) -> dict[str, str]:
    return {
        "summary": headline(grade),
        "points": f"{grade.earned:g}",
        "possible": f"{grade.possible:g}",
        "seed": str(grade.seed),
        "level": grade.level.label,
        "submission": grade.submission,
    }


def _case(suite: Element, row: Row) -> None:
    case = SubElement(
        suite, "testcase", name=row.title, classname=f"{row.exercise}.{row.name}", time=f"{row.seconds:.3f}"
    )
    match row.verdict:
        case Verdict.FAILED:
            SubElement(case, "failure", type="failed", message=_first_line(row)).text = row.text
            tried, failed = row.schedules
            if 0 < failed < tried:
                message = f"{tried - failed} of {tried} schedules passed"
                SubElement(case, "flakyFailure", type="schedules", message=message)
        case Verdict.SKIPPED:
            SubElement(case, "skipped", type="skipped", message=_first_line(row)).text = row.text
        case Verdict.UNKNOWN:
            SubElement(case, "errors", type="unknown", message=OUR_FAULT).text = row.text
            SubElement(case, "skipped", type="unknown", message=OUR_FAULT)
        case _:
            pass


def _first_line(row: Row) -> str:
    return row.text.partition("\n")[0]
