"""A model looks up more evidence with tools, and the case is judged again."""
