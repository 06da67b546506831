"""Drafting: a foreign document becomes a policy in our form, with everything uncertain marked for its owner."""
