"""Generates the reference pages from the code while the documentation is built, so that they cannot go out of date."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parents[1]))

DECISION_MODULES = (
    "decision",
    "verdict",
    "finding",
    "consequence",
    "ladder",
    "evidence",
    "signals",
    "education",
    "usage",
)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Called by mkdocs once it has listed the pages: adds the generated ones."""
    pages = {
        "reference/commands.md": commands_page(),
        "reference/settings.md": settings_page(),
        "reference/routes.md": routes_page(),
        "reference/decision.md": decision_page(),
    }
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def commands_page() -> str:
    from typer.main import get_command

    from clausewise import app

    lines = ["# Commands", "", "Generated from the code. `--help` prints the same for one command.", ""]
    for path, command in _commands(get_command(app), "clausewise"):
        lines += [f"## `{path}`", "", command.get_short_help_str(limit=1000), ""]
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            lines += _table(("parameter", "default", "meaning"), rows)
    return "\n".join(lines)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    from click import Context

    if not hasattr(command, "list_commands"):
        yield path, command
        return
    context = Context(command)
    for name in command.list_commands(context):
        yield from _commands(command.get_command(context, name), f"{path} {name}")


def _parameter(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        name, default = parameter.make_metavar_name() if hasattr(parameter, "make_metavar_name") else parameter.name, ""
        name = f"`{str(name).upper()}`" + ("" if parameter.required else " (optional)")
    else:
        name = ", ".join(f"`{option}`" for option in parameter.opts)
        plain = parameter.default if not callable(parameter.default) else ""
        default = "" if plain in (None, False, "", (), []) else f"`{getattr(plain, 'value', plain)}`"
    return name, default, getattr(parameter, "help", None) or ""


def settings_page() -> str:
    from agent.settings import Settings

    lines = [
        "# Settings",
        "",
        "Generated from the code. All settings are environment variables. A list or a table is given as JSON. An unknown or retired name is",
        "refused with the name to use.",
        "",
    ]
    return "\n".join([*lines, *_table(("variable", "default", "meaning"), [*_settings(Settings, "CLAUSEWISE_")])])


def _settings(model: Any, prefix: str, defaults: Any = None) -> Iterator[tuple[str, str, str]]:
    """`defaults` is a value of the model whose fields take precedence over the defaults of the class."""
    from pydantic import BaseModel

    for name, field in model.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            nested = field.default if isinstance(field.default, BaseModel) else None
            yield from _settings(field.annotation, f"{variable}__", nested)
        else:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            yield (
                f"`{variable}`",
                str(extra.get("default_text") or _default(getattr(defaults, name, field.default))),
                field.description or "",
            )


def _default(value: Any) -> str:
    if value is None or value == () or value == {} or value == frozenset():
        return "none"
    return f"`{getattr(value, 'label', getattr(value, 'value', value))}`"


def routes_page() -> str:
    from fastapi import FastAPI

    from api.app import ROUTERS

    app = FastAPI()
    for module in ROUTERS:
        app.include_router(module.router)
    document = app.openapi()
    lines = [
        "# API routes",
        "",
        "Generated from the OpenAPI document, which a running service serves at `/openapi.json`. [Use the API](../api.md) shows requests.",
        "",
    ]
    rows = [
        (f"`{method.upper()} {path}`", operation.get("summary", ""), _parameters(operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return "\n".join([*lines, *_table(("route", "what it does", "query parameters"), rows)])


def _parameters(operation: dict[str, Any]) -> str:
    return ", ".join(f"`{p['name']}`" for p in operation.get("parameters", ()) if p["in"] == "query")


def decision_page() -> str:
    lines = [
        "# Decision",
        "",
        "The JSON of a decision, as `clausewise adjudicate --json` prints it and the API answers it. Offsets count Unicode code points:",
        "the text of a quote is `item.text[start:end]`.",
        "",
    ]
    return "\n".join([*lines, *(f"::: domain.{module}\n" for module in DECISION_MODULES)])


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    cells = [head, tuple("---" for _ in head), *rows]
    return [*(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in cells), ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
