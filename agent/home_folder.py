"""The home folder in place of `~` in a path."""

from pathlib import Path


def expand_home(path: Path) -> Path:
    """The path with the home folder in place of a leading `~` or `~user`. Raises ValueError if there is none."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path.parts[0]} has no home folder: write the whole path") from error
