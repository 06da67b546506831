"""The daily jobs: SQL that computes a day from the rows up to its end, and what is read of their results."""
