"""Shell, read into the commands that it runs."""
