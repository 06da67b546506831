"""A line with drawings gets media, and the bundled posts with pictures can be read and are labelled by clauses."""

import json
from pathlib import Path

import pytest

from agent.open_stores import open_library
from agent.settings import read_settings
from domain.verdict import Outcome
from eval.dataset.dataset import BUNDLED, DatasetError, read_dataset
from eval.dataset.drawn_media import MAX_DRAWINGS, with_drawn_media
from eval.dataset.labelled_case import LabelledCase

MEDIA = BUNDLED.parent / "media"
MANIFEST = 'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\n'
DRAWING = {"id": "p1", "look": "wall", "blocks": [["overlay", "hello"]]}
LINE = {"id": "a", "case": {"content": []}, "drawings": [DRAWING], "gold": {"outcome": "no_violation"}}


def read(folder: Path, line: object) -> LabelledCase:
    (folder / "dataset.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "cases.jsonl").write_text(json.dumps(line), encoding="utf-8")
    return read_dataset(folder).cases[0]


def test_drawing_becomes_a_medium_beside_those_of_the_case(tmp_path: Path) -> None:
    case = {"content": [], "media": [{"id": "m", "source": "https://example.com/a.jpg"}]}
    labelled = read(tmp_path, LINE | {"case": case})
    assert [one.id for one in labelled.case.media] == ["m", "p1"]
    assert (labelled.case.media[1].source or "").startswith("data:image/")
    assert labelled.drawings[0].words == ("hello",)
    assert read(tmp_path, LINE | {"case": case}).case_sha256 == labelled.case_sha256


def test_line_without_drawings_stays_as_it_is() -> None:
    for line in ({"id": "a", "case": {}}, {"drawings": [DRAWING]}, [1]):
        assert with_drawn_media(line) is line


@pytest.mark.parametrize(
    ("drawings", "message"),
    [([DRAWING | {"look": "moon"}], "look"), ([DRAWING] * (MAX_DRAWINGS + 1), f"at most {MAX_DRAWINGS}")],
)
def test_drawing_that_cannot_be_drawn_names_its_line(tmp_path: Path, drawings: object, message: str) -> None:
    with pytest.raises(DatasetError, match=message) as caught:
        read(tmp_path, LINE | {"drawings": drawings})
    assert "cases.jsonl:1" in str(caught.value)


@pytest.mark.slow
def test_bundled_posts_with_pictures_are_labelled_by_clauses_in_force() -> None:
    cases, library = read_dataset(MEDIA).cases, open_library(read_settings())
    assert len(cases) >= 48
    outcomes = [labelled.gold.outcome for labelled in cases]
    assert 0.4 < outcomes.count(Outcome.VIOLATION) / len(cases) < 0.6
    for labelled in cases:
        gold, day = labelled.gold, labelled.case.content_date
        assert day is not None
        in_force = {clause.id for clause in library.in_force(day, labelled.case.market)}
        assert gold.revealed_clauses <= in_force, labelled.id
        assert bool(gold.violated) == (gold.outcome is Outcome.VIOLATION)
        assert labelled.case.media
