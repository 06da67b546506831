import shutil
from pathlib import Path

from eval.dataset.check_context import gather_material, own_corpus, own_creators
from eval.dataset.dataset import read_dataset
from signals.embedded import SAMPLES, EmbeddedSignals
from tests.eval.dataset.test_dataset import LINE, write
from tests.eval.samples import labelled, material


def test_rules_and_exceptions_are_named_once() -> None:
    held = material(labelled("a", "no_violation"))
    assert (held.rules, held.exceptions) == (("HLT-1", "PRC-1"), ("HLT-2",))


def test_a_dataset_may_bring_its_rules_precedents_and_creators(tmp_path: Path) -> None:
    write(tmp_path, LINE)
    read = read_dataset(tmp_path)
    assert (own_corpus(read), own_creators(read)) == (None, None)
    (tmp_path / "rules.jsonl").write_text('{"id": "r1", "text": "Be kind."}')
    (tmp_path / "precedents.jsonl").write_text('{"id": "p1", "text": "a rude word", "violated": ["r1"]}')
    (tmp_path / "creators.yaml").write_text("creators: []")
    assert own_corpus(read) == tmp_path
    held = gather_material(read, tmp_path)
    assert (held.rules, held.creators) == (("r1",), EmbeddedSignals({}))
    assert [tuple(sample) for sample in held.samples] == [(f"{tmp_path / 'precedents.jsonl'}, p1", "a rude word")]


def test_without_creators_of_its_own_those_shipped_are_known(tmp_path: Path) -> None:
    write(tmp_path, LINE)
    (tmp_path / "rules.jsonl").write_text('{"id": "r1", "text": "Be kind."}')
    held = gather_material(read_dataset(tmp_path), tmp_path)
    assert "cr_maya" in held.creators.creators
    shutil.copy(SAMPLES, tmp_path / "creators.yaml")
    assert gather_material(read_dataset(tmp_path), tmp_path).creators == held.creators
