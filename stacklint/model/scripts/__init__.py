"""Scripts that drive deployments, and the files that hold some."""
