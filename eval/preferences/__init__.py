"""What people preferred to the judge's decisions, as training data."""
