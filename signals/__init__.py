"""What is known of a creator: where the signals come from."""
