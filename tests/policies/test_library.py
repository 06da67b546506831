"""The clauses in force on a day in a market, and the fingerprint of a library."""

from datetime import date
from pathlib import Path

import pytest

from domain.clause import Clause
from domain.subject import Subject
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import Library, UnknownMarket, load_library

MANIFEST = """name = "Test corpus"

[markets]
US = "United States"
DE = "Germany"
FR = "France"

[groups]
EU = ["DE", "FR"]
"""
DEFINITION = "- **kind**: definition\n\nWords."

FIRST = f"""---
id: live
title: Live
version: "1.0"
effective_from: 2026-01-01
effective_to: 2026-06-30
---

## LIV-1 Old

{DEFINITION}
"""

SECOND = f"""---
id: live
title: Live
version: "2.0"
effective_from: 2026-07-01
---

## LIV-1 New

{DEFINITION}

## LIV-2 Europe

- **kind**: definition
- **markets**: EU

Words for Europe.
"""

LADDER = """---
id: enforcement
title: Enforcement
version: "1.0"
effective_from: 2026-02-01
---

## ENF-1 Ladder

- **kind**: consequence
- **markets**: US
- **window_days**: 90
- **repeat_count**: 2
- **repeat_action**: warning
- **skip_severity**: critical
- **skip_action**: removal
- **appeal_days**: 14

Points add up.

### Ladder

| points | action | days |
|---|---|---|
| 0 | education | |
"""

FILES = {"corpus.toml": MANIFEST, "a.md": FIRST, "b.md": SECOND, "c.md": LADDER}


def load(folder: Path, files: dict[str, str] = FILES) -> Library:
    folder.mkdir(exist_ok=True)
    for name, source in files.items():
        (folder / name).write_text(source, encoding="utf-8")
    return load_library(folder)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load(tmp_path)


def keys(clauses: tuple[Clause, ...]) -> list[str]:
    return [clause.key for clause in clauses]


def test_library_has_the_documents_and_clauses_of_the_folder(library: Library) -> None:
    assert library.name == "Test corpus"
    assert library.markets == {"US": "United States", "DE": "Germany", "FR": "France"}
    assert [(document.id, document.version) for document in library.documents] == [
        ("enforcement", "1.0"),
        ("live", "1.0"),
        ("live", "2.0"),
    ]
    assert keys(library.clauses) == ["ENF-1@1.0", "LIV-1@1.0", "LIV-1@2.0", "LIV-2@2.0"]
    assert keys(library.versions("LIV-1")) == ["LIV-1@1.0", "LIV-1@2.0"]
    assert library.versions("LIV-9") == ()
    assert library.clause_by_key("LIV-2@2.0") == library.clauses[3]
    assert library.clause_by_key("LIV-2@1.0") is None


@pytest.mark.parametrize(
    ("on", "market", "expected"),
    [
        (date(2025, 12, 31), "US", []),
        (date(2026, 1, 1), "US", ["LIV-1@1.0"]),
        (date(2026, 6, 30), "US", ["ENF-1@1.0", "LIV-1@1.0"]),
        (date(2026, 7, 1), "DE", ["LIV-1@2.0", "LIV-2@2.0"]),
        (date(2026, 7, 1), None, ["LIV-1@2.0"]),
    ],
)
def test_clauses_in_force_depend_on_day_and_market(
    library: Library, on: date, market: str | None, expected: list[str]
) -> None:
    assert keys(library.in_force(on, market)) == expected


def test_ladder_depends_on_day_and_market(library: Library) -> None:
    ladder = library.documents[0].ladder
    assert ladder is not None
    assert library.ladders == ((library.clauses[0], ladder),)
    assert library.ladder(date(2026, 2, 1), "US") == ladder
    assert library.ladder(date(2026, 1, 31), "US") is None
    assert library.ladder(date(2026, 2, 1), "DE") is None


def test_unknown_market_is_refused(library: Library) -> None:
    library.require_market("DE")
    library.require_market(None)
    with pytest.raises(UnknownMarket) as refused:
        library.require_market("UK")
    assert str(refused.value) == 'unknown market "UK" (in the case or by --market); write DE, FR or US'


def test_scope_selects_its_clauses_and_those_without_scope(tmp_path: Path) -> None:
    rows = [
        '{"id": "a", "text": "A", "scope": "one"}',
        '{"id": "b", "text": "B", "scope": "two"}',
        '{"id": "c", "text": "C"}',
    ]
    library = load(tmp_path / "rules", {"rules.jsonl": "\n".join(rows)})
    today = date(2026, 1, 1)
    assert (library.name, library.external, library.markets) == ("rules", True, {})
    assert keys(library.in_force(today, "XX", "one")) == ["c@1", "a@1"]
    assert keys(library.in_force(today, None)) == ["a@1", "b@1", "c@1"]
    library.require_market("XX")


def test_fingerprint_ignores_file_names_and_introductions(tmp_path: Path, library: Library) -> None:
    renamed = {"corpus.toml": MANIFEST, "z.md": FIRST, "y.md": SECOND, "x.md": LADDER}
    prose = {name: source.replace("\n## LIV-1", "\nAn introduction.\n\n## LIV-1") for name, source in renamed.items()}
    assert load(tmp_path / "other", prose).fingerprint == library.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Words for Europe", "Words"),
        ("2026-06-30", "2026-06-29"),
        ("markets**: EU", "markets**: DE"),
        ("| 0 | education", "| 1 | education"),
        ("window_days**: 90", "window_days**: 91"),
        ('US = "United States"\n', 'US = "United States"\nGB = "United Kingdom"\n'),
        ("kind**: definition", "kind**: procedure"),
    ],
)
def test_fingerprint_changes_with_the_policies(tmp_path: Path, library: Library, old: str, new: str) -> None:
    changed = {name: source.replace(old, new) for name, source in FILES.items()}
    assert changed != FILES
    assert load(tmp_path / "other", changed).fingerprint != library.fingerprint


def test_bundled_corpus_loads() -> None:
    library = load_library(BUNDLED_CORPUS)
    assert len({document.id for document in library.documents}) >= 6
    assert len({clause.id for clause in library.clauses}) >= 45


def test_clauses_about_accounts_never_apply_to_a_post() -> None:
    library, day = load_library(BUNDLED_CORPUS), date(2026, 9, 14)
    account = library.of_subject(Subject.ACCOUNT)
    assert {clause.policy_id for clause in account} == {"accounts"}
    assert set(library.in_force(day, "US", subject=Subject.ACCOUNT)) == set(account)
    assert set(library.in_force(day, "US")).isdisjoint(account)
    assert set(library.rules_in_force_from(day).values()).isdisjoint(account)
    assert set(library.post_clauses).isdisjoint(account)
    assert len(library.post_clauses) + len(account) == len(library.clauses)


def test_subject_of_a_policy_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    prints = []
    for subject in ("post", "account"):
        folder = tmp_path / subject
        folder.mkdir()
        (folder / "live.md").write_text(FIRST.replace("title: Live\n", f"title: Live\nsubject: {subject}\n"))
        prints.append(load_library(folder).fingerprint)
    assert prints[0] != prints[1]


def test_facts_that_a_picture_may_show_are_part_of_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "live.md").write_text(FIRST)
    libraries = []
    for shown in ("", '\nshown_by = "contact"'):
        (tmp_path / "vocabulary.toml").write_text(f'[facts.on_screen]\ntype = "boolean"\nmeaning = "Read."{shown}\n')
        libraries.append(load_library(tmp_path))
    assert [library.contact_facts for library in libraries] == [frozenset(), frozenset({"facts.on_screen"})]
    assert libraries[0].fingerprint != libraries[1].fingerprint
