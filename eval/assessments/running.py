"""Assesses labelled accounts, and looks at each letter: what it discloses, and whether it depends on links."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

from agent.assessment.account_reader import AccountReader
from agent.assessment.assessor import AccountAssessor
from agent.messages.disclosure_check import AllowedText, confidential_names, find_disclosures
from agent.messages.education_letter import full_text
from agent.messages.fact_sentences import fact_sentences
from agent.messages.letter_policy import letter_policy
from agent.open_warehouse import open_warehouse
from domain.assessment import Assessment
from domain.case import Case
from domain.decision import Decision
from domain.errors import InputError, OperationError
from domain.subject import Subject
from eval.assessments.labels import AccountLabels, LabelledAccount
from eval.assessments.sample import PreparedSample
from eval.assessments.scoring import AccountResult
from prompts.education import clause_texts
from signals.learning.models import CreatorModels
from warehouse.engines.base import Engine

TOKEN = re.compile(r"[\w-]+")
Progress = Callable[[int, int], None]


class UnlinkedReader(AccountReader):
    """The same account as if no search for links had been made."""

    @cached_property
    def links(self) -> None:
        return None


@dataclass(frozen=True)
class AssessmentRun:
    """`day`: in days since 1970-01-01; nothing later is read. `names`: ids of all creators and groups."""

    assessor: AccountAssessor
    engine: Engine
    models: CreatorModels | None
    day: int
    names: frozenset[str]

    def assess(self, account: LabelledAccount) -> AccountResult:
        """An account that cannot be assessed has an error, and nothing was found of it."""
        reader = AccountReader(self.engine, self.models, account.creator_id, self.day)
        started = perf_counter()
        try:
            case, decision = self.assessor.assess(reader, decision_id=f"eval_{account.creator_id}")
        except (InputError, OperationError) as error:
            message = str(error) or type(error).__name__
            return AccountResult(account=account, seconds=perf_counter() - started, error=message)
        seconds = perf_counter() - started
        assert decision.assessment is not None
        return AccountResult(
            account=account,
            outcome=decision.verdict.outcome,
            clauses={finding.clause_id: finding.status for finding in decision.verdict.findings},
            priority=decision.assessment.priority.level,
            priority_reasons=tuple(reason.text for reason in decision.assessment.priority.reasons),
            reasons=len((*decision.assessment.reasons_for, *decision.assessment.reasons_against)),
            reasons_that_cite=_citing(decision.assessment),
            disclosures=tuple(dict.fromkeys(self._disclosures(case, decision, reader))),
            follows_links=self._follows_links(account, decision),
            writer=decision.assessment.writer,
            seconds=seconds,
        )

    def _follows_links(self, account: LabelledAccount, decision: Decision) -> bool:
        """Whether the verdict or the letter would be another one if no links had been found."""
        reader = UnlinkedReader(self.engine, self.models, account.creator_id, self.day)
        _, other = replace(self.assessor, model_reader=None).assess(reader, decision_id=decision.decision_id)
        return (other.verdict, other.education) != (decision.verdict, decision.education)

    def _disclosures(self, case: Case, decision: Decision, reader: AccountReader) -> Iterator[str]:
        """Ids of other creators, of their posts and of groups, and what no letter may say."""
        text = full_text(decision.education)
        others = self.names | {copy.earlier for copy in reader.copies}
        yield from sorted({*TOKEN.findall(text)} & (others - {reader.creator}))
        names = confidential_names(case, decision.verdict, decision.consequence, decision.evidence)
        for found in find_disclosures(text, self._allowed(case, decision), names):
            yield f"{found.kind.value}: {found.text}"

    def _allowed(self, case: Case, decision: Decision) -> AllowedText:
        """The texts of the account-level clauses, and the facts of the account as sentences."""
        library, locale = self.assessor.adjudicator.library, decision.education.locale
        policy = letter_policy(library, decision.trace.as_of, case.market)
        clauses = library.in_force(decision.trace.as_of, case.market, subject=Subject.ACCOUNT)
        texts = [text for clause in clauses for text in clause_texts(clause.in_language(locale))]
        facts = [
            sentence
            for finding in decision.verdict.findings
            for sentence in fact_sentences(case, finding, policy.vocabulary, locale)
        ]
        redress, consequence = policy.redress_words(locale), decision.consequence
        days = {consequence.days, policy.appeal_days, redress.complaint_days} - {None}
        texts += [*facts, *filter(None, (redress.clause, redress.body))]
        return AllowedText(policy_texts=tuple(texts), day_counts=frozenset(day for day in days if day is not None))


def run_labels(
    assessor: AccountAssessor, sample: PreparedSample, labels: AccountLabels, progress: Progress
) -> tuple[AccountResult, ...]:
    with open_warehouse(sample.settings, read_only=True) as warehouse:
        engine, day = warehouse.engine, labels.head.last_day
        run = AssessmentRun(assessor, engine, sample.models, day, frozenset(_names(engine, day)))
        results = []
        for number, account in enumerate(labels.accounts):
            progress(number, len(labels.accounts))
            results.append(run.assess(account))
    return tuple(results)


def _names(engine: Engine, day: int) -> Iterator[str]:
    for query in ("SELECT creator_id FROM creators", "SELECT group_id FROM link_groups WHERE day <= :day"):
        yield from (str(name) for (name,) in engine.rows(query, {"day": day} if ":day" in query else {}))


def _citing(assessment: Assessment) -> int:
    """How many reasons cite lines, all of which were read and none of which is about other accounts."""
    lines = {line.id for reading in assessment.readings if not reading.review_only for line in reading.lines}
    reasons = (*assessment.reasons_for, *assessment.reasons_against)
    return sum(bool(reason.evidence_ids) and lines.issuperset(reason.evidence_ids) for reason in reasons)
