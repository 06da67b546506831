"""Credit and training of accounts."""
