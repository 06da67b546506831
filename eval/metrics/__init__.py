"""What many scores come to: figures with intervals, calibration, slices, and the comparison of two runs."""
