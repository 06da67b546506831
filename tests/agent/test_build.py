"""The settings choose the components; an unavailable judge is refused."""

from pathlib import Path

import pytest

from agent.build import Clausewise, build_corpus, build_judge_registry
from agent.build_signals import build_signals
from agent.judge_registry import resolve_judge
from agent.judges.cascade import JudgeSequence
from agent.judges.embedded.classifier.cache import precomputed_path
from agent.judges.rules import RulesJudge
from agent.open_stores import open_decision_store, open_library
from agent.settings import Settings, SettingsError
from llm.errors import LlmError
from llm.options import LlmOptions
from llm.scripted import ScriptedModels
from policies.corpus_cache import InvalidCorpus
from policies.corpus_path import BUNDLED_CORPUS
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import CORPUS, build_shop, make_case


def make_settings(data_dir: Path, **fields: object) -> Settings:
    return Settings.model_validate({"data_dir": data_dir, "policies": CORPUS, **fields})


def test_default_judge_is_the_sequence_of_rules_and_local(shop: Clausewise) -> None:
    judge = shop.adjudicator.judge
    assert isinstance(judge, JudgeSequence)
    assert (judge.name, judge.model) == ("rules+local", "cel+all-MiniLM-L6-v2-int8")


def test_registry_returns_judges_by_name(shop: Clausewise) -> None:
    registry = build_judge_registry(shop.corpus, ScriptedModels())
    assert isinstance(registry.judge("rules"), RulesJudge)
    assert {name: registry.judge(name).name for name in ("local", "decisions", "llm", "cascade")} == {
        "local": "rules+local",
        "decisions": "rules+decisions",
        "llm": "rules+llm",
        "cascade": "cascade",
    }
    assert registry.judge("cascade").model == "cel+all-MiniLM-L6-v2-int8+scripted"


def test_auto_is_the_strongest_configured_judge() -> None:
    assert (resolve_judge("auto", None), resolve_judge("auto", ScriptedModels())) == ("local", "cascade")
    assert (resolve_judge("rules+local", None), resolve_judge("rules+llm", ScriptedModels())) == ("local", "llm")


def test_unavailable_judge_is_refused() -> None:
    with pytest.raises(
        SettingsError, match="unknown judge 'oracle': choose auto, rules, local, decisions, llm, cascade"
    ):
        resolve_judge("oracle", None)
    with pytest.raises(
        LlmError, match="the judge llm asks a language model and none is configured: set OPENAI_API_KEY"
    ):
        resolve_judge("llm", None)
    with pytest.raises(LlmError, match="DECISIONS_MODEL"):
        resolve_judge("decisions", ScriptedModels(options=LlmOptions(chat_model="x", decisions_model=None)))


def test_rules_alone_decide_only_by_facts(tmp_path: Path) -> None:
    rules = build_shop(tmp_path, judge="rules")
    assert rules.adjudicator.decide(make_case("this tea cured my diabetes"), AS_OF).verdict.outcome == "needs_review"
    with_facts = make_case("this tea cured my diabetes", facts={"stock_left": 30})
    assert rules.adjudicator.decide(with_facts, AS_OF).verdict.outcome == "violation"


def test_second_installation_decides_the_same(shop: Clausewise) -> None:
    again = build_shop(shop.corpus.settings.data_dir)
    case = make_case("this tea cured my diabetes", creator_id="cr_maya")
    one, other = (each.adjudicator.decide(case, AS_OF) for each in (shop, again))
    assert (one.verdict, one.evidence, one.education) == (other.verdict, other.evidence, other.education)
    assert again.corpus.fingerprint == shop.corpus.fingerprint
    assert one.decision_id != other.decision_id


def test_precedents_are_part_of_the_fingerprint(shop: Clausewise, tmp_path: Path) -> None:
    precedents = tmp_path / "precedents.jsonl"
    precedents.write_text('{"id": "p1", "text": "a tea that cures", "violated": ["CLM-1"]}\n')
    corpus = build_corpus(make_settings(tmp_path, precedents=precedents), embedder=shop.corpus.embedder)
    assert corpus.fingerprint != shop.corpus.fingerprint
    assert corpus.precedents is not None
    assert [precedent.id for precedent in corpus.precedents.precedents] == ["p1"]


def test_corpus_with_errors_is_refused_every_time(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = (CORPUS / "shop.md").read_text(encoding="utf-8")
    (folder / "shop.md").write_text(text.replace("- **except**: CLM-9", "- **except**: CLM-8"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InvalidCorpus, match=r"has errors; correct them first\n.*CLM-8"):
            open_library(make_settings(tmp_path / "data", policies=folder))


def test_clauses_of_a_decision_are_found(shop: Clausewise) -> None:
    decision = shop.adjudicator.decide(make_case("this tea cured my diabetes"), AS_OF)
    clauses = shop.corpus.library.clauses_of_decision(decision)
    assert set(clauses) == {f.clause_id for f in decision.evidence.clauses}
    assert all(clauses[f.clause_id].version == f.version for f in decision.evidence.clauses)


def test_store_is_in_the_data_directory_or_at_the_url(tmp_path: Path) -> None:
    with open_decision_store(make_settings(tmp_path / "here")) as store:
        assert store.list() == ()
    assert (tmp_path / "here" / "clausewise.db").exists()
    with open_decision_store(make_settings(tmp_path / "here", database_url=f"sqlite:///{tmp_path}/there/own.db")):
        assert (tmp_path / "there" / "own.db").exists()


def test_signals_come_from_a_file_or_a_service(tmp_path: Path) -> None:
    assert build_signals(make_settings(tmp_path)).name == "file"
    for token in ("t", None):
        url = "http://127.0.0.1:9"
        assert build_signals(make_settings(tmp_path, signals_url=url, signals_token=token)).name == "http"


@pytest.mark.slow
def test_bundled_policies_have_a_trained_classifier(tmp_path: Path) -> None:
    """If this fails, the policies were edited: run `clausewise index --save-precomputed`."""
    corpus = build_corpus(Settings(data_dir=tmp_path))
    assert precomputed_path(BUNDLED_CORPUS, corpus.training_fingerprint).exists()
