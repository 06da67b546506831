"""The judge `agent` beside `llm` on recorded answers: `python -m benchmarks.agent_mode ANSWERS.jsonl`.

A script takes the place of the model that searches. It searches the sentences of the post, as a reader would who does
not know the policies. It may also read the rules that the recorded model missed among those that it was asked about.
The recorded answers decide in each row. How well a real model searches is not measured.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean, median
from typing import Any

from langchain_core.messages import AIMessage
from rich.console import Console
from rich.table import Table

from agent.adjudicator import Adjudicator
from agent.build import build
from agent.evidence.content import read_content, segment_content
from agent.judges.model.answer_schema import Answers
from agent.judges.model.clause_questions import ClauseQuestion
from agent.settings import Settings, read_settings
from domain.decision import Decision
from domain.verdict import Outcome
from eval.answers.lines import CLAUSE_ID, CaseLine, parse_line
from eval.answers.recorded import RecordedAnswers, read_answers
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.dataset.labelled_case import LabelledCase
from eval.metrics.agreement import Prediction, confusion_rows, metrics
from llm.scripted import ChatRequest, Script, ScriptedModels, ScriptedReply
from llm.session import LazySession

MAX_QUERIES = 8
ROWS = ("llm", "agent: no search", "agent: sentences", "agent: sentences and contents")


@dataclass(frozen=True)
class Asked:
    """Answers, and keeps by case the ids of the rules of each question."""

    inner: RecordedAnswers
    rules: dict[str, list[set[str]]] = field(default_factory=dict)

    def answer(self, question: ClauseQuestion, session: LazySession) -> Answers:
        self.rules.setdefault(question.case_id, []).append({rule.clause.id for rule in question.rules})
        return self.inner.answer(question, session)


@dataclass(frozen=True)
class Decided:
    """`first` are the rules that a check decided and those of the first question, `asked` those of all questions."""

    labelled: LabelledCase
    decision: Decision
    first: set[str]
    asked: set[str]

    @property
    def verdict(self) -> tuple[Outcome, tuple[str, ...]]:
        return self.decision.verdict.outcome, self.decision.verdict.violated


def missed_rules(path: Path) -> dict[str, list[str]]:
    """By case id, the rules that the recorded model said were missing among those that it was asked about."""
    parsed = (parse_line(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {
        line.case_id: [n for text in line.not_asked for n in CLAUSE_ID.findall(text) if n not in line.asked]
        for line in parsed
        if isinstance(line, CaseLine)
    }


def _calls(*calls: tuple[str, dict[str, Any]]) -> AIMessage:
    made = [{"name": name, "args": args, "id": f"c{n}", "type": "tool_call"} for n, (name, args) in enumerate(calls)]
    return AIMessage("", tool_calls=made)


def replies(row: str, labelled: LabelledCase, missed: Sequence[str]) -> Iterator[ScriptedReply]:
    """What the script answers to the requests with tools of one case, in order."""
    if "sentences" in row:
        parts = segment_content(labelled.case, read_content(labelled.case))
        queries = list(dict.fromkeys(part.reading[:400] for part in parts if len(part.reading.split()) > 2))
        yield _calls(*(("search_clauses", {"query": query}) for query in queries[:MAX_QUERIES] or ["post"]))
    if "contents" in row and missed:
        yield _calls(*(("read_clause", {"clause_id": name}) for name in missed))
    yield "done"


def decide_all(
    row: str,
    cases: Sequence[LabelledCase],
    answers: RecordedAnswers,
    missed: Mapping[str, list[str]],
    settings: Settings,
) -> list[Decided]:
    asked, options = Asked(answers), settings.llm.model_copy(update={"chat_model": answers.model})
    models = ScriptedModels(options=options.model_copy(update={"decisions_model": None}))
    judge = row.partition(":")[0]
    built = build(settings, judge=judge, models=models, answerer=asked, judge_only=True).adjudicator
    return [_decide(built, models, [*replies(row, one, missed[one.case.id])], one, asked) for one in cases]


def _decide(
    built: Adjudicator, models: ScriptedModels, turns: list[ScriptedReply], labelled: LabelledCase, asked: Asked
) -> Decided:
    script: Script[ChatRequest, ScriptedReply] = Script(turns)
    decision = replace(built, models=replace(models, chat=script)).decide(labelled.case)
    checked = {finding.clause_id for finding in decision.verdict.findings if finding.judge == "rules"}
    questions = asked.rules.pop(labelled.case.id, [set()])
    return Decided(labelled, decision, questions[0] | checked, checked.union(*questions))


def figures(decided: Sequence[Decided], plain: Sequence[Decided]) -> Iterator[tuple[str, str]]:
    """`plain` are the decisions of the path with one question."""
    usage = [one.decision.trace.usage for one in decided]
    golds = [one.labelled.gold for one in decided]
    predicted = [Prediction(one.verdict[0], frozenset(one.verdict[1])) for one in decided]
    agreement = metrics(confusion_rows(golds, predicted).sum(axis=0))
    yield "calls in a case", f"{fmean(one.calls for one in usage):.2f}"
    yield "input tokens, median", f"{median(one.input_tokens for one in usage):,.0f}"
    yield "output tokens, median", f"{median(one.output_tokens for one in usage):,.0f}"
    yield "tool calls in a case", f"{fmean(len(one.decision.trace.tool_calls) for one in decided):.1f}"
    yield "rules asked about in a case", f"{fmean(len(one.asked) for one in decided):.1f}"
    yield "kappa", f"{agreement['kappa']:.2f}"
    yield "exact set", f"{agreement['exact_set']:.2f}"
    same = sum(one.verdict == other.verdict for one, other in zip(decided, plain, strict=True))
    yield "same verdict as llm", f"{same} of {len(decided)}"
    pairs = [
        (gold, one, other) for one, other in zip(decided, plain, strict=True) for gold in one.labelled.gold.violated
    ]
    yield "labelled rules in the first question", f"{sum(g in one.first for g, one, _ in pairs)} of {len(pairs)}"
    yield "of these, not in that of llm", str(sum(g in one.first - other.first for g, one, other in pairs))
    yield "in that of llm and not here", str(sum(g in other.first - one.first for g, one, other in pairs))
    yield "labelled rules in any question", f"{sum(g in one.asked for g, one, _ in pairs)} of {len(pairs)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("answers", type=Path, help="recorded answers to bundled cases, a line a case")
    path = parser.parse_args().answers
    answers, missed = read_answers(path), missed_rules(path)
    cases = [labelled for labelled in read_dataset(BUNDLED).cases if labelled.case.id in missed]
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(data_dir=Path(folder))
        decided = {row: decide_all(row, cases, answers, missed, settings) for row in ROWS}
    table = Table(f"{len(cases)} cases", *ROWS)
    columns = [[*figures(decided[row], decided["llm"])] for row in ROWS]
    for cells in zip(*columns, strict=True):
        table.add_row(cells[0][0], *(value for _, value in cells))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
