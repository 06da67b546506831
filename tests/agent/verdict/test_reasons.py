"""The sentences of a verdict: for, against, and what would turn it."""

from agent.verdict.reasons import against, flips, in_favour, summarise
from domain.clause import Teaching
from domain.evidence import Evidence, FoundPrecedent
from domain.finding import FindingStatus
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason
from tests.agent.policy_versions import EVIDENCE, LAW, NOBODY, fact, finding

BROKEN = finding("G-1", FindingStatus.VIOLATED, 0.9, "beta", counterpoint="It is a joke.", evidence_ids=("C1",))
KEPT = finding("R-1", FindingStatus.SATISFIED, 0.1, "alpha", counterpoint="It only names it.")
EXCUSED = finding("G-1", FindingStatus.EXEMPTED, 0.4, "beta", exception_id="X-1")
UNTOLD = finding("S-1", FindingStatus.UNCLEAR, 0.5, missing_evidence=("facts.a",), facts=(fact("facts.b"),))
MEASURED = finding("R-1", FindingStatus.VIOLATED, 1.0, facts=(fact("facts.b", 3),))


def said(*texts: str) -> tuple[Reason, ...]:
    return tuple(Reason(text=text) for text in texts)


def test_the_summary_names_what_was_settled() -> None:
    review = (ReviewReason(code=ReviewCode.NO_TEXT, text="Nothing to read."),)
    assert summarise(Outcome.VIOLATION, [BROKEN, MEASURED, KEPT], (), LAW) == "Breaks G-1 On G-1, R-1 On R-1."
    assert summarise(Outcome.NEEDS_REVIEW, [UNTOLD], review, LAW) == "A person must look: Nothing to read."
    assert summarise(Outcome.NO_VIOLATION, [KEPT], (), LAW) == "Breaks no clause in force."
    excused = summarise(Outcome.NO_VIOLATION, [EXCUSED, KEPT], (), LAW)
    assert excused == "Breaks no clause in force: excused are G-1 by X-1."


def test_what_speaks_for_it_is_quoted_and_names_its_evidence() -> None:
    near = FoundPrecedent(id="P1", precedent_id="p", text="much  the\nsame", violated=("G-1",), score=0.9)
    evidence = Evidence(signals=NOBODY, precedents=(near,))
    assert in_favour([BROKEN, KEPT], evidence) == (
        Reason(text="G-1: “beta” So it is.", evidence_ids=("C1",)),
        Reason(text="A precedent like it broke G-1: “much the same”", evidence_ids=("P1",)),
    )


def test_a_precedent_that_broke_nothing_speaks_for_nothing() -> None:
    near = FoundPrecedent(id="P1", precedent_id="p", text="much the same", score=0.9)
    assert in_favour([], Evidence(signals=NOBODY, precedents=(near,))) == said(
        "No rule in force comes near this content."
    )


def test_of_rules_that_were_kept_the_likeliest_speaks_for_it() -> None:
    likelier = finding("S-1", FindingStatus.SATISFIED, 0.3)
    assert in_favour([KEPT, likelier], EVIDENCE) == said("S-1: So it is.")


def test_open_rules_speak_before_excused_ones_however_likely() -> None:
    excused = [finding("G-1", FindingStatus.EXEMPTED, 0.45, exception_id="X-1")] * 3
    assert in_favour([*excused, finding("R-1", FindingStatus.VIOLATED, 0.3, "beta")], EVIDENCE) == said(
        "R-1: “beta” So it is."
    )


def test_what_speaks_against_it() -> None:
    assert against(Outcome.VIOLATION, [BROKEN, KEPT], LAW) == (
        Reason(text="G-1: It is a joke.", evidence_ids=("C1",)),
        *said("Read and not broken: R-1."),
    )
    assert against(Outcome.NO_VIOLATION, [EXCUSED, KEPT], LAW) == said(
        "X-1 On X-1 applies to G-1: Words of X-1.", "R-1: It only names it.", "Read and not broken: R-1."
    )
    doubtful = BROKEN.model_copy(update={"status": FindingStatus.UNCLEAR, "exception_id": "X-2", "counterpoint": ""})
    assert against(Outcome.NEEDS_REVIEW, [doubtful], LAW) == said("X-2 On X-2 may apply to G-1: Words of X-2.")
    assert against(Outcome.VIOLATION, [MEASURED], LAW) == said("Nothing was found that speaks against it.")


def test_what_would_clear_it() -> None:
    taught = Teaching(why="", fix=(), appeal_evidence=("a licence", "a letter"))
    law = LAW | {"R-1": LAW["R-1"].model_copy(update={"teaching": taught})}
    assert flips(Outcome.VIOLATION, [BROKEN], law) == said(
        "X-1 would excuse it: Words of X-1.", "X-2 would excuse it: Words of X-2."
    )
    assert flips(Outcome.VIOLATION, [MEASURED], law) == said(
        "R-1 would not be broken if it were shown that one of these is wrong: facts.b = 3.",
        "An appeal against R-1 that shows: a licence; a letter.",
    )
    bare = finding("R-1", FindingStatus.VIOLATED, 0.9, "beta")
    assert flips(Outcome.VIOLATION, [bare], LAW) == said(
        "R-1 would fall away if the quoted words meant something else in their context."
    )


def test_what_would_settle_or_break_it() -> None:
    assert flips(Outcome.NEEDS_REVIEW, [UNTOLD], LAW) == said(
        "S-1 is settled once facts.a is known.", "S-1 would be broken with other values of facts.b = 1."
    )
    assert flips(Outcome.NO_VIOLATION, [EXCUSED], LAW) == said("G-1 would be broken if X-1 did not apply.")
    shown = LAW | {"R-1": LAW["R-1"].model_copy(update={"positives": ("a cure " * 40,)})}
    (line,) = flips(Outcome.NO_VIOLATION, [KEPT], shown)
    assert line.text.startswith("R-1 would be broken by a line such as “a cure a cure")
    assert line.text.endswith("…”")
    assert flips(Outcome.NO_VIOLATION, [KEPT], LAW) == said(
        "R-1 would be broken by words that do what it forbids: Words of R-1."
    )
    assert flips(Outcome.NEEDS_REVIEW, [], LAW) == said("Content or facts that fall under a rule in force.")
