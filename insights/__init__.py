"""How the ecosystem does: metrics, alerts, causes, strategies, experiments, fairness. Reads the warehouse."""
