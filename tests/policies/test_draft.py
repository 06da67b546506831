"""A draft takes the place of what is in force; its errors have the lines of what was pasted."""

from datetime import date
from pathlib import Path

import pytest

from domain.clause import Severity
from policies.draft import markdown_of_clause, read_draft
from policies.library import Library, load_library
from policies.parsing.diagnostics import CorpusErrors

TODAY = date(2026, 6, 1)
FRONT = '---\nid: shop\ntitle: Shop rules\nversion: "{version}"\neffective_from: {start}\n---\n\n# Shop rules\n\n'
RULES = """## A-1 Prices

- **kind**: rule
- **severity**: high
- **points**: 3

Do not invent prices.

### Violating examples

- it was a thousand last week

### Compliant examples

- it costs ten

## A-2 Names

- **kind**: rule
- **severity**: low
- **points**: 1

Do not borrow names.

### Violating examples

- buy a real Rolexx here

### Compliant examples

- a watch without a name
"""
POLICY = FRONT.format(version="1.0", start="2026-01-01") + RULES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.md").write_text(POLICY)
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Library:
    return load_library(folder)


def severities(library: Library) -> dict[str, Severity]:
    return {clause.key: clause.severity for clause in library.clauses}


def test_one_clause_takes_the_place_of_its_words(library: Library, folder: Path) -> None:
    text = markdown_of_clause(folder, "A-2@1.0")
    assert text is not None
    assert text.startswith("## A-2 Names")
    draft = read_draft(text.replace("low", "critical"), library, folder, TODAY)
    assert severities(draft.library) == {"A-1@1.0": Severity.HIGH, "A-2@1.0": Severity.CRITICAL}
    assert draft.on == TODAY
    assert severities(library)["A-2@1.0"] is Severity.LOW


def test_version_that_starts_later_is_tried_on_its_first_day(library: Library, folder: Path) -> None:
    text = FRONT.format(version="2.0", start="2027-01-01") + RULES
    draft = read_draft(text, library, folder, TODAY)
    assert draft.on == date(2027, 1, 1)
    assert set(severities(draft.library)) == {"A-1@2.0", "A-2@2.0"}


def test_version_that_has_ended_keeps_its_place(folder: Path) -> None:
    ended = FRONT.format(version="0.9", start="2025-01-01").replace("\n---\n\n", "\neffective_to: 2025-12-31\n---\n\n")
    (folder / "old.md").write_text(ended + RULES)
    draft = read_draft(POLICY.replace("Do not invent", "Never invent"), load_library(folder), folder, TODAY)
    assert set(severities(draft.library)) == {"A-1@0.9", "A-2@0.9", "A-1@1.0", "A-2@1.0"}


def test_errors_have_the_lines_of_what_was_pasted(library: Library, folder: Path) -> None:
    text = markdown_of_clause(folder, "A-2@1.0") or ""
    with pytest.raises(CorpusErrors) as found:
        read_draft(text.replace("low", "huge").replace("**points**: 1", "**points**: many"), library, folder, TODAY)
    assert [error.line for error in found.value.errors] == [4, 5]


def test_error_of_the_check_has_the_line_of_its_clause(library: Library, folder: Path) -> None:
    text = POLICY.replace("- **points**: 1", "- **points**: 1\n- **see**: B-9")
    with pytest.raises(CorpusErrors) as found:
        read_draft(text, library, folder, TODAY)
    (error,) = found.value.errors
    assert text.splitlines()[error.line - 1] == "## A-2 Names"
    assert "A-2@1.0: it refers to B-9" in error.message


def test_problems_are_those_that_are_new(library: Library, folder: Path) -> None:
    text = (markdown_of_clause(folder, "A-2@1.0") or "").replace(
        "### Compliant examples\n\n- a watch without a name", ""
    )
    known = read_draft(POLICY, library, folder, TODAY).problems
    assert known == ()
    assert {problem.where for problem in read_draft(text, library, folder, TODAY).problems} == {"A-2@1.0"}


def test_corpus_without_markdown(library: Library, folder: Path) -> None:
    (folder / "rules.jsonl").write_text("")
    assert markdown_of_clause(folder, "A-1@1.0") is None
    with pytest.raises(CorpusErrors, match="are not Markdown files"):
        read_draft("## A-1 Prices\n\nWords.", library, folder, TODAY)
