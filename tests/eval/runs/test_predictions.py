from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.settings import Settings
from eval.runs.predictions import UnknownPart, try_out
from signals.errors import SignalsFileError
from tests.agent.judges.shop import CORPUS
from tests.eval.samples import dataset, labelled

KNOWN: dict[str, Any] = {"market": "US", "content_date": "2026-06-01"}
CASES = (
    labelled("cure", "violation", "CLM-1", text="this tea cured my diabetes in two weeks", **KNOWN),
    labelled("taste", "no_violation", text="this tea tastes of lemon and honey", **KNOWN),
    labelled("odd", "no_violation", text="gummies with no added sugar", **KNOWN | {"market": "XX"}),
)
SPLIT = {"dev": ["cure", "taste"], "test": ["odd"]}


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, policies=CORPUS)


def heard(done: int, total: int) -> None: ...


def test_each_part_is_tried_by_the_whole_path(tmp_path: Path) -> None:
    dev, test = try_out(dataset(*CASES, split=SPLIT), None, settings(tmp_path), "auto", heard)
    assert [(found.part, found.slices[0].cases, list(found.errors)) for found in (dev, test)] == [
        ("dev", 2, []),
        ("test", 1, ["odd"]),
    ]
    figures = dev.slices[0].figures["rules+local"]
    assert [figures[name].value for name in ("accuracy", "kappa", "exact_set")] == [1.0, 1.0, 1.0]


def test_creators_of_the_dataset_take_the_place_of_others(tmp_path: Path) -> None:
    (tmp_path / "creators.yaml").write_text("creators: [")
    brought = replace(dataset(*CASES), folder=tmp_path)
    with pytest.raises(SignalsFileError, match=r"creators\.yaml: is not well formed"):
        list(try_out(brought, None, settings(tmp_path / "data"), "auto", heard))


def test_a_part_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownPart, match=r'Set has no part "tets": write dev or test \(did you mean "test"\?\)'):
        list(try_out(dataset(*CASES, split=SPLIT), "tets", settings(tmp_path), "auto", heard))
