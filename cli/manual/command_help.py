"""What the help of a command ends with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERY_COMMAND = {0: "done", 1: "an operation failed", 2: "the input or an option is invalid", 130: "stopped by Ctrl C"}


@dataclass(frozen=True)
class CommandHelp:
    """`examples`: lines for a shell. `exit_codes`: those that mean more than EVERY_COMMAND says. `files`: what the
    command reads or writes beside what its options name."""

    examples: tuple[str, ...]
    exit_codes: Mapping[int, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


DATA_DIR = "CLAUSEWISE_DATA_DIR"
DECISION_LOG = {f"{DATA_DIR}/clausewise.db": "the decision log, unless CLAUSEWISE_DATABASE_URL names another database"}
WAREHOUSE = {f"{DATA_DIR}/warehouse": "the warehouse, unless CLAUSEWISE_WAREHOUSE_URL names another database"}
