"""The files of a reply on their way: each is on its server before the reply refers to it, and known by its id there.

Files go before the reply is claimed for sending. Whoever dies in between leaves a reply that waits, as before, and
files that nobody sees; the id of each is on the disk, so that what is up is not sent again.
"""

from collections.abc import Callable
from functools import partial

from cmworkstation.domain.reply import OutboxRow
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Content, TakesUploads, Upload
from cmworkstation.store import media
from cmworkstation.store.database import Workspace


class Uploads:
    """Brings the files of replies to their servers."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace

    def of(self, row: OutboxRow) -> tuple[Upload, ...]:
        """Return the files of a reply, each with its id on the server as far as it is known."""
        if not row.media:
            return ()
        connection = self._workspace.read()
        known = media.remote_ids(connection, row.id)
        return tuple(
            Upload(
                one.name,
                one.type,
                one.alt,
                one.size,
                partial(media.data, connection, one.hash),
                remote_id,
            )
            for one, remote_id in zip(row.media, known, strict=True)
        )

    def content(self, row: OutboxRow) -> Content:
        """Return what a reply says, with its files."""
        files = self.of(row)
        return Content(row.body, row.visibility, row.language, row.spoiler, row.created_at, files)

    def bring(
        self, row: OutboxRow, connector: TakesUploads, stopped: Callable[[], bool] = lambda: False
    ) -> bool:
        """See to it that the server has every file; False while it still works on one of them, or once `stopped`.

        Raises what `upload` raises: nothing was published.
        """
        ready = True
        for n, file in enumerate(self.of(row)):
            if stopped():
                return False
            done = connector.upload(file)
            reach("outbox.uploaded")
            if done.remote_id != file.remote_id:
                with self._workspace.write(durable=True) as connection:
                    media.note_remote(connection, row.id, n, done.remote_id)
            ready = ready and done.ready
        return ready
