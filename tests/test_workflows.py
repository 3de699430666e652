"""The workflows that are given away: sound as far as GitHub's rules go, and their commands do what they promise."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from ci_worlds import CLASSROOM50
from grades import grader

from grader.course import Course, read_course
from grader.export.workflows import PACKAGE, course_workflow, student_workflow
from grader.kit import write_kit

ROOT = Path(__file__).parents[1]
OURS = read_course(ROOT / "exercises")
REFERENCE = OURS.reference(OURS.exercise("05"))
WORKFLOWS = {
    "students": student_workflow(),
    "course": course_workflow(["05"]),
    "course as root": course_workflow(["05", "06"], sudo=True),
    "course on weak machines": course_workflow([], weak=True),
    "ours": (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"),
}
CONTEXTS = {"github", "matrix", "steps", "secrets", "vars", "runner", "env", "inputs"}
JOB_KEYS = {"name", "runs-on", "timeout-minutes", "strategy", "steps"}
STEP_KEYS = {"name", "id", "if", "uses", "with", "run", "env", "working-directory"}
DOCS = (ROOT / "docs" / "ci.md").read_text("utf-8")
FENCES = re.findall(r"^```yaml\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)


def jobs_of(text):
    return yaml.safe_load(text)["jobs"]


def steps_of(text):
    return [step for job in jobs_of(text).values() for step in job["steps"]]


@pytest.fixture(params=WORKFLOWS)
def workflow(request):
    return WORKFLOWS[request.param]


# ------------------------------------------------------------------------------------------- what is written


def test_it_asks_for_no_right_but_to_read(workflow):
    assert yaml.safe_load(workflow)["permissions"] == {"contents": "read"}


def test_every_job_has_a_deadline_and_a_named_machine_and_only_known_keys(workflow):
    for job in jobs_of(workflow).values():
        assert job.keys() <= JOB_KEYS
        assert job["timeout-minutes"] <= 20
        assert not str(job["runs-on"]).endswith("latest")


def test_every_step_runs_or_uses_one_thing_of_a_fixed_version(workflow):
    for step in steps_of(workflow):
        assert step.keys() <= STEP_KEYS
        assert ("run" in step) != ("uses" in step)
        assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step.get("uses", "a/b@v1"))
        assert "pip install" not in step.get("run", "") or PACKAGE in step["run"]


def test_every_expression_speaks_of_a_known_context_and_none_stands_in_a_command(workflow):
    for expression in re.findall(r"\$\{\{(.*?)\}\}", workflow):
        assert re.fullmatch(r" *\w+\.[\w.-]+ *", expression)
        assert expression.split(".")[0].strip() in CONTEXTS
    assert not any("${{" in step.get("run", "") for step in steps_of(workflow))


def test_no_token_stays_in_a_checkout():
    for name in ("students", "course", "course as root"):
        for step in steps_of(WORKFLOWS[name]):
            assert "checkout" not in step.get("uses", "") or step["with"]["persist-credentials"] is False


def test_the_secret_is_given_to_the_checkout_alone():
    users = [step for step in steps_of(WORKFLOWS["course"]) if "secrets." in json.dumps(step)]
    assert [step["with"]["path"] for step in users] == ["course"]


@pytest.mark.parametrize("text", FENCES)
def test_what_the_docs_show_is_yaml_of_fixed_versions(text):
    assert yaml.safe_load(text)
    assert all(re.search(r"@v\d+$", used) for used in re.findall(r"uses: (\S+)", text))


def test_the_command_prints_or_writes_the_workflow(tmp_path, capsys):
    assert grader("export", "github", "05", "--sudo") == 0
    assert capsys.readouterr().out == course_workflow(["05"], sudo=True)
    file = tmp_path / ".github" / "workflows" / "grade.yml"
    assert [grader("export", "github", "-o", str(file)) for _ in range(2)] == [0, 2]
    assert file.read_text() == course_workflow([])


# ------------------------------------------------------------------------------------------- what the commands do

SHIMS = {
    "pip": 'echo "$@" > "$SHIM_LOG"',
    "grader": 'exec "{python}" -m grader "$@"',
    "sudo": 'IFS=,; for name in ${{1#--preserve-env=}}; do kept+=("$name=${{!name}}"); done; '
    'exec env -i PATH="$PATH" PYTHONPATH="$PYTHONPATH" "${{kept[@]}}" "${{@:2}}"',
}
"""In place of the index of packages, of an installed grader, and of a sudo that keeps what it is told to keep."""


def environment_of(workspace):
    """Give the environment of a step, with the stand-ins first on its path."""
    tools = workspace / "tools"
    tools.mkdir()
    for name, line in SHIMS.items():
        (tools / name).write_text(f"#!/bin/bash\n{line.format(python=sys.executable)}\n")
        (tools / name).chmod(0o755)
    return {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(workspace),
        "PYTHONPATH": str(ROOT),
        "SHIM_LOG": str(workspace / "installed"),
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(workspace / "output"),
        "GITHUB_STEP_SUMMARY": str(workspace / "summary"),
    }


def run_steps(text, workspace):
    """Run the commands of a workflow as a runner does, and give what became of the last one."""
    environment = environment_of(workspace)
    for step in steps_of(text):
        if "run" in step:
            said = subprocess.run(
                ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=workspace, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
    assert (workspace / "installed").read_text() == f"install {PACKAGE}\n"
    return said


def outputs(workspace):
    return dict(line.partition("=")[::2] for line in (workspace / "output").read_text().splitlines())


def lay_out_checkouts(folder):
    """Put a course of one exercise and the submission of its reference side by side."""
    name = "05_queue_communication"
    shutil.copytree(ROOT / "exercises" / name, folder / "course" / "exercises" / name)
    shutil.copy(ROOT / "exercises" / "course.toml", folder / "course" / "exercises")
    (folder / "submission").mkdir()
    shutil.copy(REFERENCE, folder / "submission")


@pytest.mark.slow
@pytest.mark.parametrize("sudo", [False, True], ids=["as a user", "as root"])
def test_a_workflow_of_a_course_grades_what_was_handed_in_by_the_hidden_checks(tmp_path, sudo):
    lay_out_checkouts(tmp_path)
    said = run_steps(course_workflow(["05"], sudo=sudo), tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert outputs(tmp_path)["earned"] == outputs(tmp_path)["possible"] == "10"
    assert len(json.loads(base64.b64decode(outputs(tmp_path)["result"]))["tests"]) == 10
    assert (tmp_path / "summary").read_text().startswith("# 10 of 10 points")


@pytest.mark.slow
def test_the_workflow_of_a_students_copy_runs_the_public_checks(tmp_path):
    course = Course(folder=OURS.folder, title=OURS.title, feedback="full", exercises=(OURS.exercise("05"),))
    write_kit(course, tmp_path / "kit")
    workflow = (tmp_path / "kit" / ".github" / "workflows" / "grade.yml").read_text()
    workspace = tmp_path / "kit"
    assert run_steps(workflow, workspace).returncode == 1
    shutil.rmtree(workspace / "tools")
    shutil.copy(REFERENCE, workspace / "exercises" / "05_queue_communication")
    (workspace / "output").unlink()
    assert run_steps(workflow, workspace).returncode == 0
    assert 0 < float(outputs(workspace)["earned"]) == float(outputs(workspace)["possible"])


@pytest.mark.slow
def test_the_autograder_of_the_docs_writes_a_result_for_classroom_50(tmp_path):
    (script,) = re.findall(r"^```python\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    lay_out_checkouts(tmp_path)
    environment = {**environment_of(tmp_path), **CLASSROOM50, "CLASSROOM50_BUNDLE_DIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", script], cwd=tmp_path / "submission", env=environment, check=False)
    assert said.returncode == 0
    result = json.loads((tmp_path / "submission" / "result.json").read_text())
    jsonschema.validate(result, json.loads((ROOT / "tests/data/schemas/classroom50-result-v1.schema.json").read_text()))
    assert (result["owner"], result["score"], result["max-score"]) == ("ada", 10, 10)
