"""Rules about the comments and baseline entries that silence other rules."""
