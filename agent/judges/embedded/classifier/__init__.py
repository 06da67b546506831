"""The classifier of the embedded judge, trained on examples and precedents."""
