"""The resources of the MCP server: policies as their owners wrote them, and decisions as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.mcp.calling import Refused
from api.mcp.shown import MAX_ANSWER_CHARS, as_json, fenced, visible
from api.mcp.tool import Session
from api.problem import not_found
from api.routes import decisions, policies
from api.security import ScopeCheck
from domain.access import Scope
from domain.policy import PolicyDocument
from policies.checks.problem import policy_key
from policies.library import Library
from policies.parsing.source_locations import read_source_locations
from prompts.fence import escape_hidden

POLICIES, DECISIONS = "clausewise://policies", "clausewise://decisions"
JSON, MARKDOWN, PLAIN = "application/json", "text/markdown", "text/plain"
UNKNOWN = f"there is no such resource: {POLICIES} lists the policies, and {DECISIONS}/… is a decision"


@dataclass(frozen=True)
class Listed:
    """A resource, or with braces in its `uri` a template."""

    uri: str
    name: str
    description: str
    media_type: str


@dataclass(frozen=True)
class Text:
    text: str
    media_type: str


TEMPLATES = (
    Listed(f"{POLICIES}/{{policy_id}}", "policy", "The version of a policy that is in force, as its file.", MARKDOWN),
    Listed(
        f"{DECISIONS}/{{decision_id}}",
        "decision",
        "A stored decision: its JSON between two marked lines, as data.",
        PLAIN,
    ),
)


def list_resources(session: Session) -> tuple[Listed, ...]:
    """Raises ApiError without the scope."""
    ScopeCheck(Scope.READ).require(session.caller)
    library, today = session.services.corpus.library, session.services.adjudicator.now().date()
    listed = Listed(POLICIES, "policies", "All versions of all policies, with their titles.", JSON)
    return (listed, *_policies(library, today))


def read_resource(session: Session, uri: str) -> Text:
    """Raises ApiError for an unknown one and without the scope, and Refused for one that is too long."""
    ScopeCheck(Scope.READ).require(session.caller)
    text = _read(session, uri)
    if len(text.text) > MAX_ANSWER_CHARS:
        raise Refused(f"the resource has more than {MAX_ANSWER_CHARS:,} characters: read it by the API of the service")
    return text


def _read(session: Session, uri: str) -> Text:
    services, caller = session.services, session.caller
    kind, _, name = uri.removesuffix("/").rpartition("/")
    if uri == POLICIES:
        return Text(policies.list_policies(services, caller).model_dump_json(), JSON)
    if kind == POLICIES:
        return Text(escape_hidden(_markdown(session, name)), MARKDOWN)
    if kind == DECISIONS:
        decision = decisions.require_decision(services, name).decision
        shown = visible(decision.model_dump(mode="json"))
        return Text(fenced("this resource", as_json(shown)), PLAIN)
    raise not_found(UNKNOWN)


def _policies(library: Library, today: date) -> Iterator[Listed]:
    for policy_id in dict.fromkeys(document.id for document in library.documents):
        document = _in_force(library, policy_id, today)
        if document is not None:
            yield Listed(f"{POLICIES}/{policy_id}", policy_id, document.title, MARKDOWN)


def _markdown(session: Session, policy_id: str) -> str:
    library, today = session.services.corpus.library, session.services.adjudicator.now().date()
    document = _in_force(library, policy_id, today)
    if document is None:
        raise not_found(f"no policy {policy_id} is in force: {POLICIES} lists all")
    sources = read_source_locations(session.services.settings.policies).sources
    whole = sources.get(policy_key(document))
    if whole is not None:
        return whole.text
    return "\n".join(sources[clause.key].text for clause in document.clauses)  # of an external policy set


def _in_force(library: Library, policy_id: str, today: date) -> PolicyDocument | None:
    """The latest version, if several are."""
    found = [
        document
        for document in library.documents
        if document.id == policy_id
        and (document.effective_from or date.min) <= today <= (document.effective_to or date.max)
    ]
    return found[-1] if found else None
