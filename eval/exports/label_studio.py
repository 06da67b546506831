"""A labelled case as a task of Label Studio with one annotation, and the labelling interface for such tasks.

Read in labelstud.io/guide/task_format and HumanSignal/label-studio at 321ee1d9, docs/source/includes/task_format.md.
"""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from eval.exports.shown_content import shown_content
from eval.exports.whole_case import LABELLED_CASE, whole_case

OUTCOME, VIOLATED, REASON, CONTENT = "outcome", "violated", "reason", "content"


def label_studio_task(labelled: LabelledCase) -> dict[str, Any]:
    """`ground_truth`: the annotation is what people agreed on."""
    data = {"case_id": labelled.id, CONTENT: shown_content(labelled.case), LABELLED_CASE: whole_case(labelled)}
    return {"data": data, "annotations": [{"result": _results(labelled), "ground_truth": True}]}


def _results(labelled: LabelledCase) -> list[dict[str, Any]]:
    gold = labelled.gold
    outcome = [_result(OUTCOME, "choices", [gold.outcome])] if gold.outcome else []
    violated = [_result(VIOLATED, "choices", list(gold.violated))] if gold.violated else []
    reason = [_result(REASON, "textarea", [gold.reason], "text")] if gold.reason else []
    return [*outcome, *violated, *reason]


def _result(name: str, kind: str, values: list[Any], key: str = "") -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": CONTENT, "type": kind, "value": {key or kind: values}}


def label_config(clauses: Sequence[str]) -> str:
    """The labelling interface in XML: the text, the outcome, the violated clauses and a reason."""
    outcomes = "\n".join(f"    <Choice value={quoteattr(outcome)}/>" for outcome in Outcome)
    violated = "\n".join(f"    <Choice value={quoteattr(clause)}/>" for clause in clauses)
    return f"""<View>
  <Text name="{CONTENT}" value="${CONTENT}"/>
  <Header value="Outcome"/>
  <Choices name="{OUTCOME}" toName="{CONTENT}" choice="single" required="true">
{outcomes}
  </Choices>
  <Header value="Violated clauses"/>
  <Choices name="{VIOLATED}" toName="{CONTENT}" choice="multiple">
{violated}
  </Choices>
  <Header value="Reason"/>
  <TextArea name="{REASON}" toName="{CONTENT}" maxSubmissions="1" editable="true"/>
</View>
"""
