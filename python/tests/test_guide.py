"""The guide's code runs, page by page, and gives the numbers beside it; what it links to is there."""

import ast
import doctest
import re

import numpy as np
import pytest

import qbnet

from conftest import ROOT

PAGES = sorted((ROOT / "docs/guide").glob("*.rst"))


def blocks(page):
    """Python code of a page, without its indentation."""
    for found in re.finditer(r"^\.\. code-block:: python\n\n((?:   .*\n|\n)+)", page.read_text() + "\n", re.M):
        yield "\n".join(line[3:] for line in found[1].splitlines())


def run(code, names):
    """Runs it; where a comment begins with a number, a tuple or a truth, it is the value of its line."""
    for node in ast.parse(code).body:
        part = ast.get_source_segment(code, node)
        if not isinstance(node, ast.Expr):
            exec(part, names)
            continue
        value = eval(part, names)
        comment = code.splitlines()[node.end_lineno - 1].partition("#")[2]
        if said := re.match(r" *(\([\d, ]+\)|-?\d[\d.e-]*)(:|$)", comment):
            assert value == ast.literal_eval(said[1]), (part, value)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
@pytest.mark.filterwarnings("ignore::qbnet.QbnetWarning", "ignore::RuntimeWarning")
def test_code_of_the_guide(page):
    names = {"qbnet": qbnet, "np": np}
    code = list(blocks(page))
    for word, module in ((".plot(", "matplotlib"), ("to_xarray", "xarray"), ("qutip", "qutip")):
        if any(word in block for block in code):
            names[module] = pytest.importorskip(module, reason=f"{module} is missing: code of {page.name} is not run")
    for block in code:
        if ">>>" not in block:
            run(block, names)
            continue
        test = doctest.DocTestParser().get_doctest(block + "\n", names, page.name, str(page), 0)
        assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


def test_documents_that_are_named_are_there():
    named = {(page, name) for page in PAGES for name in re.findall(r"docs/([\w-]+\.md)", page.read_text())}
    named |= {(page, name) for page in (ROOT / "python/qbnet").glob("*.py")
              for name in re.findall(r"docs/([\w-]+\.md)", page.read_text())}
    assert len(named) > 20
    for page, name in named:
        assert (ROOT / "docs" / name).exists(), (page.name, name)
    for page in PAGES:  # as links, and not as words
        for name in re.findall(r"docs/([\w-]+\.md)", page.read_text()):
            assert f"<{name}>`__" in page.read_text(), (page.name, name)
