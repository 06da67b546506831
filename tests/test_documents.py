"""The documents are true: their examples load, and the commands, options, files and settings that they name exist."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel
from typer.testing import CliRunner

from agent.settings import Settings
from clausewise import app
from domain.ladder import EnforcementAction
from policies.checks.check import check_library
from policies.library import Library, load_library
from retrieval.precedents import read_precedents

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "AGENTS.md", ROOT / "CONTRIBUTING.md", *PAGES]
FORMAT = (ROOT / "docs" / "policy-format.md").read_text(encoding="utf-8")
START = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
PACKAGES = sorted(init.parent.name for init in ROOT.glob("*/__init__.py"))
CODE_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FRONT_MATTER = '---\nid: enforcement\ntitle: Enforcement\nversion: "1.0"\neffective_from: 2026-03-01\n---\n\n'
REFERENCED_ELSEWHERE = {"DEF-4", "HLT-1.1", "HLT-2.3", "HLT-2.4"}
DATA_FOLDERS = {"corpora/", "index/", "models/", "schemas/", "build/site", "build/"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_blocks(document: str, language: str) -> list[str]:
    return [body for tag, body in CODE_BLOCK.findall(document) if tag == language]


def commands(command: Any, path: str = "clausewise") -> Iterator[tuple[str, set[str]]]:
    """Each command below this one with the names of its options."""
    if hasattr(command, "list_commands"):
        context = command.make_context(path, [], resilient_parsing=True)
        for child in command.list_commands(context):
            yield from commands(command.get_command(context, child), f"{path} {child}")
    else:
        yield path, {option for p in command.params for option in (*p.opts, *p.secondary_opts) if option.startswith("-")}


COMMANDS = dict(commands(typer.main.get_command(app)))


def invocations(document: str) -> Iterator[str]:
    """The shell lines of a document that call clausewise, continued lines joined."""
    for block in code_blocks(document, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if "docker build" not in line and (match := re.search(r"(?:^|&& |\d )(clausewise [a-z].*?)(?:\s+#.*|\s+&&.*|\s*\|.*)?$", line)):
                yield match[1]


@pytest.fixture
def documented_corpus(tmp_path: Path) -> Library:
    """The corpus that the page on the format spells out."""
    tables, (policy, ladder) = code_blocks(FORMAT, "toml"), code_blocks(FORMAT, "markdown")
    for file_name, table in zip(("corpus.toml", "vocabulary.toml", "glossary.toml"), tables, strict=True):
        (tmp_path / file_name).write_text(table, encoding="utf-8")
    (tmp_path / "health.md").write_text(policy, encoding="utf-8")
    (tmp_path / "enforcement.md").write_text(FRONT_MATTER + ladder, encoding="utf-8")
    return load_library(tmp_path)


def test_corpus_of_the_format_page_loads(documented_corpus: Library) -> None:
    assert documented_corpus.name == "Creator governance"
    assert [(d.id, [c.id for c in d.clauses]) for d in documented_corpus.documents] == [
        ("enforcement", ["ENF-2"]),
        ("health-claims", ["HLT-2.1"]),
    ]
    assert {r.target for c in documented_corpus.clauses for r in c.references} == REFERENCED_ELSEWHERE
    assert list(documented_corpus.vocabulary or ()) == ["facts.claims_cure", "facts.unattended_minutes"]
    assert [*documented_corpus.glossary] == ["wonder cure"]


def test_corpus_of_the_format_page_lacks_only_clauses_that_it_does_not_show(documented_corpus: Library) -> None:
    unexpected = [
        str(problem)
        for problem in check_library(documented_corpus)
        if not any(target in problem.message for target in REFERENCED_ELSEWHERE)
    ]
    assert unexpected == []


def test_ladder_of_the_format_page_has_every_action(documented_corpus: Library) -> None:
    ladder = documented_corpus.documents[0].ladder
    assert ladder is not None
    assert [threshold.action for threshold in ladder.thresholds] == list(EnforcementAction)
    assert ", ".join(f"`{action.name.lower()}`" for action in EnforcementAction) in FORMAT


def test_precedents_and_external_rules_of_the_format_page_load(tmp_path: Path) -> None:
    precedents, rules = code_blocks(FORMAT, "json")
    (tmp_path / "precedents.jsonl").write_text(precedents, encoding="utf-8")
    (tmp_path / "rules.jsonl").write_text(rules, encoding="utf-8")
    known, _ = read_precedents(tmp_path / "precedents.jsonl")
    assert [(p.id, p.violated) for p in known] == [("everyday-1", ()), ("settled-2", ("HLT-2.1",))]
    assert [(c.id, c.title, c.scope) for c in load_library(tmp_path).clauses] == [
        ("r1", "Advertising", "forum-7"),
        ("r2", "", None),
    ]


def test_the_readme_is_one_page() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
    assert len((ROOT / "AGENTS.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_and_option_that_a_document_shows_exists(path: Path) -> None:
    unknown = []
    for line in invocations(path.read_text(encoding="utf-8")):
        words = shlex.split(line)
        called = max((c for c in COMMANDS if words[: len(c.split())] == c.split()), key=len, default=None)
        options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        if called is None or options - COMMANDS[called] - {"--help", "--version"}:
            unknown.append(line)
    assert unknown == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_that_a_sentence_names_exists(path: Path) -> None:
    spans = re.findall(r"`clausewise ([a-z][^`]*)`", path.read_text(encoding="utf-8"))
    assert [span for span in spans if not any(f"clausewise {span} ".startswith(f"{c} ") or c.startswith(f"clausewise {span} ") for c in COMMANDS)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_setting_that_a_document_names_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert sorted({*re.findall(r"\bCLAUSEWISE_[A-Z_]*[A-Z]", text)} - {*settings(Settings, "CLAUSEWISE_")} - {"CLAUSEWISE_KEY"}) == []


def settings(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Every variable, those of groups with two underscores, and the groups themselves."""
    for field_name, field in model.model_fields.items():
        variable = f"{prefix}{field_name.upper()}"
        yield variable
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation, f"{variable}__")


def described(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str | None]]:
    for field_name, field in model.model_fields.items():
        variable = f"{prefix}{field_name.upper()}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from described(field.annotation, f"{variable}__")
        else:
            yield variable, field.description


def test_every_setting_has_a_description() -> None:
    assert [variable for variable, text in described(Settings, "CLAUSEWISE_") if not text] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_that_a_document_names_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = {*re.findall(r"`((?:[a-z_.]+/)+[a-z_.-]*)`", text)} - DATA_FOLDERS
    linked = {link for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text) if "://" not in link and "reference/" not in link}
    missing = [place for place in named if not (ROOT / place).exists()]
    assert sorted(missing + [link for link in linked if not (path.parent / link).exists()]) == []


def test_agents_describes_every_package() -> None:
    text = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
    assert [package for package in PACKAGES if f"{package}/" not in text] == []


@pytest.mark.slow
def test_documented_cases_are_clear_violations(tmp_path: Path) -> None:
    (case,) = code_blocks(START, "yaml")
    (tmp_path / "case-42.yaml").write_text(case, encoding="utf-8")
    (line,) = [line for line in invocations(START) if "--text" in line]
    for arguments in (["adjudicate", str(tmp_path / "case-42.yaml")], shlex.split(line)[1:]):
        result = CliRunner().invoke(app, [*arguments, "--json"])
        verdict = json.loads(result.stdout)["verdict"]
        assert (verdict["outcome"], verdict["findings"][0]["clause_id"]) == ("violation", "OFF-1.2")
