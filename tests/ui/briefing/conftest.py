"""The scenes of the inbox."""

from tests.ui.inbox.conftest import a_scene, town

__all__ = ["a_scene", "town"]
