"""How the numbers of a preparation that are calibrated, not copied, were found."""
