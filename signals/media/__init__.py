"""Files of pictures, videos and sound, decoded within limits."""
