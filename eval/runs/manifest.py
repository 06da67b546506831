"""The manifest of a run: enough to repeat it, and to recognise whether another run has the same inputs."""

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import JsonValue, model_validator

from agent.adjudicator import Adjudicator
from agent.settings import Settings
from domain.base import FrozenModel
from eval.dataset.dataset import CASES, Dataset
from eval.renamed_fields import refuse_former_names
from prompts.render import fingerprint

ROOT = Path(__file__).parents[2]
PACKAGES = ("chromadb", "langchain", "numpy", "onnxruntime", "openai", "pydantic", "scikit-learn", "tokenizers")
UNRELATED_SETTINGS = {"data_dir", "database_url", "signals_token", "policies", "messages", "service", "audit"}
TIME_DEPENDENT = {"created_at", "commit", "packages"}


class RunOptions(FrozenModel):
    """The options of the caller. `split` None: all splits; `limit` None: all cases; `answers`: the sha256 of a file of
    recorded answers, whose cases alone are run."""

    judge: str = "auto"
    split: str | None = None
    limit: int | None = None
    repeat: int = 1
    seed: int = 7
    answers: str | None = None


class RunManifest(FrozenModel):
    """`commit` is None outside a git checkout. `settings` has no secrets and no locations."""

    dataset: str
    cases_sha256: str
    options: RunOptions
    judge: str
    model: str
    corpus: str
    prompts: str
    settings: dict[str, JsonValue]
    commit: str | None
    packages: dict[str, str]
    created_at: datetime

    @model_validator(mode="before")
    @classmethod
    def _refuse_former_names(cls, values: Any) -> Any:
        return refuse_former_names(values, {"choice": "options", "made_at": "created_at"})

    def differences(self, other: "RunManifest") -> Iterator[str]:
        """The inputs that differ. Runs without differences may share a folder."""
        for name in type(self).model_fields.keys() - TIME_DEPENDENT:
            if getattr(self, name) != getattr(other, name):
                yield name


def build_manifest(dataset: Dataset, options: RunOptions, adjudicator: Adjudicator, settings: Settings) -> RunManifest:
    public_settings = settings.model_dump(mode="json", exclude=UNRELATED_SETTINGS)
    public_settings["llm"].pop("api_key", None)
    return RunManifest(
        dataset=dataset.manifest.name,
        cases_sha256=hashlib.sha256((dataset.folder / CASES).read_bytes()).hexdigest(),
        options=options,
        judge=adjudicator.judge.name,
        model=adjudicator.judge.model,
        corpus=adjudicator.library.fingerprint,
        prompts=fingerprint("model"),
        settings=public_settings,
        commit=_commit(),
        packages=dict(_package_versions()),
        created_at=datetime.now(UTC),
    )


def _commit() -> str | None:
    try:
        git = subprocess.run(
            ["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return git.stdout.strip()


def _package_versions() -> Iterator[tuple[str, str]]:
    for name in ("clausewise", *PACKAGES):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
