"""What a new version of a JSON Schema takes away from those who rely on the old one."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
FORMS = ("pattern", "format", "multipleOf", "uniqueItems")
NO_TYPES: set[str] = set()


def breaking_changes(old: Schema, new: Schema, *, submitted: bool) -> list[str]:
    """Each as a sentence. `submitted`: the value is sent to Clausewise, so that a new duty or a narrower range breaks
    the sender. Otherwise a field that is missing, optional now or of another type breaks the reader; a new word of an
    enumeration does not."""
    return [*_Comparison(old, new, submitted).compare("value", old, new)]


class _Comparison:
    def __init__(self, old: Schema, new: Schema, submitted: bool) -> None:
        self.old, self.new, self.submitted = old, new, submitted
        self.seen: set[tuple[str, str]] = set()

    def compare(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        references = (old.get("$ref", ""), new.get("$ref", ""))
        if all(references):
            if references in self.seen:
                return
            self.seen.add(references)
        old, new = _resolve(old, self.old), _resolve(new, self.new)
        yield from self._types(path, old, new)
        yield from self._words(path, old, new)
        yield from self._required(path, old, new)
        yield from self._limits(path, old, new)
        yield from self._parts(path, old, new)

    def _types(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = _types(old, self.old), _types(new, self.new)
        lost = before - after if self.submitted else NO_TYPES
        gained = after - before if not self.submitted and before else NO_TYPES
        if lost or gained or (not self.submitted and before and not after):
            yield f"{path}: was {' or '.join(sorted(before))}, is {' or '.join(sorted(after)) or 'anything'}"

    def _words(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = _words(old), _words(new)
        if before and after and before - after:
            yield f"{path}: no longer {', '.join(sorted(map(str, before - after)))}"
        if self.submitted and after and not before:
            yield f"{path}: was free, is one of {', '.join(sorted(map(str, after)))}"

    def _required(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(after - before if self.submitted else before - after):
            yield f"{path}.{name}: {'is required now' if self.submitted else 'may be missing now'}"

    def _limits(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        if not self.submitted:
            return
        for keyword in (*UPPER, *LOWER):
            before, after = old.get(keyword), new.get(keyword)
            narrower = after is not None and (before is None or (after < before) == (keyword in UPPER))
            if narrower and after != before:
                yield f"{path}: {keyword} was {before}, is {after}"
        for keyword in FORMS:
            if keyword in new and new[keyword] != old.get(keyword):
                yield f"{path}: {keyword} was {old.get(keyword)}, is {new[keyword]}"

    def _parts(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        fields = new.get("properties", {})
        for name, part in old.get("properties", {}).items():
            if name not in fields:
                yield f"{path}.{name}: is removed"
            else:
                yield from self.compare(f"{path}.{name}", part, fields[name])
        for keyword in ("items", "additionalProperties"):
            if isinstance(old.get(keyword), dict) and isinstance(new.get(keyword), dict):
                yield from self.compare(f"{path}[]", old[keyword], new[keyword])
        options, candidates = _options(old), _options(new)
        for option in options:
            match = [
                one for one in candidates if one.get("$ref", one.get("type")) == option.get("$ref", option.get("type"))
            ]
            if match:
                yield from self.compare(path, option, match[0])


def _resolve(schema: Schema, root: Schema) -> Schema:
    reference = schema.get("$ref")
    return schema if reference is None else root["$defs"][reference.rsplit("/", 1)[-1]]


def _options(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return found


def _types(schema: Schema, root: Schema) -> set[str]:
    """Of a value; empty where anything is allowed."""
    schema = _resolve(schema, root)
    if options := _options(schema):
        return {kind for option in options for kind in _types(option, root)}
    kind: str | list[str] = schema.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def _words(schema: Schema) -> set[Any]:
    return {schema["const"]} if "const" in schema else set(schema.get("enum", ()))
