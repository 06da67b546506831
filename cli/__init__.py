"""The command line: commands, their input, and the views of their results."""
