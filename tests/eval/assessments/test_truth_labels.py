"""Labels follow from the truth of a sample."""

from datetime import date

import pytest

from domain.assessment import PriorityLevel
from domain.finding import FindingStatus
from eval.assessments.labels import BUNDLED, AccountKind, SampleHead, read_labels
from eval.assessments.truth_labels import label_sample
from warehouse.sample.ecosystem import build_ecosystem

HEAD = SampleHead(creators=200, days=42, seed=3, fit_on=date(2026, 7, 1))


def test_each_kind_is_labelled_by_its_rule() -> None:
    truth = build_ecosystem(HEAD.options).truth
    accounts = label_sample(HEAD).accounts
    assert {account.kind for account in accounts} == {*AccountKind}
    by_creator = {account.creator_id: account for account in accounts}
    assert len(by_creator) == len(accounts)
    traded = by_creator[next(iter(truth["traded"]))]
    assert traded.gold.clauses["ACC-5.1"] is FindingStatus.UNCLEAR
    pirates = [account for account in accounts if account.kind is AccountKind.PIRATE]
    assert pirates
    assert {account.creator_id for account in pirates} <= {*truth["pirates"]}
    assert {account.gold.clauses["ACC-2.1"] for account in pirates} == {FindingStatus.VIOLATED}
    for account in accounts:
        if account.kind.is_honest:
            assert {*account.gold.clauses.values()} == {FindingStatus.SATISFIED}
            assert account.gold.priority == {PriorityLevel.NONE}


def test_a_ring_that_shares_devices_comes_before_others() -> None:
    truth = build_ecosystem(HEAD.options).truth
    shares = {member: ring["shares_devices"] for ring in truth["rings"] for member in ring["members"]}
    rings = [account for account in label_sample(HEAD).accounts if account.kind is AccountKind.RING]
    assert {shares[account.creator_id] for account in rings} == {True, False}
    for account in rings:
        assert PriorityLevel.HIGH in account.gold.priority
        assert (PriorityLevel.NORMAL in account.gold.priority) is not shares[account.creator_id]


def test_equal_heads_give_equal_labels() -> None:
    assert label_sample(HEAD).text == label_sample(HEAD).text
    assert label_sample(HEAD).text != label_sample(HEAD.model_copy(update={"seed": 4})).text


@pytest.mark.slow
def test_the_bundled_labels_are_what_the_truth_gives() -> None:
    """`python -m benchmarks.assessment_labels` writes them again."""
    labels = read_labels(BUNDLED)
    assert label_sample(labels.head).text == BUNDLED.read_text(encoding="utf-8")
