"""Tries a text, or the last decisions, by a draft of a policy: in memory, never stored and never counted."""

import json
from asyncio import Semaphore
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from agent.backtest.backtest import FailedCase
from agent.backtest.draft_trial import open_trial
from agent.backtest.policy_version import PastCase
from api.decision_pool import DecisionPool
from api.desk.forms import Form
from api.desk.pages.values import page_values
from api.desk.route import CSRF_FIELDS, PolicyRoute, SentForm, SignedIn
from api.desk.session import Person
from api.desk.templating import page
from api.desk.views.trial import Replayed, TriedText, cause_words, tried_text
from api.problem import ApiError, validation_problem
from api.security import DecisionPoolDependency, ServicesDependency
from api.services import Services
from domain.access import Scope
from domain.case import Case
from domain.errors import OperationError
from domain.plain_text import is_blank
from policies.draft import MAX_DRAFT_CHARS, Draft, markdown_of_clause, read_draft
from policies.parsing.diagnostics import CorpusErrors, PolicyError
from retrieval.memory_index import TooManyNewTexts
from store.erasure import ERASED_CASE

router = APIRouter(route_class=PolicyRoute, prefix="/policies/try")
MAX_TEXT_CHARS = 20_000  # a long transcript; one of the largest cases would keep others waiting
MAX_FACTS_CHARS = 5_000
MAX_REPLAYED, REPLAY_SECONDS = 200, 30.0  # a page may take as long: a longer replay is that of the command line
RETRY = {"Retry-After": "10"}


@dataclass(frozen=True)
class Typed:
    """What the form has, as it was typed."""

    text: str = ""
    facts: str = ""
    market: str = ""
    draft: str = ""

    @classmethod
    def of_form(cls, form: Form) -> "Typed":
        """Raises ApiError."""
        form.require_only(*CSRF_FIELDS, *vars(cls()))
        return cls(
            text=form.text("text", MAX_TEXT_CHARS),
            facts=form.text("facts", MAX_FACTS_CHARS),
            market=form.text("market", 50),
            draft=form.text("draft", MAX_DRAFT_CHARS),
        )


@dataclass(frozen=True)
class Result:
    """What the page shows beside the form. `errors` are those of the draft, with its lines."""

    draft: Draft | None = None
    errors: tuple[PolicyError, ...] = ()
    tried: TriedText | None = None
    replayed: Replayed | None = None


@router.get("")
def trial_page(
    services: ServicesDependency, person: SignedIn, clause: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """`clause`: the id of one whose words the draft starts with."""
    _require_owner(person)
    versions = services.corpus.library.versions(clause)
    words = markdown_of_clause(services.corpus.settings.policies, versions[-1].key) if versions else None
    return _page(services, person, Typed(draft=words or ""), Result())


@router.post("")
async def judge_text(
    form: SentForm, services: ServicesDependency, pool: DecisionPoolDependency, person: SignedIn
) -> Response:
    """By the policies in force, and by the draft if there is one. Without a text, the draft is only read."""
    typed = Typed.of_form(form)
    if is_blank(typed.text) and not typed.facts and not typed.draft:
        raise ApiError(422, "invalid-request", "there is nothing to try: type a text, or paste a draft")
    return await _in_pool(pool, person, lambda: _page(services, person, typed, _tried(services, typed)))


@router.post("/replay")
async def replay(
    request: Request, form: SentForm, services: ServicesDependency, pool: DecisionPoolDependency, person: SignedIn
) -> Response:
    """Decides the last decisions again, by the policies in force and by the draft; one person at a time."""
    typed = Typed.of_form(form)
    if not typed.draft:
        raise ApiError(422, "invalid-request", "paste a draft: without one, nothing would change")
    turn: Semaphore = request.app.state.replay_turn
    if turn.locked():
        raise ApiError(429, "too-many-requests", "another replay is running: send this again in half a minute", RETRY)
    async with turn:
        return await _in_pool(pool, person, lambda: _page(services, person, typed, _replayed(services, typed)))


async def _in_pool(pool: DecisionPool, person: Person, work: Callable[[], Response]) -> Response:
    with pool.requests.take(person.caller.key_id):
        return await pool.run(person.caller.key_id, work)


def _tried(services: Services, typed: Typed) -> Result:
    case = None if is_blank(typed.text) and not typed.facts else _case(typed)
    if not typed.draft:
        decision = services.adjudicator.decide(case) if case else None
        return Result(tried=tried_text(decision, None, [services.corpus.library]) if decision else None)
    return _with_draft(services, typed, lambda draft: _tried_by_draft(services, case, draft))


def _tried_by_draft(services: Services, case: Case | None, draft: Draft) -> Result:
    trial = open_trial(services.corpus, services.adjudicator, draft)
    if case is None:
        return Result(draft)
    return Result(draft, tried=tried_text(*trial.decide(case), [services.corpus.library, draft.library]))


def _replayed(services: Services, typed: Typed) -> Result:
    def run(draft: Draft) -> Result:
        trial = open_trial(services.corpus, services.adjudicator, draft)
        ids = [summary.decision_id for summary in services.store.list(MAX_REPLAYED)]
        report = trial.replay(_past_cases(services, ids), REPLAY_SECONDS)
        return Result(draft, replayed=Replayed(report, len(ids), REPLAY_SECONDS))

    return _with_draft(services, typed, run)


def _with_draft(services: Services, typed: Typed, run: Callable[[Draft], Result]) -> Result:
    """A draft that cannot be read is no failure of the page: it shows each error."""
    corpus, today = services.corpus, services.adjudicator.now().date()
    try:
        return run(read_draft(typed.draft, corpus.library, corpus.settings.policies, today))
    except CorpusErrors as found:
        return Result(errors=found.errors)
    except TooManyNewTexts as error:
        message, _, remedy = str(error).partition(": ")
        return Result(errors=(PolicyError("draft", 0, message, remedy),))


def _past_cases(services: Services, ids: list[str]) -> Iterator[PastCase | FailedCase]:
    """Each is read when it is its turn."""
    for decision_id in ids:
        try:
            stored = services.store.get(decision_id)
        except OperationError as error:
            yield FailedCase(decision_id, str(error))
            continue
        if stored is None or stored.case == ERASED_CASE:
            yield FailedCase(decision_id, "its case was erased")
        else:
            signals, as_of = stored.decision.evidence.signals, stored.decision.trace.as_of
            yield PastCase(decision_id, stored.case, as_of, signals, stored.decision.verdict.outcome)


def _case(typed: Typed) -> Case:
    """Raises ApiError."""
    content = [{"id": "text", "text": typed.text}] if typed.text else []
    fields = {"id": "trial", "content": content, "market": typed.market or None, "facts": _facts(typed.facts)}
    try:
        return Case.model_validate(fields)
    except ValidationError as error:
        raise validation_problem(error.errors()) from error


def _facts(lines: str) -> Mapping[str, Any]:
    """From lines such as `price = 12.5`; a value that is no JSON is text. Raises ApiError."""
    facts: dict[str, Any] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not name or not equals:
            raise ApiError(422, "invalid-request", f"`{line[:80]}` is no fact: write one a line, such as price = 12.5")
        try:
            facts[name] = json.loads(value)
        except (ValueError, RecursionError):
            facts[name] = value
    return facts


def _require_owner(person: Person) -> None:
    if not person.caller.has_scope(Scope.POLICY):
        detail = f"{person.name} lacks the scope `policy`: ask the operator for a key with it"
        raise ApiError(403, "forbidden", detail)


def _page(services: Services, person: Person, typed: Typed, result: Result) -> Response:
    values = {
        "typed": typed,
        "result": result,
        "cause_words": cause_words,
        "markets": sorted(services.corpus.library.markets),
        "limits": {"replayed": MAX_REPLAYED, "seconds": REPLAY_SECONDS, "text": MAX_TEXT_CHARS},
    }
    status = 422 if result.errors else 200
    return page("policy_trial", {**page_values(person, "trial"), **values}, status)
