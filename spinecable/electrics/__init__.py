"""Descriptions become NEURON sections here.

``profile``, ``presets``, ``contents``, ``grid`` and ``membrane`` are plain data and arithmetic;
the other modules use NEURON, imported inside their functions. ``model`` describes how the parts
work together.
"""
