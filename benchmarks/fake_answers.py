"""What the fake model says: the same for the same prompt, in the shape asked for, about the clauses offered."""

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

CLAUSE = re.compile(r"\b[A-Z]{2,6}(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*\b")
OFFERED = 64
EXCERPT = 400
FENCED = re.compile(r"^⟦[^⟧\n]*⟧\n(.*?)\n⟦[^⟧\n]* end⟧$", re.MULTILINE | re.DOTALL)


def offered(text: str) -> list[str]:
    """The clause ids that the last part of a text to name any names, in the order of their first mention."""
    parts = (CLAUSE.findall(part) for part in reversed(re.split(r"^# ", text, flags=re.MULTILINE)))
    return list(dict.fromkeys(next(filter(None, parts), [])))[:OFFERED]


def leaning(*parts: str) -> float:
    """A probability as judges meet them: most clauses do not bear on a post, so that one in four lies above .2 and one
    in thirty above .8."""
    return chance(*parts) ** 6


def chance(*parts: str) -> float:
    """Uniform in [0, 1), settled by the parts."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / (1 << 48)


@dataclass(frozen=True)
class Filler:
    """Fills a JSON schema from a prompt. A list of objects that name a clause gets one for each clause offered."""

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
            place: Any = self.root
            for name in schema["$ref"].removeprefix("#/").split("/"):
                place = place[name]
            schema = place
        return schema

    def _list(self, items: dict[str, Any], path: str, clause: str) -> list[Any]:
        fields = self._resolved(items).get("properties", {})
        named = next((self._resolved(field) for name, field in fields.items() if "clause" in name), None)
        if path.endswith(".look_up"):
            return []  # an ordinary case leaves no question about the law
        clauses = named.get("enum", offered(self.prompt)) if named is not None and not clause else []
        return [self.fill(items, path, one) for one in clauses] or [self.fill(items, path, clause)]

    def _plain(self, schema: dict[str, Any], path: str, clause: str) -> Any:
        drawn = leaning(self.prompt, clause) if clause else chance(self.prompt, path)
        low, high = schema.get("minimum", 0), schema.get("maximum", 1)
        match schema.get("type"):
            case "number":
                return round(low + drawn * (high - low), 3)
            case "integer":
                return low + int(drawn * (schema.get("maximum", 10) - low + 1))
            case "boolean":
                return drawn < 0.5
            case "null":
                return None
        return clause if clause and "clause" in path.rpartition(".")[2] else excerpt(self.prompt)

    def _choice(self, values: list[Any], path: str, clause: str) -> Any:
        """Of a clause's three values, taken to be yes, no and unclear, the one that agrees with its probability."""
        if clause and len(values) == 3:
            probability = leaning(self.prompt, clause)
            return values[0 if probability > 0.6 else 1 if probability < 0.4 else 2]
        return values[int(chance(self.prompt, path, clause) * len(values))]


def told_schema(prompt: str) -> dict[str, Any] | None:
    """A JSON schema that stands on a line of its own in the prompt."""
    for line in prompt.splitlines():
        if line.startswith("{") and '"properties"' in line:
            with suppress(ValueError):
                schema: dict[str, Any] = json.loads(line)
                return schema
    return None


def excerpt(prompt: str) -> str:
    """Some words that others wrote, where a fence shows them; else of the last long line."""
    lines = FENCED.findall(prompt) or [line.strip() for line in prompt.splitlines() if len(line.strip()) > 20]
    return str((lines or [prompt.strip() or "nothing"])[-1])[:EXCERPT]


def tool_call(tools: list[dict[str, Any]], prompt: str, turn: int) -> dict[str, Any]:
    """A call of the first tool, its arguments filled from the prompt."""
    function = tools[0]["function"]
    schema = function.get("parameters", {"type": "object"})
    arguments = json.dumps(Filler(schema, prompt).fill(schema))
    return {"id": f"call_{turn}", "type": "function", "function": {"name": function["name"], "arguments": arguments}}
