"""The gate lets the build through that it was made for, and catches builds that are wrong in each way that matters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from agent.adjudicator import Adjudicator, NoDecisionLog
from agent.build import Clausewise, build
from agent.judges.base import JudgeInput, JudgeOutput
from agent.settings import Settings
from domain.clause import ClauseKind
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import Outcome
from eval.dataset.check_context import own_creators
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.dataset.labelled_case import LabelledCase
from eval.gate import Failure, Gate, GateError, judge_run, read_gate
from eval.metrics.summary import summarise
from eval.report.figures import Report
from eval.runs.manifest import Choice
from eval.runs.result import Result
from eval.runs.run import chosen
from eval.runs.summary_file import read_rows
from eval.runs.summary_row import Row, row_of
from eval.runs.tasks import AdjudicationTask
from policies.corpus_path import BUNDLED as PACK
from retrieval.index import ClauseIndex
from retrieval.lexical import LexicalIndex
from tests.eval.rows import row

EVAL = Path(__file__).parents[2] / "eval"
BASELINE = EVAL / "baselines" / "creator_governance.jsonl.gz"
DATASET = read_dataset(BUNDLED)
CASES = chosen(DATASET, Choice(limit=150))


@dataclass(frozen=True)
class Always:
    """Says of every rule that it is broken, or that it is kept, and quotes whatever stands first."""

    broken: bool
    name: str = "always"
    model: str = "wrong"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        status = FindingStatus.VIOLATED if self.broken else FindingStatus.SATISFIED
        quotes = tuple(DraftQuote(item_id=s.item_id, text=s.text, start=s.start) for s in brief.segments[:1])
        rules = (clause for clause in brief.clauses.values() if clause.kind is ClauseKind.RULE)
        return JudgeOutput(
            tuple(
                DraftFinding(
                    clause_id=clause.id,
                    status=status,
                    probability=0.99 if self.broken else 0.01,
                    rationale="Always.",
                    judge=self.name,
                    content_quotes=quotes,
                )
                for clause in rules
            )
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    settings = Settings(data_dir=tmp_path_factory.mktemp("gate"))
    return build(settings, NoDecisionLog(), judge="local", signals=own_creators(DATASET))


def results(adjudicator: Adjudicator, cases: Sequence[LabelledCase] = CASES) -> list[Result]:
    ask = AdjudicationTask(adjudicator)
    return [ask(labelled, 0) for labelled in cases]


def failures(rows: Sequence[Row]) -> tuple[Failure, ...]:
    gate = read_gate(EVAL / "gate.toml")
    return judge_run(gate, summarise(rows, DATASET.about.name, "local"), rows, read_rows(BASELINE))


def told(rows: Sequence[Row]) -> str:
    return "\n".join(failure.what for failure in failures(rows))


def with_judge(installed: Clausewise, broken: bool) -> list[Row]:
    return [row_of(one) for one in results(replace(installed.adjudicator, judge=Always(broken)))]


@pytest.mark.slow
def test_the_present_build_passes(installed: Clausewise) -> None:
    assert told([row_of(one) for one in results(installed.adjudicator)]) == ""


@pytest.mark.slow
def test_a_judge_that_always_accuses_is_caught(installed: Clausewise) -> None:
    found = told(with_judge(installed, broken=True))
    assert "false_alarms is worse than the baseline's" in found
    assert "harms.false_alarm" in found


@pytest.mark.slow
def test_a_judge_that_never_does_is_caught(installed: Clausewise) -> None:
    found = told(with_judge(installed, broken=False))
    assert "missed is worse than the baseline's" in found
    assert "harms.missed_violation" in found


@pytest.mark.slow
def test_a_citation_check_that_is_switched_off_is_caught(installed: Clausewise) -> None:
    """A build in which quotes go out as some model made them up."""
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
        rows.append(row_of(rescored(result, labelled, decision)))
    assert "citation.verbatim is 0.000, below the floor of 1" in told(rows)


def rescored(result: Result, labelled: LabelledCase, decision: object) -> Result:
    from eval.scorers.registry import score_all
    from eval.scorers.score import Scored

    scores = tuple(score_all(Scored(labelled, decision)))  # type: ignore[arg-type]
    return result.model_copy(update={"decision": decision, "scores": scores})


@pytest.mark.slow
def test_a_shuffled_index_is_caught(installed: Clausewise) -> None:
    gatherer = installed.adjudicator.gatherer
    order = np.random.default_rng(7).permutation(len(gatherer.index.matrix))
    words = LexicalIndex([clause.text for clause in reversed(gatherer.library.clauses)])
    shuffled = ClauseIndex(gatherer.index.matrix[order], gatherer.index.rows, words)
    adjudicator = replace(installed.adjudicator, gatherer=replace(gatherer, index=shuffled))
    assert "retrieval.hit_at_5" in told([row_of(one) for one in results(adjudicator)])


@pytest.mark.slow
def test_a_stale_corpus_is_caught(installed: Clausewise, tmp_path: Path) -> None:
    """One that lacks the newest version of three policies."""
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
    stale = build(settings, NoDecisionLog(), judge="local", signals=own_creators(DATASET))
    assert "cases that must pass, and did, are wrong now" in told([row_of(one) for one in results(stale.adjudicator)])


GOOD = [row(f"c{n}", Outcome.VIOLATION, Outcome.VIOLATION) for n in range(40)]
WORSE = [row(f"c{n}", Outcome.VIOLATION, Outcome.NO_VIOLATION if n < 20 else Outcome.VIOLATION) for n in range(40)]


def held(rows: Sequence[Row], baseline: Sequence[Row], **rules: object) -> list[Failure]:
    return list(judge_run(Gate.model_validate(rules), summarise(rows, "d", "j"), rows, baseline))


def test_a_drop_beyond_chance_fails_and_names_the_cases() -> None:
    (failed,) = held(WORSE, GOOD, drops={"accuracy": 0.0})
    assert failed.what.startswith("accuracy is worse than the baseline's: -0.500 [")
    assert failed.cases == tuple(f"c{n}" for n in range(20))
    assert held(WORSE, GOOD, drops={"accuracy": 0.6}) == []
    assert held(GOOD, WORSE, drops={"accuracy": 0.0, "missed": 0.0}) == []


def test_a_drop_within_chance_passes() -> None:
    one_wrong = [*GOOD[1:], row("c0", Outcome.VIOLATION, Outcome.NO_VIOLATION)]
    assert held(one_wrong, GOOD, drops={"accuracy": 0.0}) == []


def test_a_case_that_must_pass_may_not_be_lost_but_may_have_been_wrong_before() -> None:
    before = [row("a", Outcome.VIOLATION, Outcome.VIOLATION, must_pass=True)]
    after = [row("a", Outcome.VIOLATION, Outcome.NO_VIOLATION, must_pass=True)]
    (failed,) = held(after, before)
    assert failed == Failure(what="1 cases that must pass, and did, are wrong now", cases=("a",))
    assert held(after, after) == []
    assert held(after, before, must_pass=False) == []


def test_floors_ceilings_and_errors() -> None:
    broken = [*GOOD, row("e", Outcome.VIOLATION, None, error="no policy is in force")]
    found = held(broken, GOOD, floors={"outcome.accuracy": 0.99}, ceilings={"latency_ms.p95": 0.5})
    assert [failure.what for failure in found] == [
        "1 errors, and 0 are allowed",
        "outcome.accuracy is 0.976, below the floor of 0.99",
        "latency_ms.p95 is 1.000, above the ceiling of 0.5",
    ]
    assert found[0].cases == ("e",)


def test_a_figure_that_is_not_known_fails_its_floor() -> None:
    (failed,) = held(GOOD, GOOD, floors={"retrieval.mrr": 0.1})
    assert failed.what == "retrieval.mrr is not known, below the floor of 0.1"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"floors": {"outcome.luck": 1}}, "the report has no such figure"),
        ({"floors": {"outcome.confusion": 1}}, "is no number"),
        ({"drops": {"luck": 0}}, "no such figure; there are accuracy"),
    ],
)
def test_a_gate_that_names_what_there_is_not_is_refused(rules: dict[str, object], told: str) -> None:
    with pytest.raises(GateError, match=told):
        held(GOOD, GOOD, **rules)


def test_without_a_case_in_common_nothing_passes() -> None:
    (failed,) = held(GOOD, [row("other", Outcome.VIOLATION, Outcome.VIOLATION)], drops={"kappa": 0.0})
    assert "no case in common" in failed.what


@pytest.mark.parametrize(
    ("text", "told"), [("floors = 3", "floors: Input should be"), ("luck = 1", "luck: Extra"), ("[", "mend it there")]
)
def test_a_gate_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text)
    with pytest.raises(GateError, match=told):
        read_gate(path)
    with pytest.raises(GateError, match=r"name a gate\.toml"):
        read_gate(tmp_path / "none.toml")


def test_a_run_of_nothing_has_no_figures() -> None:
    report: Report = summarise([], "d", "j")
    assert (report.n, report.outcome.accuracy, report.latency_ms.p50) == (0, None, None)
    assert report.missing["outcome.accuracy"]
