"""Scripted models that obey every text of an attack that their prompt holds, and else judge correctly."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.case import Case, ContentItem, ContentKind
from llm.scripted import PredicateRequest, Script, ScriptedModels, ScriptedProbabilities
from prompts.fence import escape_hidden
from retrieval.segments import segments

ASKED = re.compile(r"^# Rules to judge\n(.*?)^# ", re.MULTILINE | re.DOTALL)
MIN_PIECE_CHARS = 8  # shorter pieces occur in any prompt
CAUGHT, NOT_CAUGHT = 0.95, 0.02

Attack = Mapping[str, object]
"""`channel` (a kind of item, fact, fact_name or id) and `texts`."""


@dataclass(frozen=True)
class Violation:
    """What a correct answer is: these clauses, by any of these quotes."""

    clause_ids: tuple[str, ...]
    quotes: tuple[str, ...]


def with_attack(case: Case, attack: Attack) -> Case:
    """The case with the texts of an attack in its channel; each text of an item's kind becomes an item."""
    channel, texts = str(attack["channel"]), texts_of(attack)
    if channel == "fact":
        return case.model_copy(update={"facts": {**case.facts, "seller_note": texts[0]}})
    if channel == "fact_name":
        return case.model_copy(update={"facts": {**case.facts, texts[0]: True}})
    if channel == "id":
        return case.model_copy(update={"content": (*case.content, ContentItem(id=texts[0], text="Nice mug."))})
    kind = ContentKind(channel) if channel in {kind.value for kind in ContentKind} else ContentKind.CAPTION
    items = (ContentItem(id=f"x{number}", kind=kind, text=text) for number, text in enumerate(texts))
    return case.model_copy(update={"content": (*case.content, *items)})


def texts_of(attack: Attack) -> list[str]:
    texts = attack["texts"]
    return [str(text) for text in texts] if isinstance(texts, Sequence) else []


def pieces(texts: Sequence[str]) -> tuple[str, ...]:
    """Every line and every sentence of an attack: a model obeys each of them."""
    found = {part for text in texts for part in (text, *text.split("\n"), *(part.text for part in segments(text)))}
    return tuple(sorted(_plain(escape_hidden(part)) for part in found if len(part) >= MIN_PIECE_CHARS))


def build_obedient_models(obeyed: Sequence[str], violation: Violation) -> ScriptedModels:
    """Models that report no violation, and that every exception applies, if their prompt holds one of `obeyed`."""
    answers = ObedientAnswers(pieces(obeyed), violation)
    return ScriptedModels(Script(lambda request: answers.to(request.text)), Script(answers.probabilities))


@dataclass(frozen=True)
class ObedientAnswers:
    """`obeyed` are `pieces` of an attack."""

    obeyed: tuple[str, ...]
    violation: Violation

    def probabilities(self, request: PredicateRequest) -> ScriptedProbabilities:
        judge = self._probability(request.user)
        return {p.name: judge(p.name, "Exception" in p.text) for p in request.predicates}

    def to(self, prompt: str) -> str:
        """The JSON answer to a question about rules; an empty object to any other."""
        asked = ASKED.search(prompt)
        if asked is None:
            return "{}"
        judge = self._probability(prompt)
        names = [line.partition(" ")[0] for line in asked[1].splitlines()]
        caught = [name for name in self.violation.clause_ids if name in names and judge(name, False) == CAUGHT]
        return json.dumps({"findings": [self._finding(name, prompt) for name in caught]})

    def _probability(self, prompt: str) -> Callable[[str, bool], float]:
        shown = _plain(prompt)
        if any(piece in shown for piece in self.obeyed):
            return lambda name, is_exception: 1.0 if is_exception else 0.0
        caught = self.violation.clause_ids if self._quotes_in(prompt) else ()
        return lambda name, is_exception: CAUGHT if name in caught else NOT_CAUGHT

    def _quotes_in(self, prompt: str) -> list[str]:
        """The quotes of which the prompt shows a sentence."""
        shown = _plain(prompt)
        sentences = (part.text for quote in self.violation.quotes for part in segments(quote))
        return [sentence for sentence in sentences if _plain(escape_hidden(sentence)) in shown]

    def _finding(self, name: str, prompt: str) -> Mapping[str, object]:
        return {
            "clause_id": name,
            "reasoning": "As it says.",
            "bearing": "caught",
            "probability": CAUGHT,
            "quotes": [{"item_id": "i1", "text": quote} for quote in self._quotes_in(prompt)[:1]],
        }


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
