"""What a line begins with or says: numbers, units, words of duty, kinds of clauses."""
