"""Prompts of the judges: one question on all rules, one on a single rule, or the context of predicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from domain.assessment import AccountEvidence
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundPrecedent
from prompts import parts, policy_parts
from prompts.assessment import line_text
from prompts.fence import Fence
from prompts.parts import FOLDER, Prompt
from prompts.policy_parts import AskedClauses, ClausesById
from prompts.render import render


@dataclass(frozen=True)
class PromptContext:
    """What a prompt shows besides the asked clauses. `as_of`: the day whose policies apply. `in_force`: all clauses in
    force. `nearest_rules`: ids of rules in force, those nearest the content first. `fence`: around all untrusted text.
    `decoded`: what encoded or disguised words say, by item id. `copies`: what the post shows of earlier posts. `bank`:
    which of its media are in the bank of confirmed violations. `policies`: the name of the policies. `letter_language`:
    in which the creator is written to; None if no lesson is asked for."""

    case: Case
    as_of: date
    in_force: ClausesById
    fence: Fence
    precedents: Sequence[FoundPrecedent] = ()
    nearest_rules: Sequence[str] = ()
    decoded: Mapping[str, str] = field(default_factory=dict)
    copies: Sequence[AccountEvidence] = ()
    bank: Sequence[str] = ()
    policies: str = ""
    letter_language: str | None = "English"


def all_rules(asked: AskedClauses, context: PromptContext) -> Prompt:
    """Starts with what cases share: the instructions, the contents of the policies and the definitions."""
    return _judging("all_rules", asked, context)


def per_rule(asked: AskedClauses, context: PromptContext) -> Prompt:
    """Starts with what all questions on one case share: the same, and the post."""
    return _judging("per_rule", asked, context)


def predicate_context(asked: AskedClauses, context: PromptContext) -> Prompt:
    """The text that predicates are about, in the order of `all_rules`."""
    return _judging("predicate_context", asked, context)


def _judging(name: str, asked: AskedClauses, context: PromptContext) -> Prompt:
    values = {
        **_policies(asked, context),
        **parts.precedents(context.precedents, context.fence),
        **parts.post(
            context.case, context.as_of, context.fence, context.decoded, [*map(line_text, context.copies)], context.bank
        ),
        "letter_language": context.letter_language,
    }
    return parts.prompt(name, values)


def _policies(asked: AskedClauses, context: PromptContext) -> dict[str, object]:
    return {
        "policies": context.policies,
        "contents": policy_parts.contents(context.in_force, context.nearest_rules),
        **policy_parts.definitions(context.in_force, asked),
        **policy_parts.asked_rules(asked, context.in_force),
    }


def predicate(clause: Clause) -> str:
    """The statement that is true where the rule is violated or the exception applies."""
    return _predicate("exception" if clause.kind is ClauseKind.EXCEPTION else "rule", clause.id)


@lru_cache(maxsize=4096)
def _predicate(kind: str, clause_id: str) -> str:
    return render(f"{FOLDER}/predicate.j2", {"id": clause_id})[kind]
