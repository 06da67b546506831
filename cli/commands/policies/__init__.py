"""`clausewise policies`."""
