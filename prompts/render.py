"""Renders template files block by block, chooses their locale, and hashes their text."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from prompts.fence import FencedText
from prompts.untrusted import one_line

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
FALLBACK_LOCALE = "en"


def locale_for(requested: str | None) -> str:
    """The closest locale that has templates: for `pt-BR` that locale, then `pt`, then English."""
    tag = (requested or "").replace("_", "-")
    return next((name for name in (tag, tag.split("-")[0].lower()) if name in _locales()), FALLBACK_LOCALE)


def render(template: str, values: Mapping[str, object]) -> dict[str, str]:
    """The text of each block, by its name, without extra blank lines. A printed string becomes one line without hidden
    characters, except a `FencedText`. A missing value raises `UndefinedError`, and None raises `TypeError`."""
    loaded = _environment().get_template(template)
    context = loaded.new_context(dict(values))
    texts = {name: "".join(block(context)) for name, block in loaded.blocks.items()}
    return {name: re.sub(r"\n{3,}", "\n\n", text).strip() for name, text in texts.items()}


def fingerprint(folder: str) -> str:
    """The sha256 of a template folder such as `en/education`, over the path and text of each file."""
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
        raise TypeError("a template printed None: pass a value, or test for it in the template")
    if isinstance(value, FencedText):
        return value.text
    return _line(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def _line(text: str) -> str:
    """Remembered: the texts of the policies are printed in each prompt. What others wrote is fenced."""
    return one_line(text)
