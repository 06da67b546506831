"""The end of each command's help: examples, exit codes with a meaning of their own, and files."""
