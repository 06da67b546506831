"""`clausewise adjudicate` decides the cases of JSON Lines one after the other."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from cli.input.case_file import MAX_BYTES
from tests.cli.conftest import ROOT

GOUT = {"id": "a", "market": "NO", "content": [{"text": "This tea cured my arthritis."}]}
ROSES = {"id": "b", "content": [{"text": "It smells of roses."}]}
PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from clausewise import app; app()"
PEAK = """
import atexit, resource
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
app()"""
PEAK = """
import atexit, resource
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
app()"""


def decide(given: "bytes | str", *arguments: str) -> Result:
    return CliRunner().invoke(app, ["adjudicate", "-", *arguments], input=given, catch_exceptions=False)


def lines(*cases: Any) -> str:
    return "".join(f"{case if isinstance(case, str) else json.dumps(case)}\n" for case in cases)


def decisions(ran: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_each_case_is_a_line_in_the_same_order(workspace: Path) -> None:
    ran = decide(lines(GOUT, "", {**ROSES, "facts": {"prise": 1}}, GOUT), "--json")
    assert ran.exit_code == 0
    assert [(one["case_id"], one["verdict"]["outcome"]) for one in decisions(ran)] == [
        ("a", "violation"),
        ("b", "no_violation"),
        ("a", "violation"),
    ]
    assert ran.stderr.startswith("warning: line 3: the case has the unknown fact prise")
    shown = decide(lines(GOUT, ROSES))
    first, second = shown.stdout.splitlines()
    assert first.startswith("1 a: violation HLT-1 dec_")
    assert second.startswith("2 b: no violation dec_")


def test_one_case_on_a_line_is_a_line_and_shown_in_full_to_people(workspace: Path) -> None:
    (made,) = decisions(decide(lines(GOUT), "--json"))
    assert made["case_id"] == "a"
    assert "Message to the creator" in decide(lines(GOUT)).stdout
    assert len(decide(json.dumps(GOUT, indent=1), "--json").stdout.splitlines()) > 100


def test_bad_lines_are_named_and_the_others_decided(workspace: Path) -> None:
    labelled = {"id": "k", "case": {"content": ROSES["content"]}, "gold": {"outcome": "no_violation"}}
    bad = ('{"id": ]', {**ROSES, "fact": 1}, {**ROSES, "market": "XX"}, "7", '{"id": "x", "id": "y"}', "[" * 100_000)
    ran = decide(lines(GOUT, *bad, labelled), "--json", "--creator-id", "cr_x")
    assert ran.exit_code == 2
    assert [one["case_id"] for one in decisions(ran)] == ["a", "k"]
    told = ran.stderr.splitlines()
    assert [line.split(": ")[1] for line in told] == [f"line {number}" for number in range(2, 8)]
    for line, part in zip(
        told,
        ("invalid JSON", "unknown field", "unknown market", "not a case", "duplicate field", "deeply"),
        strict=True,
    ):
        assert part in line


def test_first_line_may_be_bad_and_a_long_one_is_passed_over(workspace: Path) -> None:
    long = json.dumps({**ROSES, "id": "x" * (2 * MAX_BYTES)})
    ran = decide(lines(long, ROSES), "--json")
    assert (ran.exit_code, ran.stderr) == (2, "clausewise: line 1: larger than 4 MiB; a case is one post: split it\n")
    assert [one["case_id"] for one in decisions(ran)] == ["b"]
    ran = decide(lines('{"id": ', ROSES, b"\xff\xfe".decode("latin-1")), "--json")
    assert [one["case_id"] for one in decisions(ran)] == ["b"]
    assert [line.partition(": ")[2][:7] for line in ran.stderr.splitlines()] == ["line 1:", "line 3:"]


def test_file_of_lines_and_ids_of_cases_without_one(workspace: Path) -> None:
    (workspace / "posts.jsonl").write_text(lines(GOUT, {"content": ROSES["content"]}))
    ran = CliRunner().invoke(app, ["adjudicate", "posts.jsonl", "--json"], catch_exceptions=False)
    assert [one["case_id"] for one in decisions(ran)] == ["a", "posts.jsonl:2"]
    missing = CliRunner().invoke(app, ["adjudicate", "none.jsonl"])
    assert (missing.exit_code, missing.stderr.startswith("clausewise: none.jsonl: No such file")) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
@pytest.mark.parametrize("text", ["", "\n \n"])
def test_file_without_a_case_is_refused(workspace: Path, text: str, arguments: tuple[str, ...]) -> None:
    (workspace / "empty.jsonl").write_text(text)
    ran = CliRunner().invoke(app, ["adjudicate", "empty.jsonl", *arguments], catch_exceptions=False)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "clausewise: empty.jsonl: holds no case: write one JSON object per line\n"
    assert decide(text, *arguments).stderr.startswith("clausewise: standard input is empty")


@pytest.fixture
def started(workspace: Path) -> "subprocess.Popen[bytes]":
    """The command with pipes at both ends."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, "adjudicate", "-", "--json"], **pipes)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_decision_is_there_before_the_next_case_is_written(started: "subprocess.Popen[bytes]") -> None:
    assert started.stdin is not None
    assert started.stdout is not None
    for case in (GOUT, ROSES):
        started.stdin.write(lines(case).encode())
        started.stdin.flush()
        assert json.loads(started.stdout.readline())["case_id"] == case["id"]
    started.send_signal(signal.SIGINT)
    _, told = started.communicate(timeout=30)
    assert (started.returncode, b"Traceback" in told) == (130, False)


@pytest.mark.slow
def test_closed_pipe_ends_the_command(started: "subprocess.Popen[bytes]") -> None:
    assert started.stdin is not None
    assert started.stdout is not None
    started.stdout.close()
    _, told = started.communicate(lines(*[ROSES] * 50).encode(), timeout=60)
    assert (started.returncode, told) == (1, b"")


@pytest.mark.slow
def test_memory_does_not_grow_with_the_lines(workspace: Path) -> None:
    program = PROGRAM.replace("app()", PEAK)
    peaks = []
    for number in (4, 40):
        given = lines(*[{**ROSES, "facts": {"note": "x" * 90_000}}] * number)
        command = [sys.executable, "-c", program, "adjudicate", "-", "--json", "--judge", "rules"]
        ran = subprocess.run(command, input=given.encode(), capture_output=True, check=True, env={**os.environ})
        assert len(ran.stdout.splitlines()) == number
        peaks.append(int(ran.stderr.split()[-1]))
    assert peaks[1] < peaks[0] * 1.2
