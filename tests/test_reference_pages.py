"""The generated reference pages have something to print: every setting, route, command and option is described."""

from collections.abc import Iterator
from typing import Any

import typer
from pydantic import BaseModel

from agent.settings import Settings
from api.app import ROUTERS
from clausewise import app


def undescribed_settings(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from undescribed_settings(field.annotation, f"{prefix}{name}.")
        elif not field.description:
            yield f"{prefix}{name}"


def undescribed_commands(command: Any, path: str = "clausewise") -> Iterator[str]:
    if not command.help:
        yield path
    yield from (f"{path} {parameter.name}" for parameter in command.params if not getattr(parameter, "help", None))
    for name, child in getattr(command, "commands", {}).items():
        yield from undescribed_commands(child, f"{path} {name}")


def test_every_setting_has_a_description() -> None:
    assert [*undescribed_settings(Settings)] == []


def test_every_command_and_parameter_has_a_help_text() -> None:
    assert [*undescribed_commands(typer.main.get_command(app))] == []


def test_every_route_has_a_description() -> None:
    routes = [route for module in ROUTERS for route in module.router.routes]
    assert [route.path for route in routes if not getattr(route, "description", "")] == []
