import json
from pathlib import Path

import pytest

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
