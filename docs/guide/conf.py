"""The guide to the Python package. Built offline by `./run docs`, with pictures that its examples draw."""

import os
import subprocess
import sys
from pathlib import Path

import qbnet

ROOT = Path(__file__).resolve().parents[2]
project = "qbnet"
author = "The qbnet authors"
version = release = qbnet.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]
html_theme = "alabaster"
html_theme_options = {"description": "Charging networks of bosonic quantum batteries", "page_width": "1240px"}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
default_role = "py:obj"
exclude_patterns = ["pictures"]
nitpicky = False

# The examples run with the package imported here: Sphinx works in this folder, and a relative PYTHONPATH is lost.
subprocess.run(
    [sys.executable, "-B", str(ROOT / "examples/python/run.py"), "--pictures", str(Path(__file__).parent / "pictures")],
    env={**os.environ, "PYTHONPATH": str(Path(qbnet.__file__).absolute().parents[1])}, check=True, stdout=subprocess.DEVNULL)


def escape(app, what, name, obj, options, lines):
    """Docstrings are for `help()` first: bars and trailing underscores mean themselves."""
    code = False
    for k, line in enumerate(lines):
        code = line.startswith((">>>", "...")) or (code and line.strip() != "")
        if not code and not line.startswith("    "):
            lines[k] = line.replace("|", "\\|").replace("from_", "from\\_")


def setup(app):
    app.connect("autodoc-process-docstring", escape)
