"""Sphinx: `sphinx-build docs docs/_build` with the `docs` extra installed."""

import spinecable

project = "spinecable"
author = "The spinecable developers"
copyright = author
release = version = spinecable.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_use_param = False
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "Dendritic spines on NEURON"}
