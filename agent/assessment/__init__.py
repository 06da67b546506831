"""Assesses a creator's account over a period: what its own posts show, where it stands, who should look."""
