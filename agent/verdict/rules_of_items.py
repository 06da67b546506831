"""Finds the rules that each item of a case is similar to by itself."""

from collections.abc import Iterator
from dataclasses import replace

from agent.judges.base import JudgeInput
from agent.judges.model.second_question import with_references
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundBy, FoundClause
from retrieval.index import ClauseIndex, Hit, RowSimilarity

RULES_OF_AN_ITEM = 4
MAX_ITEMS = 24  # each is searched for by itself; a post has fewer


def with_rules_of_items(judge_input: JudgeInput, index: ClauseIndex) -> JudgeInput:
    """The input with these rules too. The text of other items may have kept retrieval from them."""
    rules = {clause.key: clause for clause in judge_input.in_force.values() if clause.kind is ClauseKind.RULE}
    known = judge_input.known_clauses
    hits = {rules[hit.key].id: hit for hit in _hits(judge_input, index, rules) if rules[hit.key].id not in known}
    if not hits:
        return judge_input
    added = with_references(tuple(hits), judge_input.in_force)
    new = {name: clause for name, clause in added.items() if name not in known}
    scores = {name: hits[name].score if name in hits else 0.0 for name in new}
    number = len(judge_input.evidence.clauses)
    found = tuple(
        FoundClause(id=f"C{n}", clause_id=name, version=new[name].version, score=score, found_by=FoundBy.CONTENT)
        for n, (name, score) in enumerate(scores.items(), number + 1)
    )
    evidence = judge_input.evidence.model_copy(update={"clauses": (*judge_input.evidence.clauses, *found)})
    return replace(judge_input, clauses={**judge_input.clauses, **new}, evidence=evidence)


def _hits(judge_input: JudgeInput, index: ClauseIndex, rules: dict[str, Clause]) -> Iterator[Hit]:
    rows_of_items: dict[str, list[int]] = {}
    for row, segment in enumerate(judge_input.segments):
        rows_of_items.setdefault(segment.item_id, []).append(row)
    for rows in [*rows_of_items.values()][:MAX_ITEMS]:
        texts = [judge_input.segments[row].reading for row in rows]
        yield from index.search(RowSimilarity(judge_input.similarity[rows]), texts, rules.keys(), RULES_OF_AN_ITEM)
