"""Jobs that survive a restart: batches, appeals and deliveries, as DBOS workflows."""
