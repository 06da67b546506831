"""Credit of creators and merchants: earned, lost, restored and expired by rules; it only ever gives benefits."""
