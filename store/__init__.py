"""Stores decisions and everything needed to review, deliver and replay them, through SQLAlchemy."""
