"""No pattern of the code base takes time that grows faster than a hostile text."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from agent.evidence.prompt_injection import patterns
from agent.messages.forbidden_terms import TermKind, term_pattern
from agent.messages.lesson_claims import TABLE, words_pattern
from benchmarks.pattern_sources import AnyPattern, FoundPattern, find_patterns, modules
from benchmarks.patterns import SIZES, worse_than_linear
from policies.importer.labels.clause_kinds import STRONG
from policies.parsing.yaml_reader import _JSON_FORMS
from text.linear_patterns import linear_pattern

OLD_OVERRIDE = re.compile(r"\b\w*(?:override|skip_\w+)\w* ?[=:]")
OLD_ESCAPED = re.compile(r"(?:\S*(?:%[0-9A-Fa-f]{2}|&#x?[0-9a-fA-F]+;|\\u[0-9a-fA-F]{4})\S*\s?){1,}")
CLAIM_WORDS = tomllib.loads(TABLE.read_text(encoding="utf-8"))["words"]
SMALL_SIZES, FAST_SIZES, LARGE_SIZES = (250, 1_000), (1_000, 4_000), (4_000, 16_000)
BUILT: dict[str, list[tuple[str, Callable[[], Iterable[AnyPattern]]]]] = {
    "agent.evidence.prompt_injection.patterns": [
        ("finditer", lambda: [pattern for _, pattern in patterns.english()]),
        ("finditer", lambda: [patterns.any_hint(), *(one for language in patterns.languages() for one in language)]),
    ],
    "agent.queues.rules_file": [
        ("finditer", lambda: [re.compile(r"^[ \t]*\[\[?[ \t]*a\b", re.MULTILINE)]),
        ("search", lambda: [re.compile(r"^[ \t]*(?:\[\[?.*\b)?a\b", re.MULTILINE)]),
    ],
    "agent.messages.forbidden_terms": [("search", lambda: map(term_pattern, TermKind))],
    "agent.messages.lesson_claims": [("finditer", lambda: map(words_pattern, CLAIM_WORDS))],
    "policies.draft": [("search", lambda: [re.compile(r"^## +a\b", re.MULTILINE)])],
    "policies.importer.labels.clause_kinds": [("search", STRONG.values)],
    "policies.importer.files.html_page": [("search", lambda: [re.compile(r"^(?:\[\^a\]|a|\u2070?a)[.):]?\s{1,9}")])],
    "eval.steering.editing": [("search", lambda: [re.compile(r"^## ABC\-1(?= |$)", re.MULTILINE)])],
    "policies.importer.drafting.references": [
        ("search", lambda: [re.compile(r"\b(?:the\ company|company|a)(?:s|es)?\b")])
    ],
    "policies.parsing.source_locations": [("search", lambda: [re.compile(r"a[\s*_`\\]+a[\s*_`\\]+b")])],
    "policies.parsing.toml_files": [("search", lambda: [re.compile(r"^[ \t]*\[?(?:\w+\.)*\"?a\b", re.MULTILINE)])],
    "policies.parsing.yaml_reader": [("match", lambda: [re.compile(form) for form, _ in _JSON_FORMS.values()])],
    "text.normalization": [
        ("finditer", lambda: [re.compile("[\u0300\u0301]+")]),
        ("finditer", lambda: [re.compile("[\ufb00\ufb01]")]),
    ],
}
"""By module, what each call compiles that builds its pattern from variables, all of it or one of its kind, and how it
is used."""


@pytest.fixture(scope="module")
def searched() -> list[ModuleType]:
    return modules()


@pytest.fixture(scope="module")
def found(searched: list[ModuleType]) -> list[FoundPattern]:
    """Every pattern of the code base."""
    found, built = find_patterns(searched)
    assert Counter(one.module for one in built) == {module: len(calls) for module, calls in BUILT.items()}
    calls = ((module, method, make) for module, calls in BUILT.items() for method, make in calls)
    made = (FoundPattern(module, one, frozenset({method})) for module, method, make in calls for one in make())
    return [*found, *made]


def test_no_pattern_takes_more_than_linear_time(found: list[FoundPattern]) -> None:
    assert [str(growth) for one in found if (growth := worse_than_linear(one, FAST_SIZES))] == []


@pytest.mark.slow
def test_no_pattern_takes_more_than_linear_time_on_large_texts(found: list[FoundPattern]) -> None:
    assert [str(growth) for one in found if (growth := worse_than_linear(one, LARGE_SIZES))] == []


@pytest.mark.parametrize("pattern", [OLD_OVERRIDE, OLD_ESCAPED, re.compile(r"\s+$"), re.compile(rb"(a*)*b")])
def test_pattern_that_backtracks_is_noticed(pattern: AnyPattern) -> None:
    growth = worse_than_linear(FoundPattern("old", pattern, frozenset()), SMALL_SIZES)
    assert growth
    assert str(growth).startswith("old on ")


@pytest.mark.slow
def test_search_that_starts_again_at_every_match_is_noticed() -> None:
    assert worse_than_linear(FoundPattern("x", linear_pattern("a(?s:.*b)?"), frozenset()), SIZES)


def test_patterns_are_found_in_values_and_in_calls(tmp_path: Path) -> None:
    source = (
        "import re\nfrom text.linear_patterns import linear_pattern\nPART = 'b+'\nX = {'x': [(re.compile('a+'),)]}\n"
    )
    calls = "    re.sub(rf'{PART}c', '', text)\n    linear_pattern('d', multiline=True)\n    re.search(text, text)\n"
    (tmp_path / "module.py").write_text(f"{source}def read(text):\n{calls}")
    module = ModuleType("module")
    module.__file__ = str(tmp_path / "module.py")
    exec((tmp_path / "module.py").read_text(), vars(module))
    found, built = find_patterns([module])
    assert [one.pattern for one in found] == [re.compile("a+"), re.compile("b+c"), linear_pattern("d", multiline=True)]
    assert [one.expression for one in built] == ["text"]


def test_pattern_that_is_only_matched_at_the_start_is_measured_there() -> None:
    found, _ = find_patterns([import_module("cli.commands.prune")])
    assert {one.methods for one in found if one.place.endswith(" AGE")} == {frozenset({"fullmatch"})}
