"""Many runs of one experiment: what its outcome depends on, and how surely."""
