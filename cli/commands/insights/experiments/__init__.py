"""`clausewise insights experiments`: plan, assign, check and analyse experiments, and estimate effects without one."""
