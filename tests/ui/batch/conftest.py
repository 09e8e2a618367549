"""The inbox in a real window, as its own tests have it."""

from tests.ui.inbox.conftest import a_scene, town

__all__ = ["a_scene", "town"]
