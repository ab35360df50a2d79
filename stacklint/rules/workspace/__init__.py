"""Rules about specs that share a host."""
