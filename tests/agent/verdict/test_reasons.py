"""The sentences of a verdict: for, against, and what would change the decision."""

from datetime import date

from agent.verdict.reasons import reasons_against, reasons_for, summarise, would_change
from domain.assessment import COPY_OF_THIS_POST, AccountEvidence, AccountReading, AccountTool, Significance
from domain.clause import Teaching
from domain.evidence import Evidence, FoundPrecedent
from domain.finding import FindingStatus
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason
from tests.agent.clauses import CLAUSES, EVIDENCE, NO_CREATOR, make_fact, make_finding

VIOLATED = make_finding("G-1", FindingStatus.VIOLATED, 0.9, "beta", counterpoint="It is a joke.", evidence_ids=("C1",))
SATISFIED = make_finding("R-1", FindingStatus.SATISFIED, 0.1, "alpha", counterpoint="It only names it.")
EXEMPTED = make_finding("G-1", FindingStatus.EXEMPTED, 0.4, "beta", exception_id="X-1")
MISSING_FACT = make_finding(
    "S-1", FindingStatus.UNCLEAR, 0.5, missing_evidence=("facts.a",), facts=(make_fact("facts.b"),)
)
BY_FACT = make_finding("R-1", FindingStatus.VIOLATED, 1.0, facts=(make_fact("facts.b", 3),))


def reasons(*texts: str) -> tuple[Reason, ...]:
    return tuple(Reason(text=text) for text in texts)


def test_summary_names_outcome_and_clauses() -> None:
    review = (ReviewReason(code=ReviewCode.NO_TEXT, text="Nothing to read."),)
    assert (
        summarise(Outcome.VIOLATION, [VIOLATED, BY_FACT, SATISFIED], (), CLAUSES) == "Violates G-1 On G-1, R-1 On R-1."
    )
    assert summarise(Outcome.NEEDS_REVIEW, [MISSING_FACT], review, CLAUSES) == "Human review required: Nothing to read."
    assert summarise(Outcome.NO_VIOLATION, [SATISFIED], (), CLAUSES) == "Violates no clause in force."
    exempted = summarise(Outcome.NO_VIOLATION, [EXEMPTED, SATISFIED], (), CLAUSES)
    assert exempted == "Violates no clause in force; exempted: G-1 by X-1."


def test_reasons_for_quote_the_content_and_name_evidence() -> None:
    precedent = FoundPrecedent(id="P1", precedent_id="p", text="much  the\nsame", violated=("G-1",), score=0.9)
    evidence = Evidence(signals=NO_CREATOR, precedents=(precedent,))
    assert reasons_for([VIOLATED, SATISFIED], evidence) == (
        Reason(text="G-1: “beta” It matches.", evidence_ids=("C1",)),
        Reason(text="A similar precedent violated G-1: “much the same”", evidence_ids=("P1",)),
    )


def test_measured_copy_of_the_post_is_a_reason_unless_the_times_are_too_near() -> None:
    lines = (
        AccountEvidence(id="K0", code=COPY_OF_THIS_POST, text="p shows q", significance=Significance.AGAINST_CREATOR),
        AccountEvidence(id="K9", code=COPY_OF_THIS_POST, text="p shows r"),
        AccountEvidence(id="K1", code="COPY", text="o shows q", significance=Significance.AGAINST_CREATOR),
    )
    reading = AccountReading(name="copies", tool=AccountTool.COPIES_OF, as_of=date(2026, 7, 30), value=1, lines=lines)
    evidence = Evidence(signals=NO_CREATOR, account=(reading,))
    assert reasons_for([VIOLATED], evidence)[1:] == (Reason(text="Measured: p shows q", evidence_ids=("K0",)),)


def test_compliant_precedent_is_no_reason_for_violation() -> None:
    precedent = FoundPrecedent(id="P1", precedent_id="p", text="much the same", score=0.9)
    assert reasons_for([], Evidence(signals=NO_CREATOR, precedents=(precedent,))) == reasons(
        "No rule in force is close to this content."
    )


def test_most_probable_satisfied_rule_is_the_only_reason() -> None:
    likelier = make_finding("S-1", FindingStatus.SATISFIED, 0.3)
    assert reasons_for([SATISFIED, likelier], EVIDENCE) == reasons("S-1: It matches.")


def test_open_rules_come_before_more_probable_exempted_ones() -> None:
    exempted = [make_finding("G-1", FindingStatus.EXEMPTED, 0.45, exception_id="X-1")] * 3
    assert reasons_for([*exempted, make_finding("R-1", FindingStatus.VIOLATED, 0.3, "beta")], EVIDENCE) == reasons(
        "R-1: “beta” It matches."
    )


def test_reasons_against_name_counterpoints_and_exceptions() -> None:
    assert reasons_against(Outcome.VIOLATION, [VIOLATED, SATISFIED], CLAUSES) == (
        Reason(text="G-1: It is a joke.", evidence_ids=("C1",)),
        *reasons("Checked and not violated: R-1."),
    )
    assert reasons_against(Outcome.NO_VIOLATION, [EXEMPTED, SATISFIED], CLAUSES) == reasons(
        "X-1 On X-1 applies to G-1: Words of X-1.", "R-1: It only names it.", "Checked and not violated: R-1."
    )
    unclear = VIOLATED.model_copy(update={"status": FindingStatus.UNCLEAR, "exception_id": "X-2", "counterpoint": ""})
    assert reasons_against(Outcome.NEEDS_REVIEW, [unclear], CLAUSES) == reasons(
        "X-2 On X-2 may apply to G-1: Words of X-2."
    )
    assert reasons_against(Outcome.VIOLATION, [BY_FACT], CLAUSES) == reasons(
        "Nothing was found that speaks against a violation."
    )


def test_would_change_names_exceptions_facts_and_appeal_evidence() -> None:
    guidance = Teaching(why="", fix=(), appeal_evidence=("a licence", "a letter"))
    clauses = CLAUSES | {"R-1": CLAUSES["R-1"].model_copy(update={"teaching": guidance})}
    assert would_change(Outcome.VIOLATION, [VIOLATED], clauses) == reasons(
        "X-1 would exempt it: Words of X-1.", "X-2 would exempt it: Words of X-2."
    )
    assert would_change(Outcome.VIOLATION, [BY_FACT], clauses) == reasons(
        "R-1 would not be violated if one of these facts were wrong: facts.b = 3.",
        "An appeal against R-1 that shows: a licence; a letter.",
    )
    plain = make_finding("R-1", FindingStatus.VIOLATED, 0.9, "beta")
    assert would_change(Outcome.VIOLATION, [plain], CLAUSES) == reasons(
        "R-1 would not apply if the quoted words had another meaning in their context."
    )


def test_would_change_names_missing_facts_and_violating_content() -> None:
    assert would_change(Outcome.NEEDS_REVIEW, [MISSING_FACT], CLAUSES) == reasons(
        "S-1 can be decided once facts.a is provided.", "S-1 would be violated with other values of facts.b = 1."
    )
    assert would_change(Outcome.NO_VIOLATION, [EXEMPTED], CLAUSES) == reasons(
        "G-1 would be violated if X-1 did not apply."
    )
    with_example = CLAUSES | {"R-1": CLAUSES["R-1"].model_copy(update={"violating_examples": ("a cure " * 40,)})}
    (line,) = would_change(Outcome.NO_VIOLATION, [SATISFIED], with_example)
    assert line.text.startswith("R-1 would be violated by a line such as “a cure a cure")
    assert line.text.endswith("…”")
    assert would_change(Outcome.NO_VIOLATION, [SATISFIED], CLAUSES) == reasons(
        "R-1 would be violated by content that does what it forbids: Words of R-1."
    )
    assert would_change(Outcome.NEEDS_REVIEW, [], CLAUSES) == reasons(
        "Content or facts that a rule in force applies to."
    )
