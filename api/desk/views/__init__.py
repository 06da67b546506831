"""What each page of the desk shows, as typed values."""
