"""What runs on this host, looked at without touching it."""
