"""The glossary of a corpus: words that its clauses use, with what they mean and where more is said."""

from pydantic import Field

from domain.base import FrozenModel
from policies.parsing.diagnostics import Complaints
from policies.parsing.toml_tables import read_rows

GLOSSARY = "glossary.toml"
SAMPLE = '[terms."flash sale"] with meaning = "…" and, where wanted, see = "PRC-2.1" and also = ["lightning deal"]'


class Entry(FrozenModel):
    """`see` is the clause that says more; `also` are other words for the same."""

    meaning: str = Field(min_length=1)
    see: str | None = None
    also: tuple[str, ...] = ()


def read_glossary(source: str, complaints: Complaints) -> dict[str, Entry]:
    """By term. Raises CorpusErrors."""
    terms = dict(read_rows(source, "terms", Entry, SAMPLE, complaints))
    complaints.settle()
    return terms
