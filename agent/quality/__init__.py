"""How well reviewers agree with one another, and how well reviewers and judges know the golden set."""
