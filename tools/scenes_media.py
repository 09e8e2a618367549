"""Scenes of files: in the form of an answer, in the guide and the list of answers, and the media library."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea

from cmworkstation.domain.charter.attached import AnswerFile
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.wanted import Wanted
from cmworkstation.domain.conversation import Changes
from cmworkstation.resources.demo.pictures import draw

if TYPE_CHECKING:
    from tools.scenes import Stage

CHARTER = {"en": "fennick-lane", "fr": "mediatheques-ormaie"}
THREAD = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
NAMES = {"en": ("quay.png", "way in.png"), "fr": ("quai.png", "plan d’accès.png")}
ALTS = {
    "en": "The quay in the morning, two steps up to the door",
    "fr": "Le quai au matin, deux marches devant la porte",
}
ASKED = {"en": "Where is the way in?", "fr": "Où est l’entrée ?"}
SAID = {"en": "Hello, here is the way in.", "fr": "Bonjour, voici l’entrée."}
SEARCH = {"en": "way in", "fr": "entrée"}
LIBRARY = {
    "en": ("oat field.png", "mill by night.png", "new label.png", "market stall.png", "team.png"),
    "fr": ("rayon jeunesse.png", "nuit de la lecture.png", "affiche.png", "bus.png", "équipe.png"),
}


def answers(stage: "Stage") -> Iterator[str]:
    """An answer with two pictures, one of them not described, and a file that is not here."""
    language, charter = stage.language, CHARTER[stage.language]
    services = stage.services
    first, second = (services.media.add(draw(one), one) for one in NAMES[language])
    files = (
        AnswerFile(first.hash, first.name, {language: ALTS[language]}),
        AnswerFile(second.hash, second.name),
        AnswerFile("c" * 64, "plan.pdf"),
    )
    wanted = Wanted(
        ASKED[language], language, asks=(ASKED[language],), body=SAID[language], files=files
    )
    name, _ = services.proposals.propose(charter, wanted)
    approver = next(iter(services.proposals.approvers(charter)))
    services.proposals.approve(charter, name, approver)
    stage.tell(Changes(charter=True))
    page = stage.page("guide")
    page.show_entry(charter, "answer", name)
    stage.settle()
    yield "-guide"
    page._act("change")
    stage.settle()
    from cmworkstation.ui.guide.answer_form import AnswerForm  # noqa: PLC0415

    form = stage.window.findChildren(AnswerForm)[-1]
    form.files.setFocus()
    form.findChildren(QScrollArea)[0].ensureWidgetVisible(form.files)
    yield "-form"
    form.close()
    page = stage.page("charter")
    page._bar.choice.setCurrentIndex(page._bar.choice.findData(charter))
    page._show_row(next(one for one in page._rows() if one.id == charter))
    stage.settle()
    index = [one.id for one in read_charter(page._text()).answers].index(name)
    page._go("answer", index)
    stage.settle()
    page._detail.form.go_to("attachments")
    stage.settle()
    yield "-charter"
    entry = services.guide.entry(charter, "answer", name)
    assert entry is not None
    pane = stage.compose(THREAD[language], "")
    draft = pane.draft()
    found = services.answers.offered(draft)
    offered = [
        replace(found[0], title=ASKED[language], files=services.guide.files(entry, language))
    ]
    pane.editor.setPlainText(f"::{SEARCH[language]}")
    pane.popup.offer([*offered, *found[1:]], pane.editor.mapTo(stage.window, QPoint(0, 0)))
    stage.settle()
    yield "-popup"
    pane.popup.leave()
    services.charters.save_draft(charter, "")
    stage.tell(Changes(charter=True))


def library(stage: "Stage") -> Iterator[str]:
    """The media library: empty, with files, a search that finds nothing, a broken picture."""
    from cmworkstation.ui.media.dialog import MediaLibrary  # noqa: PLC0415

    language, services = stage.language, stage.services
    made = stage.services.library.files()
    if not made:
        empty = MediaLibrary(stage.window)
        empty.open()
        stage.settle()
        yield "-empty"
        empty.close()
    for n, name in enumerate(LIBRARY[language]):
        kept = services.media.add(draw(name), name)
        if n != 1:
            services.library.describe(kept.hash, language, f"{ALTS[language]} ({n + 1})")
    letter = services.media.add(b"%PDF-1.7 plan", "plan.pdf")
    broken = services.media.add(draw("broken"), "2019.png")
    with services.workspace.write() as connection:
        connection.execute("UPDATE media SET data=x'00' WHERE hash=?", (broken.hash,))
    pane = stage.compose(THREAD[language], SAID[language])
    used = services.media.add(draw(LIBRARY[language][0]), LIBRARY[language][0])
    pane.put_media((replace(used, alt=ALTS[language]), letter))
    pane.save()
    dialog = MediaLibrary(stage.window)
    dialog.open()
    stage.settle()
    yield ""
    dialog.list.setCurrentIndex(dialog.list.files.index(dialog.list.files.row_of(broken.hash)))
    stage.settle()
    yield "-broken"
    dialog.remove()
    stage.settle()
    yield "-removed"
    dialog.search.setText("xylophone")
    dialog._look()
    stage.settle()
    yield "-nothing"
    dialog.close()
