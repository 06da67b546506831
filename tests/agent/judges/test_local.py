"""The embedded judge on the real embedder: what it quotes, what it says where it cannot know, and what it learns."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.build import Clausewise
from agent.judges.base import JudgeOutput
from agent.judges.local import NOTHING_LEARNED
from agent.verdict.citations import check_citations
from domain.case import Case
from domain.clause import Proof
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode
from tests.agent.judges.judge_inputs import ON
from tests.agent.judges.regressions import ENGLISH, INDONESIAN, SPANISH, THAI
from tests.agent.judges.shop import install, said

BAD = "This ginger drink cured my cousin's diabetes completely, she threw her insulin away."
SMALL_TALK = (
    "Good morning everybody and welcome back. ",
    "We bake bread with seeds today and the oven is hot already. ",
    "My neighbour lent me her bowl, the blue one with the chip. ",
    "It rains outside, so the dog stays in and sleeps under the table. ",
)
ROOT = Path(__file__).parents[3]


def opinion(shop: Clausewise, case: Case) -> JudgeOutput:
    return shop.adjudicator.judge.judge(shop.adjudicator.gatherer.gather(case, ON))


def on(shop: Clausewise, case: Case) -> dict[str, DraftFinding]:
    return {finding.clause_id: finding for finding in opinion(shop, case).findings}


def test_one_bad_line_in_a_long_transcript_is_found_and_quoted(shop: Clausewise) -> None:
    harmless = "".join(SMALL_TALK) * 6
    transcript = harmless + BAD + " " + harmless
    found = on(shop, said("a harmless caption about bread", transcript))
    likeliest = max(found.values(), key=lambda finding: finding.probability)
    (quote,) = likeliest.content_quotes
    assert likeliest.clause_id == "CLM-1"
    assert (quote.item_id, quote.start, quote.text) == ("i2", len(harmless), BAD)
    quiet = on(shop, said("a harmless caption about bread", harmless * 2))
    assert likeliest.probability > max(finding.probability for finding in quiet.values())


def test_it_names_the_examples_on_both_sides_and_the_words_of_the_clause(shop: Clausewise) -> None:
    finding = on(shop, said("this tea cured my diabetes in two weeks"))["CLM-1"]
    assert "breaks it: “this tea cured my diabetes in two weeks” (similarity 1.00)" in finding.rationale
    assert finding.counterpoint.startswith("Nearest example that keeps it: “this tea tastes of lemon and honey”")
    assert finding.clause_quote is not None
    assert finding.clause_quote.startswith("Do not say or suggest that a food, drink or cream cures")
    assert finding.evidence_ids


def test_breaking_is_likelier_than_keeping(shop: Clausewise) -> None:
    breaks = on(shop, said("drink my tea and your diabetes is cured, stop the insulin"))["CLM-1"]
    keeps = on(shop, said("my tea has a note of lemon, ask your doctor about insulin"))["CLM-1"]
    assert breaks.probability > keeps.probability


def test_an_exception_speaks_where_its_examples_come_near(shop: Clausewise) -> None:
    warning = on(shop, said("honey heals cancer? that is false and dangerous, please do not believe it"))
    praise = on(shop, said("honey heals cancer and the doctors hide it from you"))
    assert warning["CLM-9"].probability > praise["CLM-9"].probability


def test_words_may_break_a_rule_that_has_a_check_and_the_missing_fact_is_named(shop: Clausewise) -> None:
    missing = on(shop, said("only two left, hurry, although the warehouse is full"))["SCR-1"]
    assert (missing.status, missing.missing_evidence) == (FindingStatus.VIOLATED, ())
    assert missing.counterpoint.endswith("Nobody measured facts.stock_left, which would settle it.")


def test_a_rule_that_only_facts_prove_is_unclear_without_them(shop: Clausewise) -> None:
    case = said("only two left, hurry, although the warehouse is full")
    brief = shop.adjudicator.gatherer.gather(case, ON)
    strict = brief.clauses["SCR-1"].model_copy(update={"proof": Proof.FACTS})
    found = shop.adjudicator.judge.judge(replace(brief, clauses={**brief.clauses, "SCR-1": strict})).findings
    missing = next(finding for finding in found if finding.clause_id == "SCR-1")
    assert (missing.status, missing.missing_evidence) == (FindingStatus.UNCLEAR, ("facts.stock_left",))


def test_a_fact_decides_before_any_words(shop: Clausewise) -> None:
    told = on(shop, said("only two left, hurry, although the warehouse is full", facts={"stock_left": 2}))["SCR-1"]
    assert (told.status, told.judge, told.missing_evidence) == (FindingStatus.SATISFIED, "rules", ())


def test_words_may_excuse_what_a_fact_broke(shop: Clausewise) -> None:
    told = "only two left for you, the other boxes are reserved for a shop in town"
    excused = shop.adjudicator.decide(said(told, facts={"stock_left": 60}), ON).verdict
    broken = shop.adjudicator.decide(said("hurry, hurry, only two left", facts={"stock_left": 60}), ON).verdict
    assert [(f.clause_id, f.status, f.exception_id) for f in excused.findings[:1]] == [
        ("SCR-1", FindingStatus.EXEMPTED, "SCR-9")
    ]
    assert (broken.outcome, broken.findings[0].clause_id) == ("violation", "SCR-1")


@pytest.mark.parametrize("lines", [SPANISH, THAI, INDONESIAN], ids=["es", "th", "id"])
def test_what_it_cannot_read_is_for_a_person(shop: Clausewise, lines: tuple[str, ...]) -> None:
    verdict = shop.adjudicator.decide(said(" ".join(lines[:3])), ON).verdict
    assert verdict.outcome == "needs_review"
    assert [reason.code for reason in verdict.review_reasons] == [ReviewCode.LANGUAGE_UNKNOWN]
    assert verdict.confidence < 0.5


def test_an_item_that_it_can_read_is_judged_beside_one_that_it_cannot(shop: Clausewise) -> None:
    heard = opinion(shop, said(THAI[0], BAD))
    assert [reason.code for reason in heard.review] == [ReviewCode.LANGUAGE_UNKNOWN]
    assert {quote.item_id for finding in heard.findings for quote in finding.content_quotes} == {"i2"}
    silent = opinion(shop, said(THAI[0], facts={"stock_left": 30}))
    assert [finding.judge for finding in silent.findings] == ["rules"]


def test_where_nothing_was_learned_it_says_unclear(tmp_path: Path) -> None:
    rules = [{"id": "A-1", "text": "No advertising."}, {"id": "B-1", "text": "Be kind."}]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rules.jsonl").write_text("\n".join(map(json.dumps, rules)))
    bare = install(tmp_path / "data", policies=tmp_path / "corpus")
    heard = opinion(bare, said("buy my course, everybody"))
    assert heard.review == (NOTHING_LEARNED,)
    assert {(f.clause_id, f.status, f.probability) for f in heard.findings} == {
        ("A-1", FindingStatus.UNCLEAR, 0.5),
        ("B-1", FindingStatus.UNCLEAR, 0.5),
    }
    assert bare.adjudicator.decide(said("buy my course, everybody"), ON).verdict.outcome == "needs_review"


FEW = """---
id: few
title: Few examples
version: "1"
effective_from: 2026-01-01
---

## A-1 Stock

- **kind**: rule

No false scarcity.

### Breaks it

- nearly gone, of a full warehouse

### Keeps it

- two hundred left

### Check

`facts.left > 3`

## B-1 Kindness

- **kind**: rule

Be kind to all.

### Breaks it

- what a fool you are

### Keeps it

- well done, all of you
"""


def test_of_what_a_check_leaves_over_it_says_unclear(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "few.md").write_text(FEW)
    bare = install(tmp_path / "data", policies=tmp_path / "corpus")
    assert [(f.clause_id, f.judge, f.status) for f in opinion(bare, said("be quick", facts={"left": 9})).findings] == [
        ("A-1", "rules", FindingStatus.VIOLATED),
        ("B-1", "local", FindingStatus.UNCLEAR),
    ]


def test_precedents_change_what_it_says(shop: Clausewise, tmp_path: Path) -> None:
    told = "the moon stone under my pillow sings to me every night"
    broken = [f"the moon stone sings to {name} all night, put it under the pillow" for name in ENGLISH[:20]]
    kept = [f"a pebble from the beach, painted by {name}" for name in ENGLISH[:20]]
    lines = [{"id": f"b{n}", "text": text, "violated": ["OFF-1"]} for n, text in enumerate(broken)]
    lines += [{"id": f"k{n}", "text": text, "violated": []} for n, text in enumerate(kept)]
    (tmp_path / "precedents.jsonl").write_text("\n".join(map(json.dumps, lines)))
    taught = install(tmp_path / "data", precedents=tmp_path / "precedents.jsonl")
    before, after = on(shop, said(told))["OFF-1"], on(taught, said(told))["OFF-1"]
    assert after.probability > before.probability
    decision = taught.adjudicator.decide(said(told), ON)
    assert decision.evidence.precedents[0].violated == ("OFF-1",)
    assert decision.verdict.outcome == "violation"


def test_the_same_case_is_decided_the_same_twice(shop: Clausewise) -> None:
    case = said(BAD, "tap the basket to order", creator_id="cr_maya", market="US")
    one, other = shop.adjudicator.decide(case, ON), shop.adjudicator.decide(case, ON)
    changes = {"decision_id": "d", "decided_at": one.decided_at, "trace": one.trace}
    assert one.model_copy(update=changes) == other.model_copy(update=changes)


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from([*ENGLISH, *SMALL_TALK, *SPANISH[:5], *THAI[:5], BAD, "e\u0301 👩‍🍳 cures"]), min_size=1)
)
def test_every_quote_stands_where_it_says(shop: Clausewise, lines: list[str]) -> None:
    case = said("\n".join(lines), lines[0])
    brief = shop.adjudicator.gatherer.gather(case, ON)
    cited = check_citations(shop.adjudicator.judge.judge(brief).findings, case, brief.clauses)
    assert [finding.struck for finding in cited] == [()] * len(cited)
    for draft, quote in ((c.draft, q) for c in cited for q in c.content_quotes):
        item = case.item(quote.item_id)
        assert item is not None
        assert item.text[quote.start : quote.end] == quote.text
        assert quote.start == draft.content_quotes[0].start


def test_once_learned_it_loads_no_heavy_library(shop: Clausewise) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.agent.judges.shop import install, said\n"
        "from tests.agent.judges.judge_inputs import ON\n"
        "install(Path(sys.argv[1])).adjudicator.decide(said('this tea cured my diabetes'), ON)\n"
        "print(*sorted({module.split('.')[0] for module in sys.modules}), sep='\\n')\n"
    )
    argv = [sys.executable, "-c", program, str(shop.corpus.settings.data_dir)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.splitlines())
    heavy = {
        "cel",
        "chromadb",
        "langchain",
        "langchain_core",
        "openai",
        "sentence_transformers",
        "sklearn",
        "torch",
    }
    assert {"numpy", "onnxruntime"} <= loaded
    assert heavy & loaded == set()
