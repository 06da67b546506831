"""Terms that nobody defines, that two define, and clauses that lead to no definition of theirs."""

from datetime import date

from policies.lint.terminology import term_defined_twice, undefined_term, unnamed_definition
from policies.parsing.glossary import Entry
from tests.policies.lint.corpora import clause, definition, exception, subject, told

DEALER = "Only an Authorised Dealer may sell knives."


def test_a_term_of_two_clauses_without_a_definition() -> None:
    looked_at = subject(
        clause("ABC-1", DEALER), clause("ABC-2", "Ask the Authorised Dealers."), clause("ABC-3", DEALER)
    )
    (problem,) = undefined_term(looked_at)
    assert str(problem) == (
        'warning: ABC-1@1.0: "Authorised Dealer" is used as a term, here and in ABC-2, ABC-3, and defined nowhere; '
        "write a definition clause of that title or an entry of the glossary, or say it in plain words"
    )
    assert problem.words == "Authorised Dealer"


def test_of_many_clauses_a_few_are_named() -> None:
    (problem,) = undefined_term(subject(*(clause(f"ABC-{n}", DEALER) for n in range(1, 9))))
    named = "here and in ABC-2, ABC-3, ABC-4, ABC-5, ABC-6 and 2 more, and defined nowhere"
    assert problem.message == f'"Authorised Dealer" is used as a term, {named}'


def test_scopes_know_their_own_terms_and_those_of_none() -> None:
    shared, own = definition("d1", "Dealer", "One."), clause("d2", "A shop means a house.", scope="one")
    first = [clause(f"a{n}", 'No "shop", no "dealer", no "stall".', scope="one") for n in (1, 2)]
    second = [clause(f"b{n}", 'No "shop", no "dealer".', scope="two") for n in (1, 2)]
    once = [clause("c1", 'No "cart".', scope="one"), clause("c2", 'No "cart".', scope="two")]
    found = undefined_term(subject(shared, own, *first, *second, *once))
    assert [(problem.where, problem.words) for problem in found] == [("a1@1.0", "stall"), ("b1@1.0", "shop")]


def test_one_clause_makes_a_term_only_where_it_points_to_a_definition() -> None:
    once = clause("ABC-1", 'Sell no "soft knives", as defined by us, and no "hard knives".')
    assert [problem.words for problem in undefined_term(subject(once))] == ["soft knives"]


def test_what_is_defined_titled_or_a_market_is_no_unknown_term() -> None:
    uses = (
        clause("ABC-1", f"{DEALER} In the Land NO see the Goods and Wares."),
        clause("ABC-2", "For Land NO: a Goods and Wares, an Authorised Dealer."),
    )
    named = clause("ABC-3", "Nothing.", title="Goods and wares")
    by_glossary = {"dealer": Entry(meaning="One who sells.", also=("authorised dealer",))}
    assert told(undefined_term, subject(*uses, named, markets=["NO"], glossary=by_glossary)) == []
    by_clause = definition("DEF-1", "Authorised dealers", "Whoever we know.")
    assert told(undefined_term, subject(*uses, named, by_clause, markets=["NO"])) == []


def test_two_definitions_of_one_term() -> None:
    bundle = definition("DEF-1", "Bundle", "A bundle is any set.")
    looked_at = subject(bundle, clause("ABC-1", "Say the price. Bundles means two goods or more."))
    assert told(term_defined_twice, looked_at) == [
        'warning: ABC-1@1.0: "Bundles" is defined here and by DEF-1; keep one of the two and refer to it'
    ]
    later = definition("DEF-2", "Bundle", "A set.", effective_from=date(2027, 1, 1))
    ended = bundle.model_copy(update={"effective_to": date(2026, 12, 31)})
    assert told(term_defined_twice, subject(ended, later)) == []


def test_the_glossary_may_point_to_a_definition_but_not_say_it_again() -> None:
    bundle = definition("DEF-1", "Bundle", "A set.")
    other = {"set": Entry(meaning="Goods.", also=("bundles",)), "bundle": Entry(meaning="Goods.", see="DEF-1")}
    assert told(term_defined_twice, subject(bundle, glossary=other)) == [
        'warning: glossary.toml "set": "bundles" is defined here and by DEF-1; keep one of the two and refer to it',
        'warning: glossary.toml "bundle": "bundle" is defined here and by the glossary; '
        "keep one of the two and refer to it",
    ]


def test_a_clause_leads_to_the_definitions_of_its_words() -> None:
    bundle = definition("DEF-1", "Bundle", "A set.")
    others = [clause(f"ABC-{n}", "Say the price.") for n in range(10, 30)]
    looked_at = subject(
        bundle,
        clause("ABC-1", "No bundles."),
        clause("ABC-2", "No bundles.", see=("DEF-1",)),
        clause("ABC-3", "No bundles.", see=("ABC-2",)),
        clause("ABC-4", "Say a price.", excepts=("ABC-5",), see=("DEF-1",)),
        exception("ABC-5", "A bundle is excused."),
        *others,
    )
    assert told(unnamed_definition, looked_at) == [
        'note: ABC-1@1.0: it uses "Bundle" and leads nowhere to DEF-1 Bundle; write - **see**: DEF-1'
    ]


def test_a_word_that_every_fourth_clause_uses_needs_no_reference() -> None:
    looked_at = subject(definition("DEF-1", "Bundle", "A set."), clause("ABC-1", "No bundles."), clause("ABC-2"))
    assert told(unnamed_definition, looked_at) == []
