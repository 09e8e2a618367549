"""What was copied from an internal note carries a mark, and no field for replies takes it in."""

from PySide6.QtCore import QByteArray, QMimeData

TYPE = "application/x-cmworkstation-internal"


def marked(text: str) -> QMimeData:
    """Return a text for the clipboard, with the mark that it is internal."""
    data = QMimeData()
    data.setText(text)
    data.setData(TYPE, QByteArray(b"1"))
    return data


def is_marked(data: QMimeData) -> bool:
    """Tell whether something on the clipboard, or dragged, comes from an internal note."""
    return data.hasFormat(TYPE)
