"""The moderator's desk: pages that a browser shows, rendered on the server."""
