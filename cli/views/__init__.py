"""How results are shown in a terminal, as JSON, Markdown or SARIF."""
