"""The demo of the desk: example cases in a folder of their own, without the data, models and receivers of the user."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InputError

if TYPE_CHECKING:
    from agent.settings import Settings
    from api.services import Services
    from domain.case import Case

PACKAGED, IN_TREE = Path(__file__).parent / "demo_cases", Path(__file__).parents[1] / "examples"
QUEUES = Path(__file__).with_name("demo_queues.toml")  # every decision waits for a person
FOLDER, MARKER = "demo", "demo-data.txt"
MARKER_TEXT = "The data in this folder is that of clausewise serve --demo. Delete the folder to start again.\n"
ACTOR = "demo"


def is_demo_folder(data_dir: Path) -> bool:
    return (data_dir / MARKER).is_file()


def require_real(settings: "Settings") -> None:
    """Raises InputError if a service without --demo would serve demo data."""
    if settings.database_url is None and is_demo_folder(settings.data_dir):
        raise InputError(
            f"{settings.data_dir} holds demo data: add --demo, or name another folder by CLAUSEWISE_DATA_DIR"
        )


def demo_settings(settings: "Settings") -> "Settings":
    """Marks the folder of the demo, below the user's data folder, and returns the settings with that folder, the
    bundled policies and sample creators, and without models and receivers. Raises InputError."""
    from agent.queue_settings import QueueOptions
    from agent.service_settings import AuditOptions, MessageOptions
    from agent.settings import Settings
    from agent.sign_in_settings import SignInOptions
    from llm.options import LlmOptions

    if settings.database_url is not None:
        raise InputError("--demo keeps its data in a folder of its own: start it without CLAUSEWISE_DATABASE_URL")
    folder = settings.data_dir if is_demo_folder(settings.data_dir) else settings.data_dir / FOLDER
    _mark(folder)
    own = ("policies", "precedents", "embedder", "signals_file", "signals_url", "signals_token")
    changed = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in own}
    changed |= {"llm": LlmOptions(api_key=None, base_url=None, decisions_model=None)}
    changed |= {"messages": MessageOptions(), "audit": AuditOptions(), "queues": QueueOptions(rules=QUEUES)}
    changed["sign_in"] = SignInOptions()
    return settings.model_copy(update={**changed, "data_dir": folder})


def decide_examples(services: "Services") -> tuple[int, float]:
    """Decides the example cases that have no decision yet. Returns their number, and the seconds that it took."""
    start, decided = time.perf_counter(), 0
    for case in example_cases(services.settings.max_content_chars):
        if not services.store.list(1, case_id=case.id):
            services.decide(case, ACTOR)
            decided += 1
    return decided, time.perf_counter() - start


def example_cases(max_chars: int) -> Iterator["Case"]:
    """Those without media: reading these needs an extra."""
    from cli.input.case_file import read_case

    folder = PACKAGED if PACKAGED.is_dir() else IN_TREE
    cases = (read_case(path, max_chars) for path in sorted(folder.glob("*.yaml")))
    return (case for case in cases if not case.media)


def _mark(folder: Path) -> None:
    """Raises InputError for a folder that is not a demo's."""
    try:
        if folder.exists() and any(folder.iterdir()) and not is_demo_folder(folder):
            raise InputError(f"{folder} has files that are not from a demo: name another folder by CLAUSEWISE_DATA_DIR")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text(MARKER_TEXT, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{folder} cannot be used for the demo ({error.strerror}): name another folder by CLAUSEWISE_DATA_DIR"
        ) from error
