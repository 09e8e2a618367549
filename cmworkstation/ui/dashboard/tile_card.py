"""One tile: its question, its figure in large, a sentence, a chart whose marks open what stands behind them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.dashboard import Tile
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.review.bar_chart import BarChart
from cmworkstation.ui.review.charts import Chart, ChartView, Series
from cmworkstation.ui.review.row_chart import RowChart
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import dashboard as words

NAME, LEAST = 132, 72  # px at 100 % of names, and of the longest bar at least
ROWS = 6  # that the chart of a card draws; the table has all of them


class TileCard(QFrame):
    """Begins with its question alone; what was read before stays while it is read anew."""

    opened = Signal(object)  # a Row of its card
    asked = Signal()  # for the table and the remarks

    def __init__(self, tile: Tile) -> None:
        """Say what will stand here."""
        super().__init__()
        self.tile = tile
        self.card: words.Card | None = None
        self.setAccessibleName(words.title(tile))
        theme.mark(self, "card")
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(12),) * 4)
        column.setSpacing(look.px(4))
        title = PlainLabel(words.title(tile))
        title.setWordWrap(True)
        theme.mark(title, "title")
        self.figure = PlainLabel()
        theme.mark(self.figure, "page")
        self.sentence = PlainLabel(tr("Reading…"))
        self.sentence.setWordWrap(True)
        theme.mark(self.sentence, "soft")
        self.chart: ChartView = BarChart() if tile is Tile.VOLUME else RowChart(NAME, LEAST)
        self.chart.activated.connect(self._open)
        self.frame_ = QScrollArea()
        self.frame_.setWidgetResizable(True)
        self.frame_.setFrameShape(QFrame.Shape.NoFrame)
        self.frame_.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frame_.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frame_.setAccessibleName(words.title(tile))
        self.frame_.setWidget(self.chart)
        self.frame_.hide()
        for one in (title, self.figure, self.sentence, self.frame_):
            column.addWidget(one)
        column.addStretch(1)
        foot = QWidget()
        self.row = FlowLayout(foot)
        self.more = QPushButton(icons.icon("open"), look.beside(tr("Table and remarks…")))
        self.more.setAccessibleName(tr("{what}: table and remarks").format(what=words.title(tile)))
        self.more.clicked.connect(self.asked)
        self.more.setEnabled(False)
        self.row.addWidget(self.more)
        column.addWidget(foot)

    def show_card(self, card: words.Card) -> None:
        """Show what was read."""
        self.card = card
        self.figure.setText(card.figure)
        self.sentence.setText(card.empty or card.sentence)
        self.setAccessibleDescription(f"{card.figure} {card.empty or card.sentence}")
        drawn = bool(card.rows and card.drawn)
        if drawn:
            self.chart.show_chart(chart_of(card))
            look = theme.current()
            self.frame_.setFixedHeight(self.chart.sizeHint().height() + look.px(12))
        self.frame_.setVisible(drawn)
        self.more.setEnabled(True)

    def show_remarks(self, n: int) -> None:
        """Say how many remarks stand beside it in the period."""
        said = tr("Table and remarks…")
        if n:
            said = trn("Table and {n} remark…", "Table and {n} remarks…", n).format(n=n)
        self.more.setText(theme.current().beside(said))

    def _open(self, group: int, _series: int) -> None:
        if self.card is not None:
            self.opened.emit(shown_rows(self.card)[group])


def shown_rows(card: words.Card) -> tuple[words.Row, ...]:
    """Return the lines that a chart draws: of days all, else the first with anything in them."""
    if card.seen.tile is Tile.VOLUME:
        return card.rows
    there = [row for row in card.rows if any(row.line.values[n] for n in card.drawn)]
    return tuple(there[:ROWS])


def chart_of(card: words.Card, rows: tuple[words.Row, ...] | None = None) -> Chart:
    """Return what a card's chart draws."""
    rows = shown_rows(card) if rows is None else rows
    return Chart(
        card.title,
        tuple(row.name for row in rows),
        tuple(
            Series(
                card.heads[n + 1],
                tuple(row.line.values[n] for row in rows),
                tuple(row.cells[n] for row in rows),
            )
            for n in card.drawn
        ),
    )
