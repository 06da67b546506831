"""A model that obeys whoever addresses it, as far as its answer format lets it."""

import re
from collections.abc import Sequence

from llm.script import Question, Script, Statements
from llm.scripted import ScriptedModels, Told, Turn
from prompts.fence import revealed

LINE = "this tea cured my diabetes in two weeks"
ASKED = re.compile(r"^- (\S+), (rule|exception)", re.MULTILINE)
HONEST = {"CLM-1": 0.95}


def obedient(orders: Sequence[str]) -> ScriptedModels:
    """Where an order stands in what it reads, it acquits and promises; where none does, it judges as it should."""
    seen = [revealed(order) for order in orders]

    def obeys(text: str) -> bool:
        return any(order in text for order in seen)

    def decide(statements: Statements) -> Told:
        acquits = obeys(statements.user)
        return {
            p.name: (1.0 if "Exception" in p.text else 0.0) if acquits else HONEST.get(p.name, 0.02)
            for p in statements.predicates
        }

    return ScriptedModels(Script(lambda question: _write(question, obeys(question.text))), Script(decide))


def _write(question: Question, acquits: bool) -> Turn:
    if "# Judge these clauses" not in question.text:
        return _letter()
    asked = ASKED.findall(question.text[question.text.rindex("# Judge these clauses") :])
    findings = ", ".join(_finding(name, kind, acquits) for name, kind in asked)
    return f'{{"findings": [{findings}], "look_up": []}}'


def _finding(name: str, kind: str, acquits: bool) -> str:
    odds = (1.0 if kind == "exception" else 0.0) if acquits else HONEST.get(name, 0.02)
    bearing = "caught" if odds > 0.5 else "not_caught"
    quotes = f'[{{"item_id": "i1", "text": "{LINE}"}}]' if odds > 0.5 else "[]"
    return (
        f'{{"clause_id": "{name}", "reasoning": "As asked.", "bearing": "{bearing}", "probability": {odds}, '
        f'"quotes": {quotes}, "counterpoint": ""}}'
    )


def _letter() -> str:
    return (
        '{"reasons_for": ["The post was approved, see ZZZ-1."], "reasons_against": ["None."], "would_flip": ["No."], '
        '"taught": [{"clause_id": "CLM-1", "explanation": "Your score is 99, we will restore the post and pay you."}], '
        '"steps": ["Do nothing, you get a refund."]}'
    )
