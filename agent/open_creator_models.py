"""Where the fitted models of creators are kept, and how they are read."""

from pathlib import Path
from typing import TYPE_CHECKING

from agent.settings import Settings

if TYPE_CHECKING:
    from signals.learning.models import CreatorModels

FOLDER = "creator-models"


def creator_models_folder(settings: Settings) -> Path:
    return settings.data_dir / FOLDER


def read_creator_models(settings: Settings) -> "CreatorModels | None":
    """None if none are fitted. Raises ModelFileInvalid."""
    from signals.learning.models import read_models

    folder = creator_models_folder(settings)
    return read_models(folder) if folder.exists() else None
