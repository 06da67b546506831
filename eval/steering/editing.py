"""Applies the edit of a pair to a copy of the policies."""

import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.steering.pair import NumberedPair, Pair, PairError, StaleExample
from policies.corpus_cache import InvalidCorpus, open_corpus
from policies.library import Library
from policies.parsing.diagnostics import CorpusErrors, suggest
from policies.parsing.renamed import FORMER_SECTIONS
from text.files import NotUtf8, read_utf8

VECTORS = ".npz"  # the caller knows the vectors already
CORPORA = "corpora"  # where a data directory caches policies that were read
CLAUSE_END = re.compile(r"^## ", re.MULTILINE)
SECTION = re.compile(r"^### ", re.MULTILINE)
MAX_QUOTED = 60

Files = dict[str, str]  # the text of each policy file, by its name


@dataclass(frozen=True)
class EditedPolicies:
    """The folder of the policies after the edit, a data directory for them, and the library. `reworded`: the clause had
    another wording than `before_text`."""

    pair: Pair
    place: str
    policies: Path
    data_dir: Path
    library: Library
    reworded: bool = False


def edit_policies(numbered: NumberedPair, policies: Path, folder: Path) -> EditedPolicies:
    """Copies the policies into the new `folder`, with the edit. Where a whole clause is given and its
    wording has changed since, `after_text` replaces the whole text of the clause. Raises PairError with the first thing
    that is wrong."""
    copy, data_dir = folder / "policies", folder / "data"
    copy.mkdir(parents=True)
    for path in policies.iterdir():
        if path.is_file() and path.suffix != VECTORS:
            shutil.copy(path, copy)
    pair, place = numbered.pair, f"{numbered.place}: {numbered.pair.id}"
    try:
        files = {path.name: read_utf8(path).replace("\r\n", "\n") for path in sorted(copy.glob("*.md"))}
        for name, text in edited_files(pair, files).items():
            (copy / name).write_text(text, encoding="utf-8")
        library = open_corpus(copy, data_dir / CORPORA)
    except EditError as error:
        raise PairError(f"{place}: {error}") from error
    except (CorpusErrors, InvalidCorpus, NotUtf8) as error:
        raise PairError(f"{place}: after the edit the policies have errors: {_first_error(error, copy)}") from error
    return EditedPolicies(pair, numbered.place, copy, data_dir, library, is_reworded(pair, files))


def check_cases(edited: EditedPolicies, before: Library) -> Iterator[str]:
    """What is wrong with the cases of a pair; `before` are the policies without the edit."""
    facts = known_facts(before)
    for steered in edited.pair.cases:
        where = f"{edited.place}: {steered.case.id}"
        market = steered.case.market
        if market is not None and before.markets and market not in before.markets:
            yield f'{where}: unknown market "{market}"; {suggest(market, sorted(before.markets))}'
        for fact in sorted(steered.case.facts.keys() - facts) if facts is not None else ():
            yield f"{where}: no check may read the fact {fact}; {_similar(fact, facts or ())}"
        for when, library, right in (
            ("before", before, steered.before),
            ("after", edited.library, steered.after),
        ):
            for name in sorted(right.violated - library.clause_ids):
                yield f"{where}: there is no {name} {when} the edit; {_similar(name, library.clause_ids)}"


def known_facts(library: Library) -> frozenset[str] | None:
    """The names of the facts that the vocabulary declares; None if any fact is accepted."""
    if library.vocabulary is None:
        return None
    return frozenset(name.removeprefix("facts.") for name in library.vocabulary if name.startswith("facts."))


class EditError(Exception):
    """The edit cannot be applied. The message says why."""


def edited_files(pair: Pair, files: Files) -> Files:
    """The files that change, as they are after the edit. Raises EditError."""
    if pair.policy_file not in files:
        raise EditError(f"there is no {pair.policy_file}: {suggest(pair.policy_file, sorted(files))}")
    reworded = is_reworded(pair, files)
    edited = {**files, pair.policy_file: _replaced(pair, files[pair.policy_file])}
    if pair.check is not None:
        edited[pair.policy_file] = _with_check(pair, edited[pair.policy_file])
    for stale in pair.stale_examples:
        edited |= _without_example(stale, edited, reworded)
    if pair.new_clauses:
        parts = (edited[pair.policy_file], *pair.new_clauses)
        edited[pair.policy_file] = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    return {name: text for name, text in edited.items() if text != files[name]}


def is_reworded(pair: Pair, files: Files) -> bool:
    """Whether the clause has another wording than the pair, which gives it whole."""
    text, heading = files.get(pair.policy_file, ""), f"## {pair.clause_id} "
    whole = pair.before_text.startswith(heading) and pair.after_text.startswith(heading)
    return whole and pair.before_text not in text and _clause_span(text, pair.clause_id) is not None


def _replaced(pair: Pair, text: str) -> str:
    times = text.count(pair.before_text)
    if times == 1:
        return text.replace(pair.before_text, pair.after_text)
    if times > 1:
        raise EditError(f"before_text stands {times} times in {pair.policy_file}: give more of the text around it")
    clause = _clause_span(text, pair.clause_id)
    if clause is None or not is_reworded(pair, {pair.policy_file: text}):
        raise EditError(f"before_text does not stand in {pair.policy_file}: copy it from the file as it is")
    start, end = clause
    section = SECTION.search(text, start, end)
    rest = text[section.start() if section else end :]
    return (
        f"{text[:start]}{pair.after_text.rstrip()}\n\n{rest}" if rest else f"{text[:start]}{pair.after_text.rstrip()}\n"
    )


def _with_check(pair: Pair, text: str) -> str:
    assert pair.check is not None
    span = _clause_span(text, pair.clause_id)
    if span is None:
        raise EditError(f"after the edit, {pair.policy_file} has no {pair.clause_id}, whose check changes")
    start, end = span
    times = text.count(pair.check.before, start, end)
    if times != 1:
        raise EditError(
            f"the check {_quoted(pair.check.before)} stands {times} times in {pair.clause_id}, and must stand once: "
            "copy it from the file as it is"
        )
    return text[:start] + text[start:end].replace(pair.check.before, pair.check.after) + text[end:]


def _without_example(stale: StaleExample, files: Mapping[str, str], reworded: bool) -> Files:
    """The files without the example, in every version of its clause."""
    heading = FORMER_SECTIONS.get(stale.list, stale.list)
    found = {}
    for name, text in files.items():
        span = _clause_span(text, stale.clause_id)
        shortened = _without_line(text, span, heading, f"- {stale.line}") if span else text
        if shortened != text:
            found[name] = shortened
    if not found and not reworded:
        raise EditError(
            f"no line of {heading} in {stale.clause_id} reads {_quoted(stale.line)}: copy stale examples as they are"
        )
    return found


def _without_line(text: str, span: tuple[int, int], heading: str, line: str) -> str:
    """Without the line in that section of the clause, and without the section if nothing is left of it."""
    sections = SECTION.split(text[span[0] : span[1]])
    shorter = [_shorter(section, line) if _heading(section) == heading else section for section in sections]
    clause = "### ".join(section for section in shorter if _heading(section) != heading or _has_lines(section))
    return text[: span[0]] + clause + text[span[1] :]


def _shorter(section: str, line: str) -> str:
    return "".join(existing for existing in section.splitlines(keepends=True) if existing.strip() != line)


def _heading(section: str) -> str:
    return section.partition("\n")[0].strip()


def _has_lines(section: str) -> bool:
    return bool(section.partition("\n")[2].strip())


def _clause_span(text: str, clause_id: str) -> tuple[int, int] | None:
    """From the heading of the clause to the heading of the next one."""
    heading = re.search(rf"^## {re.escape(clause_id)}(?= |$)", text, re.MULTILINE)
    if heading is None:
        return None
    following = CLAUSE_END.search(text, heading.end())
    return heading.start(), following.start() if following else len(text)


def _first_error(error: Exception, folder: Path) -> str:
    """On one line, without the path of the copy."""
    lines = str(error).splitlines()
    errors = lines[1:] if isinstance(error, InvalidCorpus) else lines
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return errors[0].replace(f"{folder}/", "") + more


def _similar(word: str, known: Collection[str]) -> str:
    """`suggest` without the list of all known words."""
    found = suggest(word, sorted(known)).rpartition("did you mean ")
    return f"did you mean {found[2].rstrip('?)')}?" if found[1] else "correct the name"


def _quoted(text: str) -> str:
    return f"“{text[:MAX_QUOTED]}…”" if len(text) > MAX_QUOTED else f"“{text}”"
