"""What differs between two laws, as values: which clauses came, went, moved, or say and cost something else."""
