"""Valid records of the Transparency Database, drawn at random, and one broken rule at a time."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from domain import statement_codes as codes
from domain.classification import CATEGORIES, KEYWORDS

Record = dict[str, Any]
LETTERS = st.characters(min_codepoint=97, max_codepoint=122)


def text(limit: int) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=min(limit, 40)) | st.just("x" * limit)


def one_of(values: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(values))


def some_of(values: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(one_of(values), min_size=1, max_size=4, unique=True)


def days(first: date) -> st.SearchStrategy[date]:
    return st.dates(first, date(2038, 1, 1))


@st.composite
def records(draw: st.DrawFn) -> Record:
    """As the facts of the Commission describe it."""
    applied = draw(days(date(2020, 1, 1)))
    record: Record = {
        "content_type": draw(some_of(codes.CONTENT_TYPES)),
        "category": draw(one_of(CATEGORIES)),
        "content_date": draw(days(date(2000, 1, 1))).isoformat(),
        "application_date": applied.isoformat(),
        "decision_facts": draw(text(5000)),
        "source_type": draw(one_of(codes.SOURCES)),
        "automated_detection": draw(one_of(codes.YES_NO)),
        "automated_decision": draw(one_of(codes.AUTOMATED)),
        "puid": draw(st.from_regex(r"[a-zA-Z0-9_-]{1,40}", fullmatch=True)),
        "decision_ground": draw(one_of(codes.GROUNDS)),
    }
    restrictions = {
        "decision_visibility": some_of(codes.VISIBILITY),
        "decision_monetary": one_of(codes.MONETARY),
        "decision_provision": one_of(codes.PROVISION),
        "decision_account": one_of(codes.ACCOUNT),
    }
    for name in draw(st.sets(st.sampled_from(sorted(restrictions)), min_size=1)):
        record[name] = draw(restrictions[name])
    optional = {
        "account_type": one_of(codes.ACCOUNT_TYPES),
        "category_addition": some_of(CATEGORIES),
        "category_specification": some_of(KEYWORDS),
        "territorial_scope": some_of(codes.COUNTRIES),
        "content_language": one_of(codes.CONTENT_LANGUAGES),
        "content_id": st.from_regex(r"[0-9]{13}", fullmatch=True).map(lambda digits: {"EAN-13": digits}),
        "decision_ground_reference_url": st.just("https://shop.example/terms?a=1"),
        "end_date_visibility_restriction": days(applied).map(date.isoformat),
        "end_date_account_restriction": days(applied).map(date.isoformat),
    }
    for name in draw(st.sets(st.sampled_from(sorted(optional)))):
        record[name] = draw(optional[name])
    return record | _conditional(draw, record)


def _conditional(draw: st.DrawFn, record: Record) -> Record:
    is_illegal = record["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    ground, explanation = (
        ("illegal_content_legal_ground", "illegal_content_explanation")
        if is_illegal
        else ("incompatible_content_ground", "incompatible_content_explanation")
    )
    added: Record = {ground: draw(text(500)), explanation: draw(text(2000))}
    if "DECISION_VISIBILITY_OTHER" in record.get("decision_visibility", []):
        added["decision_visibility_other"] = draw(text(500))
    if record.get("decision_monetary") == "DECISION_MONETARY_OTHER":
        added["decision_monetary_other"] = draw(text(500))
    if "CONTENT_TYPE_OTHER" in record["content_type"]:
        added["content_type_other"] = draw(text(500))
    if record["source_type"] != "SOURCE_VOLUNTARY" and draw(st.booleans()):
        added["source_identity"] = draw(text(500))
    return added


def without(name: str) -> Callable[[Record], Record]:
    return lambda record: {key: value for key, value in record.items() if key != name}


def having(**fields: object) -> Callable[[Record], Record]:
    return lambda record: {**record, **fields}


def without_restrictions(record: Record) -> Record:
    names = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
    others = ("decision_visibility_other", "decision_monetary_other")
    return {key: value for key, value in record.items() if key not in (*names, *others)}


ILLEGAL = {
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "l",
    "illegal_content_explanation": "e",
}
INCOMPATIBLE = {
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "g",
    "incompatible_content_explanation": "e",
}
GROUND_FIELDS = {*ILLEGAL, *INCOMPATIBLE, "incompatible_content_illegal"}


def with_ground(ground: Record, **fields: object) -> Callable[[Record], Record]:
    return lambda record: {k: v for k, v in record.items() if k not in GROUND_FIELDS} | ground | fields


# Each breaks one rule: the field that must be named, and the change.
BROKEN: list[tuple[str, Callable[[Record], Record]]] = [
    *((name, without_restrictions) for name in ("decision_visibility", "decision_monetary", "decision_account")),
    ("decision_visibility", having(decision_visibility="DECISION_VISIBILITY_CONTENT_REMOVED")),
    ("decision_visibility", having(decision_visibility=["REMOVED"])),
    (
        "decision_visibility_other",
        having(decision_visibility=["DECISION_VISIBILITY_OTHER"], decision_visibility_other=""),
    ),
    (
        "decision_visibility_other",
        having(decision_visibility=["DECISION_VISIBILITY_CONTENT_REMOVED"], decision_visibility_other="x"),
    ),
    (
        "decision_visibility_other",
        having(decision_visibility=["DECISION_VISIBILITY_OTHER"], decision_visibility_other="x" * 501),
    ),
    ("decision_monetary", having(decision_monetary="NONE", decision_monetary_other=None)),
    ("decision_monetary_other", having(decision_monetary="DECISION_MONETARY_OTHER", decision_monetary_other=None)),
    ("decision_monetary_other", having(decision_monetary="DECISION_MONETARY_SUSPENSION", decision_monetary_other="x")),
    ("decision_provision", having(decision_provision=["DECISION_PROVISION_TOTAL_SUSPENSION"])),
    ("decision_account", having(decision_account="SUSPENDED")),
    ("account_type", having(account_type="PRIVATE")),
    *(
        (f"end_date_{name}_restriction", having(**{f"end_date_{name}_restriction": "2038-01-02"}))
        for name in ("visibility", "monetary", "service", "account")
    ),
    ("end_date_account_restriction", having(end_date_account_restriction="01.02.2027")),
    (
        "end_date_account_restriction",
        having(
            application_date="2026-02-02",
            end_date_account_restriction="2026-02-01",
            end_date_visibility_restriction=None,
        ),
    ),
    ("decision_ground", without("decision_ground")),
    ("decision_ground", having(decision_ground="TERMS")),
    ("decision_ground_reference_url", having(decision_ground_reference_url="our terms")),
    ("decision_ground_reference_url", having(decision_ground_reference_url="https://x.example/" + "x" * 500)),
    ("illegal_content_legal_ground", with_ground(ILLEGAL, illegal_content_legal_ground=None)),
    ("illegal_content_legal_ground", with_ground(ILLEGAL, illegal_content_legal_ground="x" * 501)),
    ("illegal_content_explanation", with_ground(ILLEGAL, illegal_content_explanation="")),
    ("illegal_content_explanation", with_ground(ILLEGAL, illegal_content_explanation="x" * 2001)),
    ("illegal_content_explanation", with_ground(INCOMPATIBLE, illegal_content_explanation="x")),
    ("incompatible_content_ground", with_ground(INCOMPATIBLE, incompatible_content_ground=None)),
    ("incompatible_content_ground", with_ground(INCOMPATIBLE, incompatible_content_ground="x" * 501)),
    ("incompatible_content_explanation", with_ground(INCOMPATIBLE, incompatible_content_explanation=None)),
    ("incompatible_content_explanation", with_ground(INCOMPATIBLE, incompatible_content_explanation="x" * 2001)),
    ("incompatible_content_ground", with_ground(ILLEGAL, incompatible_content_ground="x")),
    ("incompatible_content_illegal", with_ground(INCOMPATIBLE, incompatible_content_illegal="Maybe")),
    ("incompatible_content_illegal", with_ground(ILLEGAL, incompatible_content_illegal="Yes")),
    ("content_type", without("content_type")),
    ("content_type", having(content_type="CONTENT_TYPE_TEXT", content_type_other=None)),
    ("content_type", having(content_type=["TEXT"], content_type_other=None)),
    ("content_type_other", having(content_type=["CONTENT_TYPE_OTHER"], content_type_other=None)),
    ("content_type_other", having(content_type=["CONTENT_TYPE_TEXT"], content_type_other="x")),
    ("content_type_other", having(content_type=["CONTENT_TYPE_OTHER"], content_type_other="x" * 501)),
    ("category", without("category")),
    ("category", having(category="STATEMENT_CATEGORY_PORNOGRAPHY")),
    ("category_addition", having(category_addition=["VIOLENCE"])),
    ("category_addition", having(category_addition="STATEMENT_CATEGORY_VIOLENCE")),
    ("category_specification", having(category_specification=["NUDITY"], category_specification_other=None)),
    (
        "category_specification_other",
        having(category_specification=["KEYWORD_NUDITY"], category_specification_other="x"),
    ),
    (
        "category_specification_other",
        having(category_specification=["KEYWORD_OTHER"], category_specification_other="x" * 501),
    ),
    ("territorial_scope", having(territorial_scope=["US"])),
    ("territorial_scope", having(territorial_scope="DE")),
    ("content_language", having(content_language="de")),
    ("content_date", without("content_date")),
    ("content_date", having(content_date="1999-12-31")),
    ("content_date", having(content_date="2038-01-02")),
    ("content_date", having(content_date="2026-02-30")),
    ("application_date", without("application_date")),
    ("application_date", having(application_date="2019-12-31")),
    ("content_id", having(content_id={"EAN-13": "123"})),
    ("content_id", having(content_id={"ISBN": "1234567890123"})),
    ("decision_facts", without("decision_facts")),
    ("decision_facts", having(decision_facts="x" * 5001)),
    ("decision_facts", having(decision_facts=5)),
    ("source_type", without("source_type")),
    ("source_type", having(source_type="SOURCE_OTHER", source_identity=None)),
    ("source_identity", having(source_type="SOURCE_VOLUNTARY", source_identity="x")),
    ("source_identity", having(source_type="SOURCE_ARTICLE_16", source_identity="x" * 501)),
    ("automated_detection", without("automated_detection")),
    ("automated_detection", having(automated_detection=True)),
    ("automated_decision", without("automated_decision")),
    ("automated_decision", having(automated_decision="Yes")),
    ("puid", without("puid")),
    ("puid", having(puid="a b")),
    ("puid", having(puid="ä")),
    ("puid", having(puid="x" * 501)),
]
