"""A neuron's shape: read and checked, its domains, the places of spines, pictures."""

from spinecable.morphology.read import read_morphology
from spinecable.morphology.tree import Morphology, Section, Soma

__all__ = ["Morphology", "Section", "Soma", "read_morphology"]
