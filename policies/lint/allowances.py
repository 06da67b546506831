"""Allowances: findings that the owner of a corpus has looked at and lets stand, each with the reason."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, ValidationError

from domain.base import FrozenModel
from policies.checks.problem import Problem
from policies.lint.rules import RULES
from policies.parsing.diagnostics import Complaints, one_of
from policies.parsing.markdown import decode
from policies.parsing.toml_tables import read_table

LINT = "lint.toml"
SAMPLE = '[[allow]], then rule = "near-duplicate", where = "HLT-2.1" and why = "…"'


class Allowance(FrozenModel):
    """`where` is what a finding is about, with its version or, for every version, without."""

    rule: str = Field(min_length=1)
    where: str = Field(min_length=1)
    why: str = Field(min_length=1, pattern=r"\S")

    def covers(self, rule: str, problem: Problem) -> bool:
        return rule == self.rule and self.where in (problem.where, problem.where.partition("@")[0])


def read_allowances(folder: Path) -> tuple[Allowance, ...]:
    """Those of the folder's `lint.toml`; none where there is no such file. Raises CorpusErrors."""
    path = folder / LINT
    if not path.exists():
        return ()
    complaints = Complaints(str(path))
    source = decode(path.read_bytes(), complaints)
    table = read_table(source, complaints)
    lines = [n for n, line in enumerate(source.splitlines(), 1) if line.strip().startswith("[[")] or [1]
    rows = table.get("allow", [])
    if not isinstance(rows, list) or table.keys() - {"allow"}:
        complaints.add(1, "there is something other than allowances in this file", f"write {SAMPLE}")
        complaints.settle()
    allowances = tuple(a for n, row in enumerate(rows) for a in _read(row, lines[min(n, len(lines) - 1)], complaints))
    complaints.settle()
    return allowances


def _read(row: object, line: int, complaints: Complaints) -> Iterator[Allowance]:
    try:
        allowance = Allowance.model_validate(row)
    except ValidationError as error:
        for wrong in error.errors():
            field = ".".join(str(part) for part in wrong["loc"])
            complaints.add(line, f"the allowance is wrong: {field}: {wrong['msg']}", f"write {SAMPLE}")
        return
    names = [rule.name for rule in RULES]
    if allowance.rule not in names:
        complaints.add(line, f'there is no rule "{allowance.rule}"', one_of(allowance.rule, names))
    yield allowance
