"""Work that outlives a process: batches, appeals and deliveries, as workflows of DBOS."""
