"""An evaluation whose every text tries to be something other than text."""

from __future__ import annotations

from dataclasses import replace

from evaluators.tools.document import Criterion, Decision, Evaluator, Group, Tool
from evaluators.tools.need import MustHave, Need
from evaluators.tools.results import CellState
from tests.reports import samples

HTML = "<script>alert(1)</script><img src=x onerror=alert(1)></script></style>"
FORMULA = '=HYPERLINK("http://example.org","x")'
MARKUP = '#import "/etc/passwd": * $x$ *bold* `code` [a](javascript:alert(1)) {{ 7*7 }} \\ @x <label>'
LINK = "javascript:alert(1)"
CONTROL = "\x1b[31mred\u202eevil\x07\nnext line"
LONG = "pitkä" * 2_000
TEXTS = (HTML, FORMULA, MARKUP, LINK, CONTROL, LONG)


def document():
    """Return a document in which every free text is hostile."""
    base = samples.document()
    names = dict(zip((tool.id for tool in base.tools), (HTML, FORMULA, LONG, CONTROL), strict=True))
    titles = (MARKUP, HTML, FORMULA, LONG, LINK)
    return samples.document(
        title=HTML,
        question=MARKUP,
        need=Need(
            budget_month=150,
            must_haves=(
                MustHave(id="eu", kind="integration", name=HTML),
                MustHave(id="own-1", kind="own", name=FORMULA),
            ),
        ),
        tools=tuple(Tool(id=tool.id, name=names[tool.id]) for tool in base.tools),
        groups=(Group(id="use", name=HTML),),
        criteria=tuple(
            Criterion(id=one.id, name=title, scale=one.scale, group=one.group)
            for one, title in zip(base.criteria, titles, strict=True)
        ),
        evaluators=(Evaluator(id="anna-k", name=HTML), Evaluator(id="it", name=FORMULA)),
        decision=Decision(tool="brevo", decided_on=samples.DAY, reason=MARKUP + HTML),
    )


def result(doc):
    """Return a result whose statements and plans are hostile as well."""
    base = samples.result(doc=doc)
    sources = iter(TEXTS * 100)
    cells = tuple(
        replace(cell, statements=tuple(replace(one, source=next(sources)) for one in cell.statements))
        for cell in base.cells
    )
    prices = tuple(replace(one, plan=HTML if one.state is CellState.KNOWN else FORMULA) for one in base.prices)
    found = tuple(replace(one, source=FORMULA) for one in base.must_haves)
    return replace(base, cells=cells, prices=prices, must_haves=found)
