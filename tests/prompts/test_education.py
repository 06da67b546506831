"""Letters to a creator, each held to a golden file."""

import re
from collections.abc import Callable

import pytest

from domain.case import ContentKind
from domain.clause import Clause, ClauseKind, Severity, Teaching
from domain.education import EducationMessage
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from prompts.education import (
    Breach,
    Outlook,
    OwnLine,
    bare,
    needs_review,
    no_violation,
    replacing,
    taken_back,
    violation,
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
IDLE = Clause(
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
OWN = OwnLine(ContentKind.CAPTION, "This tea cures \u202emigraine\nfor good!")
Golden = Callable[[str, str], None]


def as_text(message: EducationMessage) -> str:
    steps = "\n".join(f"[{n}] {step}" for n, step in enumerate(message.steps, 1))
    parts = (message.locale, message.subject, message.body, steps, message.appeal)
    return "\n=====\n".join(parts) + "\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "education_violation.en.txt",
            violation((Breach(CURE, (OWN,)),), Outlook(EnforcementAction.FEATURE_LIMIT, days=7, appeal_days=21)),
        ),
        (
            "education_two_violations.en.txt",
            violation(
                (
                    Breach(CURE, (OWN, OwnLine(ContentKind.COMMENT, "it healed my knee"))),
                    Breach(IDLE, facts=("minutes without a host", "is prerecorded")),
                ),
                Outlook(EnforcementAction.REMOVAL, appeal_days=1),
            ),
        ),
        ("education_undecided_untaught.en.txt", violation((Breach(IDLE),), Outlook())),
        ("education_needs_review.en.txt", needs_review()),
        ("education_no_violation.en.txt", no_violation(())),
        ("education_exception.en.txt", no_violation((STORY,))),
        ("education_bare_violation.en.txt", bare(Outcome.VIOLATION)),
        ("education_bare_needs_review.en.txt", bare(Outcome.NEEDS_REVIEW)),
        ("education_bare_no_violation.en.txt", bare(Outcome.NO_VIOLATION)),
        ("education_taken_back.en.txt", taken_back((CURE,))),
        ("education_taken_back_unnamed.en.txt", taken_back(())),
        ("education_replacing.en.txt", replacing(violation((Breach(IDLE),), Outlook()), (CURE, STORY))),
        ("education_replacing_unnamed.en.txt", replacing(violation((Breach(IDLE),), Outlook()), ())),
    ],
)
def test_letters(golden: Golden, name: str, message: EducationMessage) -> None:
    golden(name, as_text(message))


@pytest.mark.parametrize("locale", ["es", "id", "pt", "th", "vi"])
def test_letters_of_a_locale(golden: Golden, locale: str) -> None:
    two = (
        Breach(CURE, (OWN, OwnLine(ContentKind.COMMENT, "it healed my knee"))),
        Breach(IDLE, facts=("is prerecorded",)),
    )
    letters = (
        violation(two, Outlook(EnforcementAction.FEATURE_LIMIT, days=7, appeal_days=21), locale),
        violation((Breach(IDLE, taught="…"),), Outlook(EnforcementAction.REMOVAL, appeal_days=1), locale, ("…",)),
        violation((Breach(IDLE),), Outlook(), locale),
        needs_review(locale),
        no_violation((STORY,), locale),
        *(bare(outcome, locale) for outcome in Outcome),
        taken_back((CURE,), locale),
        taken_back((CURE, IDLE), locale),
        taken_back((), locale),
        replacing(violation((Breach(IDLE),), Outlook(), locale), (CURE,)),
        replacing(violation((Breach(IDLE),), Outlook(), locale), ()),
    )
    golden(f"education.{locale}.txt", "\n#####\n".join(map(as_text, letters)))


@pytest.mark.parametrize("locale", ["es", "id", "pt", "th", "vi"])
@pytest.mark.parametrize("measure", EnforcementAction)
def test_each_measure_has_its_words_in_each_locale(measure: EnforcementAction, locale: str) -> None:
    bodies = {violation((Breach(CURE),), Outlook(one, 14), locale).body for one in EnforcementAction}
    assert len(bodies) == len(EnforcementAction)
    assert ("14" in violation((Breach(CURE),), Outlook(measure, 14), locale).body) == (
        measure in (EnforcementAction.FEATURE_LIMIT, EnforcementAction.COMMISSION_FREEZE, EnforcementAction.SUSPENSION)
    )


@pytest.mark.parametrize(
    ("measure", "days", "said"),
    [
        (EnforcementAction.EDUCATION, None, "the proposal is to leave it at this message and do nothing more."),
        (EnforcementAction.WARNING, None, "the proposal is a warning on your account."),
        (EnforcementAction.FEATURE_LIMIT, 1, "the proposal is to limit some features of your account for 1 day."),
        (EnforcementAction.COMMISSION_FREEZE, 14, "the proposal is to hold back your commission for 14 days."),
        (EnforcementAction.SUSPENSION, None, "the proposal is to pause your account."),
        (EnforcementAction.REMOVAL, None, "the proposal is to close your account."),
        (None, None, "this is not decided yet."),
    ],
)
def test_each_measure_in_plain_words(measure: EnforcementAction | None, days: int | None, said: str) -> None:
    assert f"What happens next: {said}" in violation((Breach(CURE),), Outlook(measure, days)).body


@pytest.mark.parametrize("kind", ContentKind)
def test_every_kind_of_content_has_its_words(kind: ContentKind) -> None:
    body = violation((Breach(CURE, (OwnLine(kind, "own words"),)),), Outlook()).body
    assert re.search(r"^(Your|You|The|A) [a-z ]+:\n> “own words”$", body, re.MULTILINE)


@pytest.mark.parametrize(
    "message",
    [
        violation((Breach(CURE, (OWN,)),), Outlook(EnforcementAction.SUSPENSION, 30, 21)),
        needs_review(),
        no_violation((STORY,)),
        taken_back((CURE,)),
        replacing(violation((Breach(IDLE),), Outlook()), (CURE,)),
    ],
)
def test_letters_read_at_about_grade_eight(message: EducationMessage) -> None:
    assert reading_grade(" ".join((message.body, *message.steps, message.appeal))) <= 8


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade level, syllables counted as groups of vowels less a silent last e."""
    sentences = [s for s in re.split(r"[.!?:]\s|\n", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
