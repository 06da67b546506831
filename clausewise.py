"""The console script."""

from cli.app import build_app

app = build_app()
