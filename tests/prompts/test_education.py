"""Letters to a creator, each compared with a golden file."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from domain.case import ContentKind
from domain.clause import Clause, ClauseKind, Severity, Teaching
from domain.education import EducationMessage
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from prompts.education import (
    ContentLine,
    ProposedAction,
    ViolatedRule,
    minimal,
    needs_review,
    no_violation,
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

CURE = Clause(
    id="HLT-2.1",
    policy_id="health-claims",
    version="2.0",
    title="Treating or curing illness",
    text="A post must not say that a product treats, cures\nor prevents an illness:\n\n- in words\n- in pictures",
    kind=ClauseKind.RULE,
    severity=Severity.HIGH,
    points=6,
    check="facts.claims_cure",
    teaching=Teaching(
        why="A buyer who trusts such a promise may put off care they need.",
        fix=("Take out the words that promise a cure.", "Say what the product is and how you use it."),
        appeal_evidence=("a licence that covers the claim, with its date",),
    ),
)
UNATTENDED = Clause(
    id="LIV-1.2",
    policy_id="live",
    version="1.0",
    title="Unattended LIVE",
    text="A host stays with the LIVE while it runs.",
    kind=ClauseKind.RULE,
)
STORY = Clause(
    id="HLT-2.3",
    policy_id="health-claims",
    version="2.0",
    title="Personal experience told as such",
    text="A creator may tell what they felt themselves, as long as they do not promise it to others.",
    kind=ClauseKind.EXCEPTION,
    violating_examples=("I slept better that week, that is just me",),
    compliant_examples=("I slept better and you will too",),
)
CHECK_TO_COME = {
    "de": "prüft ihn zuerst|Ein Mensch sieht",
    "en": "A person checks|A person will",
    "es": "Antes la revisa|Lo mirará una persona",
    "fr": "la vérifie d.abord|Une personne va",
    "id": "Seseorang akan",
    "pt": "confere antes|Uma pessoa vai",
    "th": "จะมีคน",
    "vi": "Một người sẽ",
}
QUOTED_LINE = ContentLine(ContentKind.CAPTION, "This tea cures \u202emigraine\nfor good!")
Golden = Callable[[str, str], None]


def to_text(message: EducationMessage) -> str:
    steps = "\n".join(f"[{n}] {step}" for n, step in enumerate(message.steps, 1))
    parts = (message.locale, message.subject, message.body, steps, message.appeal)
    return "\n=====\n".join(parts) + "\n"


def reviewed_letters(locale: str) -> tuple[EducationMessage, ...]:
    """What the creator gets after a review, without an appeal and after one."""
    post = PostLabel("My tea", date(2026, 11, 20), "https://shop.example/p/1")
    words = RedressWords(190, "ENF-8", "the Board, 12 Main Street")
    rules = (ViolatedRule(UNATTENDED, is_translated=True),)
    letter = identified(violation(rules, ProposedAction(None, appeal_days=21, redress=words), locale), post)
    short = violation(rules, ProposedAction(redress=RedressWords(1)), locale)
    checked = after_check(identified(minimal(Outcome.VIOLATION, locale), post), minimal(Outcome.VIOLATION, locale))
    return (
        letter,
        *(reviewed(letter, review) for review in Review),
        decided_by_person(checked),
        after_appeal(letter, AppealOutcome.UPHELD, words),
        after_appeal(short, AppealOutcome.CHANGED, RedressWords(1), (CURE,)),
        after_appeal(short, AppealOutcome.CHANGED, RedressWords()),
        after_appeal(withdrawn((CURE,), locale), AppealOutcome.GRANTED, RedressWords()),
    )


def test_letters_after_a_review_match_golden_file(golden: Golden) -> None:
    golden("education_reviewed.en.txt", "\n#####\n".join(map(to_text, reviewed_letters("en"))))


@pytest.mark.parametrize("locale", ["de", "en", "es", "fr", "id", "pt", "th", "vi"])
def test_letter_after_a_review_says_that_a_person_decided_and_offers_no_second_appeal(locale: str) -> None:
    original, upheld, decided, checked, answered, *_ = reviewed_letters(locale)
    automated = minimal(Outcome.VIOLATION, locale).body.split("\n\n")[-1]
    assert automated in original.body
    for letter in (upheld, decided, checked, answered):
        assert automated not in letter.body
        assert letter.body.split("\n\n")[-1] != automated
    assert len({letter.body for letter in (original, upheld, decided, answered)}) == 4
    assert (original.appeal_days, upheld.appeal_days, answered.appeal_days) == (21, 21, None)
    assert "21" not in answered.appeal
    assert "190" in answered.appeal


@pytest.mark.parametrize("locale", CHECK_TO_COME)
@pytest.mark.parametrize("action", [*EnforcementAction, None])
def test_letter_after_a_review_announces_no_check_of_the_action(action: EnforcementAction | None, locale: str) -> None:
    letter = violation((ViolatedRule(CURE),), ProposedAction(action, 14), locale)
    later = [
        *(reviewed(letter, review) for review in Review),
        after_appeal(letter, AppealOutcome.UPHELD, RedressWords()),
    ]
    assert re.search(CHECK_TO_COME[locale], letter.body)
    assert [one.body for one in later if re.search(CHECK_TO_COME[locale], one.body)] == []
    assert ["14" in one.body for one in later] == ["14" in letter.body] * len(later)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "education_violation.en.txt",
            violation(
                (ViolatedRule(CURE, (QUOTED_LINE,)),),
                ProposedAction(EnforcementAction.FEATURE_LIMIT, days=7, appeal_days=21),
            ),
        ),
        (
            "education_two_violations.en.txt",
            violation(
                (
                    ViolatedRule(CURE, (QUOTED_LINE, ContentLine(ContentKind.COMMENT, "it healed my knee"))),
                    ViolatedRule(UNATTENDED, facts=("minutes without a host", "is prerecorded")),
                ),
                ProposedAction(EnforcementAction.REMOVAL, appeal_days=1),
            ),
        ),
        ("education_undecided_without_teaching.en.txt", violation((ViolatedRule(UNATTENDED),), ProposedAction())),
        ("education_needs_review.en.txt", needs_review()),
        ("education_no_violation.en.txt", no_violation(())),
        ("education_exception.en.txt", no_violation((STORY,))),
        ("education_minimal_violation.en.txt", minimal(Outcome.VIOLATION)),
        ("education_minimal_needs_review.en.txt", minimal(Outcome.NEEDS_REVIEW)),
        ("education_minimal_no_violation.en.txt", minimal(Outcome.NO_VIOLATION)),
        ("education_withdrawn.en.txt", withdrawn((CURE,))),
        ("education_withdrawn_unnamed.en.txt", withdrawn(())),
        (
            "education_replacement.en.txt",
            replacement(violation((ViolatedRule(UNATTENDED),), ProposedAction()), (CURE, STORY)),
        ),
        (
            "education_replacement_unnamed.en.txt",
            replacement(violation((ViolatedRule(UNATTENDED),), ProposedAction()), ()),
        ),
    ],
)
def test_letter_matches_golden_file(golden: Golden, name: str, message: EducationMessage) -> None:
    golden(name, to_text(message))


@pytest.mark.parametrize("locale", ["de", "es", "fr", "id", "pt", "th", "vi"])
def test_letters_of_a_locale_match_golden_file(golden: Golden, locale: str) -> None:
    violated_rules = (
        ViolatedRule(CURE, (QUOTED_LINE, ContentLine(ContentKind.COMMENT, "it healed my knee"))),
        ViolatedRule(UNATTENDED, facts=("is prerecorded",)),
    )
    letters = (
        violation(violated_rules, ProposedAction(EnforcementAction.FEATURE_LIMIT, days=7, appeal_days=21), locale),
        violation(
            (ViolatedRule(UNATTENDED, explanation="…"),),
            ProposedAction(EnforcementAction.REMOVAL, appeal_days=1),
            locale,
            ("…",),
        ),
        violation((ViolatedRule(UNATTENDED),), ProposedAction(), locale),
        needs_review(locale),
        no_violation((STORY,), locale),
        *(minimal(outcome, locale) for outcome in Outcome),
        withdrawn((CURE,), locale),
        withdrawn((CURE, UNATTENDED), locale),
        withdrawn((), locale),
        replacement(violation((ViolatedRule(UNATTENDED),), ProposedAction(), locale), (CURE,)),
        replacement(violation((ViolatedRule(UNATTENDED),), ProposedAction(), locale), ()),
        no_violation((STORY,), locale, [STORY.id]),
        *reviewed_letters(locale),
    )
    golden(f"education.{locale}.txt", "\n#####\n".join(map(to_text, letters)))


@pytest.mark.parametrize("locale", ["de", "es", "fr", "id", "pt", "th", "vi"])
@pytest.mark.parametrize("action", EnforcementAction)
def test_each_action_has_its_text_in_each_locale(action: EnforcementAction, locale: str) -> None:
    bodies = {violation((ViolatedRule(CURE),), ProposedAction(other, 14), locale).body for other in EnforcementAction}
    assert len(bodies) == len(EnforcementAction)
    assert ("14" in violation((ViolatedRule(CURE),), ProposedAction(action, 14), locale).body) == (
        action in (EnforcementAction.FEATURE_LIMIT, EnforcementAction.COMMISSION_FREEZE, EnforcementAction.SUSPENSION)
    )


@pytest.mark.parametrize(
    ("action", "days", "text"),
    [
        (EnforcementAction.EDUCATION, None, "the proposal is to do nothing more than send this message."),
        (EnforcementAction.WARNING, None, "the proposal is a warning on your account."),
        (EnforcementAction.FEATURE_LIMIT, 1, "the proposal is to limit some features of your account for 1 day."),
        (EnforcementAction.COMMISSION_FREEZE, 14, "the proposal is to hold back your commission for 14 days."),
        (EnforcementAction.SUSPENSION, None, "the proposal is to pause your account."),
        (EnforcementAction.REMOVAL, None, "the proposal is to close your account."),
        (None, None, "this is not decided yet."),
    ],
)
def test_each_action_has_its_english_text(action: EnforcementAction | None, days: int | None, text: str) -> None:
    assert f"What happens next: {text}" in violation((ViolatedRule(CURE),), ProposedAction(action, days)).body


@pytest.mark.parametrize("kind", ContentKind)
def test_every_content_kind_has_its_label(kind: ContentKind) -> None:
    body = violation((ViolatedRule(CURE, (ContentLine(kind, "own words"),)),), ProposedAction()).body
    assert re.search(r"^(Your|You|The|A) [a-z ]+:\n> “own words”$", body, re.MULTILINE)


@pytest.mark.parametrize(
    "message",
    [
        violation((ViolatedRule(CURE, (QUOTED_LINE,)),), ProposedAction(EnforcementAction.SUSPENSION, 30, 21)),
        needs_review(),
        no_violation((STORY,)),
        withdrawn((CURE,)),
        replacement(violation((ViolatedRule(UNATTENDED),), ProposedAction()), (CURE,)),
    ],
)
def test_letters_are_readable_at_grade_eight(message: EducationMessage) -> None:
    assert reading_grade(" ".join((message.body, *message.steps, message.appeal))) <= 8


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade level, syllables counted as groups of vowels less a silent last e."""
    sentences = [s for s in re.split(r"[.!?:]\s|\n", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
