"""The way from a case to a decision: gather, judge, check citations, settle, consequence, educate, record."""
