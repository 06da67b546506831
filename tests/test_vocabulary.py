"""The code and its messages use the words of the field: a retired word fails with the word that replaced it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(init.parent.name for init in ROOT.glob("*/__init__.py"))
SOURCES = [ROOT / "clausewise.py", *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]
OLD_VALUES = {  # map old names to present ones
    ROOT / "store" / "decision_upgrade.py",
    ROOT / "policies" / "parsing" / "renamed.py",
}
TEMPLATES = sorted((ROOT / "prompts" / "templates").rglob("*.j2"))

RETIRED_NAMES = {
    "absence": "endpoint_cache",
    "amending": "corrections",
    "asker": "structured_output",
    "bench": "prompt_context",
    "brief": "judge_input",
    "deliberation": "rejudging",
    "disguises": "decoding",
    "docket": "cascade_state",
    "excused": "exempt",
    "excuses": "exceptions",
    "fate": "kind, or result",
    "fitted": "classifier",
    "fullness": "completeness",
    "glance": "readiness",
    "gravest": "most_severe",
    "handed": "submitted",
    "hands": "executor, workers",
    "heard": "result, or judged",
    "island": "short_run",
    "journal": "in_flight",
    "kept": "saved, stored, cached or satisfied: say which",
    "laid": "built, or written",
    "law": "policies, or policy_version",
    "laws": "policies, or policy_versions",
    "leaks": "disclosures",
    "least": "min",
    "ledger": "violations, or budget",
    "listening": "server",
    "logbook": "tool_log",
    "machinery": "trace",
    "manipulation": "prompt_injection",
    "meters": "metrics",
    "most": "max",
    "nearness": "similarity",
    "odds": "probability, or score",
    "opinion": "output",
    "panel": "judge_sequence",
    "postman": "notifier",
    "posting": "notification",
    "promises": "promise_terms",
    "proofreading": "draft_validation",
    "put": "selected, added or stored: say which",
    "rehearsal": "backtest",
    "reheard": "re_reviewed",
    "roster": "judge_registry",
    "rung": "ladder threshold",
    "rungs": "ladder thresholds",
    "quads": "four_tokens",
    "said": "text, answer or message: say which",
    "shelf": "corpus, or chroma_store",
    "ship": "export",
    "shipped": "precomputed, or exported",
    "soundness": "label_checks",
    "struck": "rejected",
    "tally": "counts, or report",
    "told": "message, reported or described: say which",
    "tongues": "languages",
    "trouble": "last_error, or error",
    "twins": "near_duplicates",
    "untold": "fallbacks",
    "useless": "unusable",
    "wholes": "full texts",
    "wire": "schema",
    "withheld": "not_determined",
    "witness": "second_extraction",
}
RETIRED_PHRASES = {
    r"\blaw of\b": "policy version in force on",
    r"\bthe law\b": "the policies in force",
    r"\ba person must look\b": "human review required",
    r"\bwould flip\b": "would change this decision",
    r"\bbreaks it\b": "violating examples",
    r"\bkeeps it\b": "compliant examples",
    r"\bviolations passed\b": "missed violations (false negatives)",
    r"\bpasses called violations\b": "false positives",
    r"\bnobody measured\b": "was not provided",
    r"\bforeign rule": "external policy set",
    r"\bthe record\b": "the decision log",
    r"\bmeters\b": "metrics",
    r"\brungs?\b": "threshold",
    r"\bwithheld\b": "not determined",
    r"\bturning point\b": "threshold",
    r"\bwhoever\b": "the person who, or the role",
    r"\bsomebody\b": "a person",
    r"\bis told\b": "is reported",
    r"\btold of\b": "described",
    r"\bstrays\b": "unexpected",
    r"\bmend\b": "fix",
    r"\bheld violated\b": "found violated",
    r"\bcounts? as excused\b": "counts as exempt",
    r"\bpass for\b": "count as",
    r"\bis not believed\b": "is ignored",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that the file chooses: of classes, functions, parameters, fields and variables."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def words_of(identifier: str) -> list[str]:
    """`JudgeInput` and `judge_input` are both judge, input."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier).lower().strip("_").split("_")


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_identifier_uses_a_retired_word(path: Path) -> None:
    parts = [*path.relative_to(ROOT).with_suffix("").parts]
    chosen = [(0, part) for part in parts] + [*identifiers(ast.parse(path.read_text(encoding="utf-8")))]
    retired = sorted(
        f"{name(path)}:{line} {identifier}: instead of '{word}' use {RETIRED_NAMES[word]}"
        for line, identifier in chosen
        for word in words_of(identifier)
        if word in RETIRED_NAMES
    )
    assert retired == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path not in OLD_VALUES], ids=name)
def test_no_message_or_docstring_uses_a_retired_phrase(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [*retired_phrases(name(path), texts(tree))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_uses_a_retired_phrase(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [*retired_phrases(name(path), enumerate(lines, 1))] == []


def retired_phrases(place: str, lines: Iterator[tuple[int, str]]) -> Iterator[str]:
    for line, text in lines:
        for phrase, better in RETIRED_PHRASES.items():
            if re.search(phrase, text, re.IGNORECASE):
                yield f"{place}:{line} instead of '{phrase.strip(chr(92) + 'b')}' write {better}"
