"""The deployer: what is wanted, minus what is found, is the plan; a target carries it out."""
