"""A server says no to a form once; what was chosen by name stays."""

import pytest

from llm.options import AnswerForm
from llm.response_format import Forms, demanded, told
from tests.llm.answers import Finding


def test_it_goes_down_step_by_step_and_no_further() -> None:
    forms = Forms()
    assert (forms.now, forms.give_up(AnswerForm.SCHEMA)) == (AnswerForm.SCHEMA, True)
    assert (forms.now, forms.give_up(AnswerForm.SCHEMA)) == (AnswerForm.OBJECT, True)
    assert (forms.now, forms.give_up(AnswerForm.OBJECT)) == (AnswerForm.OBJECT, True)
    assert (forms.now, forms.give_up(AnswerForm.TEXT)) == (AnswerForm.TEXT, False)


@pytest.mark.parametrize("form", [AnswerForm.SCHEMA, AnswerForm.OBJECT, AnswerForm.TEXT])
def test_a_chosen_form_stays(form: AnswerForm) -> None:
    forms = Forms(form)
    assert (forms.give_up(form), forms.now) == (False, form)


def test_what_the_decoder_is_not_told_the_words_tell() -> None:
    assert told(AnswerForm.SCHEMA, Finding) == ""
    assert '"clause"' in told(AnswerForm.OBJECT, Finding) == told(AnswerForm.TEXT, Finding)
    assert demanded(AnswerForm.OBJECT, Finding) == {"extra_body": {"response_format": {"type": "json_object"}}}
    assert demanded(AnswerForm.TEXT, Finding) == {}
