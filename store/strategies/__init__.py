"""What strategies leave in the decision log: labels and proposals."""
