"""Maps old names in policy files to present ones. Former section titles are read; other old names are errors that give
the present one."""

FORMER_SECTIONS = {"Breaks it": "Violating examples", "Keeps it": "Compliant examples"}
CLAUSE_FIELDS = {"repeat_measure": "repeat_action", "skip_measure": "skip_action"}
LADDER_COLUMNS = ("points", "measure", "days")
GLOSSARY_KEYS = {"also": "synonyms"}
LINT_RULES = {
    "definition-circle": "circular-definition",
    "definition-out-of-force": "definition-not-in-force",
    "fact-never-given": "fact-never-provided",
    "overrides-circle": "circular-overrides",
    "points-out-of-line": "points-severity-mismatch",
    "reference-out-of-force": "reference-not-in-force",
    "unnamed-definition": "missing-definition-reference",
}


def renamed(old: str, new: str) -> str:
    return f'"{old}" is now called "{new}"'
