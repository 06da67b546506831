"""The lint of a corpus: valid text that people, or a judge, will read in different ways."""
