"""Serving: verdicts, reviews, appeals and messages over HTTP, and the durable work behind them."""
