"""Templates in files: found by locale, rendered block by block, named by the hash of their text."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from prompts.fence import Fenced
from prompts.untrusted import one_line

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
FALLBACK_LOCALE = "en"


def locale_for(wanted: str | None) -> str:
    """The nearest locale there are templates in: `pt-BR`, then `pt`, then English."""
    tag = (wanted or "").replace("_", "-")
    return next((name for name in (tag, tag.split("-")[0].lower()) if name in _locales()), FALLBACK_LOCALE)


def render(template: str, values: Mapping[str, object]) -> dict[str, str]:
    """Each block of a template by its name, without spare blank lines; every string that a template prints becomes
    one line with nothing hidden in it, but for what is fenced. A missing value raises `UndefinedError`, a None
    `TypeError`."""
    found = _environment().get_template(template)
    context = found.new_context(dict(values))
    texts = {name: "".join(block(context)) for name, block in found.blocks.items()}
    return {name: re.sub(r"\n{3,}", "\n\n", text).strip() for name, text in texts.items()}


def fingerprint(folder: str) -> str:
    """The sha256 of a template set such as `en/education`: of every file's path and text."""
    digest = hashlib.sha256()
    for path in sorted((TEMPLATES / folder).rglob("*.j2")):
        name, text = path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


@cache
def _locales() -> frozenset[str]:
    return frozenset(folder.parent.name for folder in TEMPLATES.glob("*/education"))


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printed(value: object) -> object:
    if value is None:
        raise TypeError("a template printed None: give the value, or test for it in the template")
    if isinstance(value, Fenced):
        return value.text
    return one_line(value) if isinstance(value, str) else value
