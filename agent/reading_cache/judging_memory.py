"""Remembers how the embedded judge judged, so that it is asked once about the same input."""

from dataclasses import dataclass

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.embedded.judge import LocalJudge
from agent.reading_cache.bounded_memory import BoundedMemory
from agent.reading_cache.keys import content_of, counted, digest_of

BYTES_PER_ENTRY, BYTES_PER_CHARACTER = 4_000, 2
BYTES_PER_FINDING = 3_000  # a finding or a line of a shortlist, with its quote and two examples


@dataclass(frozen=True)
class RememberingJudge:
    """`basis` identifies the judge: what it learned, how often it was right, its thresholds, and the policies."""

    judged_by: LocalJudge
    memory: BoundedMemory[JudgeOutput]
    basis: str

    @property
    def name(self) -> str:
        return self.judged_by.name

    @property
    def model(self) -> str:
        return self.judged_by.model

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        """An error is raised, and nothing is remembered."""
        key = judging_key(self.basis, judge_input)
        found = self.memory.find(key)
        if found is not None:
            return found
        output = self.judged_by.judge(judge_input)
        self.memory.keep(key, output, _size(judge_input, output))
        return output


def judging_key(basis: str, judge_input: JudgeInput) -> str:
    """Of all that `LocalJudge` reads of its input. Of facts and of the creator's signals it reads which are known, and
    no value."""
    segments = (f"{one.item_id}\t{one.start}\t{one.end}\t{one.reading}" for one in judge_input.segments)
    found = (f"{one.id} {one.clause_id}@{one.version} {one.score!r}" for one in judge_input.evidence.clauses)
    outside = (f"{clause.key} {score!r}" for clause, score in judge_input.clauses_not_in_force)
    lists = (
        segments,
        (clause.key for clause in judge_input.clauses.values()),
        (clause.key for clause in judge_input.decided_clauses.values()),
        (clause.key for clause in judge_input.in_force.values()),
        found,
        outside,
        _known(judge_input),
        (f"{row}" for row in sorted(judge_input.injection_rows)),
        (one.model_dump_json() for one in judge_input.unread_shortlist),
        (f"{name} {read.disguised} {read.text}" for name, read in judge_input.readings.items()),
    )
    return digest_of([basis, content_of(judge_input.case), *(part for parts in lists for part in counted(parts))])


def _known(judge_input: JudgeInput) -> list[str]:
    """The facts, signals and fields of the case that have a value."""
    variables = judge_input.variables
    return sorted(
        f"{root}.{name}" for root in variables for name, value in variables[root].items() if value is not None
    )


def _size(judge_input: JudgeInput, output: JudgeOutput) -> int:
    characters = sum(len(item.text) for item in judge_input.case.content)
    listed = len(output.findings) + len(output.shortlist)
    return BYTES_PER_ENTRY + characters * BYTES_PER_CHARACTER + listed * BYTES_PER_FINDING
