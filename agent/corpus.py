"""A loaded corpus: the policies with their index, their precedents and the embedder."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.judges.embedded.classifier.cache import training_fingerprint
from agent.settings import Settings
from domain.clause import Clause
from policies.library import Library
from retrieval.embedder import Embedder
from retrieval.index import ClauseIndex, Hit
from retrieval.other_languages import OtherLanguages
from retrieval.precedents import PrecedentIndex


@dataclass(frozen=True)
class Corpus:
    """The loaded policies with their index and precedents. `fingerprint` identifies all of these and the embedder.
    `languages` is the optional reader of what the embedder does not read."""

    settings: Settings
    library: Library
    embedder: Embedder
    index: ClauseIndex
    precedents: PrecedentIndex | None
    fingerprint: str
    languages: OtherLanguages | None = None

    def search(self, query: str, on: date, market: str | None, k: int) -> tuple[tuple[Clause, Hit], ...]:
        """The `k` clauses most similar to the query among those in force `on` a day in a market (None: any market)."""
        self.library.require_market(market)
        markets = (None, *self.library.markets) if market is None else (market,)
        in_force = {clause.key: clause for market in markets for clause in self.library.in_force(on, market)}
        similarity = self.index.row_similarity(self.embedder.embed([query]))
        hits = self.index.search(similarity, [query], in_force.keys(), k)
        return tuple((in_force[hit.key], hit) for hit in hits)

    @cached_property
    def training_fingerprint(self) -> str:
        """Identifies what the classifier is trained on. An edit of a rule's words leaves it unchanged."""
        return training_fingerprint(self.embedder.name, self.library.post_clauses, self.precedents)
