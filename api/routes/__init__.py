"""The routes, a topic a file: each takes a request apart, calls one part, and puts the answer together."""
