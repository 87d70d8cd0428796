"""The catalogue's filters: what is known to pass is found, what is unknown is said and never dropped silently."""

from __future__ import annotations

import pytest

from evaluators.errors import DataError, NotFound
from services import catalogue
from services.catalogue import Filters

ALL = {tool.id for tool in catalogue.catalogue().tools}


def ids(tools):
    return {tool.id for tool in tools}


def test_no_filter_finds_everything():
    assert ids(catalogue.search(Filters())) == ALL
    assert catalogue.unknown_for(Filters()) == ()


@pytest.mark.parametrize("kind", catalogue.MEETS)
def test_known_unknown_and_no_are_all_there_is(kind):
    filters = Filters(meets=(kind,))
    known, open_ones = ids(catalogue.search(filters)), ids(catalogue.unknown_for(filters))
    assert known, "the catalogue knows it of some tool"
    assert not known & open_ones
    assert known | open_ones <= ALL


def test_filters_narrow_together():
    one = ids(catalogue.search(Filters(categories=("email",))))
    both = ids(catalogue.search(Filters(categories=("email",), meets=("eu_hosting",))))
    assert both < one < ALL


def test_filtering_by_what_a_tool_segments_on():
    filters = Filters(segments_on=("rfm",))
    found = catalogue.search(filters)
    assert found
    assert all("rfm" in catalogue.segment_types(tool) for tool in found)
    assert all(not catalogue.segment_types(tool) for tool in catalogue.unknown_for(filters))


def test_text_is_looked_for_in_names_vendors_and_summaries():
    assert "custobar" in ids(catalogue.search(Filters(text="CUSTOBAR oy")))
    assert catalogue.search(Filters(text="no such words at all")) == ()


def test_choices_are_what_occurs():
    choices = catalogue.filter_choices()
    for category in choices.categories:
        assert catalogue.search(Filters(categories=(category,)))
    for deployment in choices.deployments:
        assert catalogue.search(Filters(deployments=(deployment,)))


def test_up_to_five_side_by_side():
    six = tuple(sorted(ALL))[:6]
    assert [tool.id for tool in catalogue.compare(six[:5])] == list(six[:5])
    with pytest.raises(DataError, match="too_many_compared"):
        catalogue.compare(six)
    with pytest.raises(NotFound, match="catalogue_tool_unknown"):
        catalogue.compare(("nothing",))
