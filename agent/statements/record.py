"""Builds what the Commission's Transparency Database gets: a record of a statement of reasons."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, timedelta

from agent.statements.facts import content_types, facts_text, findings_of, kinds_of
from agent.statements.personal_data import masked
from agent.statements.validation import ILLEGAL, INCOMPATIBLE, LAST_DAY, PUID
from domain.clause import Clause
from domain.statement import Record, Restriction
from domain.statement_codes import CONTENT_LANGUAGES, country_of
from store.statements.candidates import Candidate

MAX_PUID_CHARS = 500
END_DATES = {
    "visibility": "end_date_visibility_restriction",
    "monetary": "end_date_monetary_restriction",
    "provision": "end_date_service_restriction",
    "account": "end_date_account_restriction",
}


def puid_of(decision_id: str) -> str:
    """The id of the decision; its SHA-256 where the database would refuse the characters or the length."""
    if PUID.fullmatch(decision_id) and len(decision_id) <= MAX_PUID_CHARS:
        return decision_id
    return f"sha256-{hashlib.sha256(decision_id.encode()).hexdigest()}"


def end_of(restriction: Restriction) -> date | None:
    return restriction.applied_on + timedelta(days=restriction.days) if restriction.days else None


def record_of(
    candidate: Candidate, clauses: Sequence[Clause], restriction: Restriction, policy_url: str = ""
) -> Record:
    """Only fields that have a value. What it lacks, the validation names; every text is masked."""
    decision, case = candidate.stored.decision, candidate.stored.case
    kinds = kinds_of(case, (finding for _, finding in findings_of(candidate, clauses)))
    types, type_words = content_types(case, kinds)
    posted = case.content_date or decision.decided_at.astimezone(UTC).date()
    country = country_of(case.market)
    record: Record = {
        **_measures(restriction),
        **_ground(clauses),
        **_classification(clauses),
        "decision_ground_reference_url": policy_url,
        "content_type": [*types],
        "content_type_other": type_words,
        "territorial_scope": [country] if country else [],
        "content_language": _language(case.language or decision.evidence.language),
        "content_date": posted.isoformat(),
        "application_date": restriction.applied_on.isoformat(),
        "decision_facts": masked(facts_text(candidate, clauses, restriction), 5000),
        "account_type": f"ACCOUNT_TYPE_{case.account_type.value.upper()}" if case.account_type else "",
        "source_type": case.notice.source_type if case.notice else "SOURCE_VOLUNTARY",
        "automated_detection": "No" if case.notice else "Yes",
        "automated_decision": restriction.automated,
        "puid": puid_of(decision.decision_id),
    }
    return {name: value for name, value in record.items() if value not in ("", [], None)}


def _measures(restriction: Restriction) -> Record:
    end = end_of(restriction)
    values: Record = {
        "decision_visibility": [*restriction.visibility],
        "decision_visibility_other": masked(restriction.visibility_other, 500),
        "decision_monetary": restriction.monetary,
        "decision_monetary_other": masked(restriction.monetary_other, 500),
        "decision_provision": restriction.provision,
        "decision_account": restriction.account,
    }
    lasting = [name for name in ("monetary", "provision", "account") if getattr(restriction, name)]
    if end is not None and end <= LAST_DAY:
        values |= {END_DATES[name]: end.isoformat() for name in lasting}
    return values


def _ground(clauses: Sequence[Clause]) -> Record:
    """Illegal content where the first clause names a legal ground, else incompatible with the terms."""
    legal = clauses[0].classification.legal_ground if clauses and clauses[0].classification else ""
    names = "; ".join(f"{clause.id} {clause.title} ({clause.policy_id} {clause.version})" for clause in clauses)
    texts = " ".join(f"{clause.id}: {clause.text}" for clause in clauses)
    if legal:
        return {
            "decision_ground": ILLEGAL,
            "illegal_content_legal_ground": masked(legal, 500),
            "illegal_content_explanation": masked(texts, 2000),
        }
    return {
        "decision_ground": INCOMPATIBLE,
        "incompatible_content_ground": masked(names, 500),
        "incompatible_content_explanation": masked(texts, 2000),
    }


def _classification(clauses: Sequence[Clause]) -> Record:
    """The category of the clause with the most points that has one; the others are additions."""
    found = [clause.classification for clause in clauses if clause.classification]
    categories = list(dict.fromkeys(one.category for one in found))
    keywords = list(dict.fromkeys(keyword for one in found for keyword in one.keywords))
    other = "; ".join(dict.fromkeys(one.other for one in found if one.other))
    return {
        "category": categories[0] if categories else "",
        "category_addition": [*categories[1:]],
        "category_specification": [*keywords],
        "category_specification_other": masked(other, 500),
    }


def _language(code: str | None) -> str:
    upper = (code or "").upper()
    return upper if upper in CONTENT_LANGUAGES else ""
