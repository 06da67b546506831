"""Whether an account changed hands: several independent habits that change at the same time."""
