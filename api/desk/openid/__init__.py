"""Signing in by OpenID Connect: the provider, what it proves, and which role that gives."""
