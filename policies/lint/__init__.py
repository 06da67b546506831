"""The lint of a corpus: what is well formed and yet written so that people, or a judge, will read it differently."""
