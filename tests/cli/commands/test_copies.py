"""`clausewise copies find`: copies in a folder, with what could not be compared."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, Spawn
from tests.signals.copies.drawings import cropped, drawing, save

CAPTION = "three linen dresses in soft sage green for a long warm evening by the sea with friends"


@pytest.fixture
def folder(workspace: Path) -> Path:
    pytest.importorskip("PIL")
    folder = workspace / "posts"
    folder.mkdir()
    save(folder / "a.png", drawing(1))
    save(folder / "b.png", cropped(drawing(1), 0.12))
    save(folder / "c.png", drawing(2))
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "plain1.gif").write_bytes(b"GIF89a plain")
    (folder / "plain2.gif").write_bytes(b"GIF89a plain")
    (folder / "d.txt").write_text(CAPTION)
    (folder / "e.csv").write_text(f"post_id,caption\np7,{CAPTION.replace('sage', 'moss')}\np8,hello\n")
    (folder / "notes.pdf").write_bytes(b"%PDF-")
    return folder


def test_copies_in_a_folder_are_listed(run: Run, folder: Path) -> None:
    found = run("copies", "find", str(folder), "--json")
    assert found.exit_code == 0
    answer = json.loads(found.stdout)
    pairs = [(copy["kind"], Path(copy["first"]).name, Path(copy["second"]).name) for copy in answer["copies"]]
    assert pairs == [
        ("caption", "d.txt", "e.csv:p7"),
        ("picture", "a.png", "b.png"),
        ("picture", "plain1.gif", "plain2.gif"),  # the same bytes
    ]
    assert answer["copies"][1]["changes"] == ["cropped"]
    assert answer["compared"] == {"picture": 3, "video": 0, "caption": 3}
    assert {Path(one["file"]).name for one in answer["not_measured"]} == {
        *("broken.jpg", "plain1.gif", "plain2.gif", "e.csv:p8"),
    }
    assert "is not known" in answer["order"]


def test_table_names_what_changed_and_what_was_not_measured(run: Run, folder: Path) -> None:
    found = run("copies", "find", str(folder))
    assert found.exit_code == 0
    assert "cropped" in found.stdout
    assert "files do not tell when they were shown" in found.stdout
    assert "3 copies found. Compared: 3 pictures, 3 captions." in found.stderr
    assert "broken.jpg: not measured: the file is no picture of a known format" in found.stderr.replace("\n", " ")


def test_nothing_found_is_no_failure(run: Run, folder: Path) -> None:
    found = run("copies", "find", str(folder / "a.png"), str(folder / "c.png"))
    assert (found.exit_code, found.stdout) == (0, "")
    assert "0 copies found" in found.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing", "does not exist"),
        ("empty", "there are no pictures, videos or captions"),
        ("posts/notes.pdf", "is neither a picture, a video, nor captions"),
    ],
)
def test_wrong_path_is_bad_input(run: Run, folder: Path, name: str, message: str) -> None:
    (folder.parent / "empty").mkdir()
    found = run("copies", "find", str(folder.parent / name))
    assert found.exit_code == 2
    assert message in found.stderr


@pytest.mark.slow
def test_missing_library_is_named(folder: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.modules['PIL'] = None; from clausewise import app; app()"
    )
    command = [sys.executable, "-c", program, "copies", "find", str(folder)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, "pip install 'clausewise[intelligence]'" in found.stderr) == (2, True)


@pytest.mark.slow
def test_command_in_its_own_process(spawn: Spawn, folder: Path) -> None:
    found = spawn("copies", "find", str(folder / "a.png"), str(folder / "b.png"), "--json")
    assert (found.returncode, len(json.loads(found.stdout)["copies"])) == (0, 1)
