"""Makes clauses of passages: ids, references, examples, markets, penalties, and the text of the policy file."""
