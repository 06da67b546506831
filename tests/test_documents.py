"""The documents are true: the commands, options, settings, fields, routes, files and links that they name exist."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from pydantic import BaseModel
from typer.testing import CliRunner

from agent.settings import Settings
from api.app import ROUTERS
from clausewise import app
from domain.decision import Decision

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("**/*.md"))
DOCUMENTS = [README, ROOT / "AGENTS.md", ROOT / "CONTRIBUTING.md", *PAGES]
START = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
GENERATED = set(re.findall(r'"(reference/\w+\.md)"', (ROOT / "docs" / "reference_pages.py").read_text("utf-8")))
PACKAGES = sorted(init.parent.name for init in ROOT.glob("*/__init__.py"))
OTHER_PROGRAMS = ("mypy", "pytest", "pip ", "ruff")
DATA_FOLDERS = {"corpora/", "index/", "models/", "schemas/", "build/site", "build/"}
PROXY_VARIABLES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"}
OTEL_VARIABLES = {
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_SERVICE_NAME",
    "OTEL_TRACES_SAMPLER",
}
OTHER_VARIABLES = (
    {
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "CLAUSEWISE_DATASETS",
        "CLAUSEWISE_KEY",
        "CLAUSEWISE_URL",  # of examples/neighbours/, like the next two
        "CLAUSEWISE_SECONDS",
        "CLAUSEWISE_WEBHOOK_SECRETS",
        "SCHEMA_VERSION",
        "TEST_SPARK_CONNECT_URL",
        "LANGSMITH_TRACING",
        "NO_COLOR",
        "SOURCE_TRUSTED_FLAGGER",  # codes of the Transparency Database
        "SOURCE_TYPE_OTHER_NOTIFICATION",
        "SOURCE_ARTICLE_16",
    }
    | PROXY_VARIABLES
    | OTEL_VARIABLES
)

CODE_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
INVOCATION = re.compile(r"(?:^|&& |\d )(clausewise [a-z].*?)(?:\s+#.*|\s+&&.*|\s*\|.*|\s+>.*)?$")
DECISION_FIELD = re.compile(r"(?<![\w/.])(?:verdict|consequence|education|evidence|trace)(?:\.[a-z_]+|\[\])+")
ROUTE = re.compile(r"(?:\b(?:GET|POST) |localhost:8000)(/[\w/{}…-]*)")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def code_blocks(document: str, language: str) -> list[str]:
    return [body for tag, body in CODE_BLOCK.findall(document) if tag == language]


def commands(command: Any, path: str = "clausewise") -> Iterator[tuple[str, set[str]]]:
    """Each command below this one with the names of its options."""
    if hasattr(command, "list_commands"):
        context = command.make_context(path, [], resilient_parsing=True)
        for child in command.list_commands(context):
            yield from commands(command.get_command(context, child), f"{path} {child}")
    else:
        yield (
            path,
            {option for p in command.params for option in (*p.opts, *p.secondary_opts) if option.startswith("-")},
        )


COMMANDS = dict(commands(typer.main.get_command(app)))
OPTIONS = {"--help", "--version"}.union(*COMMANDS.values())


def settings(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Every variable, and the groups themselves."""
    for name, field in model.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        yield variable
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation, f"{variable}__")


SETTINGS = {*settings(Settings, "CLAUSEWISE_")}


def invocations(document: str) -> Iterator[str]:
    """The shell lines of a document that call clausewise, continued lines joined."""
    for block in code_blocks(document, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if "docker build" not in line and (match := INVOCATION.search(line)):
                yield match[1]


def prose(path: Path) -> str:
    return CODE_BLOCK.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """As code hosts and mkdocs form them from headings."""
    headings = re.findall(r"^#+ (.*)$", prose(path).lower(), re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.replace(" ", "-")) for heading in headings}


@pytest.mark.parametrize(("name", "lines"), [("README.md", 150), ("AGENTS.md", 120)])
def test_the_first_pages_are_short(name: str, lines: int) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= lines


def test_the_readme_shows_the_picture_and_both_commands() -> None:
    text = README.read_text(encoding="utf-8")
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert (ROOT / picture).read_text(encoding="utf-8").startswith("<svg")
    assert "pip install . && clausewise adjudicate examples/turmeric.yaml\n" in text
    assert "pip install -e '.[dev]' && pytest -n auto\n" in text


@each_document
def test_every_command_and_option_in_a_code_block_exists(path: Path) -> None:
    unknown = []
    for line in invocations(path.read_text(encoding="utf-8")):
        words = shlex.split(line)
        called = max((c for c in COMMANDS if words[: len(c.split())] == c.split()), key=len, default=None)
        options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        if called is None or options - COMMANDS[called] - {"--help", "--version"}:
            unknown.append(line)
    assert unknown == []


@each_document
def test_every_command_and_option_in_a_sentence_exists(path: Path) -> None:
    spans = [span for span in CODE_SPAN.findall(prose(path)) if not span.startswith(OTHER_PROGRAMS)]
    calls = [match[0] for span in spans if (match := re.match(r"clausewise [a-z][a-z -]*", span))]
    unknown = [call for call in calls if not any(names_command(call, command) for command in COMMANDS)]
    options = {option for span in spans for option in re.findall(r"(?:^|\s)(--[a-z][a-z-]*)", span)}
    assert (unknown, sorted(options - OPTIONS)) == ([], [])


def names_command(call: str, command: str) -> bool:
    """Whether a call such as `clausewise eval run --out` names the command, or a call without options its group."""
    words = call.split(" -", maxsplit=1)[0].strip()
    return f"{words} ".startswith(f"{command} ") or f"{command} ".startswith(f"{words} ")


@each_document
def test_every_setting_that_a_document_names_exists(path: Path) -> None:
    """Also where the text names only the last part, such as `WEBHOOK_URL`."""
    text = path.read_text(encoding="utf-8")
    named = {*re.findall(r"\bCLAUSEWISE_[A-Z_]*[A-Z]", text)} - OTHER_VARIABLES
    short = {span for span in CODE_SPAN.findall(prose(path)) if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", span)}
    unknown = [word for word in short - named - OTHER_VARIABLES if not any(s.endswith(f"_{word}") for s in SETTINGS)]
    assert sorted(named - SETTINGS) + sorted(unknown) == []


@each_document
def test_every_field_of_a_decision_that_a_document_names_exists(path: Path) -> None:
    spans = " ".join(CODE_SPAN.findall(prose(path)))
    assert [name for name in DECISION_FIELD.findall(spans) if not has_field(Decision, name)] == []


def has_field(model: Any, path: str) -> bool:
    for name in path.replace("[]", "").split("."):
        fields = getattr(model, "model_fields", {}) | getattr(model, "model_computed_fields", {})
        if name not in fields:
            return False
        model = next(filter(is_model, (fields[name].annotation, *get_args(fields[name].annotation))), None)
    return True


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel)


@each_document
def test_every_route_that_a_document_names_exists(path: Path) -> None:
    patterns = [re.sub(r"\{\w+\}", r"[^/]+", route.path) for module in ROUTERS for route in module.router.routes]
    named = ROUTE.findall(path.read_text(encoding="utf-8"))
    assert [route for route in named if not any(re.fullmatch(pattern, route) for pattern in patterns)] == []


@each_document
def test_every_request_that_a_document_shows_has_the_key(path: Path) -> None:
    blocks = [block.replace("\\\n", " ") for block in code_blocks(path.read_text(encoding="utf-8"), "sh")]
    requests = [line for block in blocks for line in block.splitlines() if line.startswith("curl ")]
    assert [line for line in requests if "Authorization: Bearer" not in line] == []


@each_document
def test_every_file_that_a_document_names_exists(path: Path) -> None:
    named = {*re.findall(r"`((?:[\w.-]+/)+[a-z_.-]*)`", path.read_text(encoding="utf-8"))} - DATA_FOLDERS
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@each_document
def test_every_link_has_a_target(path: Path) -> None:
    """Pages under reference/ are generated for the site, so that only pages of the site may link to them."""
    links = [link for link in LINK.findall(prose(path)) if "://" not in link]
    assert [link for link in links if not has_target(path, *link.partition("#")[::2])] == []


def has_target(path: Path, target: str, anchor: str) -> bool:
    place = (path.parent / target).resolve() if target else path
    if path in PAGES and any(place == ROOT / "docs" / page for page in GENERATED):
        return True
    return place.exists() and (not anchor or anchor in anchors(place))


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


@pytest.mark.slow
def test_first_case_of_the_api_is_the_violation_that_its_page_names(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (request,) = [block for block in code_blocks(page, "sh") if "localhost:8000/v1/decisions -H" in block]
    (tmp_path / "post-7.json").write_text(request.partition(" -d '")[2].rpartition("'")[0], encoding="utf-8")
    result = CliRunner().invoke(app, ["adjudicate", str(tmp_path / "post-7.json"), "--json"])
    verdict = json.loads(result.stdout)["verdict"]
    violated = [finding["clause_id"] for finding in verdict["findings"] if finding["status"] == "violated"]
    assert (verdict["outcome"], violated) == ("violation", ["HLT-2.1"])
    assert "a violation of `HLT-2.1`" in page
