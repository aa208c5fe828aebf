"""The practice of the sweep, for every test of this folder."""

import pytest
from django.test import Client as Browser

from tests.security.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def carer(world: World) -> Browser:
    """The browser of whoever cares for the client of whom much is told."""
    return world.browser("carer")
