"""Search for clauses and precedents: embedders, vector and word indexes, their fusion, and references."""
