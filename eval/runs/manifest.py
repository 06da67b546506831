"""What a run was: enough to make it again, and to tell whether another run is of the same thing."""

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import JsonValue

from agent.adjudicator import Adjudicator
from agent.settings import Settings
from domain.base import FrozenModel
from eval.dataset.dataset import CASES, Dataset
from prompts.render import fingerprint

ROOT = Path(__file__).parents[2]
PACKAGES = ("chromadb", "langchain", "numpy", "onnxruntime", "openai", "pydantic", "scikit-learn", "tokenizers")
NOT_TOLD = {"data_dir", "database_url", "signals_token", "policies", "messages", "service"}
OF_ITS_TIME = {"made_at", "commit", "packages"}


class Choice(FrozenModel):
    """What was asked for; `split` None: all parts, `limit` None: all cases."""

    judge: str = "auto"
    split: str | None = None
    limit: int | None = None
    repeat: int = 1
    seed: int = 7


class RunManifest(FrozenModel):
    """`commit` is None outside a checkout. Settings hold no secrets, and nothing of where the data lies."""

    dataset: str
    cases_sha256: str
    choice: Choice
    judge: str
    model: str
    corpus: str
    prompts: str
    settings: dict[str, JsonValue]
    commit: str | None
    packages: dict[str, str]
    made_at: datetime

    def same(self, other: "RunManifest") -> bool:
        """Whether cases of both may lie in one run."""
        return self.model_dump(exclude=OF_ITS_TIME) == other.model_dump(exclude=OF_ITS_TIME)

    def differences(self, other: "RunManifest") -> Iterator[str]:
        for name in type(self).model_fields.keys() - OF_ITS_TIME:
            if getattr(self, name) != getattr(other, name):
                yield name


def manifest(dataset: Dataset, choice: Choice, adjudicator: Adjudicator, settings: Settings) -> RunManifest:
    told = settings.model_dump(
        mode="json", exclude={"data_dir", "database_url", "signals_token", "policies", "messages", "service"}
    )
    told["llm"].pop("api_key", None)
    return RunManifest(
        dataset=dataset.about.name,
        cases_sha256=hashlib.sha256((dataset.folder / CASES).read_bytes()).hexdigest(),
        choice=choice,
        judge=adjudicator.judge.name,
        model=adjudicator.judge.model,
        corpus=adjudicator.library.fingerprint,
        prompts=fingerprint("model"),
        settings=told,
        commit=_commit(),
        packages=dict(_versions()),
        made_at=datetime.now(UTC),
    )


def _commit() -> str | None:
    try:
        told = subprocess.run(
            ["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip()


def _versions() -> Iterator[tuple[str, str]]:
    for name in ("clausewise", *PACKAGES):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
