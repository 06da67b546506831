"""Videos: frames at points in time, and the alignment of two videos in time."""
