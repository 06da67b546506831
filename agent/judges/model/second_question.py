"""Asks a model a second time, about some rules and some sentences of a case alone."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from domain.case import Case, ContentItem, ContentKind
from domain.clause import Clause, Relation
from domain.evidence import Evidence
from domain.finding import DraftFinding
from policies.parsing.cel import variable_names
from prompts.untrusted import is_plain_id

MAX_VALUE_CHARS = 24
MAX_NAME_WORDS = 4
NAME_BREAK = re.compile(r"[-_ ./]")


@dataclass(frozen=True)
class SecondQuestion:
    """`judge` is one that asks a model. It sees the sentences shuffled and under new ids, and nothing else that the
    author of a post can write: no ids, no language, no precedents, and no fact that no clause reads."""

    judge: Judge

    def ask(
        self, judge_input: JudgeInput, rules: Sequence[str], rows: Sequence[int], decided: Sequence[DraftFinding]
    ) -> tuple[JudgeInput, JudgeOutput]:
        """The reduced input and the answer. `rows` are positions of segments. `decided` are the findings that checks
        made in the first place; they are not asked again and are part of the answer. The prompt starts as that of the
        first question, which a server may have in its cache, but only these rules are judged."""
        known = judge_input.known_clauses
        shown = with_references(rules, known)
        by_check = tuple(finding for finding in decided if finding.clause_id in shown)
        checked = {finding.clause_id for finding in by_check}
        sentences = sentences_only(judge_input, _shuffled(rows, judge_input))
        reduced = replace(
            sentences,
            clauses={name: clause for name, clause in shown.items() if name not in checked},
            decided_clauses={name: clause for name, clause in shown.items() if name in checked},
            in_force=shown,
            listed=judge_input.in_force,
            clauses_not_in_force=(),
            nearest_rules=tuple(rules),
            evidence=_evidence(judge_input, shown),
        )
        output = self.judge.judge(reduced)
        settled = replace(reduced, clauses=shown, decided_clauses={})
        return settled, replace(output, findings=(*output.findings, *by_check))


def sentences_only(judge_input: JudgeInput, rows: Sequence[int]) -> JudgeInput:
    """The case with each of these segments, as a person reads it, as an item of its own: `s1`, `s2` and so on."""
    case = judge_input.case
    chosen = [judge_input.segments[row] for row in rows]
    kinds = {item.id: item.kind for item in case.content}
    items = tuple(_item(number, kinds[segment.item_id], segment.reading) for number, segment in enumerate(chosen, 1))
    segments = tuple(
        replace(segment, item_id=item.id, start=0, end=len(item.text), text=item.text, decoded=None)
        for segment, item in zip(chosen, items, strict=True)
    )
    reduced = case.model_copy(update={"content": items, "language": None, "facts": dict(_facts(case, judge_input))})
    return replace(judge_input.with_segments(list(rows)), case=reduced, segments=segments, readings={}, pictures=())


def with_references(rules: Sequence[str], known: Mapping[str, Clause]) -> dict[str, Clause]:
    """The rules, each with the exceptions and definitions that it refers to."""
    shown: dict[str, Clause] = {}
    for name in rules:
        targets = (t for relation in (Relation.EXCEPT, Relation.SEE) for t in known[name].targets(relation))
        shown |= {name: known[name]} | {target: known[target] for target in targets if target in known}
    return shown


def texts_outside_sentences(judge_input: JudgeInput) -> list[str]:
    """The words that the first question showed and the second does not, other than sentences: what items reply to,
    facts that can hold a sentence, and item ids that are none."""
    case = judge_input.case
    shown = dict(_facts(case, judge_input))
    left_out = {name: value for name, value in case.facts.items() if name not in shown}
    ids = (item.id for item in case.content if not is_plain_id(item.id))
    names = (name for name in left_out if len(NAME_BREAK.split(name)) > MAX_NAME_WORDS)
    values = (text for value in left_out.values() for text in _texts(value) if not _is_short(text))
    replied_to = (item.replies_to for item in case.content if item.replies_to)
    return [*(NAME_BREAK.sub(" ", name) for name in (*ids, *names)), *values, *replied_to]


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for name, part in value.items():
                yield from (NAME_BREAK.sub(" ", name), *_texts(part))
        case list():
            for part in value:
                yield from _texts(part)


def _item(number: int, kind: ContentKind, text: str) -> ContentItem:
    return ContentItem(id=f"s{number}", kind=kind, text=text)


def _shuffled(rows: Sequence[int], judge_input: JudgeInput) -> list[int]:
    """The same order each time that the case is judged, so that a decision can be repeated."""
    texts = "\n".join(judge_input.segments[row].text for row in rows)
    return random.Random(texts).sample(list(rows), len(rows))


def _facts(case: Case, judge_input: JudgeInput) -> Iterator[tuple[str, object]]:
    """The facts that a clause in force reads, with values that cannot hold a sentence."""
    in_force = (judge_input.in_force or judge_input.known_clauses).values()
    read = {name for clause in in_force if clause.check for name in variable_names(clause.check)}
    for name, value in case.facts.items():
        if f"facts.{name}" in read and _is_short(value):
            yield name, value


def _is_short(value: object) -> bool:
    match value:
        case str():
            return len(value) <= MAX_VALUE_CHARS and len(value.split()) <= 1
        case Mapping():
            return all(_is_short(name) and _is_short(part) for name, part in value.items())
        case list():
            return all(map(_is_short, value))
    return True


def _evidence(judge_input: JudgeInput, shown: Mapping[str, Clause]) -> Evidence:
    evidence = judge_input.evidence
    found = tuple(clause for clause in evidence.clauses if clause.clause_id in shown)
    return evidence.model_copy(update={"clauses": found, "precedents": (), "prompt_injection": (), "account": ()})
