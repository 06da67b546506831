"""The documents tell the truth: their examples load, and their tables name what there is."""

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
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundClause
from domain.finding import ContentQuote, FactCitation, Finding
from domain.ladder import EnforcementAction
from domain.verdict import Verdict
from policies.checks.check import check_library
from policies.library import Library, load_library
from retrieval.precedent_file import read_precedents

ROOT = Path(__file__).parents[1]
README, AGENTS, FORMAT = (
    (ROOT / path).read_text(encoding="utf-8") for path in ("README.md", "AGENTS.md", "docs/policy-format.md")
)
PRINTED = (Decision, Verdict, Finding, ContentQuote, FactCitation, EducationMessage, Evidence, FoundClause, Trace)
ROOMS = sorted(init.parent.name for init in ROOT.glob("*/__init__.py"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FRONT = '---\nid: enforcement\ntitle: Enforcement\nversion: "1.0"\neffective_from: 2026-03-01\n---\n\n'
POINTED_TO = {"DEF-4", "HLT-1.1", "HLT-2.3", "HLT-2.4"}
SAID_IN_WORDS = {
    "CLAUSEWISE_MESSAGES__HOLD_FROM": "high",
    "CLAUSEWISE_MESSAGES__TRUSTED_HOSTS": "none",
    "CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS": "none",
    "CLAUSEWISE_SERVICE__ORIGINS": "none",
    "CLAUSEWISE_DATA_DIR": "the user's data folder",
    "CLAUSEWISE_POLICIES": "the bundled pack",
    "CLAUSEWISE_DATABASE_URL": "SQLite in the data folder",
    "CLAUSEWISE_SIGNALS_FILE": "the sample creators",
    "CLAUSEWISE_THRESHOLDS__TURN": "the judge's own",
    "CLAUSEWISE_LLM__API_KEY": "OPENAI_API_KEY",
    "CLAUSEWISE_LLM__BASE_URL": "OPENAI_BASE_URL, else OpenAI",
    "CLAUSEWISE_LLM__PRICES": "none",
}


def blocks(document: str, language: str) -> list[str]:
    return [body for tag, body in BLOCK.findall(document) if tag == language]


def rows(head: str) -> list[list[str]]:
    """The cells of the README's table under that head, without their code marks."""
    table = README.split(f"\n{head}\n", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]


def options(command: Any, path: str = "clausewise") -> Iterator[tuple[str, set[str]]]:
    """Each command below this one with its options, each by the last of its names."""
    for name, part in getattr(command, "commands", {}).items():
        yield from options(part, f"{path} {name}")
    if not hasattr(command, "commands"):
        yield path, {p.opts[-1] for p in command.params if p.param_type_name == "option"} - {"--help"}


def defaults(given: BaseModel, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in given:
        variable = f"{prefix}{name.upper()}"
        if isinstance(value, BaseModel):
            yield from defaults(value, f"{variable}__")
        else:
            yield variable, SAID_IN_WORDS.get(variable) or ("none" if value is None else str(value))


@pytest.fixture
def written(tmp_path: Path) -> Library:
    """The corpus that the page on the format spells out."""
    tables, (policy, ladder) = blocks(FORMAT, "toml"), blocks(FORMAT, "markdown")
    for name, table in zip(("corpus.toml", "vocabulary.toml", "glossary.toml"), tables, strict=True):
        (tmp_path / name).write_text(table, encoding="utf-8")
    (tmp_path / "health.md").write_text(policy, encoding="utf-8")
    (tmp_path / "enforcement.md").write_text(FRONT + ladder, encoding="utf-8")
    return load_library(tmp_path)


def test_the_corpus_of_the_format_page_loads(written: Library) -> None:
    assert written.name == "Creator governance"
    assert [(d.id, [c.id for c in d.clauses]) for d in written.documents] == [
        ("enforcement", ["ENF-2"]),
        ("health-claims", ["HLT-2.1"]),
    ]
    assert {r.target for c in written.clauses for r in c.references} == POINTED_TO
    assert list(written.vocabulary or ()) == ["facts.claims_cure", "facts.unattended_minutes"]
    assert [*written.glossary] == ["wonder cure"]


def test_nothing_is_wrong_with_it_but_clauses_it_does_not_show(written: Library) -> None:
    strays = [str(p) for p in check_library(written) if not any(target in p.message for target in POINTED_TO)]
    assert strays == []


def test_the_ladder_of_the_format_page_holds_every_measure_it_lists(written: Library) -> None:
    ladder = written.documents[0].ladder
    assert ladder is not None
    assert [rung.action for rung in ladder.thresholds] == list(EnforcementAction)
    listed = FORMAT.split("Measures, mildest first: ", 1)[1].split(".\n", 1)[0]
    assert listed == ", ".join(f"`{measure.name.lower()}`" for measure in EnforcementAction)


def test_precedents_and_foreign_rules_of_the_format_page_load(tmp_path: Path) -> None:
    precedents, rules = blocks(FORMAT, "json")
    (tmp_path / "precedents.jsonl").write_text(precedents, encoding="utf-8")
    (tmp_path / "rules.jsonl").write_text(rules, encoding="utf-8")
    known, _ = read_precedents(tmp_path / "precedents.jsonl")
    assert [(p.id, p.violated) for p in known] == [("everyday-1", ()), ("settled-2", ("HLT-2.1",))]
    assert [(c.id, c.title, c.scope) for c in load_library(tmp_path).clauses] == [
        ("r1", "Advertising", "forum-7"),
        ("r2", "", None),
    ]


def test_the_readme_gives_each_setting_with_its_default() -> None:
    told = {variable: default for variable, default, _ in rows("| variable | default | meaning |")}
    assert told == dict(defaults(Settings(), "CLAUSEWISE_"))


def test_the_readme_gives_each_command_with_its_options() -> None:
    table = rows("| command | options | what it does |")
    told = {re.sub(r"( [A-Z]+)+$", "", command): {*filter(None, named.split(", "))} for command, named, _ in table}
    assert told == dict(options(typer.main.get_command(app)))


def test_the_readme_names_no_option_that_is_not_there() -> None:
    there = {"--help", "--version"}.union(*dict(options(typer.main.get_command(app))).values())
    lines = [line for block in blocks(README, "sh") for line in block.splitlines() if "docker" not in line]
    called = {word for line in lines if "clausewise " in line for word in shlex.split(line.split("clausewise ", 1)[1])}
    quoted = {word for span in re.findall(r"`((?!python )[^`\n]+)`", README) for word in span.split()}
    assert {word for word in called | quoted if word.startswith("-") and len(word) > 1} - there == set()


def test_the_readme_names_each_field_that_json_prints() -> None:
    told = {name for row in rows("| field | what is in it |") for name in re.findall(r"\w+", " ".join(row))}
    assert {field for model in PRINTED for field in model.model_fields} - told == set()


@pytest.mark.parametrize("document", [README, AGENTS], ids=["README.md", "AGENTS.md"])
def test_every_room_is_told_of(document: str) -> None:
    assert [room for room in ROOMS if f"`{room}/`" not in document] == []


@pytest.mark.parametrize("document", [README, AGENTS, FORMAT], ids=["README.md", "AGENTS.md", "policy-format.md"])
def test_every_file_that_is_named_is_there(document: str) -> None:
    named = set(re.findall(r"`((?:[a-z_.]+/)+[a-z_.-]*)`", document)) - {"corpora/", "index/", "models/", "schemas/"}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.slow
def test_the_cases_of_the_readme_are_clear_violations(tmp_path: Path) -> None:
    (case,) = blocks(README, "yaml")
    (tmp_path / "case-42.yaml").write_text(case, encoding="utf-8")
    (words,) = re.findall(r"^clausewise (adjudicate --text .*)$", README, re.MULTILINE)
    for arguments in (["adjudicate", str(tmp_path / "case-42.yaml")], shlex.split(words)):
        result = CliRunner().invoke(app, [*arguments, "--json"])
        verdict = json.loads(result.stdout)["verdict"]
        assert (verdict["outcome"], verdict["findings"][0]["clause_id"]) == ("violation", "OFF-1.2")
