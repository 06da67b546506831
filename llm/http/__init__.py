"""HTTP to a model server: connections, attempts, and what a server says when it does not answer."""
