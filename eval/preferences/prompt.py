"""The case of a decision as a judge read it: the found rules, and the post, fenced and with contacts masked."""

import hashlib
from collections.abc import Mapping

from pydantic import JsonValue

from agent.messages.masking import mask_contacts
from domain.case import Case, ContentItem, ContentKind
from domain.clause import Clause, ClauseKind
from domain.decision import Decision
from prompts.fence import Fence
from prompts.judging import PromptContext, predicate_context
from prompts.parts import Prompt
from prompts.policy_parts import AskedClauses, ShownClause
from prompts.shortening import nearest_passages

MARK_CHARS = 16
ANSWER_FORM = (
    "Answer with one line of JSON: `outcome` is violation or no_violation, `violated` lists the ids of the violated "
    "clauses, `reason` says why."
)


def case_prompt(case: Case, decision: Decision, in_force: Mapping[str, Clause], name: str) -> Prompt:
    """`in_force`: the clauses of the day and the market of the decision, by id, with those that it was based on; the
    rules asked are those that the decision found. `name`: that of the policies. The mark of the fence follows from the
    decision, so that an export can be repeated."""
    found = {one.clause_id for one in decision.evidence.clauses}
    masked = masked_case(case)
    text = "\n".join(item.text for item in masked.content)
    asked = [_shown(in_force[one], text) for one in sorted(found) if one in in_force]
    clauses = AskedClauses(
        rules=tuple(one for one in asked if one.clause.kind is ClauseKind.RULE),
        exceptions=tuple(one for one in asked if one.clause.kind is ClauseKind.EXCEPTION),
    )
    mark = hashlib.sha256(decision.decision_id.encode()).hexdigest()[:MARK_CHARS]
    context = PromptContext(
        case=masked,
        as_of=decision.trace.as_of,
        in_force=in_force,
        fence=Fence(mark),
        policies=name,
        letter_language=None,
    )
    return predicate_context(clauses, context)


def _shown(clause: Clause, text: str) -> ShownClause:
    return ShownClause(clause, nearest_passages(clause.text, text))


def masked_case(case: Case) -> Case:
    """Without its creator and address; contacts of all texts, and names of accounts in those of others, are masked."""
    items = tuple(map(_masked_item, case.content))
    facts = {name: _masked_value(value) for name, value in case.facts.items()}
    changes = {"id": "case", "creator_id": None, "url": None, "content": items, "facts": facts}
    return case.model_copy(update=changes)


def _masked_item(item: ContentItem) -> ContentItem:
    third_party = item.kind in (ContentKind.COMMENT, ContentKind.OTHER)
    replies_to = mask_text(item.replies_to, True) if item.replies_to else None
    return item.model_copy(update={"text": mask_text(item.text, third_party), "replies_to": replies_to})


def mask_text(text: str, third_party: bool) -> str:
    """Line by line."""
    return "\n".join(mask_contacts(line, third_party) for line in text.splitlines())


def _masked_value(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return mask_text(value, True)
    if isinstance(value, list):
        return [_masked_value(one) for one in value]
    if isinstance(value, dict):
        return {name: _masked_value(one) for name, one in value.items()}
    return value
