"""A discrete-event model of the service, from one process to 100 million decisions a day."""
