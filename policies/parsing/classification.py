"""Reads how statements of reasons classify the violations of a policy or a clause: category, keywords, legal ground."""

import re
from collections.abc import Iterable

from domain.classification import CATEGORIES, KEYWORDS, Classification
from policies.parsing.diagnostics import suggest
from policies.parsing.field_reader import TEXT_PATTERN, Fields

CLASSIFICATION_FIELDS = ("category", "keywords", "keyword_other", "legal_ground")
MAX_CHARS = 500
OTHER = "KEYWORD_OTHER"
_CODE = re.compile(r"[a-z0-9_]+")


def read_classification(fields: Fields, default: Classification | None = None) -> Classification | None:
    """None where neither the fields nor the `default` of the policy name a category. A category of its own takes
    nothing else from the default."""
    given = [name for name in CLASSIFICATION_FIELDS if name in fields.values]
    if not given:
        return default
    category = fields.choice("category", _short(CATEGORIES, "STATEMENT_CATEGORY_"), "") or ""
    base = None if "category" in fields.values else default
    if not category and base is None:
        if "category" not in fields.values:
            line = fields.values[given[0]].line
            fields.diagnostics.add(line, f'"{given[0]}" has no category', "add category, or remove the field")
        return default
    keywords = _keywords(fields) if "keywords" in fields.values else base.keywords if base else ()
    other, legal_ground = (_text(fields, name) for name in ("keyword_other", "legal_ground"))
    if other and OTHER not in keywords:
        line = fields.values["keyword_other"].line
        fields.diagnostics.add(line, "keyword_other needs the keyword other", "add other to keywords, or remove it")
    return Classification(
        category=category or (base.category if base else ""),
        keywords=keywords,
        other=other if OTHER in keywords else "",
        legal_ground=legal_ground or (base.legal_ground if base else ""),
    )


def _keywords(fields: Fields) -> tuple[str, ...]:
    known = _short(KEYWORDS, "KEYWORD_")
    names = fields.codes("keywords", _CODE, "write names in small letters, separated by commas")
    for name in names:
        if name not in known:
            line = fields.values["keywords"].line
            fields.diagnostics.add(line, f'unknown keyword "{name}"', suggest(name, [*known]))
    return tuple(known[name] for name in names if name in known)


def _text(fields: Fields, name: str) -> str:
    if name not in fields.values:
        return ""
    text = fields.text(name, TEXT_PATTERN, f"write at most {MAX_CHARS} characters")
    if len(text) > MAX_CHARS:
        fields.diagnostics.add(fields.values[name].line, f'"{name}" is too long', f"write at most {MAX_CHARS}")
    return text[:MAX_CHARS]


def _short(codes: Iterable[str], prefix: str) -> dict[str, str]:
    """`scams_and_fraud` for STATEMENT_CATEGORY_SCAMS_AND_FRAUD."""
    return {code.removeprefix(prefix).lower(): code for code in codes}
