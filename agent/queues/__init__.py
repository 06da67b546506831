"""The review queue's rules: which decisions get a job, in which queue, how urgent, and which are drawn by chance."""
