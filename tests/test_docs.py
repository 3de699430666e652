"""The docs say what is so: every option is in them, every link leads somewhere, and CI runs what the README says."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
import typer.main

from grader.cli.app import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "exercises").glob("*/README.md")])
README = (ROOT / "README.md").read_text("utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented(name):
    _, _, section = CLI.partition(f"## `grader {name}`")
    section = section.partition("\n## ")[0]
    options = {word for parameter in COMMANDS[name].params for word in parameter.opts if word.startswith("-")}
    assert {option for option in options if option not in section} == set()


def test_every_command_is_in_the_overview():
    overview = CLI.partition("## `grader`")[2].partition("\n## ")[0]
    assert [name for name in COMMANDS if f"\n  {name} " not in overview] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_has_exactly_two_commands_that_set_up():
    assert len(re.findall(r"^python3 -m pip .*(?:\\\n.*)*$", README, re.MULTILINE)) == 2


def test_ci_runs_the_test_command_of_the_readme():
    arguments = re.findall(r"\.venv/bin/pytest(.*)$", README, re.MULTILINE)[0].split()
    assert f'"$bin/pytest" {" ".join(arguments)}' in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_environment_of_tox_is_described():
    tox = configparser.ConfigParser()
    tox.read(ROOT / "tox.ini", "utf-8")
    assert [name for name in tox.sections() if name.startswith("testenv") and "description" not in tox[name]] == []
