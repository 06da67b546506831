"""Terms without a definition, with two, or used without a reference to their definition."""

from datetime import date

from policies.lint.terminology import missing_definition_reference, term_defined_twice, undefined_term
from policies.vocabulary import GlossaryEntry
from tests.policies.lint.corpora import clause, definition, exception, lint_input, messages

DEALER = "Only an Authorised Dealer may sell knives."


def test_undefined_term_of_two_clauses_is_reported() -> None:
    corpus = lint_input(
        clause("ABC-1", DEALER), clause("ABC-2", "Ask the Authorised Dealers."), clause("ABC-3", DEALER)
    )
    (problem,) = undefined_term(corpus)
    assert str(problem) == (
        'warning: ABC-1@1.0: "Authorised Dealer" is used as a term, here and in ABC-2, ABC-3, but not defined; '
        "add a definition clause with that title or a glossary entry, or use plain words"
    )
    assert problem.excerpt == "Authorised Dealer"


def test_message_lists_at_most_five_other_clauses() -> None:
    (problem,) = undefined_term(lint_input(*(clause(f"ABC-{n}", DEALER) for n in range(1, 9))))
    named = "here and in ABC-2, ABC-3, ABC-4, ABC-5, ABC-6 and 2 more, but not defined"
    assert problem.message == f'"Authorised Dealer" is used as a term, {named}'


def test_scope_knows_its_own_terms_and_those_without_scope() -> None:
    shared, own = definition("d1", "Dealer", "One."), clause("d2", "A shop means a house.", scope="one")
    first = [clause(f"a{n}", 'No "shop", no "dealer", no "stall".', scope="one") for n in (1, 2)]
    second = [clause(f"b{n}", 'No "shop", no "dealer".', scope="two") for n in (1, 2)]
    once = [clause("c1", 'No "cart".', scope="one"), clause("c2", 'No "cart".', scope="two")]
    problems = undefined_term(lint_input(shared, own, *first, *second, *once))
    assert [(problem.where, problem.excerpt) for problem in problems] == [("a1@1.0", "stall"), ("b1@1.0", "shop")]


def test_single_use_is_a_term_only_if_it_claims_a_definition() -> None:
    once = clause("ABC-1", 'Sell no "soft knives", as defined by us, and no "hard knives".')
    assert [problem.excerpt for problem in undefined_term(lint_input(once))] == ["soft knives"]


def test_defined_terms_titles_and_markets_are_known() -> None:
    uses = (
        clause("ABC-1", f"{DEALER} In the Land NO see the Goods and Wares."),
        clause("ABC-2", "For Land NO: a Goods and Wares, an Authorised Dealer."),
    )
    named = clause("ABC-3", "Nothing.", title="Goods and wares")
    by_glossary = {"dealer": GlossaryEntry(meaning="One who sells.", synonyms=("authorised dealer",))}
    assert messages(undefined_term, lint_input(*uses, named, markets=["NO"], glossary=by_glossary)) == []
    by_clause = definition("DEF-1", "Authorised dealers", "Any seller that we know.")
    assert messages(undefined_term, lint_input(*uses, named, by_clause, markets=["NO"])) == []


def test_term_with_two_definitions_is_reported() -> None:
    bundle = definition("DEF-1", "Bundle", "A bundle is any set.")
    corpus = lint_input(bundle, clause("ABC-1", "Say the price. Bundles means two goods or more."))
    assert messages(term_defined_twice, corpus) == [
        'warning: ABC-1@1.0: "Bundles" is defined here and by DEF-1; keep one of the two and refer to it'
    ]
    later = definition("DEF-2", "Bundle", "A set.", effective_from=date(2027, 1, 1))
    ended = bundle.model_copy(update={"effective_to": date(2026, 12, 31)})
    assert messages(term_defined_twice, lint_input(ended, later)) == []


def test_glossary_entry_must_refer_to_an_existing_definition() -> None:
    bundle = definition("DEF-1", "Bundle", "A set.")
    other = {
        "set": GlossaryEntry(meaning="Goods.", synonyms=("bundles",)),
        "bundle": GlossaryEntry(meaning="Goods.", see="DEF-1"),
    }
    assert messages(term_defined_twice, lint_input(bundle, glossary=other)) == [
        'warning: glossary.toml "set": "bundles" is defined here and by DEF-1; keep one of the two and refer to it',
        'warning: glossary.toml "bundle": "bundle" is defined here and by the glossary; '
        "keep one of the two and refer to it",
    ]


def test_use_of_a_term_without_reference_is_reported() -> None:
    bundle = definition("DEF-1", "Bundle", "A set.")
    others = [clause(f"ABC-{n}", "Say the price.") for n in range(10, 30)]
    corpus = lint_input(
        bundle,
        clause("ABC-1", "No bundles."),
        clause("ABC-2", "No bundles.", see=("DEF-1",)),
        clause("ABC-3", "No bundles.", see=("ABC-2",)),
        clause("ABC-4", "Say a price.", excepts=("ABC-5",), see=("DEF-1",)),
        exception("ABC-5", "A bundle is excused."),
        *others,
    )
    assert messages(missing_definition_reference, corpus) == [
        'note: ABC-1@1.0: it uses "Bundle" without a reference to DEF-1 Bundle; write - **see**: DEF-1'
    ]


def test_common_term_needs_no_reference() -> None:
    corpus = lint_input(definition("DEF-1", "Bundle", "A set."), clause("ABC-1", "No bundles."), clause("ABC-2"))
    assert messages(missing_definition_reference, corpus) == []
