"""What a spec has to say so that its stack can be deployed; pure."""
