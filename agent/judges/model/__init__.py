"""The judge that asks a language model about all clauses at once."""
