"""The classifier that the local judge learns from examples and precedents."""
