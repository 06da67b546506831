"""Builds the statement of reasons of a decision: its record, what that lacks, and its text for the creator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.messages.disclosure_check import AllowedText, find_disclosures
from agent.messages.education_letter import NUMBER, letter_locale
from agent.messages.fact_sentences import fact_sentences
from agent.messages.letter_policy import letter_policy
from agent.statements.facts import findings_of
from agent.statements.measures import Measures
from agent.statements.personal_data import find_personal_data, masked
from agent.statements.record import end_of, puid_of, record_of
from agent.statements.restriction import restriction_of, violated_clauses
from agent.statements.validation import validate
from domain.clause import Clause
from domain.finding import Finding
from domain.notice import AccountType
from domain.statement import Record, Restriction, Statement, StatementStatus, StatementText, Submitted
from domain.statement_codes import country_of
from policies.library import Library
from prompts.render import locale_for
from prompts.statement import Ground, StatementWords, statement
from store.statements.candidates import Candidate

MAX_LINES, MAX_LINE_CHARS = 3, 240


@dataclass(frozen=True)
class StatementBuilder:
    """`submit_unreviewed`: decisions that no person has reviewed are carried out, and so submitted."""

    library: Library
    measures: Measures
    policy_url: str = ""
    submit_unreviewed: bool = False

    def build(self, candidate: Candidate, submitted: Submitted | None = None) -> Statement | None:
        """None: the decision restricts nothing, or its creator was erased."""
        if candidate.is_erased:
            return None
        restriction = restriction_of(candidate, self.library, self.measures)
        if restriction is None:
            return None
        case, decision = candidate.stored.case, candidate.stored.decision
        clauses = violated_clauses(candidate, self.library)
        is_outside = case.market is not None and country_of(case.market) is None
        record = None if is_outside else record_of(candidate, clauses, restriction, self.policy_url)
        errors = {} if record is None else _errors(record, clauses)
        return Statement(
            puid=puid_of(decision.decision_id),
            decision_id=decision.decision_id,
            decided_at=decision.decided_at,
            market=case.market,
            restriction=restriction,
            status=self._status(restriction, record, errors, submitted),
            record=record,
            errors=errors,
            text=self._text(candidate, clauses, restriction),
            submitted=submitted,
        )

    def _status(
        self,
        restriction: Restriction,
        record: Record | None,
        errors: Mapping[str, Sequence[str]],
        submitted: Submitted | None,
    ) -> StatementStatus:
        if submitted is not None and submitted.status is not StatementStatus.READY:
            return submitted.status
        if record is None:
            return StatementStatus.OUTSIDE
        if errors:
            return StatementStatus.INCOMPLETE
        is_final = restriction.reviewed or self.submit_unreviewed
        return StatementStatus.READY if is_final else StatementStatus.WAITING

    def _text(self, candidate: Candidate, clauses: Sequence[Clause], restriction: Restriction) -> StatementText:
        case, decision = candidate.stored.case, candidate.stored.decision
        locale = locale_for(letter_locale(case, decision.evidence))
        policy = letter_policy(self.library, decision.trace.as_of, case.market)
        findings = [finding for _, finding in findings_of(candidate, clauses) if finding is not None]
        sentences = (fact_sentences(case, one, policy.vocabulary, locale) for one in findings)
        end, country = end_of(restriction), country_of(case.market)
        words = StatementWords(
            decision_id=decision.decision_id,
            about=case.subject.value,
            grounds=[_ground(clause.in_language(locale)) for clause in clauses],
            lines=_lines(findings),
            facts=[text for text in dict.fromkeys(one for found in sentences for one in found) if _is_shown(text)],
            until=end.isoformat() if end else "",
            countries=case.market or "",
            policy_url=self.policy_url,
            appeal_days=policy.appeal_days,
            redress=policy.redress_words(locale),
            in_union=country is not None and policy.redress.body != "none",
            noticed_on=f"{case.notice.received:%Y-%m-%d}" if case.notice else "",
            is_business=case.account_type is AccountType.BUSINESS,
        )
        return statement(restriction, words, locale)


def _errors(record: Record, clauses: Sequence[Clause]) -> dict[str, tuple[str, ...]]:
    """What the database would answer, and what the policies and the masking lack."""
    found = {**validate(record), **find_personal_data(record)}
    unclassified = [clause.id for clause in clauses if clause.classification is None]
    if unclassified and "category" not in record:
        listed = ", ".join(unclassified)
        message = f"No category is given for {listed}: add it to the policy, and see `clausewise policies check`."
        found["category"] = (*found.get("category", ()), message)
    return found


def _ground(clause: Clause) -> Ground:
    legal = clause.classification.legal_ground if clause.classification else ""
    return Ground(clause.id, clause.title, clause.text, legal)


def _is_shown(sentence: str) -> bool:
    """Not one that would name a detector, as in letters."""
    return not find_disclosures(NUMBER.sub("", sentence), AllowedText())


def _lines(findings: Sequence[Finding]) -> list[str]:
    quotes = (masked(quote.text[:2000], MAX_LINE_CHARS) for one in findings for quote in one.content_quotes)
    return [line for line in dict.fromkeys(quotes) if line][:MAX_LINES]
