"""Recommends an enforcement action from points and past violations."""
