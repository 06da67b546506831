"""The corpus that a command names, as it is written: loaded, and not checked."""

from typing import TYPE_CHECKING

from cli.input.options import Policies

if TYPE_CHECKING:
    from policies.library import Library


def written(policies: Policies) -> "Library":
    """Raises CorpusErrors where it cannot be read."""
    from agent.settings import read_settings
    from policies.library import load_library

    return load_library(read_settings(policies=policies).policies)
