"""A dataset decided case by case: what each came to, what the run was, and how one that was killed goes on."""
