"""What a person types and reads: commands, case files, the view of a decision."""
