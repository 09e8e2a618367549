"""One post, mail or comment of a preview: who, what is folded away, words, pictures in their grid, files."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.preview import Frame, Mark, Paragraph, Preview, Shown, Span, grid
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.foreign_text import ForeignText
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.people import Avatar
from cmworkstation.ui.widgets.sizes import about
from cmworkstation.words import states

GRID, GAP, CORNER = 110, 4, 8  # px at 100 %: a row of pictures, between them, and their corners

Thumb = Callable[[str], QImage]


class PostCard(QFrame):
    """What one part of a reply looks like on its network."""

    unfolded = Signal(bool)

    def __init__(self, whole: Preview, shown: Shown, thumb: Thumb, *, open_: bool) -> None:
        """Show a part; `open_`: what stands behind a warning is seen."""
        super().__init__()
        theme.mark(self, "card")
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(12),) * 4)
        column.setSpacing(look.px(8))
        column.addLayout(_who(whole))
        for said in _head(whole):
            column.addWidget(_quiet(said, 2))
        if whole.warning:
            column.addWidget(ForeignLabel(whole.warning, 4))
            fold = QPushButton(tr("Show less") if open_ else tr("Show more"))
            fold.setAutoDefault(False)
            fold.clicked.connect(partial(self.unfolded.emit, not open_))
            column.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
        if whole.warning and not open_:
            return
        if shown.paragraphs:
            column.addWidget(PostWords(shown.paragraphs))
        if shown.pictures:
            column.addWidget(PictureGrid(shown.pictures, thumb))
        for one in shown.pictures:
            alt = one.alt.strip() or tr("no description")
            column.addWidget(_quiet(tr("Picture: {alt}").format(alt=alt), 3))
        for one in shown.files:
            said = " · ".join(filter(None, (foreign.line(one.name, 80), about(one), one.alt)))
            column.addWidget(_quiet(tr("File: {name}").format(name=said), 2))


class PostWords(ForeignText):
    """Words as high as they are; links show where they lead and ask first."""

    def __init__(self, paragraphs: tuple[Paragraph, ...]) -> None:
        """Show paragraphs, quoted ones set in."""
        super().__init__()
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setFrameShape(QFrame.Shape.NoFrame)
        theme.mark(self, "bare")
        self.setTabChangesFocus(True)
        whole = "\n\n".join(one.text for one in paragraphs)
        if foreign.is_long(whole):
            self.set_plain(whole)
        else:
            self.set_html("".join(map(_markup, paragraphs)))

    def _look(self) -> str:
        accent = theme.current().hex("accent")
        return f"{super()._look()} b {{ color: {accent}; font-weight: normal; }}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words at this width."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Take the width there is."""
        return QSize(0, self.height())

    def _fit(self) -> None:
        self.document().setTextWidth(max(1, self.viewport().width()))
        frame = self.height() - self.viewport().height()
        self.setFixedHeight(int(self.document().size().height() + 0.999) + max(0, frame))


class PictureGrid(QWidget):
    """Pictures as a network puts them beside one another, cut to their cells."""

    def __init__(self, pictures: tuple[MediaFile, ...], thumb: Thumb) -> None:
        """Show pictures; one that nobody looked at yet is an empty frame."""
        super().__init__()
        look = theme.current()
        cells = QGridLayout(self)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(look.px(GAP))
        self.pictures = [Picture(one, thumb) for one in pictures]
        for picture, cell in zip(self.pictures, grid(len(pictures)), strict=True):
            picture.setMinimumHeight(look.px(GRID * cell.high + GAP * (cell.high - 1)))
            cells.addWidget(picture, cell.row, cell.column, cell.high, cell.wide)
        cells.setColumnStretch(0, 1)
        cells.setColumnStretch(1, 1)


class Picture(QWidget):
    """One picture, filling its cell."""

    def __init__(self, file: MediaFile, thumb: Thumb) -> None:
        """Show what `thumb` returns for the file."""
        super().__init__()
        self.file = file
        self._thumb = thumb
        said = file.alt.strip() or tr("no description")
        self.setAccessibleName(foreign.line(tr("Picture: {alt}").format(alt=said), 300))
        self.setToolTip(foreign.tooltip(said))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the middle of the picture, as large as the cell."""
        del event
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        shape = QPainterPath()
        corner = look.px(CORNER)
        shape.addRoundedRect(QRectF(self.rect()), corner, corner)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), look.colour("sunken"))
        image = self._thumb(self.file.hash)
        if not image.isNull():
            fit = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            where = QRect(0, 0, fit.width(), fit.height())
            where.moveCenter(self.rect().center())
            painter.drawImage(where, image)


def _who(whole: Preview) -> QHBoxLayout:
    look = theme.current()
    row = QHBoxLayout()
    row.setSpacing(look.px(8))
    row.addWidget(Avatar(whole.name), 0, Qt.AlignmentFlag.AlignTop)
    names = QVBoxLayout()
    names.setSpacing(0)
    name = ForeignLabel(whole.name)
    theme.mark(name, "bold")
    names.addWidget(name)
    under = [whole.handle]
    if whole.frame is Frame.POST:
        under.append(states.visibility(whole.visibility))
    names.addWidget(_quiet(" · ".join(filter(None, under)), 1))
    row.addLayout(names, 1)
    return row


def _head(whole: Preview) -> list[str]:
    """Return the lines between the name and the words."""
    if whole.frame is Frame.MAIL:
        found = [tr("To: {who}").format(who=", ".join(whole.to))]
        if whole.copies:
            found.append(tr("Copies to: {who}").format(who=", ".join(whole.copies)))
        return [*found, tr("Subject: {words}").format(words=whole.title)]
    found = [tr("Answers {who}").format(who=whole.answers)] if whole.answers else []
    if whole.title:
        found.insert(0, tr("On the page “{title}”").format(title=whole.title))
    return found


def _quiet(text: str, lines: int) -> ForeignLabel:
    label = ForeignLabel(text, lines)
    theme.mark(label, "meta")
    return label


def _markup(paragraph: Paragraph) -> str:
    inner = "".join(map(_span, paragraph.spans))
    return f"{'<blockquote>' * paragraph.depth}<p>{inner}</p>{'</blockquote>' * paragraph.depth}"


def _span(span: Span) -> str:
    text = foreign.escape(foreign.block(span.text)).replace("\n", "<br>")
    if span.mark is Mark.LINK:
        return f'<a href="{foreign.escape(span.href)}">{text}</a>'
    return f"<b>{text}</b>" if span.mark in (Mark.MENTION, Mark.TAG) else text


def nothing(whole: Preview) -> PlainLabel:
    """Return what is said where there is nothing to show."""
    label = PlainLabel(
        tr("Nothing can be sent from this account.")
        if whole.frame is Frame.NOTHING
        else tr("Nothing written yet.")
    )
    theme.mark(label, "soft")
    return label
