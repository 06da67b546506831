"""The gate passes the current build and fails five kinds of faulty builds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from agent.adjudicator import Adjudicator
from agent.build import Clausewise, build
from agent.judges.base import JudgeInput, JudgeOutput
from agent.settings import Settings
from domain.clause import ClauseKind
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import Outcome
from eval.dataset.check_context import dataset_creators
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.dataset.labelled_case import LabelledCase
from eval.gate import Gate, GateError, GateFailure, gate_checks, read_gate
from eval.metrics.summary import summarise
from eval.report.figures import Report
from eval.runs.manifest import RunOptions
from eval.runs.result import Result
from eval.runs.run import select_cases
from eval.runs.summary_rows import SummaryRow, read_rows, summary_row
from eval.runs.tasks import AdjudicationTask
from policies.corpus_path import BUNDLED_CORPUS as PACK
from retrieval.index import ClauseIndex
from retrieval.lexical_index import LexicalIndex
from tests.eval.rows import row

EVAL = Path(__file__).parents[2] / "eval"
BASELINE = EVAL / "baselines" / "creator_governance.jsonl.gz"
DATASET = read_dataset(BUNDLED)
CASES = select_cases(DATASET, RunOptions(limit=150))


@dataclass(frozen=True)
class ConstantJudge:
    """Judges every rule violated, or every rule satisfied, and quotes the first segment."""

    violated: bool
    name: str = "constant"
    model: str = "wrong"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        status = FindingStatus.VIOLATED if self.violated else FindingStatus.SATISFIED
        quotes = tuple(DraftQuote(item_id=s.item_id, text=s.text, start=s.start) for s in brief.segments[:1])
        rules = (clause for clause in brief.clauses.values() if clause.kind is ClauseKind.RULE)
        return JudgeOutput(
            tuple(
                DraftFinding(
                    clause_id=clause.id,
                    status=status,
                    probability=0.99 if self.violated else 0.01,
                    rationale="Constant.",
                    judge=self.name,
                    content_quotes=quotes,
                )
                for clause in rules
            )
        )


def check_gate(
    gate: Gate, report: Report, rows: Sequence[SummaryRow], baseline: Sequence[SummaryRow] | None = None
) -> tuple[GateFailure, ...]:
    """Empty where the run passes."""
    return tuple(check.failure for check in gate_checks(gate, report, rows, baseline) if check.failure is not None)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    settings = Settings(data_dir=tmp_path_factory.mktemp("gate"))
    return build(settings, judge="local", signals=dataset_creators(DATASET))


def results(adjudicator: Adjudicator, cases: Sequence[LabelledCase] = CASES) -> list[Result]:
    task = AdjudicationTask(adjudicator)
    return [task(labelled, 0) for labelled in cases]


def failures(rows: Sequence[SummaryRow]) -> tuple[GateFailure, ...]:
    gate = read_gate(EVAL / "gate.toml")
    return check_gate(gate, summarise(rows, DATASET.manifest.name, "local"), rows, read_rows(BASELINE))


def reasons(rows: Sequence[SummaryRow]) -> str:
    return "\n".join(failure.reason for failure in failures(rows))


def rows_of_constant_judge(installed: Clausewise, violated: bool) -> list[SummaryRow]:
    return [summary_row(one) for one in results(replace(installed.adjudicator, judge=ConstantJudge(violated)))]


@pytest.mark.slow
def test_current_build_passes(installed: Clausewise) -> None:
    """All cases, because the ceilings are for all."""
    assert reasons([summary_row(one) for one in results(installed.adjudicator, DATASET.cases)]) == ""


@pytest.mark.slow
def test_judge_that_finds_only_violations_fails(installed: Clausewise) -> None:
    failed = reasons(rows_of_constant_judge(installed, violated=True))
    assert "false_positive_rate is worse than the baseline's" in failed
    assert "error_rates.false_positive_rate is" in failed


@pytest.mark.slow
def test_judge_that_finds_no_violations_fails(installed: Clausewise) -> None:
    failed = reasons(rows_of_constant_judge(installed, violated=False))
    assert "missed_violation_rate is worse than the baseline's" in failed
    assert "error_rates.missed_violation_rate is" in failed


@pytest.mark.slow
def test_disabled_citation_check_fails(installed: Clausewise) -> None:
    """Quotes are published as a model invented them."""
    rows = []
    for result in results(installed.adjudicator, CASES[:60]):
        assert result.decision
        verdict = result.decision.verdict
        invented = tuple(
            f.model_copy(
                update={"content_quotes": tuple(q.model_copy(update={"text": q.text + "!"}) for q in f.content_quotes)}
            )
            for f in verdict.findings
        )
        decision = result.decision.model_copy(update={"verdict": verdict.model_copy(update={"findings": invented})})
        labelled = next(case for case in CASES if case.id == result.case_id)
        rows.append(summary_row(rescored(result, labelled, decision)))
    assert "citation.verbatim is 0.000, below the floor of 1" in reasons(rows)


def rescored(result: Result, labelled: LabelledCase, decision: object) -> Result:
    from eval.scorers.registry import score_all
    from eval.scorers.score import ScorerInput

    scores = tuple(score_all(ScorerInput(labelled, decision)))  # type: ignore[arg-type]
    return result.model_copy(update={"decision": decision, "scores": scores})


@pytest.mark.slow
def test_shuffled_index_fails(installed: Clausewise) -> None:
    gatherer = installed.adjudicator.gatherer
    order = np.random.default_rng(7).permutation(len(gatherer.index.matrix))
    words = LexicalIndex([clause.text for clause in reversed(gatherer.library.clauses)])
    shuffled = ClauseIndex(gatherer.index.matrix[order], gatherer.index.rows, words)
    adjudicator = replace(installed.adjudicator, gatherer=replace(gatherer, index=shuffled))
    assert "retrieval.hit_at_5" in reasons([summary_row(one) for one in results(adjudicator)])


@pytest.mark.slow
def test_stale_corpus_fails(installed: Clausewise, tmp_path: Path) -> None:
    """The corpus lacks the newest version of three policies."""
    policies = tmp_path / "policies"
    policies.mkdir()
    for path in PACK.iterdir():
        if path.is_file() and not path.name.endswith("-v2.md"):
            (policies / path.name).symlink_to(path)
    for path in PACK.glob("*-v1.md"):
        (policies / path.name).unlink()
        text = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("effective_to"))
        (policies / path.name).write_text(text)
    settings = Settings(data_dir=tmp_path / "data", policies=policies)
    stale = build(settings, judge="local", signals=dataset_creators(DATASET))
    assert "must-pass cases that the baseline got right are wrong now" in reasons(
        [summary_row(one) for one in results(stale.adjudicator)]
    )


GOOD = [row(f"c{n}", Outcome.VIOLATION, Outcome.VIOLATION) for n in range(40)]
WORSE = [row(f"c{n}", Outcome.VIOLATION, Outcome.NO_VIOLATION if n < 20 else Outcome.VIOLATION) for n in range(40)]


def check(rows: Sequence[SummaryRow], baseline: Sequence[SummaryRow], **rules: object) -> list[GateFailure]:
    return list(check_gate(Gate.model_validate(rules), summarise(rows, "d", "j"), rows, baseline))


def test_regression_beyond_chance_fails_and_names_the_cases() -> None:
    (failed,) = check(WORSE, GOOD, max_regressions={"accuracy": 0.0})
    assert failed.reason.startswith("accuracy is worse than the baseline's: -0.500 [")
    assert failed.cases == tuple(f"c{n}" for n in range(20))
    assert check(WORSE, GOOD, max_regressions={"accuracy": 0.6}) == []
    assert check(GOOD, WORSE, max_regressions={"accuracy": 0.0, "missed_violation_rate": 0.0}) == []


def test_missed_violations_name_missed_cases_only() -> None:
    before = [*GOOD, *(row(f"n{n}", Outcome.NO_VIOLATION, Outcome.NO_VIOLATION) for n in range(40))]
    after = [*WORSE, *(row(f"n{n}", Outcome.NO_VIOLATION, Outcome.VIOLATION) for n in range(40))]
    missed, false_positives = check(
        after, before, max_regressions={"missed_violation_rate": 0.0, "false_positive_rate": 0.0}
    )
    assert missed.cases == tuple(f"c{n}" for n in range(20))
    assert false_positives.cases == tuple(f"n{n}" for n in range(40))
    (ceiling,) = check(after, after, ceilings={"error_rates.missed_violation_rate": 0.1})
    assert ceiling.cases == missed.cases


def test_gate_without_a_baseline() -> None:
    wrong = [*GOOD, row("w", Outcome.VIOLATION, Outcome.NO_VIOLATION, must_pass=True)]
    report = summarise(wrong, "d", "j")
    assert check_gate(Gate(floors={"outcome.accuracy": 0.9}), report, wrong) == ()
    (failed,) = check_gate(Gate(must_pass=True), report, wrong)
    assert failed == GateFailure(reason="1 must-pass cases are wrong", cases=("w",))
    with pytest.raises(GateError, match="name a --baseline, or leave them out"):
        check_gate(Gate(max_regressions={"accuracy": 0.0}), report, wrong)


def test_every_check_is_listed() -> None:
    gate = Gate.model_validate({"floors": {"outcome.kappa": -1}, "max_regressions": {"accuracy": 0.0}})
    checks = gate_checks(gate, summarise(GOOD, "d", "j"), GOOD, GOOD)
    names = ["errors", "floor of outcome.kappa", "regression of accuracy", "must-pass cases"]
    assert [check.name for check in checks] == names


def test_regression_within_chance_passes() -> None:
    one_wrong = [*GOOD[1:], row("c0", Outcome.VIOLATION, Outcome.NO_VIOLATION)]
    assert check(one_wrong, GOOD, max_regressions={"accuracy": 0.0}) == []


def test_must_pass_case_may_only_be_wrong_if_it_was_before() -> None:
    before = [row("a", Outcome.VIOLATION, Outcome.VIOLATION, must_pass=True)]
    after = [row("a", Outcome.VIOLATION, Outcome.NO_VIOLATION, must_pass=True)]
    (failed,) = check(after, before)
    assert failed == GateFailure(reason="1 must-pass cases that the baseline got right are wrong now", cases=("a",))
    assert check(after, after) == []
    assert check(after, before, must_pass=False) == []


def test_floors_ceilings_and_errors() -> None:
    broken = [*GOOD, row("e", Outcome.VIOLATION, None, error="no policy is in force")]
    failed = check(broken, GOOD, floors={"outcome.accuracy": 0.99}, ceilings={"latency_ms.p95": 0.5})
    assert [failure.reason for failure in failed] == [
        "1 errors, at most 0 allowed",
        "outcome.accuracy is 0.976, below the floor of 0.99",
        "latency_ms.p95 is 1.000, above the ceiling of 0.5",
    ]
    assert failed[0].cases == ("e",)


def test_unknown_figure_fails_its_floor() -> None:
    (failed,) = check(GOOD, GOOD, floors={"retrieval.mrr": 0.1})
    assert failed.reason == "retrieval.mrr is unknown, below the floor of 0.1"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"floors": {"outcome.luck": 1}}, "the report has no such figure"),
        ({"floors": {"outcome.confusion": 1}}, "is not a number"),
        ({"max_regressions": {"luck": 0}}, "no such metric; there are accuracy"),
    ],
)
def test_unknown_figure_is_refused(rules: dict[str, object], message: str) -> None:
    with pytest.raises(GateError, match=message):
        check(GOOD, GOOD, **rules)


def test_run_without_a_common_case_fails() -> None:
    (failed,) = check(GOOD, [row("other", Outcome.VIOLATION, Outcome.VIOLATION)], max_regressions={"kappa": 0.0})
    assert "no case in common" in failed.reason


@pytest.mark.parametrize(
    ("text", "message"),
    [("floors = 3", "floors: Input should be"), ("luck = 1", "luck: Extra"), ("[", "correct the file")],
)
def test_faulty_gate_file_is_reported(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text)
    with pytest.raises(GateError, match=message):
        read_gate(path)
    with pytest.raises(GateError, match=r"name a gate\.toml"):
        read_gate(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("errors = 1", '"errors" is now called "max_errors"'),
        ("[drops]\nkappa = 0", '"drops" is now called "max_regressions"'),
        ("[max_regressions]\nmissed = 0", '"missed" is now called "missed_violation_rate"'),
        ('[ceilings]\n"harms.false_alarm" = 0', '"harms.false_alarm" is now called "error_rates.false_positive_rate"'),
    ],
)
def test_former_name_is_refused_with_the_new_one(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text)
    with pytest.raises(GateError, match=message):
        read_gate(path)
