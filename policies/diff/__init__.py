"""The differences between two versions of the policies: added, removed, moved and changed clauses."""
