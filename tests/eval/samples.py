"""A small handwritten corpus and labelled cases."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from domain.clause import Clause, ClauseKind, Severity
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.policy import PolicyDocument
from domain.signals import CreatorSignals, PastViolation
from eval.dataset.check_context import CheckContext, TrainingText
from eval.dataset.dataset import Dataset, DatasetManifest, DatasetProtocol, SplitIds
from eval.dataset.labelled_case import LabelledCase
from policies.library import Library
from policies.vocabulary import Variable, VariableType
from signals.sources.file_source import FileSignals

FOLDER = Path("set")
DAY = "2026-09-14"
CASE_FIELDS, LINE_FIELDS = ("content_date", "market", "creator_id", "facts", "scope"), ("tags", "must_pass", "group")
MARKETS = {"NO": "Norway", "US": "United States"}
VOCABULARY = {
    "facts.price": Variable(type=VariableType.NUMBER, unit="crowns", meaning="The price."),
    "facts.disclosed": Variable(type=VariableType.BOOLEAN, meaning="Whether it was disclosed."),
    "facts.posted": Variable(type=VariableType.DATE, meaning="The day it was posted."),
    "facts.brand": Variable(type=VariableType.TEXT, meaning="The brand."),
}


ANN = CreatorSignals(
    creator_id="cr_ann",
    violations=(PastViolation(id="v1", clause_id="PRC-1", date=date(2026, 9, 1), points=2),),
)
LADDER = Ladder(
    clause_id="ENF-1",
    window_days=90,
    repeat_count=3,
    repeat_action=EnforcementAction.COMMISSION_FREEZE,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.SUSPENSION,
    appeal_days=14,
    thresholds=(
        LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
        LadderThreshold(points=5, action=EnforcementAction.WARNING),
    ),
)


def clause(name: str, text: str, kind: ClauseKind = ClauseKind.RULE, **fields: Any) -> Clause:
    return Clause(id=name, policy_id="p", version="1", title=name, text=text, kind=kind, **fields)


CLAUSES = (
    clause("HLT-1", "Do not say that goods cure an illness.", effective_from=date(2026, 1, 1), points=3),
    clause("PRC-1", "Do not invent a former price.", markets=frozenset({"NO"})),
    clause("HLT-2", "An authorised medicine may be praised.", ClauseKind.EXCEPTION),
    clause("DEF-1", "Goods are what is sold.", ClauseKind.DEFINITION),
    clause("ENF-1", "Points are added up.", ClauseKind.CONSEQUENCE),
)


def labelled(name: str, outcome: str | None, *violated: str, text: str = "", **fields: Any) -> LabelledCase:
    """`fields` are those of the line, of its case and of its gold."""
    case: dict[str, Any] = {key: fields.pop(key) for key in CASE_FIELDS if key in fields}
    line = {key: fields.pop(key) for key in LINE_FIELDS if key in fields}
    content = [{"id": "c", "text": text or f"post {name}"}]
    case = {"content_date": DAY, "content": content} | case
    return LabelledCase.model_validate(
        {"id": name, "case": case, "gold": {"outcome": outcome, "violated": violated, **fields}, **line}
    )


def dataset(
    *cases: LabelledCase,
    full: bool = False,
    protocol: DatasetProtocol = DatasetProtocol.CASES,
    split: Mapping[str, Sequence[str]] | None = None,
) -> Dataset:
    manifest = DatasetManifest(name="Set", protocol=protocol, full=full, licence="CC0-1.0", attribution="us")
    split_ids = SplitIds.model_validate(split) if split else None
    return Dataset(FOLDER, manifest, cases, tuple(range(1, len(cases) + 1)), split_ids)


def check_context(
    *cases: LabelledCase, training_texts: Sequence[TrainingText] = (), vocabulary: bool = True, **fields: Any
) -> CheckContext:
    library = Library(
        name="Corpus",
        documents=(PolicyDocument(id="p", title="P", version="1", clauses=CLAUSES, ladder=LADDER),),
        markets=MARKETS,
        vocabulary=VOCABULARY if vocabulary else None,
    )
    return CheckContext(dataset(*cases, **fields), library, FileSignals({"cr_ann": ANN}), tuple(training_texts))
