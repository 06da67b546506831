"""The tools that search, read, compare and lint policies."""

from datetime import date
from pathlib import Path

from anyio import to_thread

from agent.evidence.embedding_similarity import EmbeddingSimilarity
from api.mcp.arguments import ClauseName, Comparison, Linted, Query
from api.mcp.tool import McpTool, Session
from api.paging import Page
from api.routes import policies
from api.schemas import ClauseDetailOut, ClauseHitOut
from api.services import Services
from domain.access import Scope
from domain.errors import InputError
from policies.checks.problem import Problem
from policies.diff.change import CorpusDiff
from policies.diff.comparison import compare_sides
from policies.diff.side import Side, side_of
from policies.draft import FILE, Draft, read_draft
from policies.lint.lint import lint, read_allowances, skipped_rules
from policies.lint.lint_input import LintInput
from policies.lint.report import LintSummary, lint_summary
from policies.parsing.source_locations import SourceLocation, read_source_locations
from retrieval.clause_texts import embedding_texts


async def _search(session: Session, given: Query) -> Page[ClauseHitOut]:
    market = given.market and given.market.upper()
    return await policies.search_clauses(
        session.services, session.pool, session.caller, given.query, given.limit, given.as_of, market
    )


async def _read(session: Session, given: ClauseName) -> ClauseDetailOut:
    return await to_thread.run_sync(policies.get_clause, given.clause_id, session.services, session.caller, given.as_of)


async def _diff(session: Session, given: Comparison) -> CorpusDiff:
    return await session.in_turn(lambda: _compare(session.services, given))


def _compare(services: Services, given: Comparison) -> CorpusDiff:
    library, today = services.corpus.library, services.adjudicator.now().date()
    before = side_of(library, given.before or today, str(given.before or today))
    if given.draft is not None:
        draft = _read_draft(services, given.draft, today)
        after = side_of(draft.library, draft.on, FILE)
    else:
        after = side_of(library, given.after, str(given.after))
    for side in (before, after):
        _require_documents(side)
    return _only(compare_sides(before, after), given.policy_id)


def _only(found: CorpusDiff, policy_id: str | None) -> CorpusDiff:
    if policy_id is None:
        return found
    return found.model_copy(update={"policies": tuple(one for one in found.policies if one.id == policy_id)})


def _require_documents(side: Side) -> None:
    if not side.documents:
        raise InputError(f"no policy is in force on {side.label}: give a later day")


async def _lint(session: Session, given: Linted) -> LintSummary:
    return await session.in_turn(lambda: _summary(session.services, given.draft))


def _summary(services: Services, text: str | None) -> LintSummary:
    """Of a draft: what the present policies do not have. Its new texts are not embedded, so the rules that compare
    embeddings are skipped."""
    corpus, today = services.corpus, services.adjudicator.now().date()
    folder, library = corpus.settings.policies, corpus.library
    locations = read_source_locations(folder)
    sources = {key: source.text for key, source in locations.sources.items()}
    allowed = read_allowances(folder)
    if text is not None:
        draft = _read_draft(services, text, today)
        known = {(one.rule, one.problem) for one in lint(LintInput(library, today, sources), allowed)}
        drafted = LintInput(draft.library, draft.on, sources)
        new = [one for one in lint(drafted, allowed) if (one.rule, one.problem) not in known]
        return lint_summary(draft.library, new, skipped_rules(drafted), lambda _: SourceLocation(Path(FILE), 0))
    similarity = EmbeddingSimilarity(corpus.index, embedding_texts(library.post_clauses)[0], corpus.embedder)
    present = LintInput(library, today, sources, similarity)

    def locate(problem: Problem) -> SourceLocation:
        found = locations.locate(problem)
        return SourceLocation(Path(found.file.name), found.line)

    return lint_summary(library, lint(present, allowed), skipped_rules(present), locate)


def _read_draft(services: Services, text: str, today: date) -> Draft:
    return read_draft(text, services.corpus.library, services.settings.policies, today)


POLICY_TOOLS = (
    McpTool(
        "search_clauses",
        "Search clauses",
        "Finds the clauses in force that are most similar to a text, best first.",
        Query,
        Page[ClauseHitOut],
        Scope.READ,
        _search,
    ),
    McpTool(
        "read_clause",
        "Read a clause",
        "The words of a clause that is in force on a day, with its severity, markets and period.",
        ClauseName,
        ClauseDetailOut,
        Scope.READ,
        _read,
    ),
    McpTool(
        "policy_diff",
        "Compare policies",
        "Compares the policies of two days clause by clause, or those in force with a draft: added, removed, reworded, "
        "stricter, milder. Name the policy where many have changed.",
        Comparison,
        CorpusDiff,
        Scope.POLICY,
        _diff,
    ),
    McpTool(
        "policy_lint",
        "Lint policies",
        "Finds vague, circular, duplicate and untested clauses; of a draft, what the policies in force do not have.",
        Linted,
        LintSummary,
        Scope.POLICY,
        _lint,
    ),
)
