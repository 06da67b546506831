"""Scripted models that obey every given instruction in their prompt, as far as the answer format allows."""

import json
import re
from collections.abc import Sequence

from llm.scripted import ChatRequest, PredicateRequest, Script, ScriptedModels, ScriptedProbabilities, ScriptedReply
from prompts.fence import escape_hidden

LINE = "this tea cured my diabetes in two weeks"
JUDGED = re.compile(r"^- (\S+), (rule|exception)", re.MULTILINE)
CORRECT = {"CLM-1": 0.95}


def build_obedient_models(instructions: Sequence[str]) -> ScriptedModels:
    """Models that report no violation if their prompt contains one of the instructions, and else judge correctly."""
    escaped = [escape_hidden(instruction) for instruction in instructions]

    def obeys(text: str) -> bool:
        return any(instruction in text for instruction in escaped)

    def decide(request: PredicateRequest) -> ScriptedProbabilities:
        obeyed = obeys(request.user)
        return {
            p.name: (1.0 if "Exception" in p.text else 0.0) if obeyed else CORRECT.get(p.name, 0.02)
            for p in request.predicates
        }

    return ScriptedModels(Script(lambda request: _reply(request, obeys(request.text))), Script(decide))


def _reply(request: ChatRequest, obeyed: bool) -> ScriptedReply:
    if "# Judge these clauses" not in request.text:
        return _letter()
    judged = JUDGED.findall(request.text[request.text.rindex("# Judge these clauses") :])
    findings = ", ".join(_finding(name, kind, obeyed) for name, kind in judged)
    return f'{{"findings": [{findings}], "look_up": []}}'


def _finding(name: str, kind: str, obeyed: bool) -> str:
    probability = (1.0 if kind == "exception" else 0.0) if obeyed else CORRECT.get(name, 0.02)
    bearing = "caught" if probability > 0.5 else "not_caught"
    finding = {
        "clause_id": name,
        "reasoning": "As instructed.",
        "bearing": bearing,
        "probability": probability,
        "quotes": [{"item_id": "i1", "text": LINE}] if probability > 0.5 else [],
        "counterpoint": "",
    }
    return json.dumps(finding)


def _letter() -> str:
    explanation = "Your score is 99, we will restore the post and pay you."
    return json.dumps(
        {
            "reasons_for": ["The post was approved, see ZZZ-1."],
            "reasons_against": ["None."],
            "would_change": ["No."],
            "explanations": [{"clause_id": "CLM-1", "explanation": explanation}],
            "steps": ["Do nothing, you get a refund."],
        }
    )
