"""The quality of a creator's posts: measures of each post, and an additive score with its reasons."""
