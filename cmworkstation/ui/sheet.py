"""The one style sheet, built from the tokens of a theme.

Looks are chosen by the dynamic property `kind` (see `theme.mark`):
buttons "primary", "quiet", "danger", "link", "tinted", "chip", "tile"; labels "meta", "soft", "title", "page", "bold",
"warn", "error", "good", "internal"; frames "raised", "sunken", "card", "internal", "line"; views "rows" (their
delegate draws the focus); tool buttons "quiet", "rail", "chip".
"""

from collections.abc import Callable, Mapping
from string import Template
from typing import Any

from cmworkstation import resources

_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog, QWidget[kind="ground"] { background: $ground; color: $text; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: ${p4}px; }

QLabel { background: transparent; }
QLabel[kind="meta"] { font-size: ${meta}px; color: $soft; }
QLabel[kind="soft"] { color: $soft; }
QLabel[kind="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[kind="page"] { font-size: ${page}px; font-weight: 600; }
QLabel[kind="heading"] { font-size: ${meta}px; font-weight: 600; color: $soft;
    padding: ${p8}px ${p8}px ${p3}px ${p8}px; }
QLabel[kind="bold"] { font-weight: 600; }
QLabel[kind="warn"] { color: $warn; }
QLabel[kind="error"] { color: $error; }
QLabel[kind="good"] { color: $good; }
QLabel[kind="internal"] { background: $internal; color: $on_internal; padding: ${p4}px ${p8}px;
    border-radius: ${radius}px; }
QLabel[kind="exercise_line"] { background: $exercise; color: $on_exercise; padding: ${p4}px ${p8}px; font-weight: 600;
    border-radius: ${radius}px; }
QLabel[kind="on_internal"] { color: $on_internal; }
QLabel[kind="on_internal_bold"] { color: $on_internal; font-weight: 600; }
QLabel[kind="badge"] { background: $accent; color: $on_accent; font-size: ${meta}px; font-weight: 600;
    border-radius: ${p7}px; padding: 0 ${p3}px; }
QLabel[kind="key"] { border: 1px solid $edge; border-radius: ${p4}px; padding: 1px ${p4}px;
    font-size: ${meta}px; color: $soft; background: $ground; }

QFrame[kind="raised"], QWidget[kind="raised"] { background: $raised; }
QFrame[kind="sunken"], QWidget[kind="sunken"] { background: $sunken; }
QFrame[kind="card"] { background: $raised; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[kind="danger"] { background: $raised; border: none; border-left: 4px solid $error;
  border-bottom: 1px solid $line; }
QFrame[kind="popup"] { background: $raised; border: 1px solid $edge; border-radius: ${radius}px; }
QFrame[kind="internal"] { background: $internal; color: $on_internal; border-radius: ${radius}px; }
QFrame[kind="internal"] QTextBrowser { background: transparent; color: $on_internal; }
QFrame[kind="internal"] QPlainTextEdit { background: $internal; color: $on_internal; border: 1px solid $on_internal; }
QFrame[kind="internal"] QPlainTextEdit:focus { border: 2px solid $on_internal; }
QFrame[kind="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="rule"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[kind="rail"] { background: $sunken; border: none; border-right: 1px solid $line; }
QFrame[kind="status"] { background: $sunken; border: none; border-top: 1px solid $line; }
QFrame[kind="bar"] { background: $raised; border: none; border-bottom: 1px solid $line;
    border-top: 1px solid $line; }
QFrame[kind="bar"][tone="warn"], QFrame[kind="bar"][tone="error"] { background: $raised; }
QFrame[kind="readonly"] { background: $internal; border: none; border-bottom: 1px solid $line; }
QFrame[kind="readonly"] QLabel { color: $on_internal; }
QFrame[kind="frozen"] { background: $frozen; border: none; border-bottom: 1px solid $line; }
QFrame[kind="frozen"] QLabel { color: $on_frozen; }
QFrame[kind="exercise"] { background: transparent; border: none; border-bottom: 1px solid $line; }
QFrame[kind="exercise"] QLabel { color: $on_exercise; }
QToolButton[kind="freeze"] { background: $stop; color: $on_stop; border: 1px solid $stop; border-radius: ${radius}px;
    font-weight: 600; padding: 0 ${p8}px; }
QToolButton[kind="freeze"]:focus { border: 2px solid $text; }
QToolButton[kind="freeze"][tone="frozen"] { background: $frozen; color: $on_frozen; border-color: $frozen; }

QPushButton { background: $raised; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
    min-height: ${button}px; padding: 0 ${p12}px; }
QPushButton { icon-size: ${p16}px; }
QPushButton[kind="tile"], QPushButton[kind="tile"]:focus { min-height: ${tile}px; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 0 ${p11}px; min-height: ${button_focus}px; }
QPushButton:disabled { color: $edge; border-color: $line; background: $ground; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: $accent_over; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $soft; border: 1px solid $line; }
QPushButton[kind="danger"] { background: $stop; color: $on_stop; border-color: $stop; font-weight: 600; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QPushButton[kind="danger"]:disabled { background: $sunken; color: $soft; border: 1px solid $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $tint; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; }
QPushButton[kind="quiet"]:disabled { color: $edge; }
QPushButton[kind="icon"], QPushButton[kind="icon"]:focus { padding: 0 ${p8}px; }
QPushButton[kind="tinted"] { background: $tint; border-color: $tint; color: $accent; font-weight: 600; }
QPushButton[kind="tinted"]:hover { border-color: $accent; }
QPushButton[kind="tinted"]:focus { border: 2px solid $accent; }
QPushButton[kind="link"], QPushButton[kind="link"]:focus { background: transparent; border: 2px solid transparent;
    color: $accent; padding: 0 ${link_side}px; min-height: ${link}px; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QPushButton[kind="link"]:disabled { background: transparent; border-color: transparent; }
QPushButton[kind="chip"], QPushButton[kind="chip"]:focus { min-height: ${p20}px; padding: 0 ${p8}px;
    font-size: ${meta}px; border-radius: ${p9}px; }
QPushButton[kind="segment"] { padding: 0 ${p8}px; }
QPushButton[kind="segment"]:checked { background: $tint; color: $text; font-weight: 600; border-color: $accent; }
QPushButton[kind="segment"]:focus { border: 2px solid $accent; padding: 0 ${p7}px; }

QToolButton { background: transparent; color: $text; border: 2px solid transparent;
    border-radius: ${radius}px; padding: ${p4}px; qproperty-iconSize: ${p16}px ${p16}px; }
QToolButton:hover { background: $sunken; }
QToolButton:pressed, QToolButton:checked { background: $tint; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $edge; }
QToolButton::menu-indicator { image: none; }
QToolButton[kind="rail"] { border-radius: ${radius}px; padding: ${p4}px 0; font-size: ${meta}px;
    color: $soft; qproperty-iconSize: ${p20}px ${p20}px; }
QToolButton[kind="rail"]:hover { background: $line; }
QToolButton[kind="rail"]:checked { background: $tint; color: $text; font-weight: 600; }
QToolButton[kind="chip"] { border: 1px solid $edge; background: $ground; padding: ${p4}px ${p8}px; }
QToolButton[kind="chip"]:focus { border: 2px solid $accent; padding: ${p3}px ${p7}px; }
QToolButton[kind="chip"]:hover { background: $sunken; }
QToolButton[kind="pane"] { font-weight: 600; padding: ${p4}px; text-align: left; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $raised; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
    padding: 1px ${p8}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: ${field}px; }
QPlainTextEdit, QTextEdit { padding: ${p4}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 0 ${p7}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: ${p3}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled {
    background: $ground; color: $edge; border-color: $line; }
QTextBrowser, QTextBrowser:focus, QPlainTextEdit[kind="bare"], QPlainTextEdit[kind="bare"]:focus {
    background: transparent; }
QPlainTextEdit[kind="bare"], QPlainTextEdit[kind="bare"]:focus { border: 1px solid transparent; }
QTextBrowser { border: 2px solid transparent; padding: 0; }
QTextBrowser:focus { border: 2px solid $accent; padding: 0; }
QLineEdit[kind="palette"], QLineEdit[kind="palette"]:focus { border: none; font-size: ${title}px;
    background: transparent; padding: 0 ${p4}px; }
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus { border: none; padding: 0 ${p8}px;
    min-height: 0; background: transparent; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox::down-arrow { image: url("$images/chevron-down-$tone.svg"); width: ${p16}px; height: ${p16}px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $edge; padding: ${p4}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: ${p24}px;
    background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$images/chevron-up-$tone.svg"); width: ${p12}px; height: ${p12}px; }
QAbstractSpinBox::down-arrow { image: url("$images/chevron-down-$tone.svg"); width: ${p12}px;
    height: ${p12}px; }
QDateTimeEdit::drop-down { subcontrol-origin: padding; subcontrol-position: center right; border: none;
    width: ${p24}px; }
QDateTimeEdit::down-arrow { image: url("$images/chevron-down-$tone.svg"); width: ${p16}px; height: ${p16}px; }

QCheckBox, QRadioButton { spacing: ${p8}px; min-height: ${p24}px; border: 2px solid transparent;
    border-radius: ${p4}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator { width: ${p16}px; height: ${p16}px;
    border: 1px solid $edge; background: $raised; border-radius: ${p4}px; }
QRadioButton::indicator { border-radius: ${p8}px; }
QCheckBox::indicator:checked, QListView::indicator:checked { background: $accent; border-color: $accent;
    image: url("$images/check-$tone.svg"); }
QRadioButton::indicator:checked { border: ${p5}px solid $accent; background: $on_accent;
    border-radius: ${p9}px; width: ${p8}px; height: ${p8}px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; }

QAbstractItemView { background: $raised; color: $text; border: 2px solid transparent;
    selection-background-color: $tint; selection-color: $text; alternate-background-color: $ground; }
QAbstractItemView:focus { border: 2px solid $accent; }
QAbstractItemView[kind="rows"], QAbstractItemView[kind="rows"]:focus { border: none; }
QAbstractItemView::item { padding: ${p4}px ${p8}px; border: none; }
QAbstractItemView[kind="rows"]::item { padding: 0; }
QAbstractItemView::item:selected { background: $tint; color: $text; }
QAbstractItemView::item:hover:!selected { background: $sunken; }
QAbstractItemView[kind="nav"] { background: transparent; }
QTreeView[kind="nav"]::item:selected, QTreeView[kind="nav"]::item:hover { background: transparent; }
QHeaderView { background: $ground; border: none; }
QHeaderView::section { background: $ground; color: $soft; font-size: ${meta}px; border: none;
    border-bottom: 1px solid $line; padding: ${p4}px ${p8}px; }
QTableCornerButton::section { background: $ground; border: none; }

QScrollArea { border: none; background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${p12}px; }
QScrollBar:horizontal { height: ${p12}px; }
QScrollBar::handle { background: $edge; border-radius: ${p3}px; margin: ${p3}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover { background: $soft; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QMenuBar { background: $ground; color: $text; border-bottom: 1px solid $line; padding: 2px; }
QMenuBar::item { background: transparent; padding: ${p4}px ${p8}px; border-radius: ${p4}px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $tint; }
QToolButton#qt_menubar_ext_button { padding: 0; border: none; }
QMenu { background: $raised; color: $text; border: 1px solid $edge; padding: ${p4}px; menu-scrollable: 1; }
QMenu, QLineEdit, QComboBox { icon-size: ${p16}px; }
QMenu::item { padding: ${p5}px ${p24}px ${p5}px ${p8}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $tint; color: $text; }
QMenu::item:disabled { color: $edge; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px ${p8}px; }

QGroupBox { border: none; border-top: 1px solid $line; margin-top: ${p16}px; padding-top: ${p12}px;
    font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; padding-right: ${p8}px; color: $soft; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { background: transparent; color: $soft; padding: ${p8}px ${p12}px;
    border: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar:focus { border: none; }
QTabBar::tab:focus { border-color: $accent; }
QProgressBar { background: $line; border: none; border-radius: ${p3}px; max-height: ${p5}px;
    min-height: ${p5}px; text-align: center; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: ${p3}px; }
""")

_STEPS = (3, 4, 5, 7, 8, 9, 11, 12, 16, 20, 24, 32)


def build(
    colours: Mapping[str, str], types: Mapping[Any, int], px: Callable[[float], int], tone: str
) -> str:
    """Return the style sheet for colours by role, type sizes and a scale; `tone` is "light" or "dark"."""
    sizes = {f"p{step}": str(px(step)) for step in _STEPS}
    return _SHEET.substitute(
        colours,
        **sizes,
        **{role: str(px(size)) for role, size in types.items()},
        tone=tone,
        radius=str(px(6)),
        button=str(px(32) - 2),
        tile=str(px(56) - 2),
        button_focus=str(px(32) - 4),
        field=str(px(32) - 4),
        link=str(px(24) - 4),
        link_side=str(px(4) - 2),
        images=resources.path("icons").as_posix(),
    )
