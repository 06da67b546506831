"""The architecture holds: packages, floors, libraries, file and function sizes, and what start-up may import."""

import ast
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.util import find_spec
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted({init.parent.name for init in ROOT.glob("*/__init__.py")} - {"benchmarks"})
SOURCES = [
    ROOT / "clausewise.py",
    *(path for package in [*PACKAGES, "benchmarks"] for path in (ROOT / package).rglob("*.py")),
]
MODEL_LIBRARIES = {"httpx2", "langchain", "langchain_core", "langchain_openai", "langgraph", "langsmith", "openai"}
HEAVY_LIBRARIES = MODEL_LIBRARIES | {
    *("chromadb", "numpy", "onnxruntime", "re2", "sklearn", "sqlalchemy", "fastapi", "dbos", "opentelemetry"),
    *("av", "duckdb", "mcp", "pdqhash", "PIL", "cv2", "pyspark", "rapidocr", "rustworkx", "sqlglot", "vl_convert"),
}
LIBRARY_USERS = {
    ("PIL", "eval"),
    ("PIL", "signals"),
    ("authlib", "api"),
    ("av", "eval"),
    ("av", "signals"),
    ("cloudevents", "api"),
    ("genai_prices", "llm"),
    ("httpx", "api"),
    ("httpx", "clausewise_client"),
    ("httpx", "net"),
    ("httpx", "signals"),
    ("krippendorff", "eval"),
    ("leather", "eval"),
    ("rapidocr", "agent"),
    ("rensa", "agent"),
    ("linkify_it", "agent"),
    ("jinja2", "api"),
    ("joserfc", "api"),
    ("jinja2", "eval"),
    ("jinja2", "prompts"),
    ("markdown_it", "policies"),
    ("markitdown", "policies"),
    ("mcp", "api"),
    ("re2", "text"),
    ("rich", "cli"),
    ("rustworkx", "signals"),
    ("sklearn", "eval"),
    ("sklearn", "agent"),
    ("sklearn", "insights"),
    ("sklearn", "signals"),
    ("standardwebhooks", "api"),
    ("standardwebhooks", "clausewise_client"),
    ("tenacity", "net"),
    ("typer", "cli"),
    ("vl_convert", "insights"),
}
FORBIDDEN_FOLDERS = {"common", "core", "helpers", "manager", "schemas", "utils"}
MAX_FILE_LINES = 220
GENERATED = {f"clausewise_client/{part}.py" for part in ("models", "operations", "async_operations")}
MAX_FUNCTION_LINES = 40
TEXT_SUFFIXES = {".j2", ".json", ".jsonl", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
HOME_PATH = re.compile(r"/(?:home/(?!me/)|Users/|root/)\w")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("package", PACKAGES)
def test_package_is_imported_from_this_tree(package: str) -> None:
    spec = find_spec(package)
    assert spec
    assert spec.origin == str(ROOT / package / "__init__.py")


def test_every_list_in_pyproject_names_every_package() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    wheel = tool["hatch"]["build"]["targets"]["wheel"]
    lists = {
        "wheel": sorted({*wheel["only-include"]} - {"clausewise.py"}),
        "isort": sorted({*tool["ruff"]["lint"]["isort"]["known-first-party"]} - {"benchmarks", "clausewise"}),
        "mypy": sorted({*tool["mypy"]["files"]} - {"benchmarks", "clausewise.py", "tests"}),
        "import-linter": tool["importlinter"]["root_packages"],
    }
    assert lists == dict.fromkeys(lists, PACKAGES)


def test_no_folder_has_a_name_that_says_nothing() -> None:
    folders = {name(init.parent) for package in PACKAGES for init in (ROOT / package).rglob("__init__.py")}
    assert [folder for folder in sorted(folders) if {*folder.split("/")} & FORBIDDEN_FOLDERS] == []


def test_domain_imports_pydantic_only() -> None:
    allowed = {*sys.stdlib_module_names, "domain", "pydantic"}
    found = {(name(path), module) for path in (ROOT / "domain").glob("*.py") for module in imports(path) - allowed}
    assert found == set()


def test_library_is_imported_by_its_packages_only() -> None:
    """Of the libraries that no import contract names."""
    users = {
        (module, package) for package in PACKAGES for path in (ROOT / package).rglob("*.py") for module in imports(path)
    }
    libraries = {library for library, _ in LIBRARY_USERS}
    assert {(module, package) for module, package in users if module in libraries} == LIBRARY_USERS


def test_no_import_cycle() -> None:
    """Between files, imports inside functions included."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    order = TopologicalSorter({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    order.prepare()  # raises CycleError, which names the cycle


def imports(path: Path) -> set[str]:
    """The top-level modules that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    sources = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {module.split(".")[0] for module in plain | sources}


def test_help_imports_no_heavy_library() -> None:
    output, loaded = run_command("--help")
    assert "Usage" in output
    assert HEAVY_LIBRARIES & loaded == set()


@pytest.mark.slow
def test_deciding_without_a_model_imports_no_model_library() -> None:
    output, loaded = run_command("adjudicate", "examples/turmeric.yaml", "--json")
    assert '"outcome"' in output
    assert MODEL_LIBRARIES & loaded == set()


def run_command(*arguments: str) -> tuple[str, set[str]]:
    """The output of a command in its own process, and the top-level modules that it loaded."""
    program = (
        "import sys\n"
        "from clausewise import app\n"
        f"app({list(arguments)}, standalone_mode=False)\n"
        "print(*sorted({module.split('.')[0] for module in sys.modules}))\n"
    )
    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    output, _, loaded = process.stdout.rstrip().rpartition("\n")
    return output, set(loaded.split())


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_source_file_has_a_purpose_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), f"{name(path)} has no module docstring"
    if name(path) not in GENERATED:
        assert len(text.splitlines()) < MAX_FILE_LINES
        assert [*long_functions(tree)] == []


def long_functions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{node.name}: {lines} lines"


def test_no_file_contains_a_home_directory() -> None:
    folders = [*PACKAGES, ".ci", ".github", "benchmarks", "docs", "examples", "tests"]
    nested = [path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
    files = [
        path
        for path in [*ROOT.glob("*"), *nested]
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or not path.suffix)
    ]
    assert [name(path) for path in files if HOME_PATH.search(path.read_text(encoding="utf-8", errors="ignore"))] == []


def test_tests_cannot_reach_another_machine() -> None:
    with socket.socket() as outbound, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        outbound.connect(("192.0.2.1", 80))  # an address that RFC 5737 reserves for examples
