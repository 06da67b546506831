"""A path in the settings."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from text.files import expand_home

HomePath = Annotated[Path, AfterValidator(expand_home)]
"""A leading `~` or `~user` is the home folder."""
