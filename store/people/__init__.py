"""What is kept for the people who review: desk sessions, drafts and preferences."""
