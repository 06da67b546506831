"""The operating point of the judge: thresholds that cost least, chosen on one half of labelled cases."""
