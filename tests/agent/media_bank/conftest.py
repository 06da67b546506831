"""An empty store, and decisions about it."""

from tests.store.conftest import case, decide, store, url

__all__ = ["case", "decide", "store", "url"]
