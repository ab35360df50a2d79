"""The deployer: from a spec in git to a deployment."""
