"""What is learned is learned once, kept by fingerprint, and learned anew where it was damaged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.build import Clausewise
from agent.judges.classifier.cache import learn, ship, shipped_file
from agent.judges.classifier.model import FittedModel

ROOT = Path(__file__).parents[4]
LEARN = """
import sys
from pathlib import Path
from tests.agent.judges.judge_inputs import ON
from tests.agent.judges.shop import install, said
found = install(Path(sys.argv[1])).adjudicator.decide(said("this tea cures it"), ON).verdict
print(found.model_dump_json())
"""


def learned(shop: Clausewise, data_dir: Path, fingerprint: str = "f" * 64) -> FittedModel | None:
    return learn(data_dir, fingerprint, shop.corpus.library.clauses, shop.corpus.index, None)


def kept(data_dir: Path) -> list[tuple[str, str]]:
    """The beginning and the suffix of every file but the locks."""
    files = sorted(path for path in (data_dir / "models").iterdir() if path.suffix != ".lock")
    return [(path.name[:32], path.suffix) for path in files]


def same(one: FittedModel | None, other: FittedModel | None) -> bool:
    assert one is not None
    assert other is not None
    return (one.weights.tobytes(), one.intercepts.tobytes(), one.outcome_threshold) == (
        other.weights.tobytes(),
        other.intercepts.tobytes(),
        other.outcome_threshold,
    )


def test_it_is_fitted_once_and_then_read(shop: Clausewise, tmp_path: Path) -> None:
    first = learned(shop, tmp_path)
    (path,) = (tmp_path / "models").glob("*.bin")
    written = path.stat().st_mtime_ns
    assert same(first, learned(shop, tmp_path))
    assert path.stat().st_mtime_ns == written
    assert kept(tmp_path) == [("f" * 32, ".bin")]
    path.write_bytes(path.read_bytes()[:-7])
    assert same(first, learned(shop, tmp_path))
    assert same(first, learned(shop, tmp_path))


def test_each_fingerprint_has_its_own(shop: Clausewise, tmp_path: Path) -> None:
    learned(shop, tmp_path, "a" * 64)
    learned(shop, tmp_path, "b" * 64)
    assert kept(tmp_path) == [("a" * 32, ".bin"), ("b" * 32, ".bin")]


def test_too_little_is_remembered_as_nothing(shop: Clausewise, tmp_path: Path) -> None:
    few = [clause for clause in shop.corpus.library.clauses if clause.id == "CLM-1"]
    for _ in range(2):
        assert learn(tmp_path, "c" * 64, few, shop.corpus.index, None) is None
    assert kept(tmp_path) == [("c" * 32, ".none")]


def test_what_came_with_the_corpus_is_read_and_not_learned(shop: Clausewise, tmp_path: Path) -> None:
    first, folder = learned(shop, tmp_path / "author"), tmp_path / "corpus"
    folder.mkdir()
    (folder / "learned-0000-1.bin").touch()
    ship(tmp_path / "author", "f" * 64, folder)
    assert [path.name for path in folder.iterdir()] == [shipped_file(folder, "f" * 64).name]
    clauses, index = shop.corpus.library.clauses, shop.corpus.index
    assert same(first, learn(tmp_path / "reader", "f" * 64, clauses, index, None, folder))
    assert not (tmp_path / "reader").exists()


def test_what_came_with_another_corpus_or_came_damaged_is_not_read(shop: Clausewise, tmp_path: Path) -> None:
    learned(shop, tmp_path / "author")
    ship(tmp_path / "author", "f" * 64, tmp_path)
    path = shipped_file(tmp_path, "f" * 64)
    path.write_bytes(path.read_bytes()[:-7])
    clauses, index = shop.corpus.library.clauses, shop.corpus.index
    for fingerprint in ("f" * 64, "a" * 64):
        learn(tmp_path / "reader", fingerprint, clauses, index, None, tmp_path)
    assert kept(tmp_path / "reader") == [("a" * 32, ".bin"), ("f" * 32, ".bin")]


def test_where_nothing_was_learned_nothing_is_shipped(tmp_path: Path) -> None:
    ship(tmp_path / "author", "f" * 64, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_two_processes_that_learn_at_once_learn_the_same(tmp_path: Path) -> None:
    argv = [sys.executable, "-W", "error", "-c", LEARN, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert said[0][0] == said[1][0] != ""
    assert {path.suffix for path in (tmp_path / "models").iterdir()} <= {".bin", ".lock"}
