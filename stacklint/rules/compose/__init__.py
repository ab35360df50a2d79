"""Rules about what becomes of a compose file on Kubernetes."""
