"""A scripted model that reads the rules in its prompt: it judges a post by the wording that it finds there.

It knows the right verdicts of the pairs. It learns from the prompt alone whether the edit was made: by a sentence that
only one version has. An edit of fields has no such sentence; code must apply it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eval.steering.pair import Pair, SteeringCase
from llm.scripted import ChatRequest, Script, ScriptedModels

MIN_SENTENCE_CHARS = 12
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
EXCEPT_FIELD = re.compile(r"^- \*\*except\*\*: (.*)$", re.MULTILINE)
NEW_EXCEPTION = re.compile(r"^## (\S+) .*\n+- \*\*kind\*\*: exception", re.MULTILINE)
Json = dict[str, Any]


def one_spaced(text: str) -> str:
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(one_spaced(text)) if len(part) >= MIN_SENTENCE_CHARS]


def rule_sentences(*clauses: str) -> set[str]:
    """Of the text of clauses, without headings, fields and lists."""
    blocks = (block for clause in clauses for block in clause.split("\n\n"))
    return {part for block in blocks if not block.startswith(("#", "- ")) for part in sentences(block)}


@dataclass(frozen=True)
class PairReading:
    """What of a pair can be read in a prompt."""

    pair: Pair

    @cached_property
    def only_before(self) -> set[str]:
        return rule_sentences(self.pair.before_text) - rule_sentences(self.pair.after_text)

    @cached_property
    def only_after(self) -> set[str]:
        after = rule_sentences(self.pair.after_text, *self.pair.new_clauses)
        return after - rule_sentences(self.pair.before_text)

    @cached_property
    def exceptions(self) -> set[str]:
        """The exceptions that the edit is about."""
        before, after = (
            set(", ".join(EXCEPT_FIELD.findall(text)).split(", "))
            for text in (self.pair.before_text, self.pair.after_text)
        )
        new = {name for clause in self.pair.new_clauses for name in NEW_EXCEPTION.findall(clause)}
        own = {self.pair.clause_id} if "**kind**: exception" in self.pair.before_text else set()
        return (before ^ after | new | own) - {""}

    def version(self, prompt: str) -> str | None:
        """`after` or `before`; None where the prompt has no sentence of the edit."""
        if any(sentence in prompt for sentence in self.only_after):
            return "after"
        return "before" if any(sentence in prompt for sentence in self.only_before) else None


@dataclass
class RuleReader:
    """`log` has, for each question, the case, the version that was read and the rules called caught."""

    pairs: Sequence[Pair]
    log: list[Json] = field(default_factory=list)

    @property
    def models(self) -> ScriptedModels:
        return ScriptedModels(chat=Script(self._reply))

    def _reply(self, request: ChatRequest) -> str:
        return json.dumps(self.answer(request.text))

    def answer(self, prompt: str) -> Json:
        flat = one_spaced(prompt)
        found = self._case(flat)
        if found is None:
            return {"findings": [], "look_up": []}
        reading, steered = found
        version = reading.version(flat)
        caught = self._caught(reading, steered, version)
        caught = {name: exception for name, exception in caught.items() if _names(flat, name)}
        self.log.append({"case": steered.case.id, "read": version, "caught": sorted(caught)})
        quotes = list(_quotes(steered, prompt))
        return {"findings": [_finding(name, e, quotes) for name, e in caught.items()], "look_up": []}

    def _case(self, flat: str) -> tuple[PairReading, SteeringCase] | None:
        """The case most of whose sentences, facts and market stand in the prompt."""
        scored = [
            (_share_found(steered, flat), reading, steered)
            for reading in self._readings
            for steered in reading.pair.cases
        ]
        best = max(scored, key=lambda one: one[0])
        return best[1:] if best[0][0] else None

    @cached_property
    def _readings(self) -> list[PairReading]:
        return [PairReading(pair) for pair in self.pairs]

    def _caught(self, reading: PairReading, steered: SteeringCase, version: str | None) -> dict[str, str | None]:
        """Each rule that is caught, with the exception that applies to it, or None."""
        either = steered.before.violated | steered.after.violated
        right = {"before": steered.before.violated, "after": steered.after.violated}.get(version or "", either)
        if right and version is not None:
            return dict.fromkeys(right)
        exception = min(reading.exceptions, default=None) if steered.flips else None
        if version is None:  # an edit of fields: the post does what it does, and code applies the fields
            return dict.fromkeys(either, exception)
        return dict.fromkeys(either, exception) if exception else {}


def _names(flat: str, clause_id: str) -> bool:
    return re.search(rf"\b{re.escape(clause_id)}\b(?!\.\d)", flat) is not None


def _share_found(steered: SteeringCase, flat: str) -> tuple[int, int, int]:
    parts = [part for item in steered.case.content for part in sentences(item.text)]
    facts = [f'"{name}": {json.dumps(value)}' for name, value in steered.case.facts.items()]
    market = bool(re.search(rf"\b{steered.case.market}\b", flat))
    return sum(part in flat for part in parts), sum(fact in flat for fact in facts), int(market)


def _quotes(steered: SteeringCase, prompt: str) -> Iterator[Json]:
    for item in steered.case.content:
        for part in SENTENCE_END.split(item.text):
            if part in prompt:
                yield {"item_id": item.id, "text": part}


def _finding(name: str, exception: str | None, quotes: Sequence[Json]) -> Json:
    excuse = {"clause_id": exception, "reasoning": "All its conditions are met.", "applies": "yes", "probability": 0.97}
    return {
        "clause_id": name,
        "reasoning": "The post does what the rule forbids.",
        "bearing": "caught",
        "probability": 0.97,
        "quotes": list(quotes),
        "counterpoint": "",
        "would_change": "",
        "exceptions": [{**excuse, "quotes": list(quotes)}] if exception else [],
    }
