"""The additive score: a curve for each part of the habits of a creator, read where the creator stands on it."""
