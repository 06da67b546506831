"""Parts are chosen by settings, joined once, and refused by name."""

from pathlib import Path

import pytest

from agent.build import Clausewise, build_corpus, build_roster, build_signals
from agent.judge_registry import chosen
from agent.judges.classifier.cache import shipped_file
from agent.judges.panel import Panel
from agent.judges.rules import RulesJudge
from agent.open_stores import build_library, build_store
from agent.settings import Settings, SettingsError
from llm.errors import LlmError
from llm.options import LlmOptions
from llm.scripted import ScriptedModels
from policies.corpus_cache import CorpusRefused
from policies.corpus_path import BUNDLED
from tests.agent.judges.judge_inputs import ON
from tests.agent.judges.shop import CORPUS, install, said


def settings(data_dir: Path, **given: object) -> Settings:
    return Settings.model_validate({"data_dir": data_dir, "policies": CORPUS, **given})


def test_the_strongest_judge_is_a_panel_of_rules_and_the_embedder(shop: Clausewise) -> None:
    judge = shop.adjudicator.judge
    assert isinstance(judge, Panel)
    assert (judge.name, judge.model) == ("rules+local", "cel+all-MiniLM-L6-v2-int8")


def test_a_judge_is_found_by_name(shop: Clausewise) -> None:
    roster = build_roster(shop.corpus, ScriptedModels())
    assert isinstance(roster.judge("rules"), RulesJudge)
    assert {name: roster.judge(name).name for name in ("local", "decisions", "llm", "cascade")} == {
        "local": "rules+local",
        "decisions": "rules+decisions",
        "llm": "rules+llm",
        "cascade": "cascade",
    }
    assert roster.judge("cascade").model == "cel+all-MiniLM-L6-v2-int8+scripted"


def test_auto_is_the_strongest_that_is_configured() -> None:
    assert (chosen("auto", None), chosen("auto", ScriptedModels())) == ("local", "cascade")
    assert (chosen("rules+local", None), chosen("rules+llm", ScriptedModels())) == ("local", "llm")


def test_a_judge_that_cannot_be_had_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        SettingsError, match="no judge is called 'oracle': choose auto, rules, local, decisions, llm or"
    ):
        chosen("oracle", None)
    with pytest.raises(LlmError, match="the judge llm asks a language model and none is set: give OPENAI_API_KEY"):
        chosen("llm", None)
    with pytest.raises(LlmError, match="DECISIONS_MODEL"):
        chosen("decisions", ScriptedModels(options=LlmOptions(chat_model="x", decisions_model=None)))


def test_rules_alone_settle_nothing_that_no_fact_speaks_of(tmp_path: Path) -> None:
    rules = install(tmp_path, judge="rules")
    assert rules.adjudicator.decide(said("this tea cured my diabetes"), ON).verdict.outcome == "needs_review"
    measured = said("this tea cured my diabetes", facts={"stock_left": 30})
    assert rules.adjudicator.decide(measured, ON).verdict.outcome == "violation"


def test_an_installation_is_found_again(shop: Clausewise) -> None:
    again = install(shop.corpus.settings.data_dir)
    case = said("this tea cured my diabetes", creator_id="cr_maya")
    one, other = (each.adjudicator.decide(case, ON) for each in (shop, again))
    assert (one.verdict, one.evidence, one.education) == (other.verdict, other.evidence, other.education)
    assert again.corpus.fingerprint == shop.corpus.fingerprint
    assert one.decision_id != other.decision_id


def test_precedents_are_part_of_the_fingerprint(shop: Clausewise, tmp_path: Path) -> None:
    precedents = tmp_path / "precedents.jsonl"
    precedents.write_text('{"id": "p1", "text": "a tea that cures", "violated": ["CLM-1"]}\n')
    shelf = build_corpus(settings(tmp_path, precedents=precedents), embedder=shop.corpus.embedder)
    assert shelf.fingerprint != shop.corpus.fingerprint
    assert shelf.precedents is not None
    assert [precedent.id for precedent in shelf.precedents.precedents] == ["p1"]


def test_a_corpus_with_errors_is_refused_each_time(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = (CORPUS / "shop.md").read_text(encoding="utf-8")
    (corpus / "shop.md").write_text(text.replace("- **except**: CLM-9", "- **except**: CLM-8"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(CorpusRefused, match=r"has errors, mend them first\n.*CLM-8"):
            build_library(settings(tmp_path / "data", policies=corpus))


def test_a_decision_finds_its_clauses_again(shop: Clausewise) -> None:
    decision = shop.adjudicator.decide(said("this tea cured my diabetes"), ON)
    found = shop.corpus.library.behind(decision)
    assert set(found) == {f.clause_id for f in decision.evidence.clauses}
    assert all(found[f.clause_id].version == f.version for f in decision.evidence.clauses)


def test_the_record_lies_in_the_data_directory_unless_a_url_says_otherwise(tmp_path: Path) -> None:
    with build_store(settings(tmp_path / "here")) as store:
        assert store.list() == ()
    assert (tmp_path / "here" / "clausewise.db").exists()
    with build_store(settings(tmp_path / "here", database_url=f"sqlite:///{tmp_path}/there/own.db")):
        assert (tmp_path / "there" / "own.db").exists()


def test_signals_come_from_a_file_or_a_service(tmp_path: Path) -> None:
    assert build_signals(settings(tmp_path)).name == "embedded"
    for token in ("t", None):
        url = "http://127.0.0.1:9"
        assert build_signals(settings(tmp_path, signals_url=url, signals_token=token)).name == "http"


@pytest.mark.slow
def test_the_bundled_pack_came_with_what_is_learned_from_it(tmp_path: Path) -> None:
    """If this fails, the pack was edited: run `clausewise index --ship`."""
    shelf = build_corpus(Settings(data_dir=tmp_path))
    assert shipped_file(BUNDLED, shelf.fingerprint).exists()
