"""Judges that read clauses against a case and return a finding with a probability and quotes for each."""
