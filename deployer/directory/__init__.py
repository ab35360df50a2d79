"""The deployment directory: what is in it, and how it comes to be all at once."""
