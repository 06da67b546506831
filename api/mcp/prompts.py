"""The prompts of the MCP server, for a moderator and for a policy owner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.explanation import ModeratorExplanation, moderator_markdown
from api.mcp.calling import Refused
from api.mcp.tool import Session
from api.routes import decisions
from api.security import ScopeCheck
from domain.access import Scope
from policies.draft import MAX_DRAFT_CHARS
from prompts.assistant import MAX_GOAL_CHARS, DecisionToReview, check_edit, review_decision, write_clause

MAX_ID_CHARS = 500


@dataclass(frozen=True)
class McpPrompt:
    """It has one argument, of at most `max_chars`."""

    name: str
    title: str
    description: str
    argument: str
    argument_description: str
    max_chars: int
    scope: Scope
    text: Callable[[Session, str], str]


def prompt_text(session: Session, prompt: McpPrompt, arguments: Mapping[str, str]) -> str:
    """Raises Refused for arguments that it does not take, and ApiError without the scope or the decision."""
    ScopeCheck(prompt.scope).require(session.caller)
    given = arguments.get(prompt.argument, "")
    if set(arguments) != {prompt.argument} or not given.strip():
        raise Refused(f"the prompt {prompt.name} takes one argument, {prompt.argument}: {prompt.argument_description}")
    if len(given) > prompt.max_chars:
        raise Refused(f"{prompt.argument} has more than {prompt.max_chars:,} characters: shorten it")
    return prompt.text(session, given)


def _review(session: Session, decision_id: str) -> str:
    services, caller = session.services, session.caller
    explanation = decisions.explain_decision(decision_id, services, caller, "moderator", "json")
    assert isinstance(explanation, ModeratorExplanation)
    case = decisions.get_decision_case(decision_id, services, caller).case
    return review_decision(DecisionToReview(decision_id, case, moderator_markdown(explanation)))


PROMPTS: Mapping[str, McpPrompt] = {
    prompt.name: prompt
    for prompt in (
        McpPrompt(
            "review_decision",
            "Review this decision",
            "For a moderator: what speaks for and against a decision, with the case and its reasons.",
            "decision_id",
            "the id of a stored decision",
            MAX_ID_CHARS,
            Scope.READ,
            _review,
        ),
        McpPrompt(
            "write_clause",
            "Write a clause",
            "For a policy owner: a clause with its examples, in the form of the corpus.",
            "goal",
            "what the clause is to prevent or allow, in a few sentences",
            MAX_GOAL_CHARS,
            Scope.POLICY,
            lambda _, goal: write_clause(goal),
        ),
        McpPrompt(
            "check_edit",
            "Check an edit",
            "For a policy owner: what a draft changes, and what must be corrected before it is published.",
            "draft",
            "the Markdown of a whole policy file, or of one clause",
            MAX_DRAFT_CHARS,
            Scope.POLICY,
            lambda _, draft: check_edit(draft),
        ),
    )
}
