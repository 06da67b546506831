"""Who reads a clause against a case and says how it bears, with a probability and quotes."""
