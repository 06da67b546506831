"""Trade-offs: whom to promote under caps, how exposure is shared, and where the judge's thresholds cost least."""
