"""What a process remembers of the contents that it read, so that the same content is not read and judged again."""
