"""Which letters go to the creator without a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.clause import Clause, Severity
from domain.finding import Finding, FindingStatus
from domain.verdict import Verdict

Precision = float | Literal["never", "always"]


@dataclass(frozen=True)
class Release:
    """A letter waits for a moderator if a violated clause has `hold_from_severity` or more (None: whatever its
    severity), or if a finding was measured to be right less often than `from_precision`. A precision that was not
    measured is too low. `never`: every letter waits. `always`: the precision does not matter."""

    hold_from_severity: Severity | None = Severity.HIGH
    from_precision: Precision = "never"

    def permits(self, verdict: Verdict, clauses: Mapping[str, Clause]) -> bool:
        violated = [finding for finding in verdict.findings if finding.status is FindingStatus.VIOLATED]
        return all(self._is_mild(finding, clauses) and self._is_sure(finding) for finding in violated)

    def _is_mild(self, finding: Finding, clauses: Mapping[str, Clause]) -> bool:
        clause, limit = clauses.get(finding.clause_id), self.hold_from_severity
        return limit is None or clause is None or clause.severity < limit

    def _is_sure(self, finding: Finding) -> bool:
        if isinstance(self.from_precision, str):
            return self.from_precision == "always"
        return finding.precision is not None and finding.precision >= self.from_precision
