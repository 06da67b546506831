"""The examples beside a clause: as the decision found them, by meaning, or by words where neither is known."""

import re
from html import unescape

import numpy as np
from fastapi.testclient import TestClient

from api.desk.views.examples import MAX_EMBEDDED, NearestExamples, by_words, named_first
from api.services import Services
from domain.clause import Clause
from domain.finding import ContentQuote, ShortlistedClause, SimilarExample
from tests.api.conftest import CURE, decide
from tests.api.desk.people import job_of, visitor

SHOWN = re.compile(r'<span class="status violated">violates</span> <bdi>(.*?)</bdi>')


def clause_of(services: Services, clause_id: str = "CLM-1") -> Clause:
    return services.corpus.library.versions(clause_id)[-1]


def nearest_by_cosine(services: Services, clause: Clause, text: str) -> list[str]:
    """Each example embedded anew."""
    embedder = services.corpus.embedder
    scores = embedder.embed(list(clause.violating_examples)) @ embedder.embed([text])[0]
    return [clause.violating_examples[place] for place in np.argsort(-scores)[:2]]


def test_page_shows_the_examples_that_are_nearest_in_meaning(client: TestClient, services: Services) -> None:
    decision_id = decide(client, CURE, name="examples", facts={"serial": "examples"})["decision_id"]
    html = visitor(client).html(f"/desk/jobs/{job_of(services, decision_id)}")
    shown = [unescape(text) for text in SHOWN.findall(html)]
    assert shown[:2] == nearest_by_cosine(services, clause_of(services), CURE)


def test_meaning_counts_and_not_words(services: Services) -> None:
    clause = clause_of(services)
    example = clause.compliant_examples[0]
    found = services.nearest_examples.by_meaning([(clause, example)])["CLM-1"]
    assert found.compliant[0] == example
    assert list(found.violating) == nearest_by_cosine(services, clause, example)


def test_few_quotes_are_embedded_and_only_of_clauses_in_the_index(services: Services) -> None:
    clauses = [clause for clause in services.corpus.library.clauses if clause.violating_examples]
    other = clauses[0].model_copy(update={"violating_examples": ("changed since",)})
    unknown = clauses[0].model_copy(update={"version": "99"})
    nearest = services.nearest_examples
    assert len(nearest.by_meaning([(clause, CURE) for clause in clauses * 2])) <= MAX_EMBEDDED
    assert nearest.by_meaning([(other, CURE), (unknown, CURE), (clauses[0], " ")]) == {}
    assert NearestExamples(services.corpus.index, services.corpus.embedder).by_meaning([]) == {}


def test_words_serve_where_there_are_no_vectors(services: Services) -> None:
    clause = clause_of(services).model_copy(
        update={"violating_examples": ("a", "drops for your eyes", "cured my gout"), "compliant_examples": ()}
    )
    found = by_words(clause, ["it has CURED my gout, I think"])
    assert (found.violating, found.compliant) == (("cured my gout", "a"), ())


def test_example_that_the_decision_names_comes_first(services: Services) -> None:
    clause = clause_of(services)
    listed = ShortlistedClause(
        clause_id="CLM-1",
        title="x",
        probability=0.4,
        similarity=0.5,
        quote=ContentQuote(item_id="i1", start=0, end=1, text="x"),
        violating_example=SimilarExample(text=clause.violating_examples[-1], similarity=0.9),
    )
    found = named_first(listed, by_words(clause, [clause.violating_examples[0]]))
    assert found.violating == (clause.violating_examples[-1], clause.violating_examples[0])
    assert len(found.compliant) == 2
