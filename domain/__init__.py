"""The domain types that every package shares: frozen pydantic models without behaviour of their own."""
