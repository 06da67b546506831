"""The file and the line where a clause, a policy or an entry of a TOML file stands, read off the folder again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from policies.checks.problem import Problem, place
from policies.parsing.diagnostics import Complaints
from policies.parsing.external_rules import RULES, VERSION, read_rules
from policies.parsing.front_matter import read_front

_TABLE = re.compile(r'(?P<file>\w+\.toml) "(?P<key>.*)"')
_FRONT = re.compile(r"---\n(?P<fields>.*?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"^## +(?P<id>\S+)", re.MULTILINE)
_BETWEEN = r"[\s*_`\\]+"  # a line's end, or the marks of Markdown
_ENOUGH = 12  # words tell a sentence from others


@dataclass(frozen=True)
class Place:
    """`line` counts from 1; 0 stands for the file as a whole."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else str(self.file)


@dataclass(frozen=True)
class Passage:
    """A clause as it was written, from its heading on, or a whole policy."""

    place: Place
    source: str


@dataclass(frozen=True)
class Places:
    """`passages` by what a problem's `where` says."""

    folder: Path
    passages: Mapping[str, Passage]

    def of(self, problem: Problem) -> Place:
        """The line of the problem's words, or else of what it is about; the folder where that stands nowhere."""
        passage = self.passages.get(problem.where)
        if passage is not None:
            return Place(passage.place.file, passage.place.line + _lines_before(problem.words, passage.source))
        entry = _TABLE.fullmatch(problem.where)
        if entry is None:
            return Place(self.folder, 0)
        file = self.folder / entry["file"]
        source = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
        return Place(file, 1 + _lines_before(f'"{entry["key"]}"', source))


def read_places(folder: Path) -> Places:
    """Raises CorpusErrors where the folder's library cannot be read either."""
    if (folder / RULES).is_file():
        return Places(folder, dict(_lines(folder / RULES)))
    files = sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))
    return Places(folder, dict(pair for path in files for pair in _sections(path)))


def _sections(path: Path) -> Iterator[tuple[str, Passage]]:
    """The whole policy, then each clause from its heading to the next; the Markdown was read and found sound before."""
    source = path.read_text(encoding="utf-8-sig")
    front = _FRONT.match(source)
    document = read_front(front and front["fields"], {}, Complaints(str(path)))
    yield place(document), Passage(Place(path, 1), source)
    headings = list(_HEADING.finditer(source))
    for heading, after in zip_longest(headings, headings[1:]):
        passage = source[heading.start() : after.start() if after else len(source)]
        line = source.count("\n", 0, heading.start()) + 1
        yield f"{heading['id']}@{document.version}", Passage(Place(path, line), passage)


def _lines(path: Path) -> Iterator[tuple[str, Passage]]:
    rows = [(n, row) for n, row in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1) if row.strip()]
    for (number, row), clause in zip(rows, read_rules(path.read_bytes(), str(path)).clauses, strict=True):
        yield f"{clause.id}@{VERSION}", Passage(Place(path, number), row)


def _lines_before(words: str, source: str) -> int:
    """How many lines of the source lie before the words, of which the first dozen are looked for."""
    found = re.search(_BETWEEN.join(map(re.escape, words.split()[:_ENOUGH])), source)
    return source.count("\n", 0, found.start()) if found else 0
