from eval.dataset.coverage import ClauseCoverage, TagCoverage, clause_coverage, tag_coverage
from eval.dataset.labelled_case import Tag
from tests.eval.samples import dataset, labelled

DATASET = dataset(
    labelled("a", "violation", "HLT-1", tags=["plain"], must_pass=True),
    labelled("b", "no_violation", near_misses=["HLT-1"], exception="HLT-2", tags=["plain", "exception"]),
    labelled("c", "violation", "PRC-1", "HLT-1", near_misses=["HLT-2"], tags=["plain"]),
    split={"dev": ["a"], "test": ["b", "c"]},
)


def test_clauses_are_counted_by_split() -> None:
    none = {"dev": 0, "test": 0}
    assert clause_coverage(DATASET, ("HLT-1", "HLT-2", "X-1")) == (
        ClauseCoverage("HLT-1", {"dev": 1, "test": 1}, {"dev": 0, "test": 1}, none),
        ClauseCoverage("HLT-2", none, none, {"dev": 0, "test": 1}),  # a violation is no near miss
        ClauseCoverage("X-1", none, none, none),
    )


def test_tags_are_counted_by_split_and_outcome() -> None:
    rows = {row.tag: row for row in tag_coverage(DATASET)}
    assert list(rows) == list(Tag)
    assert rows[Tag.PLAIN] == TagCoverage(
        Tag.PLAIN, {"dev": 1, "test": 2}, {"violation": 2, "no_violation": 1, "needs_review": 0}, 1
    )
    assert rows[Tag.MARKET].cases == {"dev": 0, "test": 0}
