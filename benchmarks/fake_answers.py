"""The answers of the fake model: deterministic for a prompt, in the requested JSON schema, about the clauses of it."""

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

CLAUSE = re.compile(r"\b[A-Z]{2,6}(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*\b")
RULES_TO_JUDGE = re.compile(r"^# Rules to judge\n(.*?)(?=^# |\Z)", re.MULTILINE | re.DOTALL)
EMPTY_LISTS = ("look_up", "other_rules", "exceptions")  # an ordinary case needs no more policy clauses
EXPLANATION = (
    "These words tell people something that the rule keeps out of posts. A person who trusts them may come to harm, "
    "and the rule protects those people."
)
STEPS = ("Take the quoted words out of the post.", "Say only what you can show.")
CAUGHT_PROBABILITY = 0.6  # of a rule: from here on `_choice` answers that it is caught
MIN_LISTED_PROBABILITY = 0.5  # of a finding: a model lists the rules that the post comes close to
MAX_CLAUSES = 64
MAX_EXCERPT_CHARS = 400
FENCED = re.compile(r"^⟦[^⟧\n]*⟧\n(.*?)\n⟦[^⟧\n]* end⟧$", re.MULTILINE | re.DOTALL)


def offered_clauses(text: str) -> list[str]:
    """The rules to judge; without such a section, the clause ids of the last section with any, in the order of their
    first mention."""
    asked = RULES_TO_JUDGE.search(text)
    if asked is not None:
        return [line.split()[0] for line in asked[1].splitlines() if CLAUSE.match(line)][:MAX_CLAUSES]
    parts = (CLAUSE.findall(part) for part in reversed(re.split(r"^# ", text, flags=re.MULTILINE)))
    return list(dict.fromkeys(next(filter(None, parts), [])))[:MAX_CLAUSES]


def skewed_probability(*parts: str) -> float:
    """A probability with a realistic distribution: most clauses are irrelevant to a post, so that one in four is above
    0.2 and one in thirty above 0.8."""
    return uniform(*parts) ** 6


def uniform(*parts: str) -> float:
    """Uniform in [0, 1), determined by the parts."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / (1 << 48)


@dataclass(frozen=True)
class Filler:
    """Fills a JSON schema from a prompt. A list of objects with a clause id gets one object for each clause."""

    root: dict[str, Any]
    prompt: str

    def fill(self, schema: dict[str, Any], path: str = "", clause: str = "") -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return clause if clause in schema["enum"] else self._choice(schema["enum"], path, clause)
        if "anyOf" in schema:
            return self.fill(schema["anyOf"][0], path, clause)
        kind = schema.get("type")
        if kind == "object":
            fields = schema.get("properties", {})
            return {name: self.fill(field, f"{path}.{name}", clause) for name, field in fields.items()}
        if kind == "array":
            return self._list(schema.get("items", {}), path, clause)
        return self._plain(schema, path, clause)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            node: Any = self.root
            for name in schema["$ref"].removeprefix("#/").split("/"):
                node = node[name]
            schema = node
        return schema

    def _list(self, items: dict[str, Any], path: str, clause: str) -> list[Any]:
        fields = self._resolved(items).get("properties", {})
        named = next((self._resolved(field) for name, field in fields.items() if "clause" in name), None)
        name = path.rpartition(".")[2]
        if name in EMPTY_LISTS:
            return []
        if name == "steps":
            return [*STEPS] if self._is_caught(clause) else []
        clauses = named.get("enum", offered_clauses(self.prompt)) if named is not None and not clause else []
        if name == "findings" and "probability" in fields:
            near = [one for one in clauses if skewed_probability(self.prompt, one) > MIN_LISTED_PROBABILITY]
            return [self.fill(items, path, one) for one in near]
        return [self.fill(items, path, one) for one in clauses] or [self.fill(items, path, clause)]

    def _plain(self, schema: dict[str, Any], path: str, clause: str) -> Any:
        value = skewed_probability(self.prompt, clause) if clause else uniform(self.prompt, path)
        low, high = schema.get("minimum", 0), schema.get("maximum", 1)
        match schema.get("type"):
            case "number":
                return round(low + value * (high - low), 3)
            case "integer":
                return low + int(value * (schema.get("maximum", 10) - low + 1))
            case "boolean":
                return value < 0.5
            case "null":
                return None
        name = path.rpartition(".")[2]
        if name == "explanation":  # a lesson that passes its checks, as a model's does
            return EXPLANATION if self._is_caught(clause) else ""
        return clause if clause and "clause" in name else excerpt(self.prompt)

    def _is_caught(self, clause: str) -> bool:
        """Lessons that are asked for by themselves are on violations alone."""
        asked_alone = "bearing" not in json.dumps(self.root)
        return asked_alone or skewed_probability(self.prompt, clause) > CAUGHT_PROBABILITY

    def _choice(self, values: list[Any], path: str, clause: str) -> Any:
        """Three values of a clause are taken as yes, no and unclear: the one that fits its probability is chosen."""
        if clause and len(values) == 3:
            probability = skewed_probability(self.prompt, clause)
            return values[0 if probability > CAUGHT_PROBABILITY else 1 if probability < 0.4 else 2]
        return values[int(uniform(self.prompt, path, clause) * len(values))]


def prompted_schema(prompt: str) -> dict[str, Any] | None:
    """A JSON schema on a line of its own in the prompt."""
    for line in prompt.splitlines():
        if line.startswith("{") and '"properties"' in line:
            with suppress(ValueError):
                schema: dict[str, Any] = json.loads(line)
                return schema
    return None


def excerpt(prompt: str) -> str:
    """From the last fenced text of others, or else from the last long line."""
    lines = FENCED.findall(prompt) or [line.strip() for line in prompt.splitlines() if len(line.strip()) > 20]
    return str((lines or [prompt.strip() or "nothing"])[-1])[:MAX_EXCERPT_CHARS]


def tool_call(tools: list[dict[str, Any]], prompt: str, turn: int) -> dict[str, Any]:
    """A call of the first tool, with arguments filled from the prompt."""
    function = tools[0]["function"]
    schema = function.get("parameters", {"type": "object"})
    arguments = json.dumps(Filler(schema, prompt).fill(schema))
    return {"id": f"call_{turn}", "type": "function", "function": {"name": function["name"], "arguments": arguments}}
