"""`clausewise insights strategies`: list, check, backtest and run strategies, and find new ones."""
