"""The values that calls send and return.

Generated from the OpenAPI document by tests/clausewise_client/generation.py: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Account(TypedDict):
    """Whose ledger it is."""

    kind: NotRequired[AccountKind]
    id: str


class AccountEvidence(TypedDict):
    """A line that a tool read. `points`: what it changes on the scale of the reading's value. `posts`: ids of the posts
    that show it."""

    id: str
    code: str
    text: str
    significance: NotRequired[Significance]
    points: NotRequired[float | None]
    posts: NotRequired[list[str]]


AccountKind = Literal["creator", "merchant"]


class AccountReading(TypedDict):
    """One measure of an account as of a day. `value` is None if and only if `not_measured` says why. `not_known`: the
    parts that were not measured, which count neither for nor against."""

    name: str
    tool: AccountTool
    as_of: str
    value: NotRequired[float | None]
    interval: NotRequired[list[Any] | None]
    not_measured: NotRequired[str]
    not_known: NotRequired[list[str]]
    lines: NotRequired[list[AccountEvidence]]


AccountTool = Literal["quality_breakdown", "behaviour_pattern", "copies_of", "linked_accounts", "creator_timeline"]

AccountType = Literal["business", "private"]

Action = Literal["queue", "label", "propose"]


class Agreement(TypedDict):
    """Krippendorff's alpha over `cases`, in `differing` of which reviewers differ: 1 is full agreement, 0 that of
    chance. `alpha` None: `reason` says why there is no figure. `clause_id` None: violation or not."""

    clause_id: str | None
    cases: int
    differing: int
    alpha: BootstrapEstimate | None
    reason: NotRequired[str | None]


class Alert(TypedDict):
    """`day` is the first moment of the change, `opened` the day on which the alert would have been sent, `last_day` the
    last one above the threshold. `metric` is the one whose score is largest; `slices` are of all metrics, by score."""

    alert_id: str
    metric: str
    title: str
    unit: str
    kind: Literal["change", "missing_data"]
    direction: Literal["up", "down"]
    day: str
    opened: str
    last_day: str
    observed: float | None
    expected: float
    low: float | None
    high: float | None
    score: float
    slices: list[AlertSlice]
    explanations: list[Explanation]
    words: list[str]


class AlertReport(TypedDict):
    """Alerts that were open on the days from `first_day` to `day`, newest first. `scored` is the number of series that
    were looked at; `notes` say what could not be."""

    day: str
    first_day: str
    budget: Budget
    scored: int
    alerts: list[Alert]
    notes: list[str]


class AlertSlice(TypedDict):
    """A slice of a metric on the `days` days until `last_day`: observed and expected, with what chance would give in 95
    of 100 cases, on the scale of the metric (of a count, a day). `score` is in standard deviations. Of missing data,
    nothing is observed, and the expectation has no bounds."""

    metric: str
    unit: str
    slice: dict[str, str | None]
    last_day: str
    days: int
    kind: Literal["change", "missing_data"]
    direction: Literal["up", "down"]
    observed: float | None
    expected: float
    low: float | None
    high: float | None
    score: float


class AnsweredQuestion(TypedDict):
    """`given` and `right` are ids of options. `explanation`: the clause in its own words, and what the example shows;
    empty for a right answer."""

    question: Question
    given: str
    right: str
    explanation: NotRequired[str]


class Appeal(TypedDict):
    """`second_decision` is made without access to the first verdict. It is None until then, if the case could not be
    decided again, or if a reviewer closed the appeal first."""

    appeal_id: str
    decision_id: str
    statement: str
    status: AppealStatus
    created_at: str
    review_id: NotRequired[str | None]
    second_decision: NotRequired[Decision | None]


class AppealIn(TypedDict):
    statement: str


AppealOutcome = Literal["none", "pending", "upheld", "overturned"]

AppealStatus = Literal["open", "re_reviewed", "closed"]


class AppealSummary(TypedDict):
    """An appeal without its second decision. `review_id` is the review that closed it."""

    appeal_id: str
    decision_id: str
    statement: str
    status: AppealStatus
    created_at: str
    review_id: NotRequired[str | None]


class ArmCount(TypedDict):
    """`counted` are the units that were randomised, such as clusters; `intended` and `observed` are shares."""

    arm: str
    counted: int
    intended: float
    observed: float


class Assessment(TypedDict):
    """What stands beside the verdict on the account-level clauses. `for_a_person`: ids of the clauses in force that no
    check decides. `reasons_for` and `reasons_against` a violation cite the lines of `readings` by their ids. `writer`:
    the model that chose what to read and wrote the reasons, or "rules". `advice`: codes of what the creator can change,
    the most useful first."""

    creator_id: str
    first_day: str
    last_day: str
    readings: NotRequired[list[AccountReading]]
    for_a_person: NotRequired[list[str]]
    reasons_for: NotRequired[list[Reason]]
    reasons_against: NotRequired[list[Reason]]
    not_known: NotRequired[list[str]]
    priority: ReviewPriority
    advice: NotRequired[list[str]]
    writer: NotRequired[str]


class AssessmentIn(TypedDict):
    """`as_of`: nothing later is read; null: the last day that the warehouse has computed. `judge`: `auto` as the
    service decides; `rules`: no language model takes part."""

    as_of: NotRequired[str | None]
    judge: NotRequired[Literal["auto", "rules", "local", "decisions", "llm", "cascade", "agent"]]


class AssignmentIn(TypedDict):
    """`person`: the name of a key, or of a person who signs in; null: anybody gets the job."""

    person: str | None


class AuditEntry(TypedDict):
    """One write. `before` and `after` are ids and states, never content. `digest` continues the chain of the log."""

    number: int
    created_at: str
    actor: str
    action: str
    subject: str
    before: str
    after: str
    digest: str


class BacktestReport(TypedDict):
    """`notes`: what limits the numbers."""

    days: str
    replayed_days: int
    horizon_days: int
    known_day: str
    labels: list[LabelCounts]
    strategies: list[StrategyBacktest]
    overlaps: list[Overlap]
    notes: list[str]


class BankEntry(TypedDict):
    """The hashes of one medium that violates one clause; never the medium itself. `decision_id` None: it was added from
    a file. `media_id`: its id in the case of the decision."""

    entry_id: str
    clause_id: str
    decision_id: NotRequired[str | None]
    media_id: NotRequired[str]
    source: BankSource
    added_at: str
    added_by: str
    note: NotRequired[str]
    hashes: NotRequired[list[BankHash]]


class BankEntryIn(TypedDict):
    """`media_id` null: the media that the finding on the clause quotes, or the only one of the case."""

    decision_id: str
    clause_id: str
    media_id: NotRequired[str | None]
    note: NotRequired[str]


class BankHash(TypedDict):
    """`name`: `sha256`, or how a perceptual hash was computed. `value`: in hexadecimal digits."""

    name: str
    value: str


class BankMatch(TypedDict):
    """A medium of a case that is, or nearly is, one of the bank. `id`: of this piece of evidence. `hash_name`: by which
    hash it was found. `distance` of `bits`: how many bits of the hash differ; 0 is no proof that the files are equal,
    which only `exact` says."""

    id: str
    media_id: str
    clause_id: str
    entry_id: str
    decision_id: NotRequired[str | None]
    added_at: str
    hash_name: str
    exact: bool
    distance: int
    bits: int


BankSource = Literal["review", "person"]


class BatchOut(TypedDict):
    batch_id: str
    status: Literal["running", "cancelled", "done"]
    total: int
    done: int
    failed: int
    created_at: str


class Benefits(TypedDict):
    """What a tier gives. `appeal_hours`: in which an appeal is answered; None: as everybody's. `precheck_share`: the
    share of posts that are checked before they are published, 0 to 1. `education_first`: the first violation of low
    severity in a while costs no points."""

    appeal_hours: NotRequired[int | None]
    precheck_share: NotRequired[float]
    education_first: NotRequired[bool]


class Bounds(TypedDict):
    """The multiples of today's exposure that a creator may get."""

    low: NotRequired[float]
    high: NotRequired[float]


class Box(TypedDict):
    """A rectangle in a picture: its left upper corner and its size, as shares (0 to 1) of the picture as it is shown,
    that is, after the rotation that its metadata ask for."""

    x: float
    y: float
    width: float
    height: float


class Budget(TypedDict):
    """`threshold` is in standard deviations. `past` is how many alerts a week it would have given in the past, which
    may have had real ones, with the interval of resampled weeks."""

    alerts_a_week: float
    threshold: float
    past: EstimateEstimate
    note: NotRequired[str]


class Case(TypedDict):
    """A submitted case with at least one text, medium or fact. `subject`: only clauses about it apply. `market`: a code
    that the corpus declares (None: only clauses without markets apply). `language`: ISO 639-1 (None: detected from the
    content). `content_date`: when it was posted (None: the day of the decision). `scope`: a scope that the corpus
    declares. `live`: whether it was broadcast live (None: not known). `url`: where the post can be seen; letters to the
    creator show it, and nothing opens it. `facts`: named JSON values that clause checks read as `facts.<name>`.
    `media`: pictures, videos and sound; what is read in them becomes content with a `region`. `account_type`: the
    creator's (None: not known). `notice`: who notified the platform of it; no judge reads it."""

    id: NotRequired[str]
    creator_id: NotRequired[str | None]
    subject: NotRequired[SubjectSubject]
    market: NotRequired[str | None]
    language: NotRequired[str | None]
    content_date: NotRequired[str | None]
    scope: NotRequired[str | None]
    live: NotRequired[bool | None]
    url: NotRequired[str | None]
    content: NotRequired[list[ContentItem]]
    media: NotRequired[list[Media]]
    facts: NotRequired[dict[str, JsonValue]]
    account_type: NotRequired[AccountType | None]
    notice: NotRequired[Notice | None]


class CaseOut(TypedDict):
    """A case as it was judged. `language`: the declared one, or the one that was found; null where the words do not
    tell. `as_of`: the day whose policies were applied. `erased`: the creator was erased, and the case with them."""

    decision_id: str
    case: Case
    language: str | None
    as_of: str
    erased: bool


class Cause(TypedDict):
    """`slice` maps dimensions to values. `excess` is what the slice has beyond its expectation at its own volume, in
    units of the numerator; `share` is its part of the excess of everything, in a report no more than 1 (also where it
    has more, because others went the other way). `before` and `after` are its rates, or for a count its numbers. Causes
    with the same `answer` explain the movement together; answer 0 is the best."""

    slice: dict[str, str | None]
    excess: float
    share: float | None
    before: float | None
    after: float | None
    volume: float
    score: float
    answer: int


class ClauseDetailOut(TypedDict):
    """`reason_presets`: reasons that a reviewer can choose."""

    id: str
    policy_id: str
    version: str
    kind: str
    title: str
    text: str
    severity: str
    points: int
    markets: list[str]
    effective_from: str | None
    effective_to: str | None
    reason_presets: ReasonPresets


class ClauseHitOut(TypedDict):
    clause: ClauseOut
    score: float


class ClauseOut(TypedDict):
    id: str
    policy_id: str
    version: str
    kind: str
    title: str
    text: str
    severity: str
    points: int
    markets: list[str]
    effective_from: str | None
    effective_to: str | None


class CommentIn(TypedDict):
    text: str


class Complaint(TypedDict):
    """`file_until`: the last day on which the creator could complain; None: no time is stated, or the case was erased.
    `answer_by`: the last day for the answer. `overdue`: it has passed without one. `result`: what the review did that
    answered it. `account_type` None: not known."""

    appeal_id: str
    decision_id: str
    creator_id: str | None
    market: str | None
    account_type: AccountType | None
    status: AppealStatus
    created_at: str
    file_until: str | None
    answer_by: str
    overdue: bool
    answered_at: NotRequired[str | None]
    result: NotRequired[ReviewAction | None]


class Composition(TypedDict):
    """The effects of all values of some dimensions: mix + behaviour is the whole movement, exactly."""

    dimensions: list[str]
    mix: float
    behaviour: float


class Consequence(TypedDict):
    """`points_total` is `points_before` (past incidents counted) plus `points_case` (the violated clause with the most
    points). `action` lasts `days` (None: no end). `window_days` is how long an incident counts."""

    status: ConsequenceStatus
    reason: str
    ladder_clause_id: NotRequired[str | None]
    action: NotRequired[EnforcementAction | None]
    days: NotRequired[int | None]
    points_case: NotRequired[int]
    points_before: NotRequired[int]
    points_total: NotRequired[int]
    window_days: NotRequired[int | None]
    incidents: NotRequired[list[Incident]]
    rules_applied: NotRequired[list[str]]


ConsequenceStatus = Literal["recommended", "not_due", "not_determined"]


class ContentItem(TypedDict):
    """One text of a post; `id` is unique within the case. A case numbers items without one: `content-1` and so on.
    `replies_to`: the text that it answers, such as the comment above it. Only language models read it, and no quote
    comes from it. `region`: where in a medium of the case it was read."""

    id: NotRequired[str]
    kind: NotRequired[ContentKind]
    text: str
    replies_to: NotRequired[str | None]
    region: NotRequired[MediaRegion | None]


ContentKind = Literal["transcript", "caption", "title", "ocr", "profile", "comment", "listing", "other"]


class ContentQuote(TypedDict):
    """A verified quote: `text == item.text[start:end]`, offsets in code points. `region`: where it stands in a medium,
    if it was read there."""

    item_id: str
    start: int
    end: int
    text: str
    region: NotRequired[MediaRegion | None]


class ContestIn(TypedDict):
    statement: str


class ContestOut(TypedDict):
    """That a person will look. It is the same answer whether or not the account is linked with another."""

    job_id: str
    decision_id: str
    created_at: str


class Correction(TypedDict):
    """`receiver_id`: the database's own id, where it said one. `corrected_at`: of the review in effect. `fields`: what
    would differ now, or be absent."""

    puid: str
    decision_id: str
    receiver_id: str
    kind: CorrectionKind
    sent_at: str
    corrected_at: str
    fields: NotRequired[list[str]]


CorrectionKind = Literal["withdrawn", "changed"]


class Coverage(TypedDict):
    """What is missing comes first: what the golden set has no case of, by its share of the traffic; then what it has
    fewer of than the traffic. Clauses in force without any case are listed too."""

    traffic_cases: int
    golden_cases: int
    rows: list[Covered]


class Covered(TypedDict):
    """The cases of one outcome, violated clause, market or language: in the traffic, and in the golden set. Each share
    is of all cases there; None of no cases."""

    kind: Literal["outcome", "clause", "market", "language"]
    value: str
    traffic: int
    traffic_share: float | None
    golden: int
    golden_share: float | None


class CreatorExplanation(TypedDict):
    decision_id: str
    message: EducationMessage


class CreatorSignals(TypedDict):
    """What a signal source knows of a creator; None: unknown."""

    creator_id: str
    quality: NotRequired[QualityScore | None]
    violations: NotRequired[list[PastViolation]]
    account_age_days: NotRequired[int | None]
    strikes: NotRequired[int | None]
    standing: NotRequired[Standing | None]
    tier: NotRequired[str | None]
    locale: NotRequired[str | None]


class CreditEntry(TypedDict):
    """A line and what it was for. `balance`: after it."""

    day: str
    points: int
    balance: int
    kind: CreditKind
    reason: CreditReason
    text: str
    clause_id: str | None
    decision_id: str | None
    quiz_id: str | None
    rule_version: str
    expires_on: str | None


CreditKind = Literal["earn", "lose", "restore", "decay"]

CreditReason = Literal[
    "compliant_post", "sales", "training", "correction", "violation", "education_first", "overturned", "expiry"
]


class CreditReport(TypedDict):
    """As of the end of a day. `gives`: the benefits in words. `entries`: all lines, the newest first."""

    account: Account
    as_of: str
    balance: int
    tier: str
    benefits: Benefits
    gives: list[str]
    next_tier: NextTier | None
    rule_version: str
    explanation: str
    entries: list[CreditEntry]


class Decision(TypedDict):
    """One decision about one case; `decided_at` is UTC. `assessment`: what stands beside the verdict on an account."""

    decision_id: str
    case_id: str
    decided_at: str
    verdict: Verdict
    consequence: Consequence
    education: EducationMessage
    evidence: Evidence
    trace: Trace
    assessment: NotRequired[Assessment | None]


DecisionState = Literal["waiting", "appealed", "letter_held", "erased"]


class DecisionSummaryOut(TypedDict):
    """`probability`: that any rule is violated; null where none was judged. `confidence`: in `outcome`; null for
    needs_review. `outcome` and `violated`: as decided. `current_outcome` and `current_violated`: of the latest review,
    without one as decided. `language`: the declared or found one."""

    decision_id: str
    case_id: str
    creator_id: str | None
    decided_at: str
    outcome: Outcome
    probability: float | None
    confidence: float | None
    summary: str
    violated: list[str]
    current_outcome: Outcome
    current_violated: list[str]
    reviewed: bool
    market: str | None
    language: str | None
    judge: str


class Degradation(TypedDict):
    """A component that failed, and what that meant for the decision."""

    component: str
    reason: str


class DeskSession(TypedDict):
    """A sign-in at the desk that has not ended. `subject`, `is_key` and `name` as in SignedInPerson; times in UTC."""

    name: str
    subject: str
    is_key: bool
    scopes: list[AccessScope]
    created_at: str
    used_at: str
    expires_at: str


class EducationMessage(TypedDict):
    """`locale` is a BCP 47 tag; `steps` say how to fix the content, `appeal` how to contest the decision.
    `appeal_days`: the time to appeal; `complaint_days`: the time to object in another way. Both run from the first
    message about the decision. None: the letter states none. `about`: what the letter is about."""

    locale: str
    subject: str
    body: str
    steps: NotRequired[list[str]]
    appeal: NotRequired[str]
    appeal_days: NotRequired[int | None]
    complaint_days: NotRequired[int | None]
    about: NotRequired[Literal["post", "account"]]


class Effect(TypedDict):
    """An arm against the control. Without a `difference`, `note` says why there is none. The interval holds at the
    planned end; the sequence (`anytime`) holds at every look. `p_value` is of the planned end, `adjusted_p_value` for
    the number of arms (Holm). `variance_reduction`: what the covariate and the strata took off the variance."""

    arm: str
    control: str
    units: int
    control_units: int
    value: float | None
    control_value: float | None
    difference: NotRequired[float | None]
    low: NotRequired[float | None]
    high: NotRequired[float | None]
    anytime_low: NotRequired[float | None]
    anytime_high: NotRequired[float | None]
    p_value: NotRequired[float | None]
    adjusted_p_value: NotRequired[float | None]
    relative: NotRequired[float | None]
    relative_low: NotRequired[float | None]
    relative_high: NotRequired[float | None]
    variance_reduction: NotRequired[float | None]
    method: NotRequired[str]
    note: NotRequired[str]


EnforcementAction = Literal["education", "warning", "feature_limit", "commission_freeze", "suspension", "removal"]


class EscalationIn(TypedDict):
    reason: str


class Evidence(TypedDict):
    """All evidence of one decision. `injection_unread`: why part of the case was not searched for prompt injection.
    `language`: ISO 639-1, that of the content where the case names none; None where the words do not tell. `account`:
    what tools read of the creator's account; it decides nothing about a post. `media_matches`: media of the case that
    are in the bank of confirmed violations; they decide nothing either, and send a pass to a person."""

    clauses: NotRequired[list[FoundClause]]
    signals: SignalReading
    precedents: NotRequired[list[FoundPrecedent]]
    prompt_injection: NotRequired[list[InjectionAttempt]]
    injection_unread: NotRequired[str | None]
    language: NotRequired[str | None]
    account: NotRequired[list[AccountReading]]
    media_matches: NotRequired[list[BankMatch]]


class ExperimentReport(TypedDict):
    """`problems` are why no effect is shown, or would be if it were not asked for. `ended`: whether the planned end has
    come; before it only the sequence holds."""

    experiment: str
    metric: str
    control: str
    problems: list[str]
    notes: list[str]
    sample_ratio: SampleRatio
    effects: list[Effect]
    guardrails: NotRequired[list[Guardrail]]
    uplifts: NotRequired[list[Uplift]]
    ended: NotRequired[bool]


class ExplainedFinding(TypedDict):
    """`title` and `clause_text` are None if the policies have changed since the decision."""

    finding: Finding
    title: str | None
    clause_text: str | None


class Explanation(TypedDict):
    """A change that was tried. `fit` says whether it can be the cause, `reason` why."""

    change: OwnChange
    fit: Literal["fits", "possible", "no"]
    reason: str


class ExposureReport(TypedDict):
    creators: int
    newcomers: int
    rounds: int
    slots: int
    power: float
    simulations: int
    policies: list[PolicyExposure]
    notes: list[str]


class FactCitation(TypedDict):
    """A fact or signal that a clause check read, such as `facts.price`, and its value."""

    name: str
    value: JsonValue


class FairnessReport(TypedDict):
    """`cannot_say`: what these data cannot answer, in sentences."""

    source: str
    min_group: int
    measures: list[GroupedMeasure]
    cannot_say: list[str]


class Feasible(TypedDict):
    """The nearest caps that can be satisfied. `factor`: how many times wider all caps must be. `alone`: the lowest cap
    of each rate while the others stay as they were asked; None where that cannot help."""

    factor: float | None
    together: dict[str, float]
    alone: dict[str, float | None]


class FileProblem(TypedDict):
    """What is wrong with a file or a strategy, and what to change."""

    place: str
    message: str
    remedy: str


class Finding(TypedDict):
    """The final finding on one rule; every quote is verified. `probability` (0 to 1): that the rule is violated,
    exceptions considered. `confidence` (0 to 1): in `status`; null for unclear. `precision`: that of the draft finding.
    `pictures`: what a model sees in pictures of the case. `exception_id`: the exception with the most influence.
    `finding_id`: the same whenever the same case is decided by the same policies; null in decisions of older
    versions."""

    clause_id: str
    status: FindingStatus
    confidence: float | None
    probability: float
    precision: NotRequired[float | None]
    rationale: str
    counterpoint: NotRequired[str]
    would_change: NotRequired[str]
    judge: str
    content_quotes: NotRequired[list[ContentQuote]]
    pictures: NotRequired[list[PictureCitation]]
    clause_quote: NotRequired[str | None]
    facts: NotRequired[list[FactCitation]]
    exception_id: NotRequired[str | None]
    missing_evidence: NotRequired[list[str]]
    evidence_ids: NotRequired[list[str]]
    finding_id: NotRequired[str | None]


FindingStatus = Literal["violated", "satisfied", "exempted", "not_applicable", "unclear"]


class FirstMoment(TypedDict):
    """`day` is the first day of the change, `last_day` the last one; both None where no change is clear."""

    day: NotRequired[str | None]
    last_day: NotRequired[str | None]
    note: NotRequired[str]


FoundBy = Literal["content", "check", "reference", "tool", "contents", "media"]


class FoundClause(TypedDict):
    """A clause in force that may apply to the case; `score` is the fused retrieval score (higher: more relevant)."""

    id: str
    clause_id: str
    version: str
    score: float
    found_by: FoundBy


class FoundPrecedent(TypedDict):
    """An earlier labelled or reviewed case; `score` is its cosine similarity, `violated` its violated clause ids."""

    id: str
    precedent_id: str
    text: str
    violated: NotRequired[list[str]]
    score: float


class Gap(TypedDict):
    """`group` less `other`. `adjusted_p_value`: of so many comparisons (Holm); the gap `holds` below 0.05."""

    group: str
    other: str
    estimate: EstimateEstimate
    p_value: float
    adjusted_p_value: float
    holds: bool


class GoldenCase(TypedDict):
    """A decision whose right answer a lead has fixed; `violated` are clause ids in order. `queue`: among whose jobs it
    is put; empty: any queue. Once removed it is no longer put among jobs, and not counted."""

    decision_id: str
    outcome: Outcome
    violated: list[str]
    reason: str
    source: GoldenSource
    queue: str
    added_by: str
    added_at: str
    removed_by: NotRequired[str | None]
    removed_at: NotRequired[str | None]


class GoldenIn(TypedDict):
    """The right answer to a case. `violated`: the violated clauses; `[]`: no violation; null: as the review in effect
    says. `reason`: why it is right."""

    violated: NotRequired[list[str] | None]
    reason: str


GoldenSource = Literal["decision", "dataset"]


class GradedQuiz(TypedDict):
    """`points`: the credit that this quiz earned, 0 without; `note` says why. `again_on`: the day on which the first of
    its examples is due again."""

    quiz_id: str
    clause_id: str
    right: int
    asked: int
    passed: bool
    points: int
    note: str
    again_on: str
    answers: list[AnsweredQuestion]


class GroupErrors(TypedDict):
    """The false positives of one group. `share`: false ones, of its labelled hits. `rate`: hits, of those whose label
    is negative. `examples`: ids of subjects that were hit and did not violate."""

    dimension: str
    group: str
    labelled_hits: int
    false_positives: int
    share: EstimateEstimate
    rate: EstimateEstimate
    examples: list[str]


class GroupOut(TypedDict):
    """Copies of one text. `open`: how many wait for a person."""

    group_id: str
    total: int
    open: int
    decision_ids: list[str]
    open_decision_ids: list[str]


class GroupRate(TypedDict):
    """`cases` are the rows of the denominator; `estimate.size` is the number of units, such as creators."""

    group: str
    cases: int
    estimate: EstimateEstimate


class GroupReviewIn(TypedDict):
    """As a review of one decision. `letter_versions`: by decision id, those of the edited letters that the reviewer has
    read; a copy with another edited letter is left out."""

    action: ReviewAction
    reason: str
    reviewer: NotRequired[str | None]
    violated: NotRequired[list[str]]
    letter_versions: NotRequired[dict[str, str]]


class GroupReviewOut(TypedDict):
    """The reviews of copies that were decided or undone together. `left_out`: why a copy was not, by decision id.
    `remaining`: how many still wait for a person."""

    bulk_id: str
    reviews: list[Review]
    left_out: dict[str, str]
    remaining: int


class GroupedMeasure(TypedDict):
    """A measure by one dimension. `gaps` compare each group with all others; `widest` is the gap between the highest
    and the lowest group, with an interval for all pairs at once. `unknown_group`: rows whose group is unknown."""

    measure: str
    title: str
    basis: str
    worse: Literal["higher", "lower"]
    dimension: str
    groups: list[GroupRate]
    gaps: list[Gap]
    widest: Gap | None
    unknown_group: int
    sums: NotRequired[UnitSums | None]


class Guardrail(TypedDict):
    """Whether a metric got worse by less than its margin. A positive margin: higher is worse; a negative: lower."""

    metric: str
    margin: float
    verdict: Literal["within_margin", "beyond_margin", "not_determined"]
    effect: Effect


class HealthIndex(TypedDict):
    """From 0 to 100. `low` and `high`: 95% interval from those of the parts, taken as independent; null where a part
    has none, and `without_interval` names such parts. `by_weights`: 90% of the values under random weights around the
    written ones. `missing` parts have no value: the others share their weight. `value` is null without two parts."""

    version: int
    value: float | None
    low: NotRequired[float | None]
    high: NotRequired[float | None]
    by_weights: NotRequired[list[Any] | None]
    parts: NotRequired[list[PartReading]]
    missing: NotRequired[list[str]]
    without_interval: NotRequired[list[str]]


class HitCount(TypedDict):
    """The hits of one version with one action. `examples`: creators, or posts, of the newest hits."""

    strategy: str
    version: int
    action: str
    hits: int
    creators: int
    first_day: str
    last_day: str
    examples: list[str]


class HitsReport(TypedDict):
    first_day: str
    last_day: str
    counts: list[HitCount]


class Incident(TypedDict):
    """A past violation as the ladder read it; `reason` says why it was `counted` or not."""

    violation_id: str
    clause_id: str
    date: str
    points: int
    counted: bool
    reason: str


class InjectionAttempt(TypedDict):
    """Content that addresses its reviewer; `detail` is the decoded or joined text, if it was hidden."""

    id: str
    kind: InjectionKind
    quotes: list[ContentQuote]
    detail: NotRequired[str]


InjectionKind = Literal[
    "instruction",
    "fake_message",
    "fake_tool",
    "fake_verdict",
    "forged_clause",
    "fake_approval",
    "encoded",
    "hidden",
    "split",
    "threat",
]


class Job(TypedDict):
    """One decision in one queue; times are UTC. `claimed_by` has it until `lease_until`; after that time anybody may
    claim it. `assigned_to`: the only person who gets it as the next job. `group_id`: equal for jobs about copies of one
    text. `appeal_id`: the appeal that its review closes. `review_id`: the review that finished it."""

    job_id: str
    decision_id: str
    kind: JobKind
    queue: str
    priority: int
    state: JobState
    created_at: str
    due_at: str
    claimed_by: NotRequired[str | None]
    lease_until: NotRequired[str | None]
    assigned_to: NotRequired[str | None]
    group_id: NotRequired[str | None]
    appeal_id: NotRequired[str | None]
    review_id: NotRequired[str | None]
    finished_at: NotRequired[str | None]


class JobEvent(TypedDict):
    """What a person or the service did with a job. `person` is empty for the service. `text` is what a person wrote.
    `before` and `after` are ids or names, such as those of two queues."""

    number: int
    job_id: str
    kind: JobEventKind
    at: str
    person: str
    text: NotRequired[str]
    before: NotRequired[str]
    after: NotRequired[str]


JobEventKind = Literal[
    "created",
    "claimed",
    "released",
    "skipped",
    "commented",
    "escalated",
    "moved",
    "assigned",
    "done",
    "cancelled",
    "reopened",
]

JobKind = Literal[
    "needs_review",
    "held_letter",
    "appeal",
    "sample",
    "second_review",
    "escalation",
    "contested_link",
    "linked_accounts",
    "strategy_hit",
]

JobState = Literal["open", "done", "cancelled"]

JsonValue = Any


class JudgeContribution(TypedDict):
    """One judge of a cascade: the ids of the clauses it judged, and of those it settled."""

    judge: str
    model: str
    clauses_read: NotRequired[list[str]]
    clauses_settled: NotRequired[list[str]]


class LabelCounts(TypedDict):
    """Of subjects and days of one kind. `base_rate`: violations, of those with a label."""

    subject: str
    positive: int
    negative: int
    unlabelled: int
    base_rate: EstimateEstimate


class ListedStrategy(TypedDict):
    """`state`: on the day of the list. `review_only`: the variables it reads that are about other accounts."""

    strategy: Strategy
    state: str
    review_only: list[str]


class Measured(TypedDict):
    """`correct`: the share of cases with the right outcome and exactly the right clauses; `kappa`: agreement with the
    right outcomes beyond chance. An answer needs_review, or an escalation, is not correct. `minutes`: the median of a
    case. `cost`: the mean of a case, in the currency of the model prices. `missing`: why a figure is None."""

    name: str
    kind: Literal["reviewer", "judge"]
    cases: int
    undecided: int
    correct: BootstrapEstimate
    kappa: BootstrapEstimate | None
    minutes: float | None
    cost: float | None
    missing: NotRequired[list[str]]


class Media(TypedDict):
    """One file of a case. It is submitted with `id` and `source` alone: a `data:` URL, an https link, or, on the
    command line, the path of a file beside the case. When it was read, `source` is empty and the rest is known, and so
    it is stored: without its bytes, and without the query of its link, which may be a secret. `origin`: where it came
    from, for people. `frames`: of a video, how many were read. `problem`: why it was not read; `unread`: of what was
    read, which part was not, such as the sound. Both in words, None where there is none."""

    id: str
    source: NotRequired[str | None]
    kind: NotRequired[MediaKind | None]
    origin: NotRequired[str | None]
    sha256: NotRequired[str | None]
    mime_type: NotRequired[str | None]
    byte_count: NotRequired[int | None]
    width: NotRequired[int | None]
    height: NotRequired[int | None]
    duration_ms: NotRequired[int | None]
    frames: NotRequired[int | None]
    hashes: NotRequired[list[MediaHash]]
    problem: NotRequired[str | None]
    unread: NotRequired[str | None]


class MediaHash(TypedDict):
    """A perceptual hash in hexadecimal digits. `name`: how it was computed, such as `pdq`. `at_ms`: of which frame of a
    video; None for a picture."""

    name: str
    value: str
    at_ms: NotRequired[int | None]


MediaKind = Literal["image", "video", "audio"]


class MediaRegion(TypedDict):
    """Where in a medium a text was read: `box` in a picture or a frame, `start_ms` to `end_ms` in a video or sound.
    None where it does not apply. `lines`: the box of each line of the text, where it has several."""

    media_id: str
    box: NotRequired[Box | None]
    lines: NotRequired[list[Box]]
    start_ms: NotRequired[int | None]
    end_ms: NotRequired[int | None]


class MessageEdit(TypedDict):
    """The new text of a message that waits for a moderator: what is left out stays. The part on appeals cannot be
    edited."""

    subject: NotRequired[str | None]
    body: NotRequired[str | None]
    steps: NotRequired[list[str] | None]


class MessageOut(TypedDict):
    """`corrects` is the id of the delivered message about the same decision that this one replaces; without `clauses`
    this message retracts it. `appeal_until`: the last day to appeal; `contest_until`: the last day to object at all;
    null before the delivery, and where the message states no time."""

    message_id: str
    decision_id: str
    corrects: str | None
    creator_id: str
    clauses: list[str]
    locale: str
    subject: str
    body: str
    steps: list[str]
    appeal: str
    status: MessageStatus
    attempts: int
    last_error: str
    created_at: str
    delivered_at: str | None
    appeal_days: int | None
    complaint_days: int | None
    appeal_until: str | None
    contest_until: str | None


MessageStatus = Literal["held", "ready", "delivered", "superseded", "dead"]


class MetricReading(TypedDict):
    """`now` is the window that ends with the last complete day, `before` the one of equal length before it; `moved`
    says whether their intervals are apart."""

    metric: str
    title: str
    meaning: str
    owner: str
    unit: str
    direction: Literal["lower", "higher", "neither"]
    version: int
    live: bool
    caveats: list[str]
    population: str
    first_day: str
    last_day: str
    now: Reading
    before: Reading
    moved: bool
    series: NotRequired[list[ReportPoint]]
    by: NotRequired[str | None]
    slices: NotRequired[list[SliceReading]]


class MetricsReport(TypedDict):
    as_of: str
    window_days: int
    health: HealthIndex | None
    metrics: list[MetricReading]


class Misuse(TypedDict):
    """Of one account in a period. `times` of `total`; `decisions`: the newest of them. `reaches`: the thresholds are
    reached, and a person should consider a suspension. `reasons` say why, and what is not known."""

    kind: MisuseKind
    account: str
    times: int
    total: int
    decisions: list[str]
    reaches: bool
    reasons: list[str]


MisuseKind = Literal["illegal_content", "unfounded_complaints", "unfounded_notices"]


class MisuseReport(TypedDict):
    """Both days count. Accounts that reach the thresholds first."""

    first_day: str
    last_day: str
    found: list[Misuse]


class ModeratorExplanation(TypedDict):
    decision_id: str
    outcome: Outcome
    summary: str
    findings: list[ExplainedFinding]
    reasons_for: list[Reason]
    reasons_against: list[Reason]
    would_change: list[Reason]
    review_reasons: list[ReviewReason]
    shortlist: list[ShortlistedClause]
    consequence: Consequence
    reviews: list[Review]


class MoveIn(TypedDict):
    """`priority`: higher first; without it the job keeps its own."""

    queue: str
    priority: NotRequired[int | None]


class NextCase(TypedDict):
    """A decision to label; `reasons` say who disagrees. `clauses`: those that anybody found violated, `uncovered` the
    ones that the golden set has no case of."""

    decision_id: str
    reasons: list[str]
    clauses: list[str]
    uncovered: list[str]
    market: str | None
    language: str | None


class NextTier(TypedDict):
    """`points`: how many more the account needs."""

    name: str
    points: int


class Notice(TypedDict):
    """The notice that led to a case. `category`: of the alleged content, as in a policy. `notifier_id`: the platform's
    id of who notified, never a name; only the counts of misuse use it, and no text shows it. `language`: of the texts
    that answer the notice (ISO 639-1; None: English)."""

    source: NoticeSource
    received_at: str
    ground: NotRequired[NoticeGround]
    category: NotRequired[str]
    notifier_id: NotRequired[str | None]
    language: NotRequired[str | None]


class NoticeAnswer(TypedDict):
    """`result` and `decided_at` are those in effect; None while a person must decide. `decision` None: not answered
    yet. The texts name neither the notifier nor the creator."""

    decision_id: str
    case_id: str
    creator_id: str | None
    market: str | None
    notice: Notice
    status: NoticeStatus
    result: NoticeResult | None
    decided_at: str | None
    confirmation: StatementText
    decision: StatementText | None


NoticeGround = Literal["illegal", "terms"]

NoticeResult = Literal["restricted", "violation", "no_violation"]

NoticeSource = Literal["user", "trusted_flagger", "authority"]

NoticeStatus = Literal["open", "waiting", "answered"]

Outcome = Literal["violation", "no_violation", "needs_review"]


class Overlap(TypedDict):
    """`both`: subjects and days that both strategies hit. `share_of_first`: of the hits of the first."""

    first: str
    second: str
    both: int
    share_of_first: float | None


class OwnChange(TypedDict):
    """A note of the warehouse. `market` and `clause_id` are None where it is about all."""

    annotation_id: str
    kind: str
    title: str
    day: str
    ended: str | None
    market: str | None
    clause_id: str | None


class AppealSummaryPage(TypedDict):
    items: list[AppealSummary]
    next_cursor: NotRequired[str | None]


class AppealPage(TypedDict):
    items: list[Appeal]
    next_cursor: NotRequired[str | None]


class AuditEntryPage(TypedDict):
    items: list[AuditEntry]
    next_cursor: NotRequired[str | None]


class BankEntryPage(TypedDict):
    items: list[BankEntry]
    next_cursor: NotRequired[str | None]


class ClauseHitOutPage(TypedDict):
    items: list[ClauseHitOut]
    next_cursor: NotRequired[str | None]


class ComplaintPage(TypedDict):
    items: list[Complaint]
    next_cursor: NotRequired[str | None]


class CorrectionPage(TypedDict):
    items: list[Correction]
    next_cursor: NotRequired[str | None]


class DecisionSummaryOutPage(TypedDict):
    items: list[DecisionSummaryOut]
    next_cursor: NotRequired[str | None]


class DeskSessionPage(TypedDict):
    items: list[DeskSession]
    next_cursor: NotRequired[str | None]


class GoldenCasePage(TypedDict):
    items: list[GoldenCase]
    next_cursor: NotRequired[str | None]


class JobEventPage(TypedDict):
    items: list[JobEvent]
    next_cursor: NotRequired[str | None]


class JobPage(TypedDict):
    items: list[Job]
    next_cursor: NotRequired[str | None]


class MeasuredPage(TypedDict):
    items: list[Measured]
    next_cursor: NotRequired[str | None]


class MessageOutPage(TypedDict):
    items: list[MessageOut]
    next_cursor: NotRequired[str | None]


class NextCasePage(TypedDict):
    items: list[NextCase]
    next_cursor: NotRequired[str | None]


class NoticeAnswerPage(TypedDict):
    items: list[NoticeAnswer]
    next_cursor: NotRequired[str | None]


class PolicyOutPage(TypedDict):
    items: list[PolicyOut]
    next_cursor: NotRequired[str | None]


class QueueOutPage(TypedDict):
    items: list[QueueOut]
    next_cursor: NotRequired[str | None]


class ReviewPage(TypedDict):
    items: list[Review]
    next_cursor: NotRequired[str | None]


class SavedDraftPage(TypedDict):
    items: list[SavedDraft]
    next_cursor: NotRequired[str | None]


class StatementPage(TypedDict):
    items: list[Statement]
    next_cursor: NotRequired[str | None]


class StrategyLabelPage(TypedDict):
    items: list[StrategyLabel]
    next_cursor: NotRequired[str | None]


class StrategyProposalPage(TypedDict):
    items: list[StrategyProposal]
    next_cursor: NotRequired[str | None]


class PartReading(TypedDict):
    metric: str
    weight: float
    value: float
    score: float
    without: float | None


class PastViolation(TypedDict):
    """A past violation of the creator with the `points` of its day; if `appeal` is `overturned`, it does not count."""

    id: str
    clause_id: str
    date: str
    points: int
    appeal: NotRequired[AppealOutcome]


class PictureCitation(TypedDict):
    """What a model says that it sees in a picture of the case, and where: `box` lies in the picture, `at_ms` is the
    time of a frame. Unlike a quote, `seen` cannot be checked word for word."""

    media_id: str
    box: Box
    at_ms: NotRequired[int | None]
    seen: str


class PolicyExposure(TypedDict):
    """`measures` by the names of MEASURES; the interval is of the mean over simulations."""

    policy: str
    quality: str
    measures: dict[str, EstimateEstimate]


class PolicyOut(TypedDict):
    id: str
    title: str
    version: str
    clauses: int


class PrecheckProblem(TypedDict):
    """A clause that the draft may violate. `quotes` are of the draft; `facts` the names of facts that a check read.
    `why` and `fix` are those of the clause. `language`: of the words of the clause; English where it is not
    translated."""

    clause_id: str
    title: str
    text: str
    level: ProblemLevel
    quotes: list[str]
    facts: list[str]
    why: str
    fix: list[str]
    language: str


class PrecheckReport(TypedDict):
    """`message` says what to do in the creator's `language`, and `uncounted` that nothing follows from the check."""

    result: PrecheckResult
    language: str
    message: str
    uncounted: str
    as_of: str
    problems: list[PrecheckProblem]


PrecheckResult = Literal["problems", "none", "unclear"]


class Preferences(TypedDict):
    """`blur_media`, `grey_media`: how graphic content is shown until the person asks for it. `break_after`: the number
    of cases with graphic content after which a break is suggested; None: never."""

    blur_media: NotRequired[bool]
    grey_media: NotRequired[bool]
    break_after: NotRequired[int | None]
    saved_views: NotRequired[list[SavedView]]


PriorityLevel = Literal["none", "normal", "high"]

ProblemLevel = Literal["likely", "possible"]


class PromotionReport(TypedDict):
    """`learned_day`: the last day of the features that the measured models learned from; `measured_day`: of those on
    which they are measured. `point` None: the caps cannot be satisfied there. `infeasible_now`: they can there and not
    today. `nearest` says which can. `promoted` and `demoted` count creators of today."""

    day: int
    learned_day: int
    measured_day: int
    following: int
    creators: int
    caps: dict[str, float]
    bounds: Bounds
    today: FrontPoint
    point: FrontPoint | None
    nearest: Feasible | None
    infeasible_now: bool
    promoted: int
    demoted: int
    fronts: dict[str, list[FrontPoint]]
    models: list[TargetQuality]
    notes: list[str]


class ProposalAnswer(TypedDict):
    """`accepted`: a review job follows. False: nothing does."""

    accepted: bool
    reason: str


ProposalState = Literal["open", "accepted", "dismissed"]


class QualityScore(TypedDict):
    """A score from 0 (worst) to 100 and the named `parts` it combines, on the same scale."""

    score: float
    parts: NotRequired[dict[str, float]]


class Question(TypedDict):
    """As a creator sees it. `example_id` names the example of the policies, for the repetition."""

    example_id: str
    kind: QuestionKind
    post: str
    text: str
    options: list[QuizOption]


QuestionKind = Literal["breaks", "which"]


class QueueOut(TypedDict):
    """The open jobs of a queue. `claimed`: a person has them now; `overdue`: their time is over. `oldest_at`: when the
    oldest of them was created; null without one."""

    queue: str
    title: str
    open: int
    claimed: int
    overdue: int
    oldest_at: str | None


class QuizAnswersIn(TypedDict):
    """`answers`: the id of the chosen option of each question, in order."""

    answers: list[str]
    language: NotRequired[str | None]


class QuizIn(TypedDict):
    """`clause_id` null: about what is due again, else about the creator's last violation."""

    clause_id: NotRequired[str | None]
    language: NotRequired[str | None]


class QuizOption(TypedDict):
    """`id` is what an answer names: `yes`, `no`, or the id of a clause."""

    id: str
    text: str


class QuizOut(TypedDict):
    """A quiz as the creator gets it: without the right answers."""

    quiz_id: str
    clause_id: str
    title: str
    language: str
    questions: list[Question]
    needed: int


class Readiness(TypedDict):
    """`components` holds the state of corpus, index, model, signals and store."""

    ready: bool
    components: dict[str, str]


class Reading(TypedDict):
    """A value with its 95% interval. `size`: creators, or draws of an audit. `note` says why something is null."""

    value: float | None
    low: NotRequired[float | None]
    high: NotRequired[float | None]
    size: NotRequired[int]
    note: NotRequired[str]


class Reason(TypedDict):
    """A sentence, and the ids of the evidence that supports it."""

    text: str
    evidence_ids: NotRequired[list[str]]


class ReasonPresets(TypedDict):
    """Sentences for each action: those of the policy's owner first, then the most usual."""

    uphold: NotRequired[list[str]]
    overturn: NotRequired[list[str]]
    amend: NotRequired[list[str]]


class RejectedQuote(TypedDict):
    """A quote of a judge that is not in the clause (`item_id` None) or in the content item."""

    clause_id: str
    item_id: str | None
    text: str


class Restriction(TypedDict):
    """What a decision restricts, in the codes of the database. `days` None: no end. `notice_days`: how long before it a
    business user gets the statement. `clauses`: the violated ones, most points first. `automated`: how far software
    decided. `reviewed`: a person has confirmed or made the decision."""

    visibility: NotRequired[list[str]]
    visibility_other: NotRequired[str]
    monetary: NotRequired[str]
    monetary_other: NotRequired[str]
    provision: NotRequired[str]
    account: NotRequired[str]
    days: NotRequired[int | None]
    applied_on: str
    notice_days: NotRequired[int]
    clauses: list[str]
    automated: str
    reviewed: bool


class Review(TypedDict):
    """`outcome` and `violated` (clause ids in order) replace those of the decision, which itself is not changed.
    `outcome` is never needs_review. `bulk_id` is equal for the reviews of copies that were decided together. A review
    that was undone has no effect, and neither has a blind second answer that `differs` from the review in effect: a
    lead decides."""

    review_id: str
    decision_id: str
    action: ReviewAction
    outcome: Outcome
    violated: NotRequired[list[str]]
    reason: str
    reviewer: str
    reviewed_at: str
    bulk_id: NotRequired[str | None]
    undone_at: NotRequired[str | None]
    differs: NotRequired[bool]


ReviewAction = Literal["uphold", "overturn", "amend"]

ReviewCode = Literal[
    "low_margin",
    "uncertain",
    "exception_uncertain",
    "no_verified_quote",
    "missing_fact",
    "check_failed",
    "language_unknown",
    "classifier_not_trained",
    "no_text",
    "too_short",
    "disguised_letters",
    "prompt_injection",
    "pass_unconfirmed",
    "model_failed",
    "model_refused",
    "media_in_bank",
    "media_unread",
    "picture_cited",
]


class ReviewDraft(TypedDict):
    """What a person typed for a review. Empty fields are still open."""

    action: NotRequired[ReviewAction | None]
    violated: NotRequired[list[str]]
    reason: NotRequired[str]
    letter_subject: NotRequired[str]
    letter_body: NotRequired[str]


class ReviewIn(TypedDict):
    """`violated` are the violated clauses, if the review amends the decision or overturns it to a violation. The
    `reviewer` is the caller; only an admin may name another person. `letter_version`: the `ETag` of the letter that
    waits for this review, without its quotation marks; needed if a person has edited that letter."""

    action: ReviewAction
    reason: str
    reviewer: NotRequired[str | None]
    violated: NotRequired[list[str]]
    letter_version: NotRequired[str | None]


class ReviewPriority(TypedDict):
    """`reasons` may name links to other accounts, so only moderators see them. `expires_on`: from this day on it counts
    no more."""

    level: PriorityLevel
    reasons: NotRequired[list[Reason]]
    expires_on: NotRequired[str | None]


class ReviewReason(TypedDict):
    """A code for programs, a sentence for people."""

    code: ReviewCode
    text: str


class ReviewerAgreement(TypedDict):
    """`reviewers`: how many people took part. The clauses with the most differing cases come first."""

    cases: int
    reviewers: int
    outcome: Agreement
    clauses: list[Agreement]


class RootCauseReport(TypedDict):
    """`before` and `after` are on the scale of the metric; of a count, a day. `causes` are slices, best first; those of
    answer 0 explain the movement together. `composition` is by the dimensions of answer 0. `words` says it all."""

    metric: str
    title: str
    unit: str
    first_day: str
    last_day: str
    baseline_first_day: str
    baseline_last_day: str
    before: EstimateEstimate
    after: EstimateEstimate
    explanations: list[Explanation]
    causes: list[Cause]
    composition: Composition | None
    compositions: list[Composition]
    ruled_out: list[RuledOut]
    warnings: list[str]
    first_moment: FirstMoment
    waterfall: list[Step]
    words: list[str]


class RuledOut(TypedDict):
    """`what` was tried, `why` it does not explain the movement."""

    what: str
    why: str


class SampleRatio(TypedDict):
    """Whether the arms have the sizes that were intended. `p_value` is None if it cannot be tested; then `note` says
    why. `largest_gap`: of an observed share from its intended one."""

    counted: Literal["units", "clusters"]
    arms: list[ArmCount]
    chi_square: float | None
    p_value: float | None
    stratum_p_value: float | None
    alarm_below: float
    alarm: bool
    largest_gap: float
    note: NotRequired[str]


class SavedDraft(TypedDict):
    """A draft and when it was saved (UTC)."""

    decision_id: str
    draft: ReviewDraft
    saved_at: str


class SavedView(TypedDict):
    """A list of the queue that a person comes back to; `query` are its filters as in an address."""

    name: str
    query: NotRequired[str]


Severity = Literal["low", "medium", "high", "critical"]


class ShortlistedClause(TypedDict):
    """A rule that the content may violate, and what speaks for it, for the person who decides. `probability` of a
    violation; null where nothing was learned. `quote`: the part of the content that indicates the rule most.
    `similarity` (cosine) of this part to the rule's text. `shared_words`: words of this part that the rule or its
    nearest violating example has too. The examples are the nearest ones; null where there are none."""

    clause_id: str
    title: str
    probability: float | None
    similarity: float
    quote: ContentQuote
    shared_words: NotRequired[list[str]]
    violating_example: NotRequired[SimilarExample | None]
    compliant_example: NotRequired[SimilarExample | None]


SignalCondition = Literal["known", "no_creator", "unknown_creator", "unreachable"]


class SignalReading(TypedDict):
    """The answer of a signal source; `signals` is set if and only if `condition` is `known`."""

    condition: SignalCondition
    source: str
    signals: NotRequired[CreatorSignals | None]
    detail: NotRequired[str]


Significance = Literal["against_creator", "for_creator", "neutral"]


class SimilarExample(TypedDict):
    """`similarity` is the cosine similarity."""

    text: str
    similarity: float


class SkipIn(TypedDict):
    reason: str


class SliceReading(TypedDict):
    name: str
    reading: Reading


Standing = Literal["good", "at_risk", "restricted", "suspended"]

State = Literal["shadow", "review_only", "active", "retired"]


class Statement(TypedDict):
    """The statement of reasons for one decision. `puid`: its identifier on the platform, which never changes. `record`
    is None outside the countries of the database. `errors`: why it cannot be submitted."""

    puid: str
    decision_id: str
    decided_at: str
    market: str | None
    restriction: Restriction
    status: StatementStatus
    record: dict[str, JsonValue] | None
    errors: NotRequired[dict[str, list[str]]]
    text: StatementText
    submitted: NotRequired[Submitted | None]


StatementStatus = Literal["outside", "incomplete", "waiting", "ready", "sending", "accepted", "refused"]


class StatementText(TypedDict):
    """The statement in the creator's language."""

    locale: str
    subject: str
    body: str


class Step(TypedDict):
    """A bar: `level` stands on the ground, `change` on the bar before it. `value` is on the scale of the metric."""

    label: str
    value: float
    kind: Literal["level", "change"]


class StrategiesOut(TypedDict):
    listed: StrategyList
    hits: HitsReport


class Strategy(TypedDict):
    """`when` is a CEL condition over the declared variables. `states` maps each state to its first day. `expires`: the
    first day on which it runs no more. `max_daily`: the hits of a day, at most."""

    id: str
    version: int
    title: str
    owner: str
    expires: str
    max_daily: int
    scope: NotRequired[StrategyScope]
    when: str
    action: Action
    states: dict[str, str]


class StrategyBacktest(TypedDict):
    """`precision`: of labelled hits. `recall`: of labelled violations. `audited_precision`: the share of audited views
    of the hit subjects that went to violations, and `audited_recall`: of the views of violations, those of hit
    subjects; both from random draws, weighted. `marginal_precision`: of hits that no other strategy has."""

    strategy: str
    subject: str
    state: str | None
    evaluated: int
    not_known: int
    hits: int
    creators: int
    labelled_hits: int
    precision: EstimateEstimate
    recall: EstimateEstimate
    audited_precision: EstimateEstimate
    audited_recall: EstimateEstimate
    marginal_hits: int
    marginal_precision: EstimateEstimate
    workload: Workload
    groups: list[GroupErrors]
    examples: list[str]


class StrategyLabel(TypedDict):
    """A strategy hit this creator, or this post of theirs. It is shown until `expires`, and no decision rests on it."""

    label_id: str
    strategy: str
    version: int
    title: str
    creator_id: str
    post_id: str | None
    day: str
    expires: str


class StrategyList(TypedDict):
    folder: str
    day: str
    strategies: list[ListedStrategy]
    problems: list[FileProblem]


class StrategyProposal(TypedDict):
    """A strategy proposes that a person looks at this creator, or this post of theirs. `owner` is that of the strategy.
    `person` and `reason`: of who accepted or dismissed it."""

    proposal_id: str
    strategy: str
    version: int
    title: str
    owner: str
    creator_id: str
    post_id: str | None
    day: str
    created_at: str
    state: NotRequired[ProposalState]
    person: NotRequired[str | None]
    reason: NotRequired[str]
    closed_at: NotRequired[str | None]


class SubmissionReport(TypedDict):
    """`accepted` by this run; `existing`: the receiver had them already. `refused`: by puid, field and message.
    `in_doubt`: sent, and the answer is not known; the next run asks for them first. `stopped`: why the run ended early,
    and what to do; `not_before`: when to run again."""

    accepted: NotRequired[int]
    existing: NotRequired[int]
    refused: NotRequired[dict[str, dict[str, list[str]]]]
    in_doubt: NotRequired[int]
    stopped: NotRequired[str]
    not_before: NotRequired[str | None]


class Submitted(TypedDict):
    """How far a statement was submitted. `receiver_id`: the database's own id of it, where it said one. `not_before`:
    when the receiver takes the next request."""

    puid: str
    decision_id: str
    status: StatementStatus
    digest: str
    record: dict[str, JsonValue]
    attempts: int
    errors: NotRequired[dict[str, list[str]]]
    last_error: NotRequired[str]
    receiver_id: NotRequired[str]
    first_sent_at: str
    answered_at: NotRequired[str | None]
    not_before: NotRequired[str | None]


class TargetQuality(TypedDict):
    """On later days. `events`: creators with any. `calibration`: what was expected by what happened, 1 is right.
    `explained`: the share of the Poisson deviance that the model explains beyond one mean for all creators."""

    target: str
    events: int
    calibration: EstimateEstimate
    explained: float | None


class ToolCall(TypedDict):
    """A tool call of the model and the ids of the evidence it returned; `error` is the message if it failed."""

    name: str
    arguments: NotRequired[dict[str, JsonValue]]
    evidence_ids: NotRequired[list[str]]
    error: NotRequired[str]


class Trace(TypedDict):
    """How the decision was made. `as_of`: the day whose policies apply. `timings_ms`: wall time per stage in
    milliseconds. `prompts`: the SHA-256 of each set of prompt templates used. `writer`: the model that wrote reasons
    and message, or "template". `warnings`: what is wrong with the case as it was submitted."""

    judge: str
    model: str
    policy_fingerprint: str
    as_of: str
    judge_contributions: NotRequired[list[JudgeContribution]]
    tool_calls: NotRequired[list[ToolCall]]
    prompts: NotRequired[dict[str, str]]
    writer: NotRequired[str]
    usage: NotRequired[Usage]
    timings_ms: NotRequired[dict[str, float]]
    degraded: NotRequired[list[Degradation]]
    rejected_quotes: NotRequired[list[RejectedQuote]]
    warnings: NotRequired[list[str]]


class UnitSums(TypedDict):
    """Sums by unit and group, from which a later report finds the same cases. `units` are hashes; `cells` are (unit,
    group, numerator, denominator)."""

    units: list[str]
    cells: list[list[Any]]


class Uplift(TypedDict):
    """`groups` are by the model `ranked_by`. `p_value`: that the first and the last group have the same effect."""

    arm: str
    found_on: int
    estimated_on: int
    models: list[UpliftModel]
    ranked_by: str
    groups: list[UpliftGroup]
    p_value: float | None
    note: NotRequired[str]


class UpliftGroup(TypedDict):
    """Units by predicted effect, the highest first, and their effect measured on units that the model did not see.
    `traits`: the features by which the group differs from all units."""

    group: str
    effect: Effect
    traits: NotRequired[list[str]]


class UpliftModel(TypedDict):
    """`qini`: the area between the Qini curve and chance, for each treated unit; on units that the model never saw."""

    name: str
    qini: float
    low: float
    high: float


class Usage(TypedDict):
    """`cached_tokens`: the part of `input_tokens` that the server had cached. `cost`: in `currency`; None if a model in
    `unpriced` was called, or usage was not tracked. `unmetered`: the number of responses without token counts; those
    are estimated at four characters per token. `cached_answers`: answers from the cache of Clausewise, without a call.
    `flex_answers`: answers at the provider's lower price for questions that may wait."""

    calls: NotRequired[int]
    input_tokens: NotRequired[int]
    cached_tokens: NotRequired[int]
    output_tokens: NotRequired[int]
    cost: NotRequired[float | None]
    currency: NotRequired[str]
    unpriced: NotRequired[list[str]]
    unmetered: NotRequired[int]
    cached_answers: NotRequired[int]
    flex_answers: NotRequired[int]


class Verdict(TypedDict):
    """`probability` (0 to 1): that any rule is violated; null where none was judged. `threshold`: the probability from
    which the outcome is `violation`. `confidence` (0 to 1): in `outcome`; null for needs_review. `would_change`: what
    would change this decision. `shortlist`: for needs_review, the rules that the embedded judge holds for the
    likeliest, best first."""

    outcome: Outcome
    probability: float | None
    threshold: NotRequired[float]
    confidence: float | None
    summary: str
    findings: NotRequired[list[Finding]]
    reasons_for: NotRequired[list[Reason]]
    reasons_against: NotRequired[list[Reason]]
    would_change: NotRequired[list[Reason]]
    review_reasons: NotRequired[list[ReviewReason]]
    shortlist: NotRequired[list[ShortlistedClause]]


class Workload(TypedDict):
    """`a_day`: hits of a day, before the daily cap. `minutes`: of reviewers for a day, after the cap. `cost`: of the
    models for a day, None where no cost is stored."""

    a_day: float
    above_cap: float
    minutes: float
    minutes_per_violation: float | None
    minutes_source: str
    cost: float | None


class BootstrapEstimate(TypedDict):
    """A value with its 95% interval; None where it is undefined, such as a share of no cases."""

    value: float | None
    low: float | None
    high: float | None


AccessScope = Literal["decide", "read", "review", "lead", "policy", "audit", "insights", "metrics", "admin"]

SubjectSubject = Literal["post", "account"]


class EstimateEstimate(TypedDict):
    """`low` and `high` bound the interval; `size` is the number of units that it rests on. `value` is None where no
    number holds, and `note` says why."""

    value: float | None
    low: NotRequired[float | None]
    high: NotRequired[float | None]
    size: NotRequired[int]
    note: NotRequired[str]


class ReportPoint(TypedDict):
    """`value` is null on a day without anything to count; `low` and `high` are null where so few units give none."""

    day: str
    value: float | None
    low: NotRequired[float | None]
    high: NotRequired[float | None]


class StrategyScope(TypedDict):
    """`markets`: empty for all."""

    subject: NotRequired[StrategySubject]
    markets: NotRequired[list[str]]


StrategySubject = Literal["creator", "post"]


class FrontPoint(TypedDict):
    """A choice of caps. `value`: the net value as a multiple of that with today's exposure; `exposure`: the views
    likewise, which the decision expects to stay at 1. `expected_…` are of the models; the estimates are of later days
    that no model has seen, as if exposure had been so. None where a denominator is not above zero."""

    caps: dict[str, float]
    expected_value: float | None
    expected_rates: dict[str, float | None]
    value: EstimateEstimate
    exposure: EstimateEstimate
    rates: dict[str, EstimateEstimate]
    prices: dict[str, float]
