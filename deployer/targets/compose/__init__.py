"""Docker compose on this host, asked and told by its command line."""
