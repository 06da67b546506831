"""A small shop corpus with the real embedder, and cases for it."""

from pathlib import Path
from typing import Any

from agent.build import Clausewise, build
from agent.settings import Settings
from domain.case import Case, ContentItem

CORPUS = Path(__file__).with_name("corpus")


def build_shop(data_dir: Path, judge: str = "auto", **settings_fields: Any) -> Clausewise:
    settings = Settings.model_validate({"data_dir": data_dir, "policies": CORPUS, **settings_fields})
    return build(settings, judge=judge)


def make_case(*texts: str, **fields: Any) -> Case:
    """A case with one item per text; the item ids are i1, i2 and so on."""
    content = tuple(ContentItem(id=f"i{n}", text=text) for n, text in enumerate(texts, 1))
    return Case(id="case", content=content, **fields)
