"""Reading text that a stranger wrote, in a time that grows no faster than the text."""
