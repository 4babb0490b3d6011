"""The channel sets of the package, each with the numbers of its source."""
