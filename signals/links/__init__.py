"""Links between creators: groups that act alike, and who to look at first. What it returns is for review only."""
