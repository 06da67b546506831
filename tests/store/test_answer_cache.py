"""Answers of models are found by their key, within limits, and are erased with the content that they answer on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.case import Case, ContentItem
from domain.decision import Decision
from store.answer_cache import DEFAULT_LIMITS, MAX_ANSWER_CHARS, AnswerCache, CacheLimits, content_digest
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore, open_store
from store.erasure import Erasure
from store.errors import CaseErased
from store.pruning import PruneCounts, Pruning
from store.purge import purge
from tests.store.conftest import BASIS, add_batch
from tests.store.old_databases import create_old_database

Decide = Callable[..., Decision]
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def cache_of(store: DecisionStore, at: datetime = NOW, limits: CacheLimits = DEFAULT_LIMITS) -> AnswerCache:
    return AnswerCache(store.database, limits, lambda: at)


def keep(store: DecisionStore, case: Case, cache: AnswerCache, **answers: str) -> None:
    with store.database.write_transaction() as session:
        cache.keep(session.connection(), case, answers)


def test_answer_is_kept_with_its_decision_and_found_by_its_key(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    StoreDecisionLog(any_store).save(case, decide("d1"), {"k1": '{"findings": []}'})
    log = StoreDecisionLog(any_store)
    assert (log.find_answer("k1"), log.find_answer("k2")) == ('{"findings": []}', None)
    assert (any_store.answers.size().answers, any_store.answers.size().characters) == (1, 16)


def test_answer_that_is_too_old_too_long_or_damaged_is_not_found(any_store: DecisionStore, case: Case) -> None:
    keep(any_store, case, cache_of(any_store), k1="yes", k2="x" * (MAX_ANSWER_CHARS + 1), k3="no")
    assert cache_of(any_store, NOW + 30 * DAY).find("k1") == "yes"
    assert cache_of(any_store, NOW + 31 * DAY).find("k1") is None
    assert cache_of(any_store).find("k2") is None
    with any_store.database.write_transaction() as session:
        session.execute(text("UPDATE cached_answers SET answer = 'yes' WHERE key = 'k3'"))
    assert cache_of(any_store).find("k3") is None
    keep(any_store, case, cache_of(any_store), k3="no, again")
    assert cache_of(any_store).find("k3") == "no, again"


@pytest.mark.parametrize("limits", [CacheLimits(days=0), CacheLimits(entries=0)])
def test_nothing_is_kept_or_found_without_days_or_entries(
    store: DecisionStore, case: Case, limits: CacheLimits
) -> None:
    keep(store, case, cache_of(store, limits=limits), k1="yes")
    assert store.answers.size().answers == 0
    keep(store, case, cache_of(store), k1="yes")
    assert cache_of(store, limits=limits).find("k1") is None


def test_the_oldest_answers_give_way(any_store: DecisionStore, case: Case) -> None:
    for number in range(5):
        keep(any_store, case, cache_of(any_store, NOW + number * DAY), **{f"k{number}": "yes"})
    keep(any_store, case, cache_of(any_store, NOW + 5 * DAY, CacheLimits(entries=3)), **{"0": "yes"})
    found = [cache_of(any_store, NOW + 5 * DAY).find(key) for key in ("k0", "k1", "k2", "k3", "k4", "0")]
    assert found == [None, None, None, "yes", "yes", "yes"]
    keep(any_store, case, cache_of(any_store, NOW + 34 * DAY), **{"8": "yes"})
    assert any_store.answers.size().answers == 3  # those of days 4, 5 and 34


def test_old_answers_are_pruned(any_store: DecisionStore, case: Case) -> None:
    keep(any_store, case, cache_of(any_store), k1="yes")
    keep(any_store, case, cache_of(any_store, NOW + DAY), k2="yes")
    assert Pruning(any_store.database).prune(NOW + DAY, "test") == PruneCounts(answers=1)
    assert any_store.answers.size().oldest == NOW + DAY


def test_writers_of_the_same_answer_do_not_fail(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    def save(number: int) -> None:
        any_store.save(case, decide(f"d{number}"), answers={f"k{n}": "yes" for n in range(number % 4, 9)})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(16)))
    assert any_store.answers.size().answers == 9


def test_erasure_deletes_answers_on_the_creators_content(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    """Also those that another creator's case with the same content brought in, and those of unfinished cases."""
    copied = case.model_copy(update={"creator_id": "cr_2", "id": "c2"})
    queued, other = (case.model_copy(update={"content": (ContentItem(id="c1", text=word),)}) for word in ("b", "c"))
    any_store.save(copied, decide("d2"), answers={"k1": "same words"})
    any_store.save(case, decide("d1"))
    add_batch(any_store, "bat_1", [queued], NOW)
    keep(any_store, queued, cache_of(any_store), k2="waits")
    keep(any_store, other.model_copy(update={"creator_id": "cr_2"}), cache_of(any_store), k3="other words")
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    assert [cache_of(any_store).find(key) for key in ("k1", "k2", "k3")] == [None, None, "other words"]


def test_no_quote_is_left_in_the_file(store: DecisionStore, case: Case, decide: Decide, tmp_path: Path) -> None:
    store.save(case, decide("d1"), answers={"k1": '"a quote by a xylographer"'})
    Erasure(store.database).erase_creator("cr_ricardo", "test")
    assert purge(store.database, 0) is None
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and b"xylographer" in path.read_bytes()] == []


def test_case_that_is_erased_while_it_is_decided_leaves_no_answer(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    log = StoreDecisionLog(any_store)
    log.begin(case, "d1", BASIS)
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    with pytest.raises(CaseErased):
        log.save(case, decide("d1"), {"k1": "yes"})
    assert any_store.answers.size().answers == 0


def test_digest_is_that_of_content_and_facts(case: Case) -> None:
    same = case.model_copy(update={"id": "c9", "creator_id": None, "market": "NO"})
    assert content_digest(same) == content_digest(Case.model_validate_json(case.model_dump_json()))
    assert content_digest(case.model_copy(update={"facts": {}})) != content_digest(case)


def test_migrated_database_keeps_answers(tmp_path: Path, case: Case, decide: Decide) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    create_old_database(url, 4)
    with open_store(url) as store:
        store.save(case, decide("d1"), answers={"k1": "yes"})
        assert store.answers.find("k1") == "yes"
