"""The input and output of a judge, and the protocol that every judge follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from agent.evidence.media.read_file import ShownPicture
from agent.judges.check_variables import Variables, build_variables
from agent.judges.limits import JudgeLimits
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.decision import Degradation, JudgeContribution
from domain.errors import OperationError
from domain.evidence import Evidence
from domain.finding import DraftFinding, FindingStatus, ShortlistedClause
from domain.verdict import ReviewReason
from retrieval.index import RowSimilarity
from text.normalised_text import NormalisedText

if TYPE_CHECKING:
    from llm.session import LazySession

LOCAL_JUDGE, RULES_JUDGE, DECISIONS_JUDGE, AGENT_JUDGE = "local", "rules", "decisions", "agent"
JUDGES_WITHOUT_MODEL = (LOCAL_JUDGE, RULES_JUDGE)
"""The names of the judges that follow no instructions of the content."""


class ModelSessionMissing(OperationError):
    """A judge that needs a language model received an input without a model session."""


@dataclass(frozen=True)
class ContentSegment:
    """A part of one content item: `text == case.item(item_id).text[start:end]`, offsets in code points. `decoded` is
    what a person reads there, where that differs."""

    item_id: str
    start: int
    end: int
    text: str
    decoded: str | None = None

    @property
    def reading(self) -> str:
        """What judges read. Quotes are taken from `text`."""
        return self.text if self.decoded is None else self.decoded


@dataclass(frozen=True)
class JudgeInput:
    """One case with its evidence, ready for a judge.

    `case`: the case to decide.
    `as_of`: the day whose policies apply.
    `segments`: the content in parts, in reading order; n of them.
    `vectors`: (n, dimensions), one unit vector per segment.
    `similarity`: (n, rows of the clause index + 1), cosine similarity; see `ClauseIndex.row_similarity`.
    `clauses`: the clauses to judge, by id, with the definitions that they refer to.
    `evidence`: what was gathered about the case.
    `decided_clauses`: clauses that an earlier judge has decided, by id. They are context and get no finding. A rule
    that a check decided may still have an exception that only the text can decide.
    `clauses_not_in_force`: rules similar to the content that apply only in another market or from a later day, with
    their retrieval scores. They compete with the rules in force, so that content is not blamed on the wrong rule.
    `in_force`: all clauses in force on that day, in that market and scope, by id, in policy order.
    `listed`: where it is not empty, a prompt lists the contents and definitions of these clauses instead.
    `readings`: each content item as a person reads it, by item id.
    `nearest_rules`: ids of rules in force, those nearest the content first, more than are judged.
    `policies`: their name. `unread_shortlist`: the likeliest rules by items that only the optional reader read.
    `talks_to_reviewer`: whether a precedent's text does. `models`: the session with language models. Both are None
    where no model judges. `pictures`: for a chat model.
    """

    case: Case
    as_of: date
    segments: tuple[ContentSegment, ...]
    vectors: NDArray[np.float32]
    similarity: RowSimilarity
    clauses: Mapping[str, Clause]
    evidence: Evidence
    decided_clauses: Mapping[str, Clause] = field(default_factory=dict)
    clauses_not_in_force: tuple[tuple[Clause, float], ...] = ()
    in_force: Mapping[str, Clause] = field(default_factory=dict)
    listed: Mapping[str, Clause] = field(default_factory=dict)
    readings: Mapping[str, NormalisedText] = field(default_factory=dict)
    nearest_rules: tuple[str, ...] = ()
    policies: str = ""
    unread_shortlist: tuple[ShortlistedClause, ...] = ()
    talks_to_reviewer: Callable[[str], bool] | None = None
    models: "LazySession | None" = None
    pictures: tuple[ShownPicture, ...] = ()

    @cached_property
    def variables(self) -> Variables:
        """The variables that a clause's check may read."""
        return build_variables(self.case, self.evidence.signals.signals, self.as_of)

    @cached_property
    def evidence_ids(self) -> Mapping[str, tuple[str, ...]]:
        """The evidence ids of each found clause, by clause id."""
        return {found.clause_id: (found.id,) for found in self.evidence.clauses}

    @property
    def read_texts(self) -> dict[str, str]:
        """What a person reads in each content item, by item id."""
        readings = ((item, self.readings.get(item.id)) for item in self.case.content)
        return {item.id: read.text if read and read.source == item.text else item.text for item, read in readings}

    @property
    def decoded_words(self) -> dict[str, str]:
        """What the segments with disguised or encoded words say, by item id."""
        disguised = {item_id for item_id, reading in self.readings.items() if reading.disguised}
        words: dict[str, list[str]] = {}
        for segment in self.segments:
            if segment.item_id in disguised and segment.decoded is not None:
                words.setdefault(segment.item_id, []).append(segment.decoded)
        return {item_id: "\n".join(lines) for item_id, lines in words.items()}

    @property
    def known_clauses(self) -> dict[str, Clause]:
        """The clauses to judge and the decided ones, by id."""
        return {**self.clauses, **self.decided_clauses}

    @cached_property
    def injection_rows(self) -> frozenset[int]:
        """The positions of the segments that contain a prompt injection."""
        quotes = [quote for attempt in self.evidence.prompt_injection for quote in attempt.quotes]
        return frozenset(
            row
            for row, segment in enumerate(self.segments)
            if any(q.item_id == segment.item_id and q.start < segment.end and segment.start < q.end for q in quotes)
        )

    def require_models(self) -> "LazySession":
        """The model session. Raises `ModelSessionMissing` where there is none."""
        if self.models is None:
            raise ModelSessionMissing("no language model is configured: set OPENAI_API_KEY or OPENAI_BASE_URL")
        return self.models

    def with_segments(self, rows: Sequence[int]) -> "JudgeInput":
        """A copy with only the segments at these positions."""
        segments = tuple(self.segments[row] for row in rows)
        similarity = RowSimilarity(self.similarity[rows])
        return replace(self, segments=segments, vectors=self.vectors[rows], similarity=similarity)


@dataclass(frozen=True)
class Lesson:
    """What a model that found a rule violated says to the creator. It is not checked yet."""

    explanation: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class JudgeOutput:
    """The result of one judge for one case.

    `findings`: at most one per rule or exception of `JudgeInput.clauses`.
    `review_reasons`: why a human should review the case.
    `threshold`: the probability from which this judge calls a rule violated. `limits`: its own limits, in place of a
    margin around the threshold.
    `follow_up_queries`: questions about the policies that the judge wants answered before it decides.
    `other_rules`: ids of rules in force that the judge was not asked about and wants to judge too.
    `degraded`: judges that could not do all of their work.
    `judge_contributions`: which judge read and settled which clauses, in order.
    `prompts`: the sha256 of each prompt template used, by prompt name.
    `shortlist`: the rules that the embedded judge holds for the likeliest, the likeliest first.
    `lessons`: what a model says to the creator on each rule, by clause id.
    """

    findings: tuple[DraftFinding, ...] = ()
    review_reasons: tuple[ReviewReason, ...] = ()
    threshold: float = 0.5
    limits: JudgeLimits | None = None
    follow_up_queries: tuple[str, ...] = ()
    other_rules: tuple[str, ...] = ()
    degraded: tuple[Degradation, ...] = ()
    judge_contributions: tuple[JudgeContribution, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    shortlist: tuple[ShortlistedClause, ...] = ()
    lessons: Mapping[str, Lesson] = field(default_factory=dict)

    def at_one_half(self) -> "JudgeOutput":
        """With probabilities scaled so that the threshold is at one half."""
        findings = tuple(rescaled(finding, self.threshold) for finding in self.findings)
        return replace(self, findings=findings, threshold=0.5)


def rescaled(finding: DraftFinding, threshold: float) -> DraftFinding:
    """Maps the threshold to 0.5, linearly on either side."""
    if threshold == 0.5:
        return finding
    p = finding.probability
    scaled = p / threshold / 2 if p < threshold else 1 - (1 - p) / (1 - threshold) / 2
    return finding.model_copy(update={"probability": scaled})


def finding_status(clause: Clause, applies: bool) -> FindingStatus:
    """`applies`: that the rule is violated, or that the exception applies."""
    if clause.kind is ClauseKind.EXCEPTION:
        return FindingStatus.EXEMPTED if applies else FindingStatus.NOT_APPLICABLE
    return FindingStatus.VIOLATED if applies else FindingStatus.SATISFIED


class Judge(Protocol):
    """`name` identifies the judge and `model` what it judges with; the trace stores both."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    def judge(self, judge_input: JudgeInput) -> JudgeOutput: ...
