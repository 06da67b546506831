import shutil
from pathlib import Path

from eval.dataset.check_context import build_check_context, dataset_creators, dataset_policies
from eval.dataset.dataset import read_dataset
from signals.sources.file_source import SAMPLE_CREATORS, FileSignals
from tests.eval.dataset.test_dataset import LINE, write
from tests.eval.samples import check_context, labelled


def test_rules_and_exceptions_are_listed_once() -> None:
    context = check_context(labelled("a", "no_violation"))
    assert (context.rule_ids, context.exception_ids) == (("HLT-1", "PRC-1"), ("HLT-2",))


def test_dataset_may_have_its_own_rules_precedents_and_creators(tmp_path: Path) -> None:
    write(tmp_path, LINE)
    own = read_dataset(tmp_path)
    assert (dataset_policies(own), dataset_creators(own)) == (None, None)
    (tmp_path / "rules.jsonl").write_text('{"id": "r1", "text": "Be kind."}')
    (tmp_path / "precedents.jsonl").write_text('{"id": "p1", "text": "a rude word", "violated": ["r1"]}')
    (tmp_path / "creators.yaml").write_text("creators: []")
    assert dataset_policies(own) == tmp_path
    context = build_check_context(own, tmp_path)
    assert (context.rule_ids, context.creators) == (("r1",), FileSignals({}))
    assert [tuple(text) for text in context.training_texts] == [(f"{tmp_path / 'precedents.jsonl'}, p1", "a rude word")]


def test_sample_creators_are_the_default(tmp_path: Path) -> None:
    write(tmp_path, LINE)
    (tmp_path / "rules.jsonl").write_text('{"id": "r1", "text": "Be kind."}')
    context = build_check_context(read_dataset(tmp_path), tmp_path)
    assert "cr_maya" in context.creators.creators
    shutil.copy(SAMPLE_CREATORS, tmp_path / "creators.yaml")
    assert build_check_context(read_dataset(tmp_path), tmp_path).creators == context.creators
