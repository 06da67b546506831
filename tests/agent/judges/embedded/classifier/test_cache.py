"""A classifier is trained once per fingerprint, saved, loaded and exported; a damaged file is trained again."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from agent.build import Clausewise
from agent.judges.embedded.classifier.cache import (
    export_classifier,
    load_classifier,
    load_or_train,
    precomputed_path,
    save_classifier,
    training_fingerprint,
)
from agent.judges.embedded.classifier.features import Vocabulary
from agent.judges.embedded.classifier.model import Classifier, ClassifierFileDamaged

ROOT = Path(__file__).parents[5]
TEXTS = ["buy now", "buy later", "sell now"]
VECTORS = np.eye(3, 4, dtype=np.float32)
TRAIN = """
import sys
from pathlib import Path
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import build_shop, make_case
verdict = build_shop(Path(sys.argv[1])).adjudicator.decide(make_case("this tea cures it"), AS_OF).verdict
print(verdict.model_dump_json())
"""


def train(shop: Clausewise, data_dir: Path, fingerprint: str = "f" * 64) -> Classifier | None:
    return load_or_train(data_dir, fingerprint, shop.corpus.library.clauses, shop.corpus.index, None)


def saved_files(data_dir: Path) -> list[tuple[str, str]]:
    """The first characters and the suffix of each file, without locks."""
    files = sorted(path for path in (data_dir / "models").iterdir() if path.suffix != ".lock")
    return [(path.name[:32], path.suffix) for path in files]


def assert_same(first: Classifier | None, second: Classifier | None) -> None:
    assert first is not None
    assert second is not None
    assert (first.weights.tobytes(), first.intercepts.tobytes(), first.violation_threshold) == (
        second.weights.tobytes(),
        second.intercepts.tobytes(),
        second.violation_threshold,
    )


def test_classifier_is_trained_once_and_then_loaded(shop: Clausewise, tmp_path: Path) -> None:
    first = train(shop, tmp_path)
    (path,) = (tmp_path / "models").glob("*.bin")
    modified_at = path.stat().st_mtime_ns
    assert_same(first, train(shop, tmp_path))
    assert path.stat().st_mtime_ns == modified_at
    assert saved_files(tmp_path) == [("f" * 32, ".bin")]
    path.write_bytes(path.read_bytes()[:-7])
    assert_same(first, train(shop, tmp_path))
    assert_same(first, train(shop, tmp_path))


def test_each_fingerprint_has_its_own_file(shop: Clausewise, tmp_path: Path) -> None:
    train(shop, tmp_path, "a" * 64)
    train(shop, tmp_path, "b" * 64)
    assert saved_files(tmp_path) == [("a" * 32, ".bin"), ("b" * 32, ".bin")]


def test_only_what_is_trained_on_changes_the_fingerprint(shop: Clausewise) -> None:
    """An owner who edits words, a check or a market trains nothing."""
    clauses = shop.corpus.library.clauses
    rule = next(clause for clause in clauses if clause.violating_examples)

    def fingerprint(**changes: object) -> str:
        edited = [clause.model_copy(update=changes) if clause is rule else clause for clause in clauses]
        return training_fingerprint("minilm", edited, None)

    assert fingerprint(text="Other words.", check="facts.price > 3", markets=frozenset({"US"})) == fingerprint()
    assert fingerprint(violating_examples=rule.violating_examples[1:]) != fingerprint()
    assert training_fingerprint("another", clauses, None) != fingerprint()


def test_too_few_examples_are_remembered(shop: Clausewise, tmp_path: Path) -> None:
    few = [clause for clause in shop.corpus.library.clauses if clause.id == "CLM-1"]
    for _ in range(2):
        assert load_or_train(tmp_path, "c" * 64, few, shop.corpus.index, None) is None
    assert saved_files(tmp_path) == [("c" * 32, ".none")]


def test_precomputed_classifier_is_loaded(shop: Clausewise, tmp_path: Path) -> None:
    first, folder = train(shop, tmp_path / "author"), tmp_path / "corpus"
    folder.mkdir()
    (folder / "learned-0000-1.bin").touch()
    export_classifier(tmp_path / "author", "f" * 64, folder)
    assert [path.name for path in folder.iterdir()] == [precomputed_path(folder, "f" * 64).name]
    clauses, index = shop.corpus.library.clauses, shop.corpus.index
    assert_same(first, load_or_train(tmp_path / "reader", "f" * 64, clauses, index, None, folder))
    assert not (tmp_path / "reader").exists()


def test_damaged_or_other_precomputed_classifier_is_not_loaded(shop: Clausewise, tmp_path: Path) -> None:
    train(shop, tmp_path / "author")
    export_classifier(tmp_path / "author", "f" * 64, tmp_path)
    path = precomputed_path(tmp_path, "f" * 64)
    path.write_bytes(path.read_bytes()[:-7])
    clauses, index = shop.corpus.library.clauses, shop.corpus.index
    for fingerprint in ("f" * 64, "a" * 64):
        load_or_train(tmp_path / "reader", fingerprint, clauses, index, None, tmp_path)
    assert saved_files(tmp_path / "reader") == [("a" * 32, ".bin"), ("f" * 32, ".bin")]


def test_nothing_is_exported_without_a_classifier(tmp_path: Path) -> None:
    export_classifier(tmp_path / "author", "f" * 64, tmp_path)
    assert list(tmp_path.iterdir()) == []


def make_classifier() -> Classifier:
    vocabulary = Vocabulary.fit(TEXTS)
    weights = np.random.default_rng(1).normal(size=(3, len(vocabulary) + 4)).astype(np.float32)
    return Classifier(vocabulary, weights, np.array([0.1, -0.2, 0.3]), 0.4, {"ADV-1": 0.25, "règle/ü": 0.125})


def test_loaded_classifier_predicts_the_same(tmp_path: Path) -> None:
    classifier, path = make_classifier(), tmp_path / "classifier.bin"
    save_classifier(classifier, path)
    loaded = load_classifier(path)
    before, after = classifier.predict(TEXTS, VECTORS), loaded.predict(TEXTS, VECTORS)
    np.testing.assert_array_equal(before.any_violation, after.any_violation)
    assert {i: p.tolist() for i, p in before.clauses.items()} == {i: p.tolist() for i, p in after.clauses.items()}
    assert (loaded.violation_threshold, loaded.clause_thresholds) == (0.4, {"ADV-1": 0.25, "règle/ü": 0.125})
    assert [file.name for file in tmp_path.iterdir()] == ["classifier.bin"]


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:200] + bytes([b[200] ^ 1]) + b[201:]])
def test_damaged_file_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "classifier.bin"
    save_classifier(make_classifier(), path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ClassifierFileDamaged, match=r"classifier\.bin is damaged: delete it"):
        load_classifier(path)


@pytest.mark.slow
def test_two_concurrent_processes_train_the_same_classifier(tmp_path: Path) -> None:
    argv = [sys.executable, "-W", "error", "-c", TRAIN, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0] != ""
    assert {path.suffix for path in (tmp_path / "models").iterdir()} <= {".bin", ".lock", ".none"}
