"""Attaching: by button and key, by dropping files on the text, by pasting a picture; with undo for taking out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QImage

from cmworkstation.domain import foreign
from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.media import MediaFile, wanted_of, without_alt
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.composer.media_strip import MediaStrip
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.widgets import scaling
from cmworkstation.ui.widgets.file_taking import (
    Take,
    Taken,
    ask_for_files,
    take_all,
    takes_of,
    takes_of_paths,
)
from cmworkstation.ui.widgets.pictures import decode
from cmworkstation.ui.widgets.thumbs import LANE

if TYPE_CHECKING:
    from cmworkstation.services.media import Media
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


class MediaActs(QObject):
    """The files of the draft that is being written."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow", strip: MediaStrip) -> None:
        """Take the composer to act for, and the strip that shows the files."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self._strip = strip
        strip.described.connect(self._describe)
        strip.moved.connect(self._move)
        strip.removed.connect(self._remove)

    def choose(self) -> None:
        """Ask for files of this machine."""
        ask_for_files(self._window, tr("Attach files"), self.take_paths)

    def take(self, source: QMimeData) -> None:
        """Attach what was dropped or pasted."""
        self._take_all(takes_of(source, self._media))

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Attach files of this machine."""
        self._take_all(takes_of_paths(paths, self._media))

    def take_known(self, files: Sequence[MediaFile]) -> None:
        """Attach files that are in this workspace already."""
        self._take_all([partial(_itself, one) for one in files])

    def bring(self, answer_id: str) -> None:
        """Attach what goes along with an answer; say what of it is not on this machine."""
        draft = self._pane.draft()
        if draft is None:
            return
        attached = self._services.answers.files_of(draft, answer_id)
        known = {one.hash for one in draft.media}
        new = [one.file for one in attached if one.file and one.file.hash not in known]
        if any(one.shrinks for one in attached):
            self.take_known(new)
        elif new:
            self._put((*draft.media, *new))
        if missing := [one.name for one in attached if one.file is None]:
            n = len(missing)
            said = trn(
                "{n} file of this answer is not on this machine: {names}",
                "{n} files of this answer are not on this machine: {names}",
                n,
            ).format(n=n, names=", ".join(foreign.line(one, 80) for one in missing))
            hint = tr("Ask whoever wrote the answer for it, and attach it here.")
            self._window.notify(Notice("warn", said, hint, "composer.attach", "answer-files"))

    def show(self, draft: Draft) -> None:
        """Show the files of a draft."""
        rules = self._services.media.rules(draft.account_id, draft.visibility, draft.target_id)
        self._strip.show_files(draft.media, rules)
        for one in draft.media:
            if one.is_picture and not self._strip.has_thumb(one.hash):
                self._strip.show_thumb(one.hash, QImage())
                self._window.jobs.run(
                    LANE,
                    partial(self._looked_at, one.hash),
                    done=partial(self._strip.show_thumb, one.hash),
                    failed=lambda _error: None,  # its icon stays
                    owner=self,
                )

    def ask_for_alt(self) -> bool:
        """Put the caret where the first picture without words is described; False where all have some."""
        draft = self._pane.draft()
        missing = without_alt(draft.media) if draft else ()
        if missing:
            self._strip.focus_alt(missing[0])
        return bool(missing)

    def _looked_at(self, hash_: str) -> QImage:
        return decode(self._services.media.data(hash_))

    def _take_all(self, takes: Sequence[Take]) -> None:
        draft = self._pane.draft()
        if draft is None:
            return
        rules = self._services.media.rules(draft.account_id, draft.visibility, draft.target_id)
        smaller: list[str] = []
        fit = [partial(self._fitting, one, rules, smaller) for one in takes]
        done = partial(self._taken, draft, smaller)
        take_all(self._window.jobs, self, fit, done)

    def _fitting(self, take: Take, rules: MediaRules, smaller: list[str]) -> MediaFile:
        """Return a file, made smaller where the server wants that; its name is then among `smaller`. On a lane."""
        file = take()
        wanted = wanted_of(file, rules)
        if wanted is None:
            return file
        media = self._services.media
        made = media.add(scaling.fitting(media.data(file.hash), file.type, wanted), file.name)
        smaller.append(file.name)
        return replace(made, alt=file.alt or made.alt)

    def _media(self) -> "Media":
        return self._services.media

    def _taken(self, draft: Draft, smaller: Sequence[str], done: Taken) -> None:
        found, failed = done
        now = self._pane.draft()
        if now is None or now.id != draft.id:
            return
        known = {one.hash for one in now.media}
        new = [one for one in found if one.hash not in known]
        if new:
            self._put((*now.media, *new))
            text = tr("Attached. What pictures told of their place was taken out.")
            if n := len(smaller):
                made = trn("{n} picture was made smaller.", "{n} pictures were made smaller.", n)
                text = f"{text} {made.format(n=n)}"
            self._window.say(text, 6000)
            # Once the strip has its room: a field that is not shown yet takes no focus.
            QTimer.singleShot(0, self, partial(self._strip.focus_alt, len(now.media)))
        for error in failed[:1]:
            self._window.failed(error)

    def _describe(self, place: int, alt: str) -> None:
        draft = self._pane.draft()
        if draft is None or place >= len(draft.media) or draft.media[place].alt == alt.strip():
            return
        files = list(draft.media)
        files[place] = replace(files[place], alt=" ".join(alt.split()))
        self._put(tuple(files))

    def _move(self, place: int, to: int) -> None:
        draft = self._pane.draft()
        if draft is None or not 0 <= to < len(draft.media):
            return
        files = list(draft.media)
        files.insert(to, files.pop(place))
        self._put(tuple(files))

    def _remove(self, place: int) -> None:
        draft = self._pane.draft()
        if draft is None or place >= len(draft.media):
            return
        before = draft.media
        self._put((*before[:place], *before[place + 1 :]))
        self._window.undo(tr("File taken out."), UNDO_S, partial(self._put_back, draft.id, before))
        self._pane.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_back(self, draft_id: str, files: tuple[MediaFile, ...]) -> None:
        draft = self._pane.draft()
        if draft is not None and draft.id == draft_id:
            self._put(files)

    def _put(self, files: tuple[MediaFile, ...]) -> None:
        self._pane.put_media(files)


def _itself(file: MediaFile) -> MediaFile:
    return file
