"""Runs a file of Osprey's rules for one action: SML has Python's syntax, and its functions are Python ones here.

Rules, effects and labels behave as in roostorg/osprey: stdlib/udfs/labels.py at 13aae11c, configs/labels_config.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Entity:
    type: str
    id: str

    def __class_getitem__(cls, item: Any) -> Any:
        return cls


@dataclass(frozen=True)
class Label:
    entity: Entity
    name: str
    days: int | None


def run_rules(folder: Path, file: str, udf: Callable[..., str], entities: Mapping[str, Entity]) -> list[Label]:
    """The labels that the rules add. `entities`: what the imported models define. Raises ValueError for a label that is
    not in the configuration, or not valid for that type of entity."""
    known = yaml.safe_load((folder / "config" / "labels.yaml").read_text())["labels"]
    labels: list[Label] = []

    def add(entity: Entity, label: str, expires_after: int | None = None) -> Label:
        if entity.type not in known[label]["valid_for"]:
            raise ValueError(f"{label} is not valid for {entity.type}")
        return Label(entity, label, expires_after)

    def when(rules_any: list[bool], then: list[Label]) -> None:
        labels.extend(then if any(rules_any) else [])

    functions = {
        "Import": lambda rules: None,
        "EntityJson": lambda type, path, coerce_type: Entity(type, "post-7"),  # noqa: A006
        "Entity": Entity,
        "Rule": lambda when_all, description: all(when_all),
        "WhenRules": when,
        "LabelAdd": add,
        "TimeDelta": lambda days: days,
        udf.__name__: udf,
    }
    exec(compile((folder / file).read_text(), file, "exec"), {**functions, **entities})
    return labels
