"""Language models: each case has one session with a budget, and every request ends in an answer or a named error."""
