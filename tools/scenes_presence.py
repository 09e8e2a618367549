"""Pictures of presence: the register, names, dependence, an account that closes, the media map, texts for others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from cmworkstation.domain.handle_check import Result
from cmworkstation.domain.presence import Standing

if TYPE_CHECKING:
    from tools.scenes import Stage

PEOPLE = {"en": ("Tess Abara", "Amrit Vale"), "fr": ("Odile Dubreuil", "Karim Benali")}
HANDLE = {"en": "fennicklane", "fr": "mediatheques.ormaie"}
FALSE = {"en": "fennicklane_official", "fr": "mediatheques_ormaie_officiel"}


def presence(stage: "Stage") -> Iterator[str]:
    """The page in all its parts, and what opens from it."""
    services, window = stage.services, stage.window
    page = stage.page("presence")
    yield "-none"
    _fill(stage)
    page.show_part("register")
    stage.settle()
    yield ""
    window.act("presence.change")
    stage.settle()
    yield "-form"
    close(stage)
    window.act("presence.official")
    stage.settle()
    yield "-official"
    close(stage)
    row = next(one for one in services.presence.rows() if not one.presence.is_held)
    page.register_.choose(row.presence.id)
    window.act("presence.report")
    stage.settle()
    yield "-report"
    close(stage)
    page.look_up(HANDLE[stage.language])
    stage.settle()
    yield "-names"
    page.names.kind.choose("alike")
    page.names.look()
    stage.settle()
    yield "-lookalikes"
    page.show_part("dependence")
    wait(stage)
    yield "-dependence"
    bar = page.dependence.verticalScrollBar()
    bar.setValue(bar.maximum())
    yield "-dependence-below"
    window.act("presence.closing")
    wait(stage)
    yield "-closing"
    close(stage)
    window.act("presence.audience")
    stage.settle()
    yield "-audience"
    close(stage)
    page.dependence.chart.activated.emit(2, 0)
    wait(stage)
    yield "-behind"
    close(stage)
    page.show_part("map")
    stage.settle()
    yield "-map"


def _fill(stage: "Stage") -> None:
    services = stage.services
    today = services.clock.now().astimezone().date()
    owner, deputy = PEOPLE[stage.language]
    register = services.presence
    register.add_accounts()
    for n, row in enumerate(register.rows()):
        one = register.one(row.presence.id)
        kept = replace(
            one,
            owner=owner,
            deputy=deputy if n % 3 else "",
            recovery="web@town.example",
            second_factor=deputy if n % 4 else "",
            linked_from="https://town.example/contact",
            address=one.address or f"https://example.org/{n}",
            made_on=today - timedelta(days=900 + 40 * n),
            rotated_on=today - timedelta(days=100 if n else 400),
        )
        register.keep(kept)
    web = register.new("domain", f"{HANDLE[stage.language].replace('.', '-')}.example")
    register.keep(
        replace(
            web,
            status=Standing.OFFICIAL,
            address="https://town.example/",
            owner=owner,
            deputy=deputy,
            recovery="web@town.example",
            second_factor=deputy,
            renews_on=today + timedelta(days=12),
        )
    )
    false = register.new("instagram", f"@{FALSE[stage.language]}")
    address = f"https://www.instagram.com/{FALSE[stage.language]}/"
    register.keep(replace(false, status=Standing.IMPERSONATED, address=address))
    _look(stage, today)
    for n, account in enumerate(services.dependence.accounts()):
        if n != 1:
            services.dependence.count(account.id, (n + 1) * 730)


def _look(stage: "Stage", today: date) -> None:
    log, name = stage.services.handles.log, HANDLE[stage.language]
    log("tiktok", name, Result.FREE)
    log("youtube", name, Result.TAKEN, "Somebody else", today - timedelta(days=120))
    log("instagram", FALSE[stage.language], Result.TAKEN, "?")
    log("threads", name, Result.UNCLEAR, on_day=today - timedelta(days=3))


def wait(stage: "Stage") -> None:
    """Let the lanes finish."""
    for _ in range(200):
        stage.settle()
        if not stage.window.jobs.busy():
            break
        QApplication.processEvents()
    stage.settle()


def close(stage: "Stage") -> None:
    """Close every dialog."""
    for one in stage.window.findChildren(QDialog):
        one.close()
    stage.settle()
