"""What lists of decisions filter and search by: current outcome, current violations, words of the content."""
