"""A small indexed corpus, copied for each test, and the command line in this process or in a separate one."""

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

PRODUCTS = ("tea", "balm", "syrup", "capsules", "drops")
VIOLATING = [
    f"- this {product} cured my {illness}"
    for product in PRODUCTS
    for illness in ("arthritis", "asthma", "eczema", "migraine", "gout")
]
COMPLIANT = [
    f"- this {product} {claim}"
    for product in PRODUCTS
    for claim in ("tastes of honey", "smells of roses", "is linked below", "comes in green", "was a gift, good morning")
]
POLICY = """\
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

### Violating examples

{violating}

### Compliant examples

{compliant}

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

### Violating examples

- yours for a thousand crowns

### Compliant examples

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
- **repeat_action**: commission_freeze
- **skip_severity**: critical
- **skip_action**: suspension
- **appeal_days**: 14

Points are added up.

### Ladder

| points | action | days |
|---|---|---|
| 0 | education | |
| 4 | warning | |
| 8 | feature_limit | 7 |
""".format(violating="\n".join(VIOLATING), compliant="\n".join(COMPLIANT))

CASE = """\
id: tea
creator_id: cr_maya
market: NO
language: en
content_date: 2026-09-14
content:
  - {id: t1, kind: transcript, text: "Good morning everyone. This tea cured my arthritis. It is linked below."}
facts: {price: 250}
"""

DATASET_MANIFEST = 'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\nfull = {}\n'


@pytest.fixture(scope="session")
def indexed_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, and a data directory with its index and an empty decision log."""
    folder = tmp_path_factory.mktemp("indexed_corpus")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "corpus.toml").write_text(MANIFEST)
    (folder / "corpus" / "redress.toml").write_text('[redress.default]\nbody = "none"\n')
    (folder / "corpus" / "claims.md").write_text(POLICY)
    settings = {"CLAUSEWISE_DATA_DIR": str(folder / "data"), "CLAUSEWISE_POLICIES": str(folder / "corpus")}
    for command in (["index"], ["decisions", "list"]):  # the second one creates the database
        assert CliRunner().invoke(app, command, env=settings, catch_exceptions=False).exit_code == 0
    return folder


@pytest.fixture
def workspace(indexed_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for one test with `corpus/`, `data/` and `case.yaml`; the working directory."""
    shutil.copytree(indexed_corpus, tmp_path, dirs_exist_ok=True)
    (tmp_path / "case.yaml").write_text(CASE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CLAUSEWISE_POLICIES", str(tmp_path / "corpus"))
    return tmp_path


@pytest.fixture
def run(workspace: Path) -> Run:
    """Runs a command in this process; an exception other than an exit fails the test."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return invoke


@pytest.fixture
def spawn(workspace: Path) -> Spawn:
    """Runs a command in a separate process, without the caches of earlier runs."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from clausewise import app; app()"

    def start(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=workspace, capture_output=True, text=True, check=False
        )

    return start


def _line(name: str, text: str, outcome: str, **gold: object) -> str:
    case = {"market": "NO", "content_date": "2026-09-14", "content": [{"id": "c", "text": text}]}
    return json.dumps({"id": name, "case": case, "gold": {"outcome": outcome, **gold}, "tags": ["plain"]})


@pytest.fixture
def dataset(workspace: Path) -> Path:
    """Four labelled cases of the small corpus, half of them in the test split."""
    folder = workspace / "ours"
    folder.mkdir()
    lines = [
        _line("a", "jasmine tea cured my arthritis for good", "violation", violated=["HLT-1"]),
        _line("b", "good morning, it smells of roses", "no_violation", near_misses=["HLT-1"]),
        _line("c", "two skeins of wool healed our asthma", "violation", violated=["HLT-1"]),
        _line("d", "the velvet sofa comes in green", "no_violation"),
    ]
    (folder / "dataset.toml").write_text(DATASET_MANIFEST.format("false"))
    (folder / "cases.jsonl").write_text("\n".join(lines))
    (folder / "split.json").write_text('{"dev": ["a", "b"], "test": ["c", "d"]}')
    return folder
