"""A small dataset of the test shop."""

import json
from pathlib import Path

import pytest

from agent.settings import Settings
from eval.dataset.dataset import Dataset, read_dataset
from tests.agent.judges.shop import CORPUS

CASES = (
    ("this tea cured my diabetes in two weeks", {"outcome": "violation", "violated": ["CLM-1"]}),
    ("good morning, the mug is blue", {"outcome": "no_violation"}),
    ("they paid me for this one and I keep quiet", {"outcome": "violation", "violated": ["DSC-1"]}),
)
LINES = [
    {"id": f"c{n}", "case": {"content": [{"id": "i1", "text": text}]}, "gold": gold}
    for n, (text, gold) in enumerate(CASES * 10)
]


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    folder = tmp_path / "data"
    folder.mkdir()
    manifest = 'name = "shop"\nprotocol = "cases"\nlicence = "ours"\nattribution = "us"\n'
    (folder / "dataset.toml").write_text(manifest)
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return read_dataset(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"data_dir": tmp_path / "home", "policies": CORPUS})
