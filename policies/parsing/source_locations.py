"""The file and line of a clause, a policy or an entry of a TOML file, found by reading the folder again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from policies.checks.problem import Problem, policy_key
from policies.parsing.diagnostics import Diagnostics
from policies.parsing.external_rules import EXTERNAL_VERSION, RULES_FILE, read_external_rules
from policies.parsing.front_matter import read_front_matter

_TABLE = re.compile(r'(?P<file>\w+\.toml) "(?P<key>.*)"')
_FRONT_MATTER = re.compile(r"---\n(?P<fields>.*?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"^## +(?P<id>\S+)", re.MULTILINE)
_BETWEEN_WORDS = r"[\s*_`\\]+"  # line ends and Markdown marks
_MAX_EXCERPT_WORDS = 12


@dataclass(frozen=True)
class SourceLocation:
    """`line` counts from 1; 0 stands for the whole file."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else str(self.file)


@dataclass(frozen=True)
class SourceText:
    """The Markdown of a clause, from its heading on, or of a whole policy."""

    location: SourceLocation
    text: str


@dataclass(frozen=True)
class SourceLocations:
    """`sources` are by `Problem.where`."""

    folder: Path
    sources: Mapping[str, SourceText]

    def locate(self, problem: Problem) -> SourceLocation:
        """The line of the problem's excerpt, or else of its clause, policy or entry; the folder if none is found."""
        passage = self.sources.get(problem.where)
        if passage is not None:
            return SourceLocation(
                passage.location.file, passage.location.line + _lines_before(problem.excerpt, passage.text)
            )
        entry = _TABLE.fullmatch(problem.where)
        if entry is None:
            return SourceLocation(self.folder, 0)
        file = self.folder / entry["file"]
        source = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
        return SourceLocation(file, 1 + _lines_before(f'"{entry["key"]}"', source))


def read_source_locations(folder: Path) -> SourceLocations:
    """Raises CorpusErrors if the folder cannot be read as a library."""
    if (folder / RULES_FILE).is_file():
        return SourceLocations(folder, dict(_external_rule_sources(folder / RULES_FILE)))
    files = sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))
    return SourceLocations(folder, dict(pair for path in files for pair in _policy_sources(path)))


def _policy_sources(path: Path) -> Iterator[tuple[str, SourceText]]:
    """The whole policy, then each clause from its heading to the next. The file must be valid."""
    source = path.read_text(encoding="utf-8-sig")
    front = _FRONT_MATTER.match(source)
    document = read_front_matter(front and front["fields"], {}, Diagnostics(str(path)))
    yield policy_key(document), SourceText(SourceLocation(path, 1), source)
    headings = list(_HEADING.finditer(source))
    for heading, after in zip_longest(headings, headings[1:]):
        passage = source[heading.start() : after.start() if after else len(source)]
        line = source.count("\n", 0, heading.start()) + 1
        yield f"{heading['id']}@{document.version}", SourceText(SourceLocation(path, line), passage)


def _external_rule_sources(path: Path) -> Iterator[tuple[str, SourceText]]:
    rows = [(n, row) for n, row in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1) if row.strip()]
    for (number, row), clause in zip(rows, read_external_rules(path.read_bytes(), str(path)).clauses, strict=True):
        yield f"{clause.id}@{EXTERNAL_VERSION}", SourceText(SourceLocation(path, number), row)


def _lines_before(words: str, source: str) -> int:
    """How many lines of the source come before the words; 0 if they are not found."""
    found = re.search(_BETWEEN_WORDS.join(map(re.escape, words.split()[:_MAX_EXCERPT_WORDS])), source)
    return source.count("\n", 0, found.start()) if found else 0
