"""Turns a file into Markdown: Word, web pages and the formats that markitdown reads, in a process of its own."""
