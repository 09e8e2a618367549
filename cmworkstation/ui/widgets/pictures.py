"""The one way in which bytes become a picture that is shown: never larger than can be borne."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from cmworkstation.domain.errors import Refused

MOST_PIXELS = 20_000_000
MOST_MEMORY_MB = 64
LARGEST = QSize(960, 720)  # px kept of a picture; larger ones are made smaller as they are read


def decode(data: bytes) -> QImage:
    """Return the picture in `data`, made smaller where it is large; may run on any thread.

    Raises `Refused` when it cannot be read or would take too much memory.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEMORY_MB)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise Refused("a picture that cannot be shown", code="no-picture")
    if size.width() > LARGEST.width() or size.height() > LARGEST.height():
        reader.setScaledSize(size.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise Refused("a picture that cannot be read", code="no-picture")
    return image
