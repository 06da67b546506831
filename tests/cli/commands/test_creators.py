"""`clausewise creators`: from files and events to the scores of a creator, with what can go wrong."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from tests.signals.quality.media.clips import moving, scene, write_clip, write_picture


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_measuring_a_folder_gives_the_rows_of_a_table(data: Path) -> None:
    pytest.importorskip("av")
    folder = data / "media"
    folder.mkdir()
    write_clip(folder / "p1.mp4", moving(2))
    write_picture(folder / "p2.png", scene())
    (folder / "p3.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("no media")
    measured = run("creators", "measure", str(folder))
    assert measured.exit_code == 0, measured.output
    rows = [*csv.DictReader(io.StringIO(measured.stdout))]
    assert {row["post_id"] for row in rows} == {"p1", "p2", "p3"}
    assert len(rows) == 18
    still = {row["post_id"]: row for row in rows if row["name"] == "still_share"}
    assert still["p1"]["value"] == "0.0000"
    assert still["p3"]["value"] == ""
    assert "no picture of a known format" in still["p3"]["reason"]
    table = data / "post_measures.csv"
    table.write_text(measured.stdout)
    loaded = run("warehouse", "load", str(table))
    assert loaded.exit_code == 0
    assert loaded.stdout.split("post_measures")[1].split()[:2] == ["18", "18"]


def test_captions_and_copies_count_for_posts_of_the_warehouse(data: Path) -> None:
    pytest.importorskip("PIL")
    picture = write_picture(data / "p4.png", scene())
    assert "load events first" in run("creators", "measure", str(picture), "--posts").output
    table = data / "posts.csv"
    lines = [f"p{n},c1,{1780000000 + n},US,en,photo,the same words,," for n in range(6)]
    table.write_text("\n".join(["post_id,creator_id,at,market,language,kind,caption,product_id,duration_s", *lines]))
    assert run("warehouse", "load", str(table)).exit_code == 0
    rows = [*csv.DictReader(io.StringIO(run("creators", "measure", str(picture), "--posts").stdout))]
    assert [row["value"] for row in rows if row["name"] == "own_repetition"] == ["1.0000"]


def test_nothing_to_measure(data: Path) -> None:
    missing = run("creators", "measure", str(data / "nowhere"))
    assert (missing.exit_code, "there is no such file or folder" in missing.output) == (2, True)
    (data / "empty").mkdir()
    assert "no pictures or videos" in run("creators", "measure", str(data / "empty")).output


def test_models_need_a_warehouse_with_days_and_confirmed_decisions(data: Path) -> None:
    missing = run("creators", "fit")
    assert missing.exit_code == 2
    assert "load events first" in missing.output
    table = data / "creators.csv"
    table.write_text("creator_id,market,language,joined_at,agency_id\nc1,US,en,1780000000,\n")
    run("warehouse", "load", str(table))
    assert "clausewise warehouse run" in run("creators", "fit").output
    complaint = data / "complaints.csv"
    complaint.write_text("complaint_id,creator_id,post_id,at,reason\nk1,c1,,1780000000,spam\n")
    run("warehouse", "load", str(complaint))
    run("warehouse", "run")
    few = run("creators", "fit")
    assert (few.exit_code, "at least 20 of each" in few.output) == (2, True)
    assert "run clausewise creators fit" in run("creators", "show", "c1").output
    assert "is not computed yet" in run("creators", "show", "c1", "--as-of", "2030-01-01").output
