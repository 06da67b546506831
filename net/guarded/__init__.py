"""Requests to addresses that others named: public ones only, each with one deadline."""
