"""Exports reviews and appeals as preference pairs (DPO) or as answers with a reward, once they are final."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from domain.decision import Decision
from domain.errors import InputError
from domain.review import Review
from domain.verdict import Outcome
from eval.preferences.prompt import ANSWER_FORM, case_prompt, mask_text
from policies.library import Library
from store.credit.decision_facts import DecisionFacts, read_decision_facts
from store.database import Database
from store.erasure import ERASED_CASE
from store.quality.golden_set import GoldenSet
from store.reviews import ReviewedDecision, Reviews

DPO, REWARD = "dpo", "reward"
ERASED, GOLDEN, OPEN_APPEAL = "the case is erased", "it is in the golden set, which measures", "an appeal is open"
NOT_FINAL, UPHELD = "the time to appeal is not over", "the person agreed with the judge"
LEFT_OPEN, ACCOUNT = "the judge left it to a person", "it is about an account"
UNDECIDED, NO_CLAUSES = "no review is in effect", "the policies have its clauses no more"


@dataclass(frozen=True)
class Written:
    """`left_out`: how many decisions, by reason."""

    lines: int
    decisions: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class PreferenceExport:
    """`today`: nothing later is read. `appeal_days`: the time to appeal where no letter states one."""

    database: Database
    library: Library
    today: date
    appeal_days: int

    def write(self, path: Path, form: str) -> Written:
        """Raises InputError if nothing can be exported."""
        left_out, lines, decisions = Counter[str](), list[str](), 0
        for found in self._lines(form, left_out):
            lines += [json.dumps(line, ensure_ascii=False) for line in found]
            decisions += 1
        if not lines:
            reasons = "; ".join(f"{number} because {reason}" for reason, number in sorted(left_out.items()))
            raise InputError(
                f"no decision can be exported{f' ({reasons})' if reasons else ''}: nobody has reviewed one"
            )
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return Written(len(lines), decisions, left_out)

    def _lines(self, form: str, left_out: Counter[str]) -> Iterator[list[dict[str, Any]]]:
        facts = {one.decision_id: one for one in read_decision_facts(self.database)}
        golden = {case.decision_id for case in GoldenSet(self.database, None).list(removed=True)}
        for reviewed in Reviews(self.database).iterate():
            decision_id = reviewed.stored.decision.decision_id
            reason = self._left_out(reviewed, facts.get(decision_id), decision_id in golden, form)
            if reason is not None:
                left_out[reason] += 1
                continue
            found = self._of(reviewed, form)
            if not found:
                left_out[NO_CLAUSES] += 1
                continue
            yield found

    def _left_out(
        self, reviewed: ReviewedDecision, facts: DecisionFacts | None, is_golden: bool, form: str
    ) -> str | None:
        """Why the decision is not exported."""
        decision, case = reviewed.stored.decision, reviewed.stored.case
        review = next((one for one in reversed(reviewed.reviews) if not one.differs), None)
        checks = (
            (case == ERASED_CASE, ERASED),
            (is_golden, GOLDEN),
            (decision.assessment is not None, ACCOUNT),
            (review is None, UNDECIDED),
        )
        reason = next((text for applies, text in checks if applies), None)
        if reason is not None or review is None:
            return reason
        if facts is not None and any(appeal.closed_on is None for appeal in facts.appeals):
            return OPEN_APPEAL
        if self._final_on(review, facts) > self.today:
            return NOT_FINAL
        if form == DPO and decision.verdict.outcome is Outcome.NEEDS_REVIEW:
            return LEFT_OPEN
        return UPHELD if form == DPO and _agrees(decision, review) else None

    def _final_on(self, review: Review, facts: DecisionFacts | None) -> date:
        """The first day after the time to appeal, which begins with the review, or with the last letter about it."""
        ends = [review.reviewed_at.date() + timedelta(days=self.appeal_days)]
        for letter in facts.letters if facts else ():
            if letter.delivered_on is not None:
                ends.append(letter.delivered_on + timedelta(days=letter.appeal_days or self.appeal_days))
        return max(ends) + timedelta(days=1)

    def _of(self, reviewed: ReviewedDecision, form: str) -> list[dict[str, Any]]:
        decision, case, review = reviewed.stored.decision, reviewed.stored.case, reviewed.latest
        in_force = {one.id: one for one in self.library.in_force(decision.trace.as_of, case.market, case.scope)}
        clauses = in_force | self.library.clauses_of_decision(decision)
        if not clauses:
            return []
        shown = case_prompt(case, decision, clauses, self.library.name)
        user = f"{shown.user}\n\n{ANSWER_FORM}"
        prompt = [{"role": "system", "content": shown.system}, {"role": "user", "content": user}]
        chosen, rejected = _persons_answer(review), _machines_answer(decision)
        if form == DPO:
            return [{"prompt": prompt, "chosen": _message(chosen), "rejected": _message(rejected)}]
        answers = [(chosen, 1)]
        if decision.verdict.outcome is not Outcome.NEEDS_REVIEW:
            answers.append((rejected, int(_agrees(decision, review))))
        return [{"prompt": prompt, "completion": _message(text), "reward": reward} for text, reward in answers]


def _agrees(decision: Decision, review: Review) -> bool:
    verdict = decision.verdict
    return verdict.outcome is review.outcome and sorted(set(verdict.violated)) == sorted(set(review.violated))


def _message(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def _persons_answer(review: Review) -> str:
    return _answer(review.outcome, review.violated, review.reason)


def _machines_answer(decision: Decision) -> str:
    verdict = decision.verdict
    reasons = " ".join(finding.rationale for finding in verdict.findings if finding.clause_id in verdict.violated)
    return _answer(verdict.outcome, verdict.violated, reasons or verdict.summary)


def _answer(outcome: Outcome, violated: tuple[str, ...], reason: str) -> str:
    """One line of JSON. What a person wrote may name others, so it is masked as a text of a third party."""
    fields = {"outcome": outcome.value, "violated": list(violated), "reason": mask_text(reason, True)}
    return json.dumps(fields, ensure_ascii=False)
