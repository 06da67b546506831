"""Quizzes for creators, made from the clauses and their examples."""
