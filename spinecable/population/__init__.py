"""Many spines at once: drawn shapes, places on a dendrite, tables of measured spines."""
