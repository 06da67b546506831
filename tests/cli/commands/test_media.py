import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from tests.agent.evidence.media.files import picture, sound, tone
from tests.cli.conftest import Run

CASE = "id: post-1\nmarket: US\nmedia:\n  - id: photo-1\n    source: {}\n"


def test_missing_file_is_told_with_its_path(run: Run, workspace: Path) -> None:
    (workspace / "case.yaml").write_text(CASE.format("none.png"))
    ran = run("adjudicate", "case.yaml")
    assert ran.exit_code == 2
    assert "none.png: No such file or directory: correct the source of photo-1, or leave it out" in ran.stderr


def test_misspelt_field_of_media_is_told(run: Run, workspace: Path) -> None:
    (workspace / "case.yaml").write_text(CASE.format("a.png").replace("source", "sorce"))
    ran = run("adjudicate", "case.yaml")
    assert ran.exit_code == 2
    assert 'did you mean "source"?); the fields are id, source' in ran.stderr


def test_file_that_cannot_be_read_goes_to_a_person(run: Run, workspace: Path) -> None:
    (workspace / "photo.png").write_bytes(picture("x")[:100])
    (workspace / "case.yaml").write_text(CASE.format("photo.png"))
    ran = run("adjudicate", "case.yaml")
    assert (ran.exit_code, ran.stderr) == (0, "")
    shown = " ".join(ran.stdout.split())
    assert "NEEDS REVIEW" in shown
    assert "photo-1 was not read: the picture is damaged" in shown
    assert "from photo.png; was not read" in shown


def test_sound_without_a_service_says_which_setting_is_missing(run: Run, workspace: Path) -> None:
    (workspace / "talk.wav").write_bytes(sound(tone(1)))
    ran = run("media", "read", "talk.wav")
    assert ran.exit_code == 0
    assert "CLAUSEWISE_MEDIA__TRANSCRIPTION_URL names no service" in ran.stdout
    read = json.loads(run("media", "read", "talk.wav", "--json").stdout)
    assert read["media"][0]["kind"] == "audio"
    assert read["media"][0]["duration_ms"] == 1000


def decide_lines(*cases: object, options: tuple[str, ...] = ()) -> Result:
    given = "".join(json.dumps(case) + "\n" for case in cases)
    return CliRunner().invoke(app, ["adjudicate", "-", "--json", *options], input=given, catch_exceptions=False)


def case_with(source: str, name: str = "m") -> dict[str, object]:
    return {"id": name, "content": [{"text": "It smells of roses."}], "media": [{"id": "v", "source": source}]}


def test_case_of_standard_input_opens_no_file_unless_a_folder_is_named(workspace: Path) -> None:
    (workspace / "photos").mkdir()
    (workspace / "photos" / "a.png").write_bytes(b"no picture")
    refused = decide_lines(case_with("photos/a.png"))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "line 1: v: a case of standard input names a file: give the folder of it as --media-dir" in refused.stderr
    decided = decide_lines(case_with("a.png"), options=("--media-dir", "photos"))
    assert decided.exit_code == 0
    assert "the file is none of a picture" in decided.stdout
    assert "no folder: name the one" in decide_lines(case_with("a.png"), options=("--media-dir", "none")).stderr


@pytest.mark.parametrize("source", ["../secret.png", "{}/secret.png", "link.png", "folder/../../secret.png"])
def test_path_that_leads_out_of_the_folder_of_the_case_is_refused(run: Run, workspace: Path, source: str) -> None:
    (workspace / "secret.png").write_bytes(picture("x"))
    (workspace / "cases" / "folder").mkdir(parents=True)
    (workspace / "cases" / "link.png").symlink_to(workspace / "secret.png")
    (workspace / "cases" / "case.yaml").write_text(CASE.format(source.format(workspace)))
    for command in ("adjudicate", "precheck"):
        ran = run(command, "cases/case.yaml")
        assert (ran.exit_code, "leads out of the folder of the case, cases" in ran.stderr) == (2, True), ran.stderr


def test_line_with_a_path_that_is_none_is_named_and_the_rest_is_decided(workspace: Path) -> None:
    os.mkfifo(workspace / "pipe.png")
    sources = ("a\0b", "~nosuchuser/x.jpg", "x" * 5_000, "pipe.png", ".", "../x.jpg")
    rest = {"id": "rest", "content": [{"text": "It smells of roses."}]}
    ran = decide_lines(*map(case_with, sources), rest, options=("--media-dir", "."))
    assert ran.exit_code == 2
    assert [json.loads(line)["case_id"] for line in ran.stdout.splitlines()] == ["rest"]
    assert [line.split(":")[1] for line in ran.stderr.splitlines()] == [f" line {n}" for n in range(1, 7)]


def test_several_problems_of_a_line_are_told_on_one_line(workspace: Path) -> None:
    ran = decide_lines({"id": "a", "contnt": [], "markt": "US"})
    assert (ran.exit_code, len(ran.stderr.splitlines())) == (2, 1)
    assert "contnt: unknown field" in ran.stderr
    assert "markt: unknown field" in ran.stderr


@pytest.mark.parametrize("command", ["adjudicate", "precheck"])
def test_case_whose_media_pass_as_read_is_refused(run: Run, workspace: Path, command: str) -> None:
    (workspace / "case.yaml").write_text(CASE.format("x").replace("source: x", f"sha256: '{'0' * 64}'"))
    ran = run(command, "case.yaml")
    assert ran.exit_code == 2
    assert "media photo-1: give the id and the source alone" in ran.stderr
    assert "clausewise decisions replay" in ran.stderr
    line = {"id": "a", "media": [{"id": "v", "sha256": "0" * 64}]}
    assert "media v: give the id and the source alone" in decide_lines(line).stderr


def test_stored_cases_in_a_file_are_replayed_by_policies(run: Run, workspace: Path) -> None:
    item = {"id": "v-ocr-1", "kind": "ocr", "text": "This tea cured my arthritis.", "region": {"media_id": "v"}}
    case = {"id": "a", "market": "US", "content": [item], "media": [{"id": "v", "sha256": "0" * 64}]}
    (workspace / "cases.jsonl").write_text(json.dumps(case) + "\n")
    ran = run("policies", "replay", "--from", "2026-04-30", "--to", "2026-05-01", "--cases", "cases.jsonl", "--json")
    assert ran.exit_code == 0, ran.stderr
    assert "give the id and the source alone" not in ran.stdout


def test_devices_and_pipes_are_no_files(run: Run, workspace: Path) -> None:
    os.mkfifo(workspace / "pipe.png")
    ran = run("media", "read", "/dev/zero", "pipe.png", ".")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert [line.split(": ")[2] for line in ran.stderr.splitlines()] == [
        "a device, a pipe or a folder, and no file"
    ] * 3
    assert run("media", "bank", "match", "/dev/zero").exit_code == 2


def test_files_that_can_be_opened_are_read_beside_a_missing_one(run: Run, workspace: Path) -> None:
    (workspace / "quiet.wav").write_bytes(sound(tone(1, height=0)))
    ran = run("media", "read", "none.gif", "quiet.wav", "")
    assert ran.exit_code == 2
    assert "quiet.wav: sound, 0:01 long, from quiet.wav" in ran.stdout
    assert [line.partition(": ")[2] for line in ran.stderr.splitlines()] == [
        "none.gif: No such file or directory: name a file that can be opened",
        "a file has an empty name: give its path",
    ]


@pytest.mark.parametrize("name", ["new\nline\x1b[31m.wav", os.fsdecode(b"\xff\xfe.wav")])
def test_names_that_steer_a_terminal_are_shown(run: Run, workspace: Path, name: str) -> None:
    (workspace / name).write_bytes(sound(tone(1, height=0)))
    ran = run("media", "read", f"./{name}")
    assert ran.exit_code == 0, ran.stderr
    assert "\x1b" not in ran.stdout
    assert len(ran.stdout.splitlines()) == 2
    assert run("media", "bank", "match", f"./{name}").exit_code == 0


def test_tilde_inside_a_path_is_a_name(run: Run, workspace: Path) -> None:
    (workspace / "~nosuchuser.wav").write_bytes(sound(tone(1, height=0)))
    assert run("media", "read", "./~nosuchuser.wav").exit_code == 0
    assert "~nosuchuser.wav has no home folder" in run("media", "read", "~nosuchuser.wav").stderr


@pytest.mark.slow
def test_text_of_a_picture_is_printed_judged_and_shown_again(run: Run, workspace: Path) -> None:
    (workspace / "photo.png").write_bytes(picture("This tea cured", "my arthritis.", size=(500, 300)))
    (workspace / "case.yaml").write_text(CASE.format("photo.png"))
    printed = run("media", "read", "photo.png").stdout
    assert "This tea cured" in printed
    assert "my arthritis." in printed
    ran = run("adjudicate", "case.yaml")
    assert "VIOLATION" in ran.stdout
    assert "photo-1, " in ran.stdout
    assert "% from the left, " in ran.stdout
    (workspace / "photo.png").unlink()
    decision = json.loads(run("decisions", "list", "--json").stdout.splitlines()[0])
    again = run("decisions", "replay", decision["decision_id"])
    assert again.exit_code == 0, again.stderr
