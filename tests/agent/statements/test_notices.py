"""Notices: what the record says of their source, and the texts for who sent them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.notices import NoticeReader
from agent.statements.reader import StatementReader
from agent.statements.validation import validate
from domain.notice import Notice, NoticeGround, NoticeSource
from domain.notice_answer import NoticeResult, NoticeStatus
from domain.verdict import Outcome
from policies.library import Library
from prompts.notice import NoticeWords, confirmation, decision
from store.decisions import DecisionStore
from tests.agent.statements.conftest import AT, Decide, review

LOCALES = ("de", "en", "es", "fr", "id", "pt", "th", "vi")
NOTIFIER = "user_of_Bob_Jones"


def notice(source: str = "user", ground: str = "illegal", **fields: Any) -> Notice:
    values = {"source": source, "ground": ground, "received_at": AT - timedelta(hours=6), **fields}
    return Notice.model_validate({"notifier_id": NOTIFIER, **values})


@pytest.mark.parametrize(
    ("source", "ground", "code"),
    [
        ("user", "illegal", "SOURCE_ARTICLE_16"),
        ("trusted_flagger", "illegal", "SOURCE_TRUSTED_FLAGGER"),
        ("trusted_flagger", "terms", "SOURCE_TRUSTED_FLAGGER"),
        ("user", "terms", "SOURCE_TYPE_OTHER_NOTIFICATION"),
        ("authority", "illegal", "SOURCE_TYPE_OTHER_NOTIFICATION"),
    ],
)
def test_record_names_the_source_and_never_the_notifier(
    store: DecisionStore, reader: StatementReader, decide: Decide, source: str, ground: str, code: str
) -> None:
    store.save(*decide("d1", "HLT-1", notice=notice(source, ground)))
    statement = reader.get("d1")
    assert statement is not None
    assert statement.record is not None
    assert (statement.record["source_type"], statement.record["automated_detection"]) == (code, "No")
    assert "source_identity" not in statement.record
    assert validate(statement.record) == {}
    assert "was received on 2026-11-21" in str(statement.record["decision_facts"])
    assert "We received a notice about it on 2026-11-21." in statement.text.body
    assert "Jones" not in statement.model_dump_json()


def test_without_a_notice_software_found_it(store: DecisionStore, reader: StatementReader, decide: Decide) -> None:
    store.save(*decide("d1", "HLT-1"))
    statement = reader.get("d1")
    assert statement is not None
    assert statement.record is not None
    assert statement.record["source_type"] == "SOURCE_VOLUNTARY"
    assert "notice" not in statement.text.body
    assert NoticeReader(reader).get("d1") is None
    assert NoticeReader(reader).get("dx") is None


def test_notifier_is_told_once_a_person_has_decided(
    store: DecisionStore, reader: StatementReader, decide: Decide, library: Library
) -> None:
    store.save(*decide("d1", "HLT-1", notice=notice(language="de"), url="https://shop.example/p/1"))
    notices = NoticeReader(reader)
    waiting = notices.get("d1")
    assert waiting is not None
    assert (waiting.status, waiting.result, waiting.decision) == (NoticeStatus.WAITING, NoticeResult.RESTRICTED, None)
    assert waiting.confirmation.subject == "Wir haben deine Meldung d1 erhalten"
    assert "https://shop.example/p/1" in waiting.confirmation.body
    at_once = StatementReader(store, StatementBuilder(library, read_measures(), submit_unreviewed=True))
    automatic = NoticeReader(at_once).get("d1")
    assert automatic is not None
    assert automatic.decision is not None
    assert "Noch hat kein Mensch es angesehen." in automatic.decision.body
    review(store, "d1", Outcome.NO_VIOLATION)
    answered = notices.get("d1")
    assert answered is not None
    assert answered.decision is not None
    assert (answered.status, answered.result) == (NoticeStatus.ANSWERED, NoticeResult.NO_VIOLATION)
    assert "Wir tun nichts." in answered.decision.body
    assert "innerhalb von 190 Tagen" in answered.decision.body
    assert "zertifizierte Stelle" in answered.decision.body
    assert "anna" not in answered.decision.body
    assert NOTIFIER not in answered.decision.body


def test_notice_of_an_open_case_waits_for_a_person(
    store: DecisionStore, reader: StatementReader, decide: Decide
) -> None:
    store.save(*decide("d1", outcome=Outcome.NEEDS_REVIEW, notice=notice()))
    store.save(*decide("d2", hours=1))
    store.save(*decide("d3", "HLT-1", hours=2, days=None, notice=notice(), market="US"))
    page, following = NoticeReader(reader).page(1)
    assert [one.decision_id for one in page] == ["d3"]
    rest, none = NoticeReader(reader).page(1, cursor=following)
    assert ([one.status for one in rest], none) == ([NoticeStatus.OPEN], None)
    assert [one.decision_id for one in NoticeReader(reader).all(AT + timedelta(hours=1))] == ["d3"]


@pytest.mark.parametrize("received_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_stored_notice_with_an_impossible_time_hides_no_other(
    store: DecisionStore, reader: StatementReader, decide: Decide, received_at: str
) -> None:
    """As an older Clausewise stored."""
    store.save(*decide("d1", "HLT-1", notice=notice()))
    store.save(*decide("d2", "HLT-1", hours=1, notice=notice(received_at=received_at, notifier_id="A B")))
    found = [*NoticeReader(reader).all()]
    assert [one.decision_id for one in found] == ["d2", "d1"]
    assert found[0].model_dump_json()
    assert [one.decision_id for one in reader.all()] == ["d2", "d1"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("result", list(NoticeResult))
def test_each_language_has_both_texts(locale: str, result: NoticeResult) -> None:
    words = NoticeWords("d1", "2026-11-21", "https://a.example/1", "illegal", result.value, "person", 190, "", True)
    sent, answered = confirmation(words, locale), decision(words, locale)
    assert sent.locale == answered.locale == locale
    assert "190" in answered.body
    assert "d1" in sent.body
    assert not {"{{", "{%"} & {*sent.body.split(), *answered.body.split()}


def test_notice_reads_a_category_as_policies_write_it() -> None:
    assert notice(category="scams_and_fraud").category == "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
    with pytest.raises(ValidationError, match="is no category of the Transparency Database"):
        notice(category="spam")
    with pytest.raises(ValidationError, match="timezone"):
        Notice(source=NoticeSource.USER, ground=NoticeGround.TERMS, received_at=datetime(2026, 11, 21))  # noqa: DTZ001
    assert notice(received_at=datetime(2026, 11, 21, tzinfo=UTC)).source is NoticeSource.USER
