"""Language models: one session a case, which asks within a budget and ends in an answer or in a failure with a name."""
