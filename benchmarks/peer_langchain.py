"""The peer: a plain LangChain agent with one retrieval tool over Chroma, the same corpus, embedder and model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import chromadb
from chromadb.config import Settings as ChromaSettings
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool, tool

from agent.build import Corpus
from domain.case import Case
from domain.clause import Clause

FOUND = 16  # as many as retrieval brings before our judges
SYSTEM = (
    "You moderate creators' posts on a shopping platform. Look up the policy clauses that bear on the post with "
    "search_policies, then decide for each of them whether the post breaks it, with its exceptions weighed. Answer "
    'with one JSON object: {"verdict": "violation" | "no_violation" | "needs_review", "findings": [{"clause_id", '
    '"status", "probability", "quote", "reason"}], "reasons_for": [], "reasons_against": [], "would_flip": [], '
    '"message": "what to tell the creator: which line, which rule, why it exists, how to put it right, how to appeal"}.'
)


@dataclass(frozen=True)
class Spent:
    """What one case cost the peer."""

    calls: int
    input_tokens: int
    cached_tokens: int


class Peer:
    def __init__(self, chat: BaseChatModel, shelf: Corpus, on: date) -> None:
        self._agent = create_agent(chat, [_search(shelf, shelf.library.in_force(on, None))], system_prompt=SYSTEM)

    def decide(self, case: Case) -> Spent:
        content = "\n".join(f"[{item.id}, {item.kind}] {item.text}" for item in case.content)
        facts = json.dumps(case.facts, ensure_ascii=False)
        asked = f"Market {case.market}, creator {case.creator_id}, facts {facts}.\nThe post:\n{content}"
        answered = self._agent.invoke({"messages": [{"role": "user", "content": asked}]})
        told = [m.usage_metadata for m in answered["messages"] if isinstance(m, AIMessage) and m.usage_metadata]
        cached = sum(one.get("input_token_details", {}).get("cache_read", 0) for one in told)
        return Spent(len(told), sum(one["input_tokens"] for one in told), cached)


def _search(shelf: Corpus, clauses: Sequence[Clause]) -> BaseTool:
    client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection("peer", metadata={"hnsw:space": "cosine"})
    texts = [f"{clause.id} {clause.title}: {clause.text}" for clause in clauses]
    collection.add(ids=[c.id for c in clauses], documents=texts, embeddings=shelf.embedder.embed(texts).tolist())

    @tool
    def search_policies(query: str) -> str:
        """The policy clauses nearest to a query."""
        found = collection.query(query_embeddings=shelf.embedder.embed([query]).tolist(), n_results=FOUND)
        return "\n\n".join((found["documents"] or [[]])[0])

    return search_policies
