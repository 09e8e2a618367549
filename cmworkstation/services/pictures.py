"""Pictures of messages: fetched when a person asks for them, kept nowhere.

A picture's address is named by a stranger and its server sees who asks, so nothing is loaded by itself, the
request carries no credentials, and an address in a private network is refused unless it is the account's own.
"""

from cmworkstation.domain.account import Account
from cmworkstation.domain.errors import BadAddress, Refused
from cmworkstation.domain.ids import AccountId
from cmworkstation.sdk.connector import HasPictures
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.platforms import Platforms

# The beginnings of what is shown; anything else, such as SVG with its scripts and links, is refused.
SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
WEBP = (b"RIFF", b"WEBP")


class Pictures:
    """Fetches what a message shows."""

    def __init__(self, platforms: Platforms, accounts: Accounts) -> None:
        """Take the ways to the network."""
        self._platforms = platforms
        self._accounts = accounts

    def fetch(self, account_id: AccountId, url: str) -> bytes:
        """Return the bytes of a picture, 8 MiB at most; on the account's lane.

        Raises `BadAddress`, `Refused` for what is no picture, `Temporary`, and `KeyError` for an unknown account.
        """
        account = self._accounts.one(account_id)
        installed = account.platform in self._platforms.known()
        if installed and issubclass(self._platforms.kind(account.platform), HasPictures):
            connector = self._platforms.connector(account)
            assert isinstance(connector, HasPictures)
            found = connector.picture(url)
        else:
            found = self._read(account, url)
        if not is_picture(found):
            raise Refused("no picture", code="no-picture")
        return found

    def _read(self, account: Account, url: str) -> bytes:
        if not url.startswith("https://") and not _on(account.server, url):
            raise BadAddress("only pictures with a safe address are loaded")
        http = self._platforms.http(account.server)
        try:
            return http.get(url).body
        finally:
            http.close()


def is_picture(data: bytes) -> bool:
    """Tell whether bytes begin as a PNG, JPEG, GIF, BMP or WebP."""
    return data.startswith(SIGNS) or (data[:4], data[8:12]) == WEBP


def _on(server: str, url: str) -> bool:
    return bool(server) and url.startswith(server.rstrip("/") + "/")
