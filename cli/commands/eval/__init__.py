"""`clausewise eval`."""
