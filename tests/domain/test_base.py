"""`model_copy(update=...)` accepts any name, so the names are checked here."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for init in ROOT.glob("*/__init__.py") for path in init.parent.rglob("*.py"))
EXTERNAL_FIELDS = {"invalid_tool_calls", "usage_metadata"}  # of LangChain's messages
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def field_names() -> set[str]:
    """The annotated attributes of all classes."""
    classes = (node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {
        field.target.id
        for node in classes
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def updated_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "model_copy"):
            continue
        for keyword in node.keywords:
            keys = keyword.value.keys if isinstance(keyword.value, ast.Dict) else []
            yield from ((key.lineno, key.value) for key in keys if isinstance(key, ast.Constant))  # type: ignore[misc]


def test_model_copy_updates_known_fields_only() -> None:
    known = field_names() | EXTERNAL_FIELDS
    updates = [(path, *update) for path, tree in TREES.items() for update in updated_names(tree)]
    assert len(updates) > 10
    unknown = [f"{path.relative_to(ROOT)}:{line} {name}" for path, line, name in updates if name not in known]
    assert unknown == []
