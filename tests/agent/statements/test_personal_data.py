"""No field of a record holds personal data, whatever the content, the facts and the ids say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.personal_data import find_personal_data, mask, masked
from agent.statements.reader import StatementReader
from policies.library import Library
from policies.parsing.policy_file import read_policy
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.statements.candidates import Candidate
from tests.agent.statements.conftest import POLICY, Decide, make_decision

CONTACTS = ["@anna.meier", "anna@mail.example", "+49 170 1234567", "insta: anna_99", "anna at gmail dot com"]


@pytest.mark.parametrize("contact", CONTACTS)
def test_contact_is_masked_and_found(contact: str) -> None:
    text = f"Write to {contact}, please."
    assert contact not in mask(text)
    assert "decision_facts" in find_personal_data({"decision_facts": text})
    assert find_personal_data({"decision_facts": mask(text)}) == {}


@pytest.mark.parametrize("act", ["Regulation (EU) 2019/1148, Article 5", "Directive 2005/29/EC", "Law 98/2013"])
def test_number_of_an_act_is_no_phone_number(act: str) -> None:
    assert mask(act) == act


def test_phone_number_beside_a_year_is_masked() -> None:
    assert "1234567" not in mask("call 0170/2019 1234567 now")


@given(st.text(max_size=200))
def test_masked_text_has_nothing_left_to_mask(text: str) -> None:
    assert find_personal_data({"decision_facts": masked(text, 5000)}) == {}
    assert len(masked(text, 50)) <= 50


@given(
    st.sampled_from(CONTACTS),
    st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=60),
    st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=8, max_size=20),
)
def test_record_repeats_nothing_of_the_content(contact: str, around: str, name: str) -> None:
    text = f"{around} {contact} {name}"
    case, decision = make_decision("d1", "HLT-1", text=text, creator_id=name, facts={"seller": contact})
    library = Library("Ours", (read_policy(POLICY, "claims.md"),))
    builder = StatementBuilder(library, read_measures())
    built = builder.build(Candidate(StoredDecision(case, decision), None))
    assert built is not None
    assert built.record is not None
    written = json.dumps(built.record, ensure_ascii=False)
    assert built.errors == {}
    assert contact not in written
    assert name not in written


def test_text_for_the_creator_masks_contacts(store: DecisionStore, reader: StatementReader, decide: Decide) -> None:
    store.save(*decide("d1", "HLT-1"))
    (found,) = reader.all()
    assert "This tea cured my gout." in found.text.body
    for secret in ("anna", "1234567"):
        assert secret not in found.text.body
        assert secret not in json.dumps(found.record)
