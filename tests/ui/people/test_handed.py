"""Whoever sits down is told what colleagues handed to them: by whom, with which word, once."""

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.notification import Kind
from cmworkstation.domain.profile import ALL_ROLES
from cmworkstation.ui.people.handed import KEY, HandedNotices
from tests.ui.inbox.conftest import Scene, a_scene, town

__all__ = ["a_scene", "town"]


class Told:
    """What would be said to the desktop."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def add(self, *said: object) -> None:
        self.heard.append(said)


def pulse(scene: Scene, notices: HandedNotices) -> list[str]:
    scene.services.clock.advance(31)  # type: ignore[attr-defined]
    notices.pulse()
    scene.settle()
    scene.settle()
    return [bar.accessibleName() for key, bar in scene.window._bars if key == KEY]


def test_a_hand_over_is_told_to_whom_it_concerns_by_name_and_word_and_once(town: Scene) -> None:
    services, told = town.services, Told()
    ada, tom = (services.profiles.add(name, ALL_ROLES).id for name in ("Ada", "Tom"))
    first = town.page.model.ids()[0]
    services.profiles.switch_to(ada)
    services.assigning.assign([first], tom, "you know the fair")
    notices = HandedNotices(town.window, services, town.window.jobs, told)  # type: ignore[arg-type]
    assert pulse(town, notices) == []
    services.profiles.switch_to(tom)
    town.window.jobs.emit_changes(Changes(conversations=frozenset({first})))
    author = services.inbox.rows([first])[0].author_name
    (bar,) = pulse(town, notices)
    assert f"Ada handed you the conversation with {author}: you know the fair" in bar
    assert told.heard == [(Kind.HANDED, 1, "Ada", "you know the fair")]
    assert town.window.act("inbox.mine")
    town.settle()
    assert list(town.page.model.ids()) == [first]
    town.window.withdraw(KEY)
    assert pulse(town, notices) == []
    assert len(told.heard) == 1
