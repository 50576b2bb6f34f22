"""The guide to the Python package. Built offline by `./run docs`, with pictures that its examples draw."""

import os
import re
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
html_static_path = ["static"]
html_css_files = ["guide.css"]
html_extra_path = [f"../{each.name}" for each in sorted((ROOT / "docs").glob("*.md"))]

# The examples run with the package imported here: Sphinx works in this folder, and a relative PYTHONPATH is lost.
subprocess.run(
    [sys.executable, "-B", str(ROOT / "examples/python/run.py"), "--pictures", str(Path(__file__).parent / "pictures")],
    env={**os.environ, "PYTHONPATH": str(Path(qbnet.__file__).absolute().parents[1])}, check=True, stdout=subprocess.DEVNULL)


def escape(app, what, name, obj, options, lines):
    """Docstrings are for `help()` first: bars and trailing underscores mean themselves, and the
    sources that they name are links."""
    code = False
    for k, line in enumerate(lines):
        code = line.startswith((">>>", "...")) or (code and line.strip() != "")
        if not code and not line.startswith("    "):
            lines[k] = "".join(part if part.startswith("``") else plain(part) for part in re.split("(``.*?``)", line))


def plain(text):
    text = text.replace("|", "\\|").replace("from_", "from\\_")
    return re.sub(r"docs/([\w-]+\.md)", r"`docs/\1 <\1>`__", text)


def setup(app):
    app.connect("autodoc-process-docstring", escape)
