"""The embedded judge with the real embedder: its quotes, its unclear findings, and its training."""

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
from agent.verdict.citations import check_citations
from domain.case import Case
from domain.clause import Proof
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode
from tests.agent.judges.caption_samples import ENGLISH, INDONESIAN, SPANISH, THAI
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import build_shop, make_case

BAD = "This ginger drink cured my cousin's diabetes completely, she threw her insulin away."
SMALL_TALK = (
    "Good morning everybody and welcome back. ",
    "We bake bread with seeds today and the oven is hot already. ",
    "My neighbour lent me her bowl, the blue one with the chip. ",
    "It rains outside, so the dog stays in and sleeps under the table. ",
)
ROOT = Path(__file__).parents[4]


def run_judge(shop: Clausewise, case: Case) -> JudgeOutput:
    return shop.adjudicator.judge.judge(shop.adjudicator.gatherer.gather(case, AS_OF))


def findings_by_clause(shop: Clausewise, case: Case) -> dict[str, DraftFinding]:
    return {finding.clause_id: finding for finding in run_judge(shop, case).findings}


def test_bad_line_in_a_long_transcript_is_quoted(shop: Clausewise) -> None:
    harmless = "".join(SMALL_TALK) * 6
    transcript = harmless + BAD + " " + harmless
    found = findings_by_clause(shop, make_case("a harmless caption about bread", transcript))
    likeliest = max(found.values(), key=lambda finding: finding.probability)
    (quote,) = likeliest.content_quotes
    assert likeliest.clause_id == "CLM-1"
    assert (quote.item_id, quote.start, quote.text) == ("i2", len(harmless), BAD)
    without = findings_by_clause(shop, make_case("a harmless caption about bread", harmless * 2))
    assert likeliest.probability > max(finding.probability for finding in without.values())


def test_finding_names_examples_of_both_sides_and_the_clause_text(shop: Clausewise) -> None:
    finding = findings_by_clause(shop, make_case("two weeks of tea, and it healed my diabetes"))["CLM-1"]
    assert (
        "Most similar violating example: “this tea cured my diabetes in two weeks” (similarity 0." in finding.rationale
    )
    assert finding.counterpoint.startswith("Most similar compliant example: “this tea tastes of lemon and honey”")
    assert finding.clause_quote is not None
    assert finding.clause_quote.startswith("Do not say or suggest that a food, drink or cream cures")
    assert finding.evidence_ids


def test_violating_text_is_likelier_than_compliant_text(shop: Clausewise) -> None:
    violating = findings_by_clause(shop, make_case("drink my tea and your diabetes is cured, stop the insulin"))[
        "CLM-1"
    ]
    compliant = findings_by_clause(shop, make_case("my tea has a note of lemon, ask your doctor about insulin"))[
        "CLM-1"
    ]
    assert violating.probability > compliant.probability


def test_exception_is_likelier_near_its_examples(shop: Clausewise) -> None:
    warning = findings_by_clause(
        shop, make_case("honey heals cancer? that is false and dangerous, please do not believe it")
    )
    praise = findings_by_clause(shop, make_case("honey heals cancer and the doctors hide it from you"))
    assert warning["CLM-9"].probability > praise["CLM-9"].probability


def test_text_can_violate_a_rule_with_a_check_and_the_missing_fact_is_named(shop: Clausewise) -> None:
    missing = findings_by_clause(shop, make_case("only two left, hurry, although the warehouse is full"))["SCR-1"]
    assert (missing.status, missing.missing_evidence) == (FindingStatus.VIOLATED, ())
    assert missing.counterpoint.endswith("facts.stock_left was not provided and would decide it.")


def test_rule_that_needs_a_fact_is_unclear_without_it(shop: Clausewise) -> None:
    case = make_case("only two left, hurry, although the warehouse is full")
    judge_input = shop.adjudicator.gatherer.gather(case, AS_OF)
    strict = judge_input.clauses["SCR-1"].model_copy(update={"proof": Proof.FACTS})
    found = shop.adjudicator.judge.judge(
        replace(judge_input, clauses={**judge_input.clauses, "SCR-1": strict})
    ).findings
    missing = next(finding for finding in found if finding.clause_id == "SCR-1")
    assert (missing.status, missing.missing_evidence) == (FindingStatus.UNCLEAR, ("facts.stock_left",))


def test_fact_decides_before_text(shop: Clausewise) -> None:
    found = findings_by_clause(
        shop, make_case("only two left, hurry, although the warehouse is full", facts={"stock_left": 2})
    )["SCR-1"]
    assert (found.status, found.judge, found.missing_evidence) == (FindingStatus.SATISFIED, "rules", ())


def test_text_can_exempt_a_violation_proved_by_a_fact(shop: Clausewise) -> None:
    text = "only two left for you, the other boxes are reserved for a shop in town"
    exempted = shop.adjudicator.decide(make_case(text, facts={"stock_left": 60}), AS_OF).verdict
    violated = shop.adjudicator.decide(
        make_case("hurry, hurry, only two left", facts={"stock_left": 60}), AS_OF
    ).verdict
    assert [(f.clause_id, f.status, f.exception_id) for f in exempted.findings[:1]] == [
        ("SCR-1", FindingStatus.EXEMPTED, "SCR-9")
    ]
    assert (violated.outcome, violated.findings[0].clause_id) == ("violation", "SCR-1")


@pytest.mark.parametrize("lines", [SPANISH, THAI, INDONESIAN], ids=["es", "th", "id"])
def test_unsupported_language_needs_human_review(shop: Clausewise, lines: tuple[str, ...]) -> None:
    verdict = shop.adjudicator.decide(make_case(" ".join(lines[:3])), AS_OF).verdict
    assert verdict.outcome == "needs_review"
    assert [reason.code for reason in verdict.review_reasons] == [ReviewCode.LANGUAGE_UNKNOWN]
    assert verdict.confidence is None


def test_supported_item_is_judged_beside_an_unsupported_one(shop: Clausewise) -> None:
    output = run_judge(shop, make_case(THAI[0], BAD))
    assert output.review_reasons[0].code is ReviewCode.LANGUAGE_UNKNOWN
    assert {quote.item_id for finding in output.findings for quote in finding.content_quotes} == {"i2"}
    output = run_judge(shop, make_case(THAI[0], facts={"stock_left": 30}))
    assert [finding.judge for finding in output.findings] == ["rules"]


def test_findings_are_unclear_without_a_classifier(tmp_path: Path) -> None:
    rules = [{"id": "A-1", "text": "No advertising."}, {"id": "B-1", "text": "Be kind."}]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rules.jsonl").write_text("\n".join(map(json.dumps, rules)))
    shop = build_shop(tmp_path / "data", policies=tmp_path / "corpus")
    output = run_judge(shop, make_case("buy my course, everybody"))
    assert [reason.code for reason in output.review_reasons] == [ReviewCode.CLASSIFIER_NOT_TRAINED]
    assert "A-1 has 0 violating and 0 compliant examples" in output.review_reasons[0].text
    assert {(f.clause_id, f.status, f.probability) for f in output.findings} == {
        ("A-1", FindingStatus.UNCLEAR, 0.5),
        ("B-1", FindingStatus.UNCLEAR, 0.5),
    }
    assert shop.adjudicator.decide(make_case("buy my course, everybody"), AS_OF).verdict.outcome == "needs_review"


FEW = """---
id: few
title: Few examples
version: "1"
effective_from: 2026-01-01
---

## A-1 Stock

- **kind**: rule

No false scarcity.

### Violating examples

- nearly gone, of a full warehouse

### Compliant examples

- two hundred left

### Check

`facts.left > 3`

## B-1 Kindness

- **kind**: rule

Be kind to all.

### Violating examples

- what a fool you are

### Compliant examples

- well done, all of you
"""


def test_clause_without_a_check_is_unclear_without_a_classifier(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "few.md").write_text(FEW)
    shop = build_shop(tmp_path / "data", policies=tmp_path / "corpus")
    assert [
        (f.clause_id, f.judge, f.status) for f in run_judge(shop, make_case("be quick", facts={"left": 9})).findings
    ] == [
        ("A-1", "rules", FindingStatus.VIOLATED),
        ("B-1", "local", FindingStatus.UNCLEAR),
    ]


def test_precedents_change_the_probability(shop: Clausewise, tmp_path: Path) -> None:
    text = "the moon stone under my pillow sings to me every night"
    violating = [f"the moon stone sings to {name} all night, put it under the pillow" for name in ENGLISH[:20]]
    compliant = [f"a pebble from the beach, painted by {name}" for name in ENGLISH[:20]]
    lines = [{"id": f"b{n}", "text": line, "violated": ["OFF-1"]} for n, line in enumerate(violating)]
    lines += [{"id": f"k{n}", "text": line, "violated": []} for n, line in enumerate(compliant)]
    (tmp_path / "precedents.jsonl").write_text("\n".join(map(json.dumps, lines)))
    trained = build_shop(tmp_path / "data", precedents=tmp_path / "precedents.jsonl")
    before, after = (
        findings_by_clause(shop, make_case(text))["OFF-1"],
        findings_by_clause(trained, make_case(text))["OFF-1"],
    )
    assert after.probability > before.probability
    decision = trained.adjudicator.decide(make_case(text), AS_OF)
    assert decision.evidence.precedents[0].violated == ("OFF-1",)
    assert decision.verdict.shortlist[0].clause_id == "OFF-1"


def test_same_case_gets_the_same_decision(shop: Clausewise) -> None:
    case = make_case(BAD, "tap the basket to order", creator_id="cr_maya", market="US")
    first, second = shop.adjudicator.decide(case, AS_OF), shop.adjudicator.decide(case, AS_OF)
    changes = {"decision_id": "d", "decided_at": first.decided_at, "trace": first.trace}
    assert first.model_copy(update=changes) == second.model_copy(update=changes)


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from([*ENGLISH, *SMALL_TALK, *SPANISH[:5], *THAI[:5], BAD, "e\u0301 👩‍🍳 cures"]), min_size=1)
)
def test_every_quote_is_at_its_offset(shop: Clausewise, lines: list[str]) -> None:
    case = make_case("\n".join(lines), lines[0])
    judge_input = shop.adjudicator.gatherer.gather(case, AS_OF)
    cited = check_citations(shop.adjudicator.judge.judge(judge_input).findings, case, judge_input.clauses)
    assert [finding.rejected_quotes for finding in cited] == [()] * len(cited)
    for draft, quote in ((c.draft, q) for c in cited for q in c.content_quotes):
        item = case.item(quote.item_id)
        assert item is not None
        assert item.text[quote.start : quote.end] == quote.text
        assert quote.start == draft.content_quotes[0].start


def test_loading_a_trained_classifier_imports_no_heavy_library(shop: Clausewise) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.agent.judges.shop import build_shop, make_case\n"
        "from tests.agent.judges.judge_inputs import AS_OF\n"
        "build_shop(Path(sys.argv[1])).adjudicator.decide(make_case('this tea cured my diabetes'), AS_OF)\n"
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
