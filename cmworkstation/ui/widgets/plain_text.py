"""A field for plain text that gives back what was put in."""

from PySide6.QtWidgets import QPlainTextEdit

LINE_ENDS = str.maketrans(dict.fromkeys("\u2028\u2029\ufdd0\ufdd1", "\n"))


class PlainTextField(QPlainTextEdit):
    """Qt's own field turns no-break spaces into ordinary ones when it is asked for its text."""

    def toPlainText(self) -> str:
        """Return the text with every character that was put in; lines end in line feeds."""
        return str(self.document().toRawText()).translate(LINE_ENDS)
