"""How well the whole path agrees with people: labelled datasets, their check, baselines and measures."""
