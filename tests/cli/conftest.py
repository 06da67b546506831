"""A tiny corpus with its index, new for each test, and the command line on it, in this process or one of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app

Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]

MANIFEST = """\
name = "Tiny"

[markets]
NO = "Norway"
US = "United States"
"""

GOODS = ("tea", "balm", "syrup", "capsules", "drops")
BREAKS = [
    f"- this {good} cured my {ill}" for good in GOODS for ill in ("arthritis", "asthma", "eczema", "migraine", "gout")
]
KEEPS = [
    f"- this {good} {keeps}"
    for good in GOODS
    for keeps in ("tastes of honey", "smells of roses", "is linked below", "comes in green", "was a gift, good morning")
]
LAW = """\
---
id: claims
title: Claims
version: "1.0"
effective_from: 2025-01-01
---

# Claims

## HLT-1 Cures

- **kind**: rule
- **severity**: high
- **points**: 4
- **except**: HLT-2
- **see**: DEF-1

Do not say that a product cures an illness.

### Breaks it

{breaks}

### Keeps it

{keeps}

### Why

People may put off seeing a doctor.

### How to fix

- Talk about taste.

### Appeal evidence

- The approval of the product as a medicine.

## HLT-2 Exception: approved medicines

- **kind**: exception

A medicine that the authority approved may be said to cure what it was approved for.

### Applies

- approved by the medicines agency for headaches, see the leaflet

### Does not apply

- everybody in my family approves of this tea

## DEF-1 Illness

- **kind**: definition

An illness is a condition that a doctor would treat.

## PRC-1 Dear goods

- **kind**: rule
- **points**: 2
- **markets**: NO

Do not sell goods for more than a hundred crowns.

### Breaks it

- yours for a thousand crowns

### Keeps it

- yours for ninety crowns

### Check

`facts.price > 100`

### Why

Prices are capped.

### How to fix

- Lower the price.

### Appeal evidence

- The receipt.

## ENF-1 The ladder

- **kind**: consequence
- **window_days**: 90
- **repeat_count**: 3
- **repeat_measure**: commission_freeze
- **skip_severity**: critical
- **skip_measure**: suspension
- **appeal_days**: 14

Points are added up.

### Ladder

| points | measure | days |
|---|---|---|
| 0 | education | |
| 4 | warning | |
| 8 | feature_limit | 7 |
""".format(breaks="\n".join(BREAKS), keeps="\n".join(KEEPS))

CASE = """\
id: tea
creator_id: cr_maya
market: NO
language: en
content_date: 2026-09-14
content:
  - {id: t1, kind: transcript, text: "Good morning. This tea cured my arthritis in three weeks. It is linked below."}
facts: {price: 250}
"""

MANIFEST_OF_CASES = 'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\nfull = {}\n'


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and the data directory that indexing it leaves."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "corpus.toml").write_text(MANIFEST)
    (folder / "corpus" / "claims.md").write_text(LAW)
    places = {"CLAUSEWISE_DATA_DIR": str(folder / "data"), "CLAUSEWISE_POLICIES": str(folder / "corpus")}
    assert CliRunner().invoke(app, ["index"], env=places, catch_exceptions=False).exit_code == 0
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own folder, holding `corpus/`, `data/` and `case.yaml`."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    (tmp_path / "case.yaml").write_text(CASE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CLAUSEWISE_POLICIES", str(tmp_path / "corpus"))
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    """Runs a command; what it raises beyond an exit code fails the test."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return invoke


@pytest.fixture
def spawn(here: Path) -> Spawn:
    """Runs a command in a process of its own, where nothing of an earlier run is remembered."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from clausewise import app; app()"

    def start(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=here, capture_output=True, text=True, check=False
        )

    return start


def _line(name: str, text: str, outcome: str, **gold: object) -> str:
    case = {"market": "NO", "content_date": "2026-09-14", "content": [{"id": "c", "text": text}]}
    return json.dumps({"id": name, "case": case, "gold": {"outcome": outcome, **gold}, "tags": ["plain"]})


@pytest.fixture
def ours(here: Path) -> Path:
    """Four labelled cases of the tiny corpus, half of them in test."""
    folder = here / "ours"
    folder.mkdir()
    lines = [
        _line("a", "jasmine tea cured my arthritis for good", "violation", violated=["HLT-1"]),
        _line("b", "good morning, it smells of roses", "no_violation", near=["HLT-1"]),
        _line("c", "two skeins of wool healed our asthma", "violation", violated=["HLT-1"]),
        _line("d", "the velvet sofa comes in green", "no_violation"),
    ]
    (folder / "dataset.toml").write_text(MANIFEST_OF_CASES.format("false"))
    (folder / "cases.jsonl").write_text("\n".join(lines))
    (folder / "split.json").write_text('{"dev": ["a", "b"], "test": ["c", "d"]}')
    return folder
