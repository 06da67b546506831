"""Whom does a treatment work for? Models of the effect, judged on units that they did not see."""
