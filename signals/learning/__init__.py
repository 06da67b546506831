"""Fits the models of creators on what people confirmed, and reads the models for one creator."""
