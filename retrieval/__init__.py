"""Finding clauses and precedents: embedders, the Chroma index, words, fusion, references."""
