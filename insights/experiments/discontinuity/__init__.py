"""Regression discontinuity: what happens at a threshold, such as the points from which an account is limited."""
