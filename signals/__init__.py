"""What is known of a creator: one protocol, an embedded source, an HTTP source."""
