"""Which decisions need a statement, what its record and its text say, and what it lacks."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.reader import StatementReader, period
from agent.statements.record import puid_of
from agent.statements.validation import validate
from domain.clause import Translation
from domain.errors import InputError
from domain.ladder import EnforcementAction
from domain.statement import StatementStatus
from domain.verdict import Outcome
from policies.library import Library
from prompts.render import TEMPLATES
from store.decisions import DecisionStore
from store.erasure import Erasure
from tests.agent.statements.conftest import Decide, review

LOCALES = sorted(folder.parent.name for folder in TEMPLATES.glob("*/education"))


@pytest.mark.parametrize(
    ("action", "field", "code", "end"),
    [
        (EnforcementAction.FEATURE_LIMIT, "decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION", "service"),
        (EnforcementAction.COMMISSION_FREEZE, "decision_monetary", "DECISION_MONETARY_SUSPENSION", "monetary"),
        (EnforcementAction.SUSPENSION, "decision_account", "DECISION_ACCOUNT_SUSPENDED", "account"),
    ],
)
def test_action_is_a_restriction_with_its_end(
    store: DecisionStore,
    reader: StatementReader,
    decide: Decide,
    action: EnforcementAction,
    field: str,
    code: str,
    end: str,
) -> None:
    store.save(*decide("d1", "HLT-1", action=action, days=12))
    (found,) = reader.all()
    assert found.record is not None
    assert found.record[field] == code
    assert found.record[f"end_date_{end}_restriction"] == "2026-12-03"
    assert validate(found.record) == {}


def test_restriction_without_end_has_no_end_date(store: DecisionStore, reader: StatementReader, decide: Decide) -> None:
    store.save(*decide("d1", "HLT-1", action=EnforcementAction.REMOVAL, days=None))
    (found,) = reader.all()
    assert found.record is not None
    assert found.record["decision_account"] == "DECISION_ACCOUNT_TERMINATED"
    assert [name for name in found.record if name.startswith("end_date")] == []
    assert "without a set end" in found.text.body


def test_decision_that_restricts_nothing_needs_none(
    store: DecisionStore, reader: StatementReader, decide: Decide
) -> None:
    store.save(*decide("d1", "HLT-1", action=EnforcementAction.WARNING))
    store.save(*decide("d2", outcome=Outcome.NO_VIOLATION))
    store.save(*decide("d3", "HLT-1", outcome=Outcome.NEEDS_REVIEW))
    assert [*reader.all()] == []
    assert reader.get("d1") is None


def test_removed_post_is_a_visibility_restriction(
    store: DecisionStore, library: Library, decide: Decide, tmp_path: Path
) -> None:
    path = tmp_path / "measures.toml"
    path.write_text('[violation]\nvisibility = ["DECISION_VISIBILITY_CONTENT_REMOVED"]\n')
    reader = StatementReader(store, StatementBuilder(library, read_measures(path)))
    store.save(*decide("d1", "HLT-1", action=EnforcementAction.EDUCATION, days=None))
    (found,) = reader.all()
    assert found.restriction.measures == ("DECISION_VISIBILITY_CONTENT_REMOVED",)
    assert "Your post is removed." in found.text.body


def test_record_says_ground_category_and_automated_means(
    store: DecisionStore, reader: StatementReader, decide: Decide
) -> None:
    store.save(*decide("d1", "HLT-1", "IPR-1"))
    (found,) = reader.all()
    assert found.record is not None
    record = found.record
    assert record["category"] == "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS"  # the rule with more points
    assert record["category_addition"] == ["STATEMENT_CATEGORY_CONSUMER_INFORMATION"]
    assert record["category_specification_other"] == "Copies of bottles"
    assert record["incompatible_content_ground"] == "IPR-1 Counterfeits (claims 1.0); HLT-1 Cures (claims 1.0)"
    assert record["territorial_scope"] == ["DE"]
    assert (record["content_type"], record["content_language"]) == (["CONTENT_TYPE_TEXT"], "EN")
    assert (record["content_date"], record["application_date"]) == ("2026-11-20", "2026-11-21")
    assert record["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert "by the caption" in str(record["decision_facts"])
    assert found.status is StatementStatus.WAITING
    assert "No person has looked at it yet." in found.text.body


def test_legal_ground_makes_it_illegal_content(store: DecisionStore, reader: StatementReader, decide: Decide) -> None:
    store.save(*decide("d1", "PRH-1"))
    (found,) = reader.all()
    assert found.record is not None
    assert found.record["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert found.record["illegal_content_legal_ground"] == "Regulation (EU) 2019/1148, Article 5"
    assert "incompatible_content_ground" not in found.record
    assert found.errors == {}
    assert "illegal content under Regulation (EU) 2019/1148" in found.text.body


def test_review_makes_it_ready_and_changes_the_clauses(
    store: DecisionStore, reader: StatementReader, decide: Decide, library: Library, tmp_path: Path
) -> None:
    store.save(*decide("d1", "HLT-1"))
    review(store, "d1", Outcome.VIOLATION, "HLT-1", hours=20)
    (found,) = reader.all()
    assert found.status is StatementStatus.READY
    assert found.record is not None
    assert found.record["automated_decision"] == "AUTOMATED_DECISION_PARTIALLY"
    assert found.record["application_date"] == "2026-11-22"
    review(store, "d1", Outcome.VIOLATION, "IPR-1")
    assert [*reader.all()] == []  # no ladder is in force for the other clause, so no action is due
    path = tmp_path / "measures.toml"
    path.write_text('[violation]\nvisibility = ["DECISION_VISIBILITY_CONTENT_DEMOTED"]\n')
    (amended,) = StatementReader(store, StatementBuilder(library, read_measures(path))).all()
    assert amended.restriction.clauses == ("IPR-1",)
    assert "as a person found" in str(amended.record)


def test_overturned_and_erased_decisions_have_none(
    store: DecisionStore, reader: StatementReader, decide: Decide
) -> None:
    store.save(*decide("d1", "HLT-1"))
    store.save(*decide("d2", "HLT-1", creator_id="cr_2"))
    review(store, "d1", Outcome.NO_VIOLATION)
    Erasure(store.database).erase_creator("cr_2", "test")
    assert [*reader.all()] == []


def test_market_outside_the_database_has_a_text_and_no_record(
    store: DecisionStore, reader: StatementReader, decide: Decide
) -> None:
    store.save(*decide("d1", "HLT-1", market="US"))
    store.save(*decide("d2", "HLT-1", market=None, hours=1))
    everywhere, outside = reader.all()
    assert (outside.status, outside.record) == (StatementStatus.OUTSIDE, None)
    assert "within 14 days" in outside.text.body
    assert "certified body" not in outside.text.body
    assert everywhere.record is not None
    assert "territorial_scope" not in everywhere.record


def test_clause_without_category_is_named(store: DecisionStore, library: Library, decide: Decide) -> None:
    document = library.documents[0]
    clauses = tuple(clause.model_copy(update={"classification": None}) for clause in document.clauses)
    bare = replace(library, documents=(document.model_copy(update={"clauses": clauses}),))
    store.save(*decide("d1", "HLT-1"))
    (found,) = StatementReader(store, StatementBuilder(bare, read_measures())).all()
    assert found.status is StatementStatus.INCOMPLETE
    assert "No category is given for HLT-1" in found.errors["category"][-1]
    assert [*StatementReader(store, StatementBuilder(bare, read_measures(), submit_unreviewed=True)).ready()] == []


def test_post_from_before_the_first_day_of_the_database_is_named(
    store: DecisionStore, reader: StatementReader, decide: Decide
) -> None:
    case, decision = decide("d1", "HLT-1")
    store.save(case.model_copy(update={"content_date": date(1999, 1, 1)}), decision)
    (found,) = reader.all()
    assert found.errors == {"content_date": ("The content date field must be a date after or equal to 2000-01-01.",)}


@pytest.mark.parametrize("locale", LOCALES)
def test_text_is_whole_in_every_language_of_letters(
    store: DecisionStore, library: Library, decide: Decide, locale: str, tmp_path: Path
) -> None:
    document = library.documents[0]
    rule = document.clauses[0]
    words = Translation(language=locale, of=rule.words_digest, title="T-titel", text="Satz eins.")
    clauses = (rule.model_copy(update={"translations": (words,)}), *document.clauses[1:])
    library = replace(library, documents=(document.model_copy(update={"clauses": clauses}),))
    path = tmp_path / "measures.toml"
    path.write_text('[violation]\nvisibility = ["DECISION_VISIBILITY_OTHER"]\nvisibility_other = "Blurred"\n')
    store.save(*decide("d1", "HLT-1", language=locale))
    builder = StatementBuilder(library, read_measures(path), "https://shop.example/terms")
    (found,) = StatementReader(store, builder).all()
    assert found.text.locale == locale
    for part in ("2026-11-21", "Blurred", "T-titel", "https://shop.example/terms", "24", "190", "DE"):
        assert part in found.text.body
    assert "DECISION_" not in found.text.body


def test_puid_is_the_id_or_its_digest() -> None:
    assert puid_of("dec_1f") == "dec_1f"
    assert puid_of("Entscheidung 1").startswith("sha256-")
    assert puid_of("x" * 501) == puid_of("x" * 501) != puid_of("x" * 502)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(InputError, match="swap"):
        period(date(2026, 11, 2), date(2026, 11, 1))
