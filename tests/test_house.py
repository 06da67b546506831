"""The house keeps its own rules: names, floors, sizes, and what starting up may load."""

import ast
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import BaseModel

from agent.settings import Settings

ROOT = Path(__file__).parents[1]
ROOMS = sorted({init.parent.name for init in ROOT.glob("*/__init__.py")} - {"benchmarks"})
SOURCES = [ROOT / "clausewise.py", *(path for room in [*ROOMS, "benchmarks"] for path in (ROOT / room).rglob("*.py"))]
MODEL_LIBRARIES = {"httpx2", "langchain", "langchain_core", "langchain_openai", "langgraph", "openai"}
HEAVY = {"chromadb", "numpy", "onnxruntime", "sklearn", "sqlalchemy", "fastapi", "dbos"} | MODEL_LIBRARIES
LIVES_IN = {
    ("cloudevents", "api"),
    ("genai_prices", "llm"),
    ("httpx", "api"),
    ("httpx", "signals"),
    ("krippendorff", "eval"),
    ("leather", "eval"),
    ("jinja2", "eval"),
    ("jinja2", "prompts"),
    ("markdown_it", "policies"),
    ("markitdown", "policies"),
    ("rich", "cli"),
    ("sklearn", "eval"),
    ("sklearn", "agent"),
    ("standardwebhooks", "api"),
    ("tenacity", "net"),
    ("typer", "cli"),
}
LONGEST = 220
WRITTEN = {".j2", ".json", ".jsonl", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
HOME_PATH = re.compile(r"/(?:home/(?!me/)|Users/|root/)\w")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_this_tree(room: str) -> None:
    spec = find_spec(room)
    assert spec
    assert spec.origin == str(ROOT / room / "__init__.py")


def test_a_room_is_named_in_every_list() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    wheel = tool["hatch"]["build"]["targets"]["wheel"]
    lists = {
        "wheel": sorted({*wheel["only-include"]} - {"clausewise.py"}),
        "isort": sorted({*tool["ruff"]["lint"]["isort"]["known-first-party"]} - {"benchmarks", "clausewise"}),
        "mypy": sorted({*tool["mypy"]["files"]} - {"benchmarks", "clausewise.py", "tests"}),
        "import-linter": tool["importlinter"]["root_packages"],
    }
    assert lists == dict.fromkeys(lists, ROOMS)


def test_the_ground_knows_pydantic_only() -> None:
    allowed = {*sys.stdlib_module_names, "domain", "pydantic"}
    strays = {(name(path), module) for path in (ROOT / "domain").glob("*.py") for module in imported(path) - allowed}
    assert strays == set()


def test_a_library_is_known_where_it_lives_alone() -> None:
    """Those that the import contracts do not name."""
    users = {(module, room) for room in ROOMS for path in (ROOT / room).rglob("*.py") for module in imported(path)}
    housed = {module for module, _ in LIVES_IN}
    assert {(module, room) for module, room in users if module in housed} == LIVES_IN


def imported(path: Path) -> set[str]:
    """The top-level modules that a file names in its imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    sourced = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {module.split(".")[0] for module in plain | sourced}


def test_asking_for_help_loads_nothing_heavy() -> None:
    printed, loaded = run("--help")
    assert "Usage" in printed
    assert HEAVY & loaded == set()


@pytest.mark.slow
def test_deciding_without_a_language_model_loads_no_library_for_one() -> None:
    printed, loaded = run("adjudicate", "examples/turmeric.yaml", "--json")
    assert '"outcome"' in printed
    assert MODEL_LIBRARIES & loaded == set()


def run(*arguments: str) -> tuple[str, set[str]]:
    """What the command printed, and the top-level modules that it loaded, in a process of its own."""
    program = (
        "import sys\n"
        "from clausewise import app\n"
        f"app({list(arguments)}, standalone_mode=False)\n"
        "print(*sorted({module.split('.')[0] for module in sys.modules}))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    printed, _, loaded = ran.stdout.rstrip().rpartition("\n")
    return printed, set(loaded.split())


def test_the_readme_explains_every_setting() -> None:
    names = set(parts(Settings))
    explained = set(
        re.findall(r"^\| `CLAUSEWISE_(\w+)`", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {name.lower() for name in explained} == names


def parts(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """The settings of a model, those of its parts by their path."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from parts(field.annotation, f"{before}{name}__")
        else:
            yield f"{before}{name}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_source_file_says_what_it_is_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{name(path)} has no module docstring"
    assert len(text.splitlines()) < LONGEST


def test_no_file_holds_the_path_of_somebodys_home() -> None:
    places = [*ROOMS, ".ci", ".github", "benchmarks", "docs", "examples", "tests"]
    nested = [path for place in places for path in (ROOT / place).rglob("*") if "__pycache__" not in path.parts]
    files = [
        path for path in [*ROOT.glob("*"), *nested] if path.is_file() and (path.suffix in WRITTEN or not path.suffix)
    ]
    assert [name(path) for path in files if HOME_PATH.search(path.read_text(encoding="utf-8", errors="ignore"))] == []


def test_a_test_cannot_leave_this_machine() -> None:
    with socket.socket() as stray, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        stray.connect(("192.0.2.1", 80))  # an address that RFC 5737 keeps for examples
