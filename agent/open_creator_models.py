"""Where the fitted models of creators are kept."""

from pathlib import Path

from agent.settings import Settings

FOLDER = "creator-models"


def creator_models_folder(settings: Settings) -> Path:
    return settings.data_dir / FOLDER
