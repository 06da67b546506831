"""The client of the Commission's Transparency Database."""
