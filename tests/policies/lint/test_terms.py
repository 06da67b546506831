"""Where terms are defined and used."""

from policies.lint.terms import definitions, uses
from policies.vocabulary import GlossaryEntry
from tests.policies.lint.corpora import clause, definition, lint_input, sources


def test_terms_are_defined_by_titles_sentences_and_the_glossary() -> None:
    bundle = definition("DEF-1", "Bundle", "A bundle is any set of goods. A gift means a good without a price.")
    text = 'A "hidden fee" is any fee told late (the "Fee") (or "no, paid"). This in any case means nothing, is any.'
    entry = GlossaryEntry(meaning="A sale of an hour.", see="ABC-1", synonyms=("lightning deal",))
    corpus = lint_input(bundle, clause(text=text), glossary={"flash sale": entry})
    assert [(definition.term, definition.where, definition.source) for definition in definitions(corpus)] == [
        ("Bundle", "DEF-1@1.0", "DEF-1"),
        ("gift", "DEF-1@1.0", "DEF-1"),
        ("hidden fee", "ABC-1@1.0", "ABC-1"),
        ("Fee", "ABC-1@1.0", "ABC-1"),
        ("flash sale", 'glossary.toml "flash sale"', "the glossary"),
        ("lightning deal", 'glossary.toml "flash sale"', "the glossary"),
    ]


def test_terms_are_used_in_quotation_marks_capitals_bold_and_italics() -> None:
    typed = "## ABC-1 Knives\n\n- **kind**: rule\n\nNo **steel goods** or _blunt_ ones, see `linked_account_share`.\n"
    text = 'Only an Authorised Dealer may say "top grade", as defined below. Great Things: buy "one of the very best".'
    text += ' Say "I love my knife" and "paid, not given".'
    corpus = lint_input(clause(text=text), sources=sources(ABC_1=f"{typed}\n### Why\n\n**No**"))
    assert [(use.term, use.claims_definition) for use in uses(corpus)] == [
        ("top grade", True),
        ("one of the very best", False),
        ("Authorised Dealer", False),
        ("steel goods", False),
        ("blunt", False),
    ]
