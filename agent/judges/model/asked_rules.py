"""Chooses the rules that a model is asked about: in order, with their exceptions, within the budget of the prompt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.judges.base import JudgeInput
from agent.judges.check_variables import missing_proof
from agent.judges.rules import evaluate_check
from domain.clause import Clause, ClauseKind, Relation
from domain.evidence import FoundBy
from domain.finding import FindingStatus
from prompts.policy_parts import AskedClauses, ShownClause, prefix_tokens, shared_exceptions
from prompts.shortening import MAX_CLAUSE_TOKENS, nearest_passages, text_tokens

INSTRUCTION_TOKENS = 1_200  # the system prompt and the headings
MIN_CLAUSE_TOKENS = 2_000  # of a long post, because without rules there is nothing to ask
FOUND_FIRST = (FoundBy.CHECK, FoundBy.TOOL, FoundBy.CONTENTS, FoundBy.MEDIA)


@dataclass(frozen=True)
class AskedRule:
    """`missing_facts`: those without which no violation can be proved. `by_facts`: its check over the facts says that
    it is violated, so that only its exceptions are open."""

    clause: Clause
    missing_facts: tuple[str, ...] = ()
    by_facts: bool = False


def rules_to_ask(judge_input: JudgeInput) -> tuple[AskedRule, ...]:
    """Rules that their checks call violated and that have an open exception; then the open rules: those that a fact,
    a tool or the bank of media brought in, then the nearest to the content first."""
    found = {clause.clause_id: clause for clause in judge_input.evidence.clauses}
    open_rules = [clause for clause in judge_input.clauses.values() if clause.kind is ClauseKind.RULE]

    rank = {name: place for place, name in enumerate(judge_input.nearest_rules)}

    def order(clause: Clause) -> tuple[bool, int, float]:
        hit = found.get(clause.id)
        score = hit.score if hit else 0.0
        return not (hit and hit.found_by in FOUND_FIRST), rank.get(clause.id, len(rank)), -score

    asked = (AskedRule(rule, missing_proof(rule, judge_input.variables)) for rule in sorted(open_rules, key=order))
    return (*(AskedRule(rule, by_facts=True) for rule in _violated_by_facts(judge_input)), *asked)


def nearest_rules(rules: Sequence[AskedRule], judge_input: JudgeInput, max_rules: int) -> Sequence[AskedRule]:
    """The first rules, and as many more as a model found with tools: what it chose to read is asked about besides."""
    by_tool = {found.clause_id for found in judge_input.evidence.clauses if found.found_by is FoundBy.TOOL}
    return rules[: max_rules + sum(rule.clause.id in by_tool for rule in rules)]


def _violated_by_facts(judge_input: JudgeInput) -> Iterator[Clause]:
    for rule in judge_input.decided_clauses.values():
        if any(name in judge_input.clauses for name in rule.targets(Relation.EXCEPT)):
            finding = evaluate_check(rule, judge_input.variables)
            if finding is not None and finding.status is FindingStatus.VIOLATED:
                yield rule


def open_exceptions(rules: Iterable[AskedRule], judge_input: JudgeInput) -> dict[str, Clause]:
    """The exceptions of these rules that no judge has decided, by id."""
    names = (name for rule in rules for name in rule.clause.targets(Relation.EXCEPT))
    clauses = judge_input.clauses
    return {name: clauses[name] for name in names if name in clauses and clauses[name].kind is ClauseKind.EXCEPTION}


def within_budget(rules: Sequence[AskedRule], judge_input: JudgeInput, max_tokens: int) -> tuple[AskedRule, ...]:
    """The first rules that fit with their exceptions beside the post, which is always shown complete; at least one."""
    case = judge_input.case
    replied_to = (item.replies_to or "" for item in case.content)
    post = text_tokens(*judge_input.read_texts.values(), *replied_to, str(case.facts) if case.facts else "")
    listed = judge_input.listed or judge_input.in_force
    prefix = INSTRUCTION_TOKENS + prefix_tokens(listed)
    room = max(MIN_CLAUSE_TOKENS, max_tokens - post - prefix)
    fitting: list[AskedRule] = []
    shown = {clause.id: clause for clause in shared_exceptions(listed)}
    for rule in rules:
        new = {rule.clause.id: rule.clause, **open_exceptions([rule], judge_input)}
        room -= sum(_shown_tokens(clause) for name, clause in new.items() if name not in shown)
        if room < 0 and fitting:
            break
        fitting.append(rule)
        shown |= new
    return tuple(fitting)


def _shown_tokens(clause: Clause) -> int:
    return min(text_tokens(clause.text), MAX_CLAUSE_TOKENS) + text_tokens(clause.id, clause.title)


def shown_clauses(rules: Sequence[AskedRule], judge_input: JudgeInput) -> AskedClauses:
    """What the prompt shows of the rules and their exceptions: of a long clause, the passages nearest the post."""
    post = "\n".join(judge_input.read_texts.values())
    exceptions = open_exceptions(rules, judge_input)
    return AskedClauses(
        rules=tuple(
            ShownClause(rule.clause, nearest_passages(rule.clause.text, post), rule.missing_facts, rule.by_facts)
            for rule in rules
        ),
        exceptions=tuple(
            ShownClause(exception, nearest_passages(exception.text, post)) for exception in exceptions.values()
        ),
    )
