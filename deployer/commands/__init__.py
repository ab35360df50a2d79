"""The commands on deployments, one each: what each of them asks of all that lies below."""
