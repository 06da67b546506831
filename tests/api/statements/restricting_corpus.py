"""Policies whose violations restrict a post, so that they need a statement of reasons."""

from pathlib import Path
from shutil import copytree

from tests.agent.judges.shop import CORPUS

MEASURES = '[violation]\nvisibility = ["DECISION_VISIBILITY_CONTENT_REMOVED"]\n'


def write_restricting_corpus(folder: Path) -> tuple[Path, Path]:
    """The file of measures, and the folder of the policies, each with a category."""
    measures, policies = folder / "measures.toml", folder / "corpus"
    measures.write_text(MEASURES)
    copytree(CORPUS, policies)
    for path in policies.glob("*.md"):
        path.write_text(path.read_text().replace("\ntitle:", "\ncategory: scams_and_fraud\ntitle:", 1))
    return measures, policies
