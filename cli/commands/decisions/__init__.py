"""`clausewise decisions`."""
