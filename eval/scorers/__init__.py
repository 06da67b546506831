"""What is good about one decision and what is not, a question a file, each answer with its reason."""
