"""The values every room speaks in: frozen, closed, and free of any library but pydantic."""
