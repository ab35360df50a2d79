"""Clusters that kind makes: their nodes are containers of this host's docker."""
