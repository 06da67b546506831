"""The peer: a plain LangChain agent with one retrieval tool over Chroma, with the same corpus, embedder and model."""

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

from agent.corpus import Corpus
from domain.case import Case
from domain.clause import Clause

MAX_RETRIEVED = 16  # our retrieval gives as many to our judges
SYSTEM = (
    "You moderate creators' posts on a shopping platform. Look up the policy clauses that are relevant to the post "
    "with search_policies, then decide for each of them whether the post violates it, with its exceptions considered. "
    'Answer with one JSON object: {"verdict": "violation" | "no_violation" | "needs_review", "findings": '
    '[{"clause_id", "status", "probability", "quote", "reason"}], "reasons_for": [], "reasons_against": [], '
    '"would_change": [], "message": "what to tell the creator: which line, which rule, why it exists, how to fix it, '
    'how to appeal"}.'
)


@dataclass(frozen=True)
class PeerUsage:
    """The cost of one case."""

    calls: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int


class LangChainPeer:
    def __init__(self, chat: BaseChatModel, corpus: Corpus, as_of: date) -> None:
        clauses = corpus.library.in_force(as_of, None)
        self._agent = create_agent(chat, [_search_tool(corpus, clauses)], system_prompt=SYSTEM)

    def decide(self, case: Case) -> PeerUsage:
        content = "\n".join(f"[{item.id}, {item.kind}] {item.text}" for item in case.content)
        facts = json.dumps(case.facts, ensure_ascii=False)
        prompt = f"Market {case.market}, creator {case.creator_id}, facts {facts}.\nThe post:\n{content}"
        state = self._agent.invoke({"messages": [{"role": "user", "content": prompt}]})
        usages = [m.usage_metadata for m in state["messages"] if isinstance(m, AIMessage) and m.usage_metadata]
        cached = sum(usage.get("input_token_details", {}).get("cache_read", 0) for usage in usages)
        tokens_in, tokens_out = (sum(usage[name] for usage in usages) for name in ("input_tokens", "output_tokens"))
        return PeerUsage(len(usages), tokens_in, cached, tokens_out)


def _search_tool(corpus: Corpus, clauses: Sequence[Clause]) -> BaseTool:
    client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection("peer", metadata={"hnsw:space": "cosine"})
    texts = [f"{clause.id} {clause.title}: {clause.text}" for clause in clauses]
    collection.add(ids=[c.id for c in clauses], documents=texts, embeddings=corpus.embedder.embed(texts).tolist())

    @tool
    def search_policies(query: str) -> str:
        """The policy clauses most similar to a query."""
        vectors = corpus.embedder.embed([query]).tolist()
        found = collection.query(query_embeddings=vectors, n_results=MAX_RETRIEVED)
        return "\n\n".join((found["documents"] or [[]])[0])

    return search_policies
