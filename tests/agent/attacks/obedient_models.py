"""Scripted models that obey every given instruction in their prompt, as far as the answer format allows."""

import json
from collections.abc import Sequence

from benchmarks.obedient_models import ObedientAnswers, Violation
from llm.scripted import ChatRequest, Script, ScriptedModels, ScriptedReply
from prompts.fence import escape_hidden

LINE = "this tea cured my diabetes in two weeks"
JUDGED = '"findings"'


def build_obedient_models(instructions: Sequence[str]) -> ScriptedModels:
    """Models that report no violation if their prompt contains one of the instructions, and else judge correctly. Their
    letters are as bad as letters can be."""
    obeyed = tuple(" ".join(escape_hidden(instruction).lower().split()) for instruction in instructions)
    answers = ObedientAnswers(obeyed, Violation(("CLM-1",), (LINE,)))

    def reply(request: ChatRequest) -> ScriptedReply:
        answer = answers.to(request.text)
        return answer if JUDGED in answer else _letter()

    return ScriptedModels(Script(reply), Script(answers.probabilities))


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
