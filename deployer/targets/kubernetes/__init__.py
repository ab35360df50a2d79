"""A Kubernetes cluster, by its API server; the only package that imports the client."""
