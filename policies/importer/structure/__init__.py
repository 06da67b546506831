"""The parts of a document: lines, blocks, the tree of its headings and numbers, passages."""
