"""Letters on how an account was run: golden files, every piece of advice, and nothing on what was found of others."""

import re
from collections.abc import Callable

import pytest

from agent.messages.disclosure_check import AllowedText, find_disclosures
from domain.case import ContentKind
from domain.clause import Clause, ClauseKind, Teaching
from domain.education import EducationMessage
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from prompts.education import (
    ADVICE,
    ContentLine,
    ProposedAction,
    ViolatedRule,
    account,
    account_minimal,
    clause_texts,
    cleared,
    minimal,
    replacement,
    violation,
    withdrawn,
)
from prompts.letter_notes import (
    AppealOutcome,
    PostLabel,
    RedressWords,
    Review,
    after_appeal,
    after_check,
    decided_by_person,
    identified,
    reviewed,
)
from signals.quality.habits.parts import WORDS

LOW_EFFORT = Clause(
    id="ACC-1.1",
    policy_id="accounts",
    version="1.0",
    title="Low-effort selling",
    text="An account must not live on posts that show nothing new about what they sell.",
    kind=ClauseKind.RULE,
    teaching=Teaching(
        why="People who shop from a post want to see the product as it is.",
        fix=("Show the product in use, filmed by you.",),
        appeal_evidence=("Posts of these four weeks that show the product in motion",),
    ),
)
COPIED = LOW_EFFORT.model_copy(update={"id": "ACC-2.1", "title": "Copied posts", "teaching": None})
FACTS = ("several of your posts of the last four weeks show nothing new about the product",)
WORDS_ON_REDRESS = RedressWords(190, "ENF-8", "the Board, 12 Main Street")
PROPOSED = ProposedAction(EnforcementAction.FEATURE_LIMIT, 7, 21, WORDS_ON_REDRESS)
LOCALES = ("de", "en", "es", "fr", "id", "pt", "th", "vi")
DETECTION_WORDS = {
    "de": r"\bring\w*|gruppe\w*|verbunden\w*|verknüpf\w*|verlinkt\w*|konten|punkt(?:e|zahl)\w*|schwelle\w*",
    "en": r"\brings?\b|\bgroups?\b|\blink\w*|\bscor\w*|threshold\w*|other accounts?|another account",
    "es": r"\banillos?\b|\bred(?:es)?\b|grupos?|vinculad\w*|enlazad\w*|otras? cuentas?|puntuaci\w*|puntos|umbral\w*",
    "fr": r"anneaux?|réseaux?|groupes?|\bliée?s?\b|\bliens?\b|autres? comptes?|\bscores?\b|seuils?",
    "id": r"cincin|jaringan|kelompok|\bgrup\b|terhubung|tertaut|terkait|akun lain|skor\w*|ambang",
    "pt": r"\banel\b|\banéis\b|\bredes?\b|grupos?|vinculad\w*|\bligad\w*|outras? contas?|pontua\w*|limiar\w*",
    "th": r"วงแหวน|เครือข่าย|กลุ่ม|เชื่อมโยง|บัญชีอื่น|คะแนน|เกณฑ์",
    "vi": r"mạng lưới|\bnhóm\b|liên kết|tài khoản khác|điểm số|ngưỡng",
}
ONE_POST = {
    "de": r"\bdein(?:e[nm])? Beitrag\b|\bdiese[mnrs]? Beitrag",
    "en": r"\b(?:your|this|the) post\b",
    "es": r"\b(?:tu|esta|la) publicación\b",
    "fr": r"\b(?:votre|cette|la) publication\b",
    "id": r"\bpostingan (?:ini|itu)\b",
    "pt": r"\b(?:sua|esta|a) publicação\b",
    "th": r"โพสต์นี้|โพสต์ของคุณไม่เป็น",
    "vi": r"bài đăng (?:này|của bạn)(?! trong| có)",
}
Golden = Callable[[str, str], None]


def to_text(message: EducationMessage) -> str:
    steps = "\n".join(f"[{n}] {step}" for n, step in enumerate(message.steps, 1))
    parts = (message.locale, message.subject, message.body, steps, message.appeal)
    return "\n=====\n".join(parts) + "\n"


def full_text(letter: EducationMessage) -> str:
    return "\n".join((letter.subject, letter.body, *letter.steps, letter.appeal))


def violated(locale: str, *rules: Clause) -> EducationMessage:
    found = tuple(ViolatedRule(rule, facts=FACTS) for rule in rules)
    return account(Outcome.VIOLATION, found, ADVICE, PROPOSED, locale, 28)


def first_letters(locale: str) -> tuple[EducationMessage, ...]:
    return (
        violated(locale, LOW_EFFORT),
        account(Outcome.NO_VIOLATION, (), ("SILENCE", "OWN_CAPTION_AGAIN"), None, locale, 28),
        account(Outcome.NEEDS_REVIEW, (), (), None, locale, 28),
    )


def other_letters(locale: str) -> tuple[EducationMessage, ...]:
    """Those of other values, and those that follow a first letter."""
    letter, open_letter = violated(locale, LOW_EFFORT), account_minimal(Outcome.VIOLATION, locale)
    undecided = (ViolatedRule(LOW_EFFORT, explanation="…", is_translated=True), ViolatedRule(COPIED))
    return (
        account(Outcome.VIOLATION, undecided, (), ProposedAction(appeal_days=1), locale, 30),
        account(Outcome.VIOLATION, (ViolatedRule(COPIED),), (), None, locale),
        account(Outcome.NEEDS_REVIEW, (), ("SHARPNESS",), None, locale, 30),
        *(account_minimal(outcome, locale) for outcome in Outcome),
        *(reviewed(letter, review) for review in Review),
        decided_by_person(after_check(open_letter, open_letter)),
        after_appeal(letter, AppealOutcome.UPHELD, WORDS_ON_REDRESS),
        after_appeal(letter, AppealOutcome.CHANGED, RedressWords(1), (COPIED,)),
        withdrawn((COPIED,), locale, "account"),
        withdrawn((), locale, "account"),
        after_appeal(withdrawn((COPIED,), locale, "account"), AppealOutcome.GRANTED, RedressWords()),
        replacement(letter, (COPIED,)),
        replacement(letter, ()),
        cleared(letter),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_of_a_locale_match_golden_files(golden: Golden, locale: str) -> None:
    for outcome, letter in zip(Outcome, first_letters(locale), strict=True):
        golden(f"account_{outcome}.{locale}.txt", to_text(letter))
    golden(f"account_other.{locale}.txt", "\n#####\n".join(map(to_text, other_letters(locale))))


def test_letters_after_a_review_and_after_a_granted_appeal_match_golden_files(golden: Golden) -> None:
    letter = violated("en", LOW_EFFORT)
    withdrawal = withdrawn((LOW_EFFORT,), "en", "account")
    golden("account_upheld.en.txt", to_text(reviewed(letter, Review.UPHELD)))
    golden("account_granted.en.txt", to_text(after_appeal(withdrawal, AppealOutcome.GRANTED, RedressWords())))


@pytest.mark.parametrize("locale", LOCALES)
def test_each_code_of_advice_has_one_sentence_of_its_own(locale: str) -> None:
    plain = account(Outcome.NO_VIOLATION, (), ("SILENCE",), None, locale).steps[1:]
    sentences = [account(Outcome.NO_VIOLATION, (), (code,), None, locale).steps[0] for code in ADVICE]
    assert len(set(sentences)) == len(ADVICE) == len({words.code for words in WORDS.values()} | set(ADVICE))
    assert account(Outcome.NO_VIOLATION, (), ADVICE, None, locale).steps == (*sentences, *plain)
    assert [sentence for sentence in sentences if re.search(r"\d", sentence)] == []


def test_advice_is_said_once_and_unknown_codes_are_left_out() -> None:
    assert account(Outcome.NO_VIOLATION, (), ("FAME",)) == account(Outcome.NO_VIOLATION, (), ())
    twice = account(Outcome.NO_VIOLATION, (), ("SILENCE", "FAME", "SILENCE"))
    assert twice == account(Outcome.NO_VIOLATION, (), ("SILENCE",))
    assert account(Outcome.NO_VIOLATION, (), ()).steps == ()


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_disclose_nothing(locale: str) -> None:
    redress = ("the Board, 12 Main Street", "ENF-8", "30")
    policy_texts = (*clause_texts(LOW_EFFORT), *clause_texts(COPIED), *FACTS, *redress)
    allowed = AllowedText(policy_texts=policy_texts, day_counts=frozenset({1, 7, 21, 30, 190}))
    for letter in (*first_letters(locale), *other_letters(locale)):
        assert find_disclosures(full_text(letter), allowed) == ()


@pytest.mark.parametrize("locale", LOCALES)
def test_words_on_a_connection_are_the_same_in_every_letter_and_no_other_word_tells_of_one(locale: str) -> None:
    contest = account(Outcome.NEEDS_REVIEW, (), (), None, locale).appeal
    assert contest
    for letter in (*first_letters(locale), *other_letters(locale)):
        assert letter.about == "account"
        assert letter.appeal.endswith(contest)
        rest = full_text(letter).replace(contest, "")
        assert re.findall(DETECTION_WORDS[locale], rest, re.IGNORECASE) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_speak_of_the_account_and_never_of_one_post(locale: str) -> None:
    for letter in (*first_letters(locale), *other_letters(locale)):
        assert re.findall(ONE_POST[locale], full_text(letter), re.IGNORECASE) == []
    post = violation((ViolatedRule(COPIED, (ContentLine(ContentKind.CAPTION, "…"),)),), ProposedAction(), locale)
    assert re.findall(ONE_POST[locale], full_text(reviewed(post, Review.UPHELD)), re.IGNORECASE) != []


@pytest.mark.parametrize("locale", LOCALES)
def test_letter_after_a_review_says_that_a_person_decided_and_offers_no_second_appeal(locale: str) -> None:
    original = violated(locale, LOW_EFFORT)
    upheld = reviewed(original, Review.UPHELD)
    answered = after_appeal(original, AppealOutcome.UPHELD, WORDS_ON_REDRESS)
    minimal_letter = account_minimal(Outcome.VIOLATION, locale)
    checked = decided_by_person(after_check(minimal_letter, minimal_letter))
    automated = minimal_letter.body.split("\n\n")[-1]
    assert automated in original.body
    assert [letter for letter in (upheld, answered, checked) if automated in letter.body] == []
    assert checked.body != minimal_letter.body.replace(automated, checked.body.split("\n\n")[-1])
    assert (original.appeal_days, upheld.appeal_days, answered.appeal_days) == (21, 21, None)
    assert "21" not in answered.appeal
    assert "190" in answered.appeal


def test_a_violation_without_a_rule_to_name_gets_the_minimal_letter() -> None:
    assert account(Outcome.VIOLATION, (), ADVICE, PROPOSED, "fr") == account_minimal(Outcome.VIOLATION, "fr")


def test_rules_are_named_only_in_a_letter_on_a_violation() -> None:
    letter = account(Outcome.NEEDS_REVIEW, (ViolatedRule(LOW_EFFORT),), (), PROPOSED)
    assert letter == account(Outcome.NEEDS_REVIEW, (), ())
    assert letter.appeal_days is letter.complaint_days is None


def test_a_letter_on_an_account_names_no_post_and_one_on_a_post_says_nothing_of_accounts_connected() -> None:
    letter = violated("en", LOW_EFFORT)
    assert identified(letter, PostLabel("My tea")) == letter
    assert "another one by mistake" not in full_text(withdrawn((COPIED,)))
    assert cleared(minimal(Outcome.VIOLATION, "de")).about == "post"
    assert cleared(letter) == account(Outcome.NO_VIOLATION, (), ())


def test_a_letter_stored_before_accounts_were_assessed_is_about_a_post() -> None:
    stored = {"locale": "en", "subject": "s", "body": "b", "steps": [], "appeal": ""}
    assert EducationMessage.model_validate(stored).about == "post"
    assert EducationMessage.model_validate_json(violated("en", LOW_EFFORT).model_dump_json()).about == "account"


@pytest.mark.parametrize("letter", [*first_letters("en"), *other_letters("en")])
def test_letters_are_readable_at_grade_eight(letter: EducationMessage) -> None:
    assert reading_grade(" ".join((letter.body, *letter.steps, letter.appeal))) <= 8


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade level, syllables counted as groups of vowels less a silent last e."""
    sentences = [s for s in re.split(r"[.!?:]\s|\n", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
