"""A draft of a policy in the place of the version in force, read from text and never written to a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from domain.policy import PolicyDocument
from policies.checks.check import check_library
from policies.checks.problem import Level, Problem, policy_key
from policies.library import Library
from policies.parsing.diagnostics import CorpusErrors, Diagnostics, PolicyError
from policies.parsing.external_rules import RULES_FILE
from policies.parsing.policy_file import decode, read_policy
from policies.parsing.source_locations import SourceText, read_source_locations
from policies.parsing.toml_files import MANIFEST_FILE, read_manifest
from policies.validity import share_markets

FILE = "draft"  # in the place of a file name in errors
MAX_DRAFT_CHARS = 300_000  # twice the longest bundled policy
CLAUSE_HEADING = re.compile(r"## +(?P<id>\S+)")
WHAT_TO_PASTE = "paste a whole policy file, which starts with ---, or one clause, which starts with ## and its id"


@dataclass(frozen=True)
class Draft:
    """`library` has the draft in the place of what is in force on the day `on`. `problems` are those that the present
    policies do not have."""

    document: PolicyDocument
    library: Library
    on: date
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Pasted:
    """A policy file, and the line of it with which the pasted text starts, less one."""

    content: str
    lines_before: int = 0


def read_draft(text: str, library: Library, folder: Path, today: date) -> Draft:
    """A policy file, or one clause that takes the place of its present words. A draft that starts later is tried on its
    first day. Raises CorpusErrors, with the lines of `text`."""
    sources = {} if (folder / RULES_FILE).is_file() else read_source_locations(folder).sources
    text = text.replace("\r\n", "\n").strip() + "\n"
    pasted = _Pasted(text) if text.startswith("---") else _in_its_policy(text, library, sources, today)
    try:
        document = read_policy(pasted.content.encode("utf-8", "surrogatepass"), FILE, _groups(folder))
    except CorpusErrors as found:
        raise CorpusErrors(replace(error, line=_line(error, pasted)) for error in found.errors) from found
    on = max(today, document.effective_from or today)
    _require_in_force(document, on)
    draft = _with_document(library, document, on)
    known = set(check_library(library))
    problems = tuple(problem for problem in check_library(draft) if problem not in known)
    _refuse_errors(problems, text)
    return Draft(document, draft, on, problems)


def markdown_of_clause(folder: Path, key: str) -> str | None:
    """The words of a clause in its policy file, for a draft to start from; None if they are not Markdown."""
    if (folder / RULES_FILE).is_file():
        return None
    found = read_source_locations(folder).sources.get(key)
    return found.text.strip() if found else None


def _in_its_policy(text: str, library: Library, sources: Mapping[str, SourceText], today: date) -> _Pasted:
    """The file of the clause's policy, with the pasted text in the place of the clause."""
    heading = CLAUSE_HEADING.match(text)
    if heading is None:
        raise _error(1, "this is neither a policy file nor a clause", WHAT_TO_PASTE)
    versions = library.versions(heading["id"])
    if not versions:
        raise _error(1, f"no policy has a clause {heading['id']}", "paste the whole policy file with the new clause")
    present = [clause for clause in versions if clause.effective_from is None or clause.effective_from <= today]
    clause = (present or list(versions))[-1]
    passage = sources.get(clause.key)
    document = next(d for d in library.documents if (d.id, d.version) == (clause.policy_id, clause.version))
    whole = sources.get(policy_key(document))
    if passage is None or whole is None:
        raise _error(0, "the policies of this corpus are not Markdown files", "try the text without a draft")
    return _Pasted(whole.text.replace(passage.text, f"{text}\n"), passage.location.line - 1)


def _with_document(library: Library, document: PolicyDocument, on: date) -> Library:
    """The others of its policy keep their place, unless they are in force on that day too."""
    others = [other for other in library.documents if not _is_replaced(other, document, on)]
    documents = sorted([*others, document], key=lambda d: (d.id, d.effective_from or date.min, d.version))
    return replace(library, documents=tuple(documents))


def _is_replaced(other: PolicyDocument, document: PolicyDocument, on: date) -> bool:
    if other.id != document.id:
        return False
    return other.version == document.version or (_covers(other, on) and share_markets(other, document))


def _covers(document: PolicyDocument, on: date) -> bool:
    return (document.effective_from or date.min) <= on <= (document.effective_to or date.max)


def _require_in_force(document: PolicyDocument, on: date) -> None:
    if not _covers(document, on):
        raise _error(1, f"the draft ended on {document.effective_to}", "give a later effective_to, or leave it out")


def _refuse_errors(problems: Sequence[Problem], text: str) -> None:
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if errors:
        raise CorpusErrors(PolicyError(FILE, _line_of(p, text), f"{p.where}: {p.message}", p.remedy) for p in errors)


def _line_of(problem: Problem, text: str) -> int:
    """That of the clause's heading; 0 if the draft has no such clause."""
    clause_id = re.escape(problem.where.partition("@")[0])
    found = re.search(rf"^## +{clause_id}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _line(error: PolicyError, pasted: _Pasted) -> int:
    return max(error.line - pasted.lines_before, 0)


def _groups(folder: Path) -> Mapping[str, frozenset[str]]:
    path = folder / MANIFEST_FILE
    if not path.exists():
        return {}
    diagnostics = Diagnostics(str(path))
    return read_manifest(decode(path.read_bytes(), diagnostics), diagnostics).groups


def _error(line: int, message: str, remedy: str) -> CorpusErrors:
    return CorpusErrors([PolicyError(FILE, line, message, remedy)])
