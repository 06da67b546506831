"""Strategies: rules over declared signals and facts that queue, label or propose, with their backtests."""
