"""The reports in a real browser: quiet, inert, accessible, readable on a phone and on paper."""

from __future__ import annotations

import pytest
from browsing import chromium, opened
from grades import a_failed_check, a_grade
from pictures import FILES, a_failed_run, a_grade_of_everything

from grader.report import Entry, Student
from grader.report.files import write_class
from grader.report.student import render_student

pytestmark = pytest.mark.slow
PAYLOAD = "<script>alert(1)</script><img src=https://example.org/x onerror=alert(2)><svg onload=alert(3)>"
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page of each kind, by its name."""
    folder = tmp_path_factory.mktemp("reports")
    everything = Entry(grade=a_grade_of_everything(), files=FILES)
    good = Entry(grade=a_grade(exercise="08_more"))
    hostile = a_grade(a_failed_check(PAYLOAD, promise=PAYLOAD, seen=PAYLOAD, evidence=(a_failed_run(),)), title=PAYLOAD)
    texts = {
        "one": render_student(Student(name="", entries=(everything,)), title="Course"),
        "several": render_student(Student(name="Ada", entries=(everything, good)), title="Course", home="index.html"),
        "hostile": render_student(
            Student(name=PAYLOAD, entries=(Entry(grade=hostile, files={"counting.py": PAYLOAD.encode()}),))
        ),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    entries = [(a_grade_of_everything(), "Ada"), (hostile, PAYLOAD), (a_grade(exercise="08_more"), "Barbara"),
               (a_grade(a_failed_check()), "Zoe")]  # fmt: skip
    students = [Student(name=name, entries=(Entry(grade=grade),)) for grade, name in entries]
    overview = write_class(students, folder / "class", title=PAYLOAD)
    return {**{name: folder / f"{name}.html" for name in texts}, "overview": overview}


KINDS = ["one", "several", "hostile", "overview"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_without_a_complaint_and_asks_for_nothing_else(browser, pages, kind):
    with opened(browser, pages[kind]) as seen:
        assert seen.page.title()
    assert seen.complaints == []
    assert seen.requests == [pages[kind].as_uri()]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible(browser, pages, kind, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[kind], width=width, scheme=scheme) as seen:
        for details in seen.page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        result = Axe().run(seen.page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_its_width_and_something_is_painted(browser, pages, kind, width):
    with opened(browser, pages[kind], width=width) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        blank = seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
        assert not blank, "the page's own style sheet was refused"
        assert len(seen.page.screenshot(full_page=True)) > 10_000


def test_everything_can_be_reached_and_opened_with_the_keyboard(browser, pages):
    with opened(browser, pages["several"]) as seen:
        reached = []
        for _ in range(80):
            seen.page.keyboard.press("Tab")
            reached.append(seen.page.evaluate("document.activeElement.textContent.trim()"))
        assert reached[:2] == ["Skip to the content", "Course"]
        assert {"The same in words", "Your lines concerned", "The error with its traceback"} <= set(reached)
        words = seen.page.get_by_text("The same in words").first
        words.focus()
        seen.page.keyboard.press("Enter")
        assert words.locator("..").evaluate("element => element.open")


def names_of(page):
    return page.locator("#everybody tbody tr:visible th a").all_text_contents()


def test_the_overview_can_be_searched(browser, pages):
    with opened(browser, pages["overview"]) as seen:
        seen.page.get_by_label("Search").fill("A")
        assert sorted(names_of(seen.page)) == sorted([PAYLOAD, "Ada", "Barbara"])
        seen.page.get_by_label("Search").fill("barb")
        assert names_of(seen.page) == ["Barbara"]
        assert seen.page.get_by_role("status").text_content() == "1 of 4"


def test_the_overview_can_be_sorted_with_the_keyboard(browser, pages):
    with opened(browser, pages["overview"]) as seen:
        head = seen.page.locator("#everybody th.sum")
        head.get_by_role("button").focus()
        seen.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert names_of(seen.page)[-1] in ("Zoe", PAYLOAD)
        seen.page.locator("#everybody th.name").get_by_role("button").click()
        assert names_of(seen.page) == [PAYLOAD, "Ada", "Barbara", "Zoe"]
        seen.page.locator("#everybody th.name").get_by_role("button").click()
        assert names_of(seen.page) == ["Zoe", "Barbara", "Ada", PAYLOAD]


def test_the_overview_leads_to_a_student_and_back(browser, pages):
    with opened(browser, pages["overview"]) as seen:
        seen.page.get_by_role("link", name="Barbara").first.click()
        assert seen.page.locator("h1").text_content() == "Barbara"
        seen.page.locator("header a").click()
        assert seen.page.locator("#everybody").is_visible()
    assert seen.complaints == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_be_printed(browser, pages, kind):
    with opened(browser, pages[kind]) as seen:
        assert seen.page.pdf(format="A4").startswith(b"%PDF")


def test_the_policy_stops_a_script_even_if_it_gets_into_the_page(browser, pages, tmp_path):
    page = pages["one"].read_text("utf-8").replace("</main>", "<script>document.title = 'owned'</script></main>")
    (tmp_path / "spoilt.html").write_text(page, "utf-8")
    with opened(browser, tmp_path / "spoilt.html") as seen:
        assert seen.page.title() != "owned"
    assert any("Content Security Policy" in complaint for complaint in seen.complaints)
