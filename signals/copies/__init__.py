"""Copies of posts: pictures, videos and captions that show what another post showed, as evidence for a moderator."""
