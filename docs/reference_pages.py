"""Generates the reference pages from the code while the documentation is built, so that they cannot go out of date."""

import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.data_pages import decision_page, is_model, table, warehouse_page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from cli.manual.command_help import CommandHelp

SETTING_GROUPS = {
    "llm": "Language models",
    "messages": "Messages to creators",
    "sign_in": "Sign-in by OpenID Connect",
    "audit": "Audit log",
    "reading_cache": "Memory of readings",
}


def on_files(files: "Files", *, config: "MkDocsConfig") -> "Files":
    """Called by mkdocs once it has listed the pages: adds the generated ones. Tests read the pages without mkdocs."""
    from mkdocs.structure.files import File

    pages = {
        "reference/commands.md": commands_page(),
        "reference/settings.md": settings_page(),
        "reference/routes.md": routes_page(),
        "reference/decision.md": decision_page(),
        "reference/warehouse.md": warehouse_page(),
    }
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def commands_page() -> str:
    from typer.main import get_command

    from clausewise import app
    from cli.manual.every_command import HELP

    about = (
        "Generated from the code. `--help` prints the same for one command. [Use the command line](../command-line.md)"
    )
    lines = ["# Commands", "", f"{about} has what all have in common: exit codes, days, colours, completion.", ""]
    for path, command in _commands(get_command(app), "clausewise"):
        lines += [f"## {path}", "", command.help or "", ""]
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        lines += _reference_table("parameter", rows) if rows else []
        if shown := HELP.get(path.partition(" ")[2]):
            lines += _help_end(shown)
    return "\n".join(lines)


def _help_end(shown: "CommandHelp") -> Iterator[str]:
    """Examples, exit codes and files."""
    yield from ("```sh", *shown.examples, "```", "")
    if shown.exit_codes:
        yield from (f"Exit code {code}: {text}.\n" for code, text in shown.exit_codes.items())
    if shown.files:
        yield from (f"`{name}`: {text}.\n" for name, text in shown.files.items())


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Path and command of every command that is not a group."""
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    context = command.make_context(path, [], resilient_parsing=True)
    for name in command.list_commands(context):
        yield from _commands(command.get_command(context, name), f"{path} {name}")


def _parameter(parameter: Any) -> tuple[str, str, str]:
    meaning, default = parameter.help or "", None if callable(parameter.default) else parameter.default
    if parameter.param_type_name == "argument":
        name = f"`{parameter.metavar or parameter.name.upper()}`" + ("" if parameter.required else " (optional)")
    else:
        metavar = f" {parameter.metavar}" if parameter.metavar else ""
        name = ", ".join(f"`{option}{metavar}`" for option in parameter.opts)
        name += " (required)" if parameter.required else ""
    if isinstance(default, Enum):
        meaning += f" One of {', '.join(f'`{choice.value}`' for choice in type(default))}."
    shown = "" if default in (None, False, "", (), []) else f"`{getattr(default, 'value', default)}`"
    return name, shown, meaning


def settings_page() -> str:
    from agent.settings import Settings

    about = (
        "Generated from the code. All settings are environment variables. A list or a table is given as JSON. Blanks "
        "and quotes around a value are left out, `~` is the home folder, and an empty value counts as not set unless "
        "its description says otherwise. An unknown or retired name is refused with the name to use."
    )
    lines = ["# Settings", "", about, ""]
    groups = {name: field for name, field in Settings.model_fields.items() if is_model(field.annotation)}
    single = [_setting(f"CLAUSEWISE_{n.upper()}", f) for n, f in Settings.model_fields.items() if n not in groups]
    lines += ["## General", "", *_reference_table("variable", single)]
    for name, field in groups.items():
        lines += [f"## {SETTING_GROUPS.get(name, name.capitalize())}", ""]
        lines += _reference_table(
            "variable", [*_settings(field.annotation, f"CLAUSEWISE_{name.upper()}__", field.default)]
        )
    return "\n".join(lines)


def _settings(model: Any, prefix: str, defaults: Any, note: str = "") -> Iterator[tuple[str, str, str]]:
    """`defaults` is a value of the model whose fields take precedence over the defaults of the class. `note` ends each
    description: a model may be used by several groups of settings."""
    for name, field in model.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        if is_model(field.annotation):
            yield from _settings(field.annotation, f"{variable}__", field.default, field.description or "")
        else:
            yield _setting(variable, field, getattr(defaults, name, field.default), note)


def _setting(variable: str, field: Any, value: Any = None, note: str = "") -> tuple[str, str, str]:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    default = extra.get("default_text") or _default(field.default if value is None else value)
    return f"`{variable}`", str(default), f"{field.description or ''} {note}"


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
    groups: dict[str, list[str]] = {}
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            text = " ".join(operation.get("description", "").split()) + _query_parameters(operation)
            groups.setdefault(operation["tags"][0], []).extend((f"`{method.upper()} {path}`", f":   {text}", ""))
    about = "Generated from the OpenAPI document, which a running service serves at `/openapi.json`."
    lines = ["# API routes", "", about, "[Use the API](../api.md) shows requests.", ""]
    return "\n".join(
        [*lines, *(line for tag, group in groups.items() for line in (f"## {tag.capitalize()}", "", *group))]
    )


def _query_parameters(operation: dict[str, Any]) -> str:
    names = [f"`{parameter['name']}`" for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
    return f" Query parameters: {', '.join(names)}." if names else ""


def _reference_table(first: str, rows: Sequence[tuple[str, str, str]]) -> list[str]:
    rows_shown = table((first, "default", "meaning"), rows)
    return ['<div class="reference" markdown>', "", *rows_shown, "</div>", ""]
