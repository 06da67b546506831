"""What is seen of letters that say too much, on a small sample."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from agent.assessment.account_reader import AccountReader
from agent.assessment.assessor import AccountAssessor
from agent.assessment.opening import build_assessor
from agent.build import build
from agent.open_warehouse import open_warehouse
from agent.settings import read_settings
from domain.case import Case
from domain.decision import Decision
from domain.errors import InputError, OperationError
from eval.assessments.labels import AccountKind, AccountLabels, LabelledAccount, SampleHead
from eval.assessments.running import run_labels
from eval.assessments.sample import PreparedSample, prepare_sample
from eval.assessments.scoring import AccountResult
from eval.assessments.truth_labels import label_sample
from signals.learning.models import CreatorModels

pytestmark = pytest.mark.slow
HEAD = SampleHead(creators=200, days=42, seed=3, fit_on=date(2026, 7, 1))


@dataclass(frozen=True)
class Prepared:
    labels: AccountLabels
    sample: PreparedSample
    assessor: AccountAssessor

    def account(self, kind: AccountKind) -> LabelledAccount:
        return next(account for account in self.labels.accounts if account.kind is kind)

    def assess(self, account: LabelledAccount, assessor: AccountAssessor) -> AccountResult:
        labels = replace(self.labels, accounts=(account,))
        (found,) = run_labels(assessor, self.sample, labels, lambda done, total: None)
        return found


@dataclass(frozen=True)
class Talkative(AccountAssessor):
    """Adds a text to each letter, and the number of groups in which the account was found, if there are any."""

    text: str = ""
    counts_groups: bool = False

    def assess(self, reader: AccountReader, **options: Any) -> tuple[Case, Decision]:
        case, decision = super().assess(reader, **options)
        groups = len(reader.links.groups) if self.counts_groups and reader.links else 0
        body = f"{decision.education.body}\n{self.text}{' Hm.' * groups}"
        return case, decision.model_copy(update={"education": decision.education.model_copy(update={"body": body})})


@dataclass(frozen=True)
class Broken(AccountAssessor):
    def assess(self, reader: AccountReader, **options: Any) -> tuple[Case, Decision]:
        raise OperationError("the disk is full")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    settings, labels = read_settings(), label_sample(HEAD)
    folder = tmp_path_factory.mktemp("sample")
    sample = prepare_sample(settings, folder, labels, lambda done, total: None)
    return Prepared(labels, sample, build_assessor(settings, build(settings, judge="rules"), "rules"))


def talkative(prepared: Prepared, text: str = "", counts_groups: bool = False) -> Talkative:
    return Talkative(prepared.assessor.adjudicator, None, text, counts_groups)


def test_a_letter_of_the_assessor_discloses_nothing(prepared: Prepared) -> None:
    for kind in (AccountKind.PIRATE, AccountKind.LOW_EFFORT, AccountKind.RING, AccountKind.TRADED):
        found = prepared.assess(prepared.account(kind), prepared.assessor)
        assert (found.disclosures, found.follows_links, found.error) == ((), False, "")
        assert found.reasons_that_cite == found.reasons > 0


@pytest.mark.parametrize(
    ("text", "disclosed"),
    [
        ("You act like c00001 does.", "c00001"),
        ("The score is 0.83.", "0.83"),
        ("Ask moderator@shop.example.", "moderator@shop.example"),
    ],
)
def test_what_a_letter_discloses_is_seen(prepared: Prepared, text: str, disclosed: str) -> None:
    account = prepared.account(AccountKind.PIRATE)
    assert account.creator_id != "c00001"
    found = prepared.assess(account, talkative(prepared, text))
    assert any(disclosed in one for one in found.disclosures), found.disclosures


def test_posts_and_groups_of_others_are_seen(prepared: Prepared) -> None:
    with _engine(prepared) as engine:
        ((group, member),) = engine.rows("SELECT group_id, creator_id FROM link_members LIMIT 1", {})
        reader = AccountReader(engine, None, prepared.account(AccountKind.PIRATE).creator_id, HEAD.last_day)
        post = reader.copies[0].earlier
    found = prepared.assess(prepared.account(AccountKind.PIRATE), talkative(prepared, f"{group} {post} {member}"))
    assert {group, post, member} <= {*found.disclosures}


def test_a_letter_that_follows_links_is_seen(prepared: Prepared) -> None:
    """Without any word that could be searched for."""
    matrix, ordinary = (prepared.account(kind) for kind in (AccountKind.MATRIX, AccountKind.ORDINARY))
    assert prepared.assess(matrix, talkative(prepared, counts_groups=True)).follows_links
    assert not prepared.assess(matrix, talkative(prepared, "Hm.")).follows_links
    assert not prepared.assess(ordinary, prepared.assessor).follows_links


def test_an_account_that_cannot_be_assessed_is_an_error(prepared: Prepared) -> None:
    found = prepared.assess(prepared.account(AccountKind.PIRATE), Broken(prepared.assessor.adjudicator))
    assert (found.error, found.outcome, found.outcome_right) == ("the disk is full", None, False)


def test_models_that_have_seen_later_days_are_refused(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """The models are made up: a small sample has too few decisions to fit them."""
    folder = prepared.sample.settings.data_dir
    monkeypatch.setattr("eval.assessments.sample.creator_models_folder", lambda settings: folder)
    monkeypatch.setattr("eval.assessments.sample.read_models", lambda path: _models(HEAD.last_day))
    with pytest.raises(InputError, match="have seen 2026-07-12: run clausewise creators fit --as-of 2026-07-01"):
        prepare_sample(prepared.sample.settings, folder, prepared.labels, lambda done, total: None)
    monkeypatch.setattr("eval.assessments.sample.read_models", lambda path: _models(HEAD.last_day - 20))
    sample = prepare_sample(prepared.sample.settings, folder, prepared.labels, lambda done, total: None)
    assert sample.models_as_of == HEAD.last_date - timedelta(days=20)


def _models(day: int) -> CreatorModels:
    class Model:
        def __init__(self) -> None:
            self.day = day

    model: Any = Model()
    return CreatorModels(model, model, model)


@contextmanager
def _engine(prepared: Prepared) -> Iterator[Any]:
    with open_warehouse(prepared.sample.settings, read_only=True) as warehouse:
        yield warehouse.engine
