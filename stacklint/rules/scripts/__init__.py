"""Rules about the scripts that drive deployments."""
