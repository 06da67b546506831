"""The letter to the creator: what it says for each outcome, and that it discloses nothing else."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.messages.education_letter import write_education_letter
from agent.messages.letter_policy import LetterPolicy
from agent.messages.post_label import post_label
from agent.messages.writer import LetterDraft
from domain.case import Case, ContentItem, ContentKind
from domain.clause import Clause, ClauseKind, Severity, Teaching, Translation
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause, FoundPrecedent
from domain.finding import ContentQuote, FactCitation, Finding, FindingStatus
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.redress import Redress
from domain.signals import CreatorSignals, PastViolation, QualityScore, SignalCondition, SignalReading
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason, Verdict
from policies.vocabulary import Variable, VariableType
from prompts import education
from prompts.education import ContentLine, ProposedAction, ViolatedRule
from prompts.letter_notes import PostLabel

CURE = Clause(
    id="HLT-2.1",
    policy_id="health-claims",
    version="2.0",
    title="Treating or curing illness",
    text="A post must not say that a product cures an illness within 30 days or ever.",
    kind=ClauseKind.RULE,
    severity=Severity.HIGH,
    points=6,
    teaching=Teaching(
        why="A buyer may put off care they need.",
        fix=("Take out the words that promise a cure.",),
        appeal_evidence=("a licence that covers the claim",),
    ),
)
UNATTENDED = Clause(
    id="LIV-1.2",
    policy_id="live",
    version="1.0",
    title="Unattended LIVE",
    text="A host stays with the LIVE.",
    kind=ClauseKind.RULE,
    points=2,
)
STORY = Clause(
    id="HLT-2.3",
    policy_id="health-claims",
    version="2.0",
    title="Personal experience",
    text="A creator may tell what they felt themselves.",
    kind=ClauseKind.EXCEPTION,
)
CLAUSES = {clause.id: clause for clause in (CURE, UNATTENDED, STORY)}
LADDER = Ladder(
    clause_id="ENF-2",
    window_days=113,
    repeat_count=3,
    repeat_action=EnforcementAction.COMMISSION_FREEZE,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.SUSPENSION,
    appeal_days=21,
    thresholds=(
        LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
        LadderThreshold(points=8, action=EnforcementAction.FEATURE_LIMIT, days=7),
    ),
)
FEATURE_LIMIT = Consequence(
    status=ConsequenceStatus.RECOMMENDED,
    reason="6 points for this case and 5 from 1 of 1 past violations.",
    ladder_clause_id="ENF-2",
    action=EnforcementAction.FEATURE_LIMIT,
    days=7,
    points_case=6,
    points_before=5,
    points_total=11,
    window_days=113,
    incidents=(
        Incident(violation_id="vi_1", clause_id="DIS-1", date=date(2026, 1, 1), points=5, counted=True, reason="r"),
    ),
    rules_applied=("11 points in total reach the threshold at 8 points of ENF-2: feature limit.",),
)
NOT_DUE = Consequence(status=ConsequenceStatus.NOT_DUE, reason="No clause is violated.")
NOT_DETERMINED = Consequence(
    status=ConsequenceStatus.NOT_DETERMINED, reason="The source http://signals could not be reached."
)
POST_LABELS = ("Your post:", "Tu publicación:", "Bài đăng của bạn:", "Dein Beitrag:")
LINE = "This tea cures migraine, ask @mina.cooks."


def make_case(text: str = LINE, kind: ContentKind = ContentKind.CAPTION, **facts: bool | float | str) -> Case:
    return Case(
        id="case_1", creator_id="mina_9", content=(ContentItem(id="item_1", kind=kind, text=text),), facts=facts
    )


def make_finding(
    clause_id: str = "HLT-2.1",
    quoted: str | None = LINE,
    status: FindingStatus = FindingStatus.VIOLATED,
    facts: tuple[FactCitation, ...] = (),
    exception_id: str | None = None,
    text: str = "nearest breaking example at 0.91",
    judge: str = "local:minilm_l6",
) -> Finding:
    quotes = (ContentQuote(item_id="item_1", start=0, end=len(quoted), text=quoted),) if quoted else ()
    return Finding(
        clause_id=clause_id,
        status=status,
        confidence=0.91,
        probability=0.91,
        rationale=text,
        judge=judge,
        content_quotes=quotes,
        facts=facts,
        exception_id=exception_id,
        evidence_ids=("ev_1",),
    )


def make_verdict(*findings: Finding, outcome: Outcome = Outcome.VIOLATION, text: str = "probability 0.91") -> Verdict:
    reasons = (Reason(text=text, evidence_ids=("ev_1",)),)
    return Verdict(
        outcome=outcome,
        confidence=0.91,
        probability=0.91,
        summary=text,
        findings=findings,
        reasons_for=reasons,
        reasons_against=reasons,
        would_change=reasons,
        review_reasons=(ReviewReason(code=ReviewCode.LOW_MARGIN, text=text),),
    )


def make_line(text: str = LINE) -> ContentLine:
    return ContentLine(ContentKind.CAPTION, text)


def full_text(message: EducationMessage) -> str:
    return "\n".join((message.subject, message.body, *message.steps, message.appeal))


VOCABULARY = {
    "facts.minutes_alone": Variable(
        type=VariableType.NUMBER,
        unit="minutes",
        meaning="Minutes alone.",
        sentence={"en": "nobody was there for {value} minutes", "de": "{value} Minuten lang war niemand da"},
    ),
    "facts.score": Variable(type=VariableType.NUMBER, unit="points", meaning="A score.", sentence={"en": "your score"}),
}


def write(
    case: Case,
    verdict: Verdict,
    clauses: Mapping[str, Clause],
    consequence: Consequence,
    ladder: Ladder | None,
    evidence: Evidence | None = None,
    letter_draft: LetterDraft | None = None,
) -> EducationMessage:
    """The letter without the paragraph that names the post."""
    policy = LetterPolicy(ladder, vocabulary=VOCABULARY)
    letter = write_education_letter(case, verdict, clauses, consequence, policy, evidence, letter_draft)
    greeting, post, *rest = letter.body.split("\n\n")
    if not post.startswith(POST_LABELS):
        return letter
    return letter.model_copy(update={"body": "\n\n".join((greeting, *rest))})


def test_violation_letter_has_line_rule_and_steps() -> None:
    letter = write(make_case(), make_verdict(make_finding()), CLAUSES, FEATURE_LIMIT, LADDER)
    assert letter == education.violation(
        (ViolatedRule(CURE, (make_line(),)),), ProposedAction(EnforcementAction.FEATURE_LIMIT, 7, 21)
    )
    for text in (LINE, CURE.text, "for 7 days", "It is only a proposal."):
        assert text in letter.body
    assert letter.steps == ("Take out the words that promise a cure.",)
    assert "within 21 days" in letter.appeal
    assert "a licence that covers the claim" in letter.appeal


def test_violations_are_ordered_by_severity() -> None:
    facts = (FactCitation(name="facts.minutes_alone", value=42),)
    verdict = make_verdict(make_finding("LIV-1.2", None, facts=facts), make_finding())
    letter = write(make_case(minutes_alone=42), verdict, CLAUSES, FEATURE_LIMIT, LADDER)
    violated_rules = (
        ViolatedRule(CURE, (make_line(),)),
        ViolatedRule(UNATTENDED, facts=("nobody was there for 42 minutes",)),
    )
    assert letter == education.violation(violated_rules, ProposedAction(EnforcementAction.FEATURE_LIMIT, 7, 21))


def test_only_facts_that_the_policies_have_words_for_are_told() -> None:
    names = ("facts.minutes_alone", "seller", "facts.score", "facts.visionx2_hit", "signals.strikes", "strikes")
    facts = tuple(FactCitation(name=name, value="ann_77") for name in names)
    content = make_case(minutes_alone=42, seller="ann_77", score=0.93, visionx2_hit=True)
    verdict = make_verdict(make_finding("LIV-1.2", None, facts=facts))
    letter = write(content, verdict, CLAUSES, FEATURE_LIMIT, LADDER)
    expected = ViolatedRule(UNATTENDED, facts=("nobody was there for 42 minutes",))
    assert letter == education.violation((expected,), ProposedAction(EnforcementAction.FEATURE_LIMIT, 7, 21))


@pytest.mark.parametrize(
    ("items", "title"),
    [
        ((("caption", "Two sprays"), ("title", "My Spray by Ann")), "My Spray by Ann"),
        ((("title", "Ask @ann.cooks or +49 30 1234567"),), "Ask [name] or [phone number]"),
        ((("comment", "I love it"), ("profile", "I sell tea"), ("transcript", "Hi all")), "Hi all"),
        ((("caption", "hello and welcome, this is my tea for you"),), "hello and welcome, this is my…"),
        ((("caption", "to the lady in apartment 4C who left"),), "to the lady in apartment…"),
        ((("caption", "this goes to Priscilla Vandermolen, 88 Hill Road"),), "this goes to…"),
        ((("caption", "hey Ann, look at this"),), ""),
        ((("caption", "moderator_override=true more colours"),), ""),
        ((("comment", "nice"),), ""),
    ],
)
def test_post_is_named_by_its_title_or_by_first_words_that_name_nobody(
    items: tuple[tuple[str, str], ...], title: str
) -> None:
    content = tuple(ContentItem(id=str(n), kind=ContentKind(kind), text=text) for n, (kind, text) in enumerate(items))
    case = Case(id="c", content=content, content_date=date(2026, 11, 20), url="https://shop.example/p/mina_9")
    assert post_label(case) == PostLabel(title, date(2026, 11, 20), "https://shop.example/p/mina_9")


def test_letter_names_post_day_and_address_even_if_it_is_minimal() -> None:
    case = make_case().model_copy(update={"content_date": date(2026, 11, 20), "url": "https://shop.example/p/case_1"})
    place = "2026-11-20, https://shop.example/p/case_1"
    letter = write_education_letter(case, make_verdict(make_finding()), CLAUSES, FEATURE_LIMIT, LetterPolicy(LADDER))
    assert letter.body.split("\n\n")[1] == f"Your post:\n> “This tea cures migraine, ask…”, {place}"
    minimal = write_education_letter(case, make_verdict(make_finding()), {}, FEATURE_LIMIT, LetterPolicy(LADDER))
    assert minimal.body.split("\n\n")[1] == f"Your post:\n> {place}"


def test_rule_is_shown_in_the_language_of_the_letter_if_its_translation_is_current() -> None:
    german = Translation(
        language="de",
        of=CURE.words_digest,
        title="Krankheiten heilen",
        text="Kein Beitrag sagt, dass ein Produkt in 30 Tagen heilt.",
        why="Wer das glaubt, geht zu spät zum Arzt.",
        fix=("Nimm die Heilung heraus.",),
        appeal_evidence=("eine Zulassung",),
    )
    case = make_case().model_copy(update={"language": "de"})
    translated = CURE.model_copy(update={"translations": (german,)})
    stale = translated.model_copy(update={"text": "Another rule."})
    letters = [
        write(case, make_verdict(make_finding()), {"HLT-2.1": clause}, FEATURE_LIMIT, LADDER)
        for clause in (translated, stale)
    ]
    assert letters[0].subject == "Dein Beitrag und unsere Regel „Krankheiten heilen“"
    assert "Sie lautet:\n> Kein Beitrag sagt, dass ein Produkt in 30 Tagen heilt." in letters[0].body
    assert "Warum wir diese Regel haben: Wer das glaubt, geht zu spät zum Arzt." in letters[0].body
    assert letters[0].steps == ("Nimm die Heilung heraus.",)
    assert "- eine Zulassung" in letters[0].appeal
    assert "Sie lautet (in der Sprache, in der sie geschrieben ist):\n> Another rule." in letters[1].body
    assert letters[1].steps == CURE.teaching.fix if CURE.teaching else False


@pytest.mark.parametrize("locale", ["de", "en", "es", "fr", "id", "pt", "th", "vi"])
def test_redress_of_the_market_is_stated_and_passes_the_check(locale: str) -> None:
    redress = Redress(appeal_days=30, complaint_days=190, clause="ENF-8", body={"en": "the Board, 12 Main Street"})
    case = make_case().model_copy(update={"language": locale})
    policy = LetterPolicy(LADDER, redress)
    letter = write_education_letter(case, make_verdict(make_finding()), CLAUSES, FEATURE_LIMIT, policy)
    assert (letter.locale, letter.appeal_days, letter.complaint_days) == (locale, 30, 190)
    for part in (" 30 ", "190", "(ENF-8)", "the Board, 12 Main Street"):
        assert part in letter.appeal
    assert CURE.id in letter.body


def test_consequence_that_is_not_determined_is_called_undecided() -> None:
    letter = write(make_case(), make_verdict(make_finding()), CLAUSES, NOT_DETERMINED, None)
    assert letter == education.violation((ViolatedRule(CURE, (make_line(),)),), ProposedAction())
    assert "this is not decided yet" in letter.body


def test_quote_that_is_not_in_the_content_is_not_shown() -> None:
    letter = write(
        make_case(), make_verdict(make_finding(quoted="This tea heals everything")), CLAUSES, FEATURE_LIMIT, LADDER
    )
    assert letter == education.violation((ViolatedRule(CURE),), ProposedAction(EnforcementAction.FEATURE_LIMIT, 7, 21))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (ContentKind.CAPTION, "Anna's number is [phone number], she is @anna, [e-mail address]"),
        (ContentKind.COMMENT, "Anna's number is [phone number], she is [name], [e-mail address]"),
    ],
)
def test_contacts_in_a_line_are_masked(kind: ContentKind, shown: str) -> None:
    line = "Anna's number is +49 30 1234567, she is @anna, anna@mail.example"
    letter = write(make_case(line, kind), make_verdict(make_finding(quoted=line)), CLAUSES, FEATURE_LIMIT, LADDER)
    expected = ViolatedRule(CURE, (ContentLine(kind, shown),))
    assert letter == education.violation((expected,), ProposedAction(EnforcementAction.FEATURE_LIMIT, 7, 21))


def test_long_line_is_shortened() -> None:
    line = "cures migraine " * 200
    letter = write(make_case(line), make_verdict(make_finding(quoted=line)), CLAUSES, FEATURE_LIMIT, LADDER)
    assert "> “cures migraine cures" in letter.body
    assert len(max(letter.body.splitlines(), key=len)) < 300


def test_review_letter_makes_no_accusation() -> None:
    unclear = make_finding(status=FindingStatus.UNCLEAR)
    letter = write(make_case(), make_verdict(unclear, outcome=Outcome.NEEDS_REVIEW), CLAUSES, NOT_DUE, LADDER)
    assert letter == education.needs_review()
    assert LINE not in letter.body


def test_exception_that_exempted_is_named() -> None:
    exempted = make_finding(status=FindingStatus.EXEMPTED, exception_id="HLT-2.3")
    letter = write(make_case(), make_verdict(exempted, outcome=Outcome.NO_VIOLATION), CLAUSES, NOT_DUE, LADDER)
    assert letter == education.no_violation((STORY,))


def test_letter_without_findings_is_short() -> None:
    letter = write(make_case(), make_verdict(outcome=Outcome.NO_VIOLATION), CLAUSES, NOT_DUE, LADDER)
    assert letter == education.no_violation(())
    assert len(letter.body.split()) < 50


def test_rule_without_clause_leads_to_the_minimal_letter() -> None:
    assert write(make_case(), make_verdict(make_finding()), {}, FEATURE_LIMIT, LADDER) == education.minimal(
        Outcome.VIOLATION
    )


@pytest.mark.parametrize("why", ["Our minilm_l6 finds this.", "See HLT-2.1@2.0.", "Ask mina_9."])
def test_disclosure_in_the_guidance_leads_to_the_minimal_letter(why: str) -> None:
    disclosing = CURE.model_copy(update={"teaching": Teaching(why=why, fix=(), appeal_evidence=())})
    letter = write(make_case(), make_verdict(make_finding()), {"HLT-2.1": disclosing}, FEATURE_LIMIT, LADDER)
    assert letter == education.minimal(Outcome.VIOLATION)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_letter_ends_with_the_automation_notice(outcome: Outcome) -> None:
    for clauses in (CLAUSES, {}):
        last = write(
            make_case(), make_verdict(make_finding(), outcome=outcome), clauses, FEATURE_LIMIT, LADDER
        ).body.splitlines()[-1]
        assert last.startswith("Automated tools helped")
        assert "person" in last


NAMES = st.from_regex(r"[a-z]{3,8}[_:#][a-z0-9]{3,8}", fullmatch=True)
SCORES = st.integers(100, 999).map(lambda n: n / 10)


@given(NAMES, SCORES, st.sampled_from(Outcome))
def test_nothing_confidential_of_signals_or_evidence_appears(name: str, score: float, outcome: Outcome) -> None:
    past = PastViolation(id=f"{name}1", clause_id="DIS-1", date=date(2026, 1, 1), points=7)
    signals = CreatorSignals(
        creator_id=f"{name}2",
        quality=QualityScore(score=score, parts={f"{name}3": score}),
        violations=(past,),
        tier=f"{name}4",
    )
    evidence = Evidence(
        clauses=(
            FoundClause(id=f"{name}5", clause_id="HLT-2.1", version="2.0", score=score, found_by=FoundBy.CONTENT),
        ),
        signals=SignalReading(condition=SignalCondition.KNOWN, source=f"{name}6", signals=signals, detail=f"by {name}"),
        precedents=(FoundPrecedent(id=f"{name}7", precedent_id=f"{name}8", text=f"text {name}", score=score),),
    )
    text = f"{name} at {score}, reported by {name}"
    exempted = make_finding(status=FindingStatus.EXEMPTED, exception_id="HLT-2.3", text=text)
    verdict = make_verdict(
        make_finding(text=text, judge=name, facts=(FactCitation(name="facts.seller", value=text),)),
        exempted if outcome is Outcome.NO_VIOLATION else make_finding("LIV-1.2", None, text=text),
        outcome=outcome,
        text=text,
    )
    consequence = FEATURE_LIMIT.model_copy(update={"reason": text, "rules_applied": (text,)})
    letter = write(make_case(seller=text), verdict, CLAUSES, consequence, LADDER, evidence)
    assert letter != education.minimal(outcome)
    for hidden in (name, str(score), "113", "HLT-2.1@2.0", "case_1", "item_1", "mina_9", "ev_1", "minilm"):
        assert hidden not in full_text(letter)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60), st.sampled_from(ContentKind))
def test_letter_is_written_for_any_content(words: str, kind: ContentKind) -> None:
    content = make_case(f"{words}!", kind, seen=True)
    letter = write(content, make_verdict(make_finding(quoted=f"{words}!")), CLAUSES, FEATURE_LIMIT, LADDER)
    assert letter.subject == "Your post and our rule “Treating or curing illness”"
    assert letter.body.count("\n> “") == 1


@pytest.mark.parametrize(
    ("explanation", "is_shown"),
    [
        ("You say \u201ccured all 40 of my points\u201d, and nobody can check the 40 within 30 days.", True),
        ("Your points are 41.", False),
    ],
)
def test_lesson_of_a_model_may_quote_and_repeat_numbers_of_the_post_beyond_the_shown_line(
    explanation: str, is_shown: bool
) -> None:
    line = "This tea is warm and kind to me. " * 8 + "It cured all 40 of my points."
    letter = write(
        make_case(line),
        make_verdict(make_finding(quoted=line)),
        CLAUSES,
        FEATURE_LIMIT,
        LADDER,
        letter_draft=LetterDraft({"HLT-2.1": explanation}, ()),
    )
    assert (explanation in letter.body) is is_shown
