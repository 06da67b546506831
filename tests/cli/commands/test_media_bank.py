"""`clausewise media bank`: adding, listing, looking up and removing, by files and by decisions."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from eval.drawing.drawing import Drawing
from eval.drawing.files import draw_file
from tests.agent.evidence.media.files import picture
from tests.cli.conftest import Run

CLAUSE = "HLT-1"


@pytest.fixture
def photo(workspace: Path) -> Path:
    drawing = Drawing.model_validate({"id": "p", "look": "shelf", "blocks": [["label", "this tea cured my gout"]]})
    path = workspace / "photo.jpg"
    path.write_bytes(draw_file(drawing, "bank", 3)[1])
    return path


def printed(run: Run, *arguments: str) -> Any:
    result = run("media", "bank", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def add(run: Run, what: object, *more: str) -> Any:
    return printed(run, "add", str(what), "--clause-id", CLAUSE, "--reviewer", "ana", *more)


def test_file_is_added_found_again_and_removed(run: Run, photo: Path, workspace: Path) -> None:
    (entry,) = add(run, photo, "--note", "seen in May")
    assert (entry["media_id"], entry["source"], entry["decision_id"]) == ("photo.jpg", "person", None)
    assert add(run, photo) == []
    assert printed(run, "list") == [entry]
    small = workspace / "small.jpg"
    with Image.open(photo) as image:
        image.resize((image.width // 2, image.height // 2)).save(small, quality=60)
    exact, near = printed(run, "match", str(photo), str(small))
    assert (exact["exact"], near["exact"], near["bits"]) == (True, False, 512)
    shown = run("media", "bank", "match", str(small)).stdout
    assert "looks much like" in shown
    assert CLAUSE in shown
    assert run("media", "bank", "remove", entry["entry_id"]).exit_code == 0
    assert printed(run, "match", str(photo)) == []
    assert "None of these is in the bank." in run("media", "bank", "match", str(photo)).stdout


def test_list_shows_who_and_why(run: Run, photo: Path) -> None:
    add(run, photo, "--note", "seen in May")
    shown = run("media", "bank", "list").stdout
    for word in (CLAUSE, "photo.jpg", "ana", "dhash512, sha256", "seen in May"):
        assert word in shown
    assert run("media", "bank", "list", "--clause-id", "HLT-2").stdout == "The bank has no entry of the clause HLT-2.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "notes.txt", "--clause-id", CLAUSE, "--reviewer", "ana"), "notes.txt was not read"),
        (("add", "photo.jpg", "--clause-id", "XX-1", "--reviewer", "ana"), "no policy has the clause XX-1"),
        (("add", "dec_none", "--clause-id", CLAUSE, "--reviewer", "ana"), "no stored decision"),
        (("match", "nothing.jpg"), "nothing.jpg: No such file or directory"),
        (("remove", "bank_none"), "the bank has no entry bank_none"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    run: Run, workspace: Path, photo: Path, arguments: tuple[str, ...], message: str
) -> None:
    (workspace / "notes.txt").write_text("no picture")
    result = run("media", "bank", *arguments)
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--note", "x" * 501, "String should have at most 500 characters"),
        ("--note", "a\x1b[31m", "control character U+001B"),
        ("--reviewer", "", "is no name"),
        ("--reviewer", "ana\nbo", "is no name"),
        ("--reviewer", "ana\x1b[31m", "is no name"),
    ],
)
def test_note_and_reviewer_are_checked(run: Run, photo: Path, option: str, value: str, message: str) -> None:
    given = {"--clause-id": CLAUSE, "--reviewer": "ana", option: value}
    result = run("media", "bank", "add", str(photo), *(word for pair in given.items() for word in pair))
    shown = " ".join(result.stderr.replace("│", " ").split())
    assert (result.exit_code, message in shown) == (2, True), result.stderr
    assert "\x1b" not in result.stderr
    assert printed(run, "list") == []


def test_entries_are_listed_one_a_line(run: Run, photo: Path, workspace: Path) -> None:
    add(run, photo)
    (workspace / "red.png").write_bytes(picture("x"))
    add(run, "red.png")
    assert len(run("media", "bank", "list", "--json").stdout.splitlines()) == 2


def test_unreadable_file_is_looked_up_by_its_bytes(run: Run, workspace: Path) -> None:
    path = workspace / "cut.jpg"
    with io.BytesIO() as file:
        Image.new("RGB", (300, 300), "red").save(file, "JPEG")
        path.write_bytes(file.getvalue()[:200])
    result = run("media", "bank", "match", str(path))
    assert (result.exit_code, "None of these is in the bank." in result.stdout) == (0, True)
    assert "was not read" in result.stderr


def test_fill_says_what_waits(run: Run) -> None:
    result = run("media", "bank", "fill")
    assert result.stdout.strip() == "Added: 0. Waiting for the end of the time to appeal: 0 confirmed decisions."
    assert printed(run, "fill") == []


@pytest.mark.slow
def test_post_with_a_picture_of_the_bank_goes_to_a_person(run: Run, workspace: Path) -> None:
    """From the command line alone: decide, add the picture of the decision, and decide another post with it."""
    drawing = Drawing.model_validate({"id": "p", "look": "shelf", "blocks": [["label", "this tea tastes of honey"]]})
    (workspace / "honey.jpg").write_bytes(draw_file(drawing, "bank", 5)[1])
    first, before = decide(run, "one"), decide(run, "two")
    assert before["verdict"]["outcome"] == "no_violation"
    (entry,) = add(run, first["decision_id"], "--media-id", "honey")
    after = decide(run, "three")
    assert (after["verdict"]["outcome"], after["verdict"]["review_reasons"][-1]["code"]) == (
        "needs_review",
        "media_in_bank",
    )
    assert after["evidence"]["media_matches"][0]["entry_id"] == entry["entry_id"]
    replayed = run("decisions", "replay", after["decision_id"])
    assert "same decision" in replayed.stdout


def decide(run: Run, name: str) -> Any:
    content = [{"text": "good morning, this tea tastes of honey"}]
    case = {"id": name, "creator_id": "cr_maya", "market": "US", "language": "en", "content": content}
    case["media"] = [{"id": "honey", "source": "honey.jpg"}]
    Path("post.json").write_text(json.dumps(case))
    result = run("adjudicate", "post.json", "--judge", "local", "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)
