"""The high-contrast themes, for eyes that need more than the usual 4.5:1: every text at 7:1 or more (WCAG AAA).

They are read only where somebody chose one or the system asks for one. A colour never speaks alone in them: what
is selected has an outline, what cannot be pressed a dashed one, a link a line below it, and the place of the
keyboard a frame of three pixels.
"""

from collections.abc import Callable, Mapping
from string import Template
from typing import Final

LIGHT: Final[Mapping[str, str]] = {
    "ground": "#FFFFFF",
    "raised": "#FFFFFF",
    "sunken": "#F2F2F2",
    "text": "#000000",
    "soft": "#2E3236",
    "line": "#767676",
    "edge": "#444444",
    "accent": "#003480",
    "on_accent": "#FFFFFF",
    "accent_over": "#00245C",
    "tint": "#E4EDFF",
    "internal": "#FFF3BF",
    "on_internal": "#3A2B00",
    "cue": "#2E3236",
    "warn": "#573600",
    "error": "#860A0A",
    "stop": "#7A0000",
    "on_stop": "#FFFFFF",
    "good": "#00481D",
    "frozen": "#0B2A52",
    "on_frozen": "#FFFFFF",
    "exercise": "#4B1F7A",
    "on_exercise": "#FFFFFF",
}
DARK: Final[Mapping[str, str]] = {
    "ground": "#000000",
    "raised": "#000000",
    "sunken": "#101010",
    "text": "#FFFFFF",
    "soft": "#E2E2E2",
    "line": "#8C8C8C",
    "edge": "#C4C4C4",
    "accent": "#A6CFFF",
    "on_accent": "#000000",
    "accent_over": "#CCE3FF",
    "tint": "#10294D",
    "internal": "#2B2400",
    "on_internal": "#FFEB99",
    "cue": "#E2E2E2",
    "warn": "#FFD68A",
    "error": "#FFB8B0",
    "stop": "#FFB8B0",
    "on_stop": "#000000",
    "good": "#94F2AE",
    "frozen": "#0A2A50",
    "on_frozen": "#FFFFFF",
    "exercise": "#4B1F7A",
    "on_exercise": "#FFFFFF",
}

_SHEET = Template("""
QPushButton:focus { border: 3px solid $accent; padding: 0 ${focus_side}px; min-height: ${button}px; }
QPushButton[kind="primary"]:focus { background: $raised; color: $text; border: 3px solid $accent; }
QPushButton[kind="danger"]:focus { background: $raised; color: $text; border: 3px solid $stop; }
QPushButton[kind="quiet"], QPushButton[kind="tinted"] { border-color: $accent; }
QPushButton[kind="quiet"]:focus, QPushButton[kind="tinted"]:focus { border: 3px solid $accent; }
QPushButton:disabled, QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled,
QPushButton[kind="quiet"]:disabled { border: 1px dashed $edge; color: $edge; background: $ground; }
QPushButton[kind="link"] { text-decoration: underline; }
QPushButton[kind="link"]:disabled { border: 1px dashed $edge; text-decoration: none; }
QPushButton[kind="segment"]:checked { border: 2px solid $accent; padding: 0 ${segment_side}px;
    min-height: ${segment}px; }
QPushButton[kind="segment"]:focus { border: 3px solid $accent; padding: 0 ${segment_focus}px; }
QToolButton:checked, QToolButton[kind="rail"]:checked { border: 2px solid $accent; }
QToolButton:focus, QToolButton[kind="rail"]:focus { border: 2px solid $text; background: $tint; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 3px solid $accent; padding: 0 ${field_side}px;
    min-height: ${field}px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 3px solid $accent; padding: ${text_side}px; }
QAbstractSpinBox > QLineEdit:focus, QLineEdit[kind="palette"]:focus { border: none; min-height: 0; }
QCheckBox::indicator, QRadioButton::indicator { border-color: $text; }
QCheckBox:focus, QRadioButton:focus { border-color: $text; background: $tint; }
QAbstractItemView::item { border: 1px solid transparent; }
QAbstractItemView[kind="rows"]::item, QAbstractItemView[kind="nav"]::item { border: none; }
QAbstractItemView::item:selected { border: 1px solid $accent; }
QAbstractItemView[kind="rows"]::item:selected { border: none; }
QMenu::item:selected, QMenuBar::item:selected { background: $accent; color: $on_accent; }
QFrame[kind="card"], QFrame[kind="popup"] { border: 1px solid $edge; }
""")


def sheet(colours: Mapping[str, str], px: Callable[[float], int]) -> str:
    """Return what stands below the one style sheet in a high-contrast theme."""
    return _SHEET.substitute(
        colours,
        focus_side=str(px(12) - 2),
        button=str(px(32) - 6),
        segment=str(px(32) - 4),
        segment_side=str(px(8) - 1),
        segment_focus=str(px(8) - 2),
        field=str(px(32) - 6),
        field_side=str(px(8) - 2),
        text_side=str(px(4) - 2),
    )
