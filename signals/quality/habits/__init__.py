"""The habits of a creator that the scores read: what was measured of the posts, and what was decided of them."""
