"""A small corpus on the real embedder, and cases against it."""

from pathlib import Path
from typing import Any

from agent.adjudicator import NoDecisionLog
from agent.build import Clausewise, build
from agent.settings import Settings
from domain.case import Case, ContentItem

CORPUS = Path(__file__).with_name("corpus")


def install(data_dir: Path, judge: str = "auto", **given: Any) -> Clausewise:
    settings = Settings.model_validate({"data_dir": data_dir, "policies": CORPUS, **given})
    return build(settings, NoDecisionLog(), judge=judge)


def said(*texts: str, **known: Any) -> Case:
    """A case of one item a text, called i1, i2 and so on."""
    content = tuple(ContentItem(id=f"i{n}", text=text) for n, text in enumerate(texts, 1))
    return Case(id="case", content=content, **known)
