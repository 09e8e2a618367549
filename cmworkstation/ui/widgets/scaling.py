"""Pictures made fit for a server: turned as they are meant to be seen, and smaller where they are too large.

Whatever a picture told of its maker and its place is lost on the way: only pixels are written again.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.media import Fitting

QUALITY = 88
MOST_MEMORY_MB = 300
SHRINK = 0.8  # of each side, until it fits
TRIES = 12
FORMATS = {"image/jpeg": b"jpeg", "image/png": b"png", "image/webp": b"webp"}


def written(image: QImage, format_: bytes = b"png") -> bytes:
    """Return the bytes of a picture."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, format_)
    if format_ != b"png":
        writer.setQuality(QUALITY)
    if not writer.write(image):
        raise NotAllowed("media-broken")
    buffer.close()
    return bytes(data.data())


def fitting(data: bytes, type_: str, wanted: Fitting) -> bytes:
    """Return a picture that fits, upright; on any thread. Raises `NotAllowed` where that cannot be."""
    source = QByteArray(data)
    buffer = QBuffer(source)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEMORY_MB)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    pixels = size.width() * size.height()
    if wanted.max_pixels and pixels > wanted.max_pixels:
        reader.setScaledSize(size * (wanted.max_pixels / pixels) ** 0.5 * 0.999)
    image = reader.read()
    if image.isNull():
        raise NotAllowed("media-broken")
    format_ = FORMATS.get(type_, b"png")
    for _ in range(TRIES):
        made = written(image, format_)
        if not wanted.max_bytes or len(made) <= wanted.max_bytes:
            return made
        image = image.scaled(
            image.size() * SHRINK,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    raise NotAllowed("media-too-big")
