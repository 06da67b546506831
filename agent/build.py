"""The one place where parts are chosen and joined; every heavy library is reached from a function of this file."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agent.adjudicator import Adjudicator, Record
from agent.gather import Gatherer
from agent.settings import Settings
from domain.clause import Clause
from domain.decision import Decision
from domain.errors import InputError
from judges.judge import Judge
from judges.local import LocalJudge
from judges.panel import Panel
from judges.rules import RulesJudge
from policies.library import Library, load_library
from retrieval.clause_index import ClauseIndex, open_clause_index
from retrieval.embedder import Embedder
from signals.source import SignalSource

if TYPE_CHECKING:
    from retrieval.precedents import PrecedentIndex

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Clausewise:
    """The parts of one installation, joined."""

    settings: Settings
    library: Library
    index: ClauseIndex
    adjudicator: Adjudicator

    def clauses_of(self, decision: Decision) -> Mapping[str, Clause]:
        """The clauses a decision rests on, by id, in the version it was made by."""
        named = (self.library.by_key(f"{f.clause_id}@{f.version}") for f in decision.evidence.clauses)
        return {clause.id: clause for clause in named if clause is not None}


class SettingsError(InputError):
    """A setting from the environment is not usable."""


def read_settings(**given: Any) -> Settings:
    """Settings from the environment, with those `given` (not None) in their place. Raises `SettingsError`."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = [f"CLAUSEWISE_{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from error


def build(
    settings: Settings,
    *,
    judge: str = "auto",
    record: Record | None = None,
    signals: SignalSource | None = None,
    progress: Progress | None = None,
) -> Clausewise:
    """Joins the parts that the settings name; `record` and `signals` stand in for the configured ones."""
    library = load_library(settings.policies)
    embedder = build_embedder(settings.embedder)
    index = open_clause_index(settings.data_dir, library.clauses, library.fingerprint, embedder, progress)
    precedents = _precedents(settings, embedder, progress)
    gatherer = Gatherer(library, index, embedder, signals or _signals(settings), precedents, settings.candidates)
    adjudicator = Adjudicator(
        library=library,
        gatherer=gatherer,
        judge=_judge(judge, settings, index),
        thresholds=settings.thresholds,
        record=record or _store(settings),
        new_id=lambda: f"dec_{secrets.token_hex(8)}",
    )
    return Clausewise(settings, library, index, adjudicator)


def build_embedder(name: str) -> Embedder:
    """`minilm`, or the name or folder of a sentence-transformers model."""
    if name == "minilm":
        from retrieval.minilm import MiniLM

        return MiniLM()
    from retrieval.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


def _signals(settings: Settings) -> SignalSource:
    if settings.signals_url is None:
        from signals.embedded import EmbeddedSignals

        return EmbeddedSignals(settings.signals_file)
    from signals.http import HttpSignals

    token = settings.signals_token.get_secret_value() if settings.signals_token else ""
    return HttpSignals(settings.signals_url, token, timeout_s=settings.signals_timeout)
