"""The policies of a corpus: reading, checking, linting, comparing and importing them."""
