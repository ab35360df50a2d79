"""Rules about where data lies and what it survives."""
