"""The law: policies as Markdown an owner edits, read, checked, and asked what is in force."""
