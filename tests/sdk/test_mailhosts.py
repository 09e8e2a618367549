"""Which servers belong to an address: typed, known, described by the domain, or guessed; each is tried first."""

from collections.abc import Callable, Sequence

import pytest

from cmworkstation.domain import errors
from cmworkstation.sdk import mailhosts
from cmworkstation.sdk.answer import Answer
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.mailhosts import Servers, read_description
from cmworkstation.sdk.mailproviders import PROVIDERS
from cmworkstation.sdk.testing import quick_http
from cmworkstation.sdk.tls import Place, Security

DESCRIPTION = """<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x">
<incomingServer type="pop3"><hostname>pop.hebergeur.example</hostname><port>995</port>
 <socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port>
 <socketType>SSL</socketType><username>%EMAILLOCALPART%</username>
 <authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.hebergeur.example</hostname><port>587</port>
 <socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>"""

Listening = dict[tuple[str, int, str], Exception | None]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every place answer, and remember which were tried."""
    places: list[str] = []

    def greet(place: Place, _: Sequence[str]) -> None:
        places.append(str(place))

    monkeypatch.setattr(mailhosts, "GREETINGS", {"imap": greet, "smtp": greet})
    return places


def only(monkeypatch: pytest.MonkeyPatch, **answers: Exception | None) -> list[str]:
    """Let only some hosts answer, by their names with underscores for dots."""
    places: list[str] = []

    def greet(place: Place, _: Sequence[str]) -> None:
        places.append(str(place))
        answer = answers.get(place.host.replace(".", "_"), errors.Offline("nobody"))
        if answer is not None:
            raise answer

    monkeypatch.setattr(mailhosts, "GREETINGS", {"imap": greet, "smtp": greet})
    return places


def find(typed: str) -> Servers:
    return mailhosts.find(quick_http(), typed)[1]


@pytest.mark.parametrize(
    ("typed", "imap", "smtp"),
    [
        ("a@b.test imap.b.test smtp.b.test", "tls://imap.b.test:993", "tls://smtp.b.test:465"),
        ("a@b.test smtp.b.test imap.b.test", "tls://imap.b.test:993", "tls://smtp.b.test:465"),
        ("a@b.test h.b.test:993 h.b.test:587", "tls://h.b.test:993", "starttls://h.b.test:587"),
        ("a@b.test h.b.test:465 h.b.test:143", "starttls://h.b.test:143", "tls://h.b.test:465"),
        ("a@b.test mail.b.test", "tls://mail.b.test:993", "tls://mail.b.test:465"),
        ("a@b.test imap://h.test:7 smtps://h.test", "starttls://h.test:7", "tls://h.test:465"),
        ("a@b.test localhost:1143 localhost:1025", "starttls://localhost:1143", "starttls://localhost:1025"),
    ],
)  # fmt: skip
def test_typed_servers_are_understood(tried: list[str], typed: str, imap: str, smtp: str):
    servers = find(typed)
    assert (str(servers.imap), str(servers.smtp)) == (imap, smtp)
    assert servers.user == "a@b.test"
    assert tried == [imap, smtp]


@pytest.mark.parametrize(
    "typed",
    ["", "alice", "@b.test", "a b@c.test", "a@b.test word", "a@b.test x.test y.test z.test",
     "a@b.test <x.test> y.test", "a@b.test http://x.test y.test"],
)  # fmt: skip
def test_what_is_no_address_is_refused(tried: list[str], typed: str):
    with pytest.raises(errors.BadAddress):
        find(typed)
    assert tried == []


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_providers_are_known_by_their_domain_and_by_their_name(tried: list[str], name: str):
    provider = PROVIDERS[name]
    by_domain = find(f"alice@{provider.domains[0]}")
    by_name = find(f"contact@ormaie.test {name.upper()}")
    assert by_domain.imap == by_name.imap
    assert (by_domain.imap.host, by_domain.smtp.host) == (provider.imap, provider.smtp)
    assert by_domain.copies == ("server" if provider.saves else "self")
    encrypted = {by_domain.imap.security, by_domain.smtp.security}
    assert encrypted <= {Security.TLS, Security.STARTTLS}


def test_icloud_signs_in_without_the_domain(tried: list[str]):
    assert find("alice@icloud.com").user == "alice"


@pytest.mark.parametrize(
    "typed",
    ["a@outlook.com", "a@hotmail.fr", "a@live.co.uk", "a@b.test outlook.office365.com smtp.office365.com"],
)  # fmt: skip
def test_microsoft_is_told_honestly(tried: list[str], typed: str):
    with pytest.raises(errors.Refused) as raised:
        find(typed)
    assert raised.value.code == "microsoft-sign-in"
    assert tried == []


def test_a_description_says_where_and_under_which_name():
    servers = read_description(DESCRIPTION.encode(), "alice@ormaie.test")
    assert servers is not None
    assert str(servers.imap) == "tls://imap.ormaie.test:993"
    assert str(servers.smtp) == "starttls://smtp.hebergeur.example:587"
    assert (servers.user, servers.copies) == ("alice", "self")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:200],
        lambda text: text.replace("SSL", "plain"),
        lambda text: text.replace('type="smtp"', 'type="lmtp"'),
        lambda text: text.replace("password-cleartext", "OAuth2"),
        lambda text: text.replace("imap.%EMAILDOMAIN%", "imap/../x"),
        lambda text: text.replace("993", "99x"),
        lambda text: text.replace("<clientConfig", "<!DOCTYPE x [<!ENTITY a 'b'>]><clientConfig"),
    ],
    ids=["half", "plain words", "other protocol", "no password", "no host", "no port", "entities"],
)
def test_a_description_that_is_of_no_use_is_left(change: Callable[[str], str]):
    assert read_description(change(DESCRIPTION).encode(), "alice@ormaie.test") is None


def test_a_description_in_an_encoding_that_hides_entities_is_left():
    text = DESCRIPTION.replace('version="1.0"', 'version="1.0" encoding="utf-16"')
    assert read_description(text.encode("utf-16"), "alice@ormaie.test") is None
    deep = b"<a>" * 80_000
    assert read_description(deep + b"</a>" * 80_000, "alice@ormaie.test") is None


def test_a_description_that_leads_to_microsoft_is_told():
    text = DESCRIPTION.replace("imap.%EMAILDOMAIN%", "outlook.office365.com")
    with pytest.raises(errors.Refused):
        read_description(text.encode(), "alice@ormaie.test")


class Described(Http):
    """The web of one domain."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.document = document
        self.asked: list[str] = []

    def get(self, url: str, *_: object, **__: object) -> Answer:
        self.asked.append(url)
        return Answer(200, {}, self.document.encode(), url)


def test_a_domain_is_asked_without_the_name_before_the_at(tried: list[str]):
    web = Described(DESCRIPTION)
    _, servers = mailhosts.find(web, "alice@ormaie.test")
    assert str(servers.imap) == "tls://imap.ormaie.test:993"
    assert web.asked == ["https://autoconfig.ormaie.test/mail/config-v1.1.xml"]
    assert "alice" not in "".join(web.asked)


def test_a_domain_of_the_world_cannot_lead_into_the_house(
    tried: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mailhosts, "is_private", lambda host: host == "192.168.1.7")
    web = Described(DESCRIPTION.replace("imap.%EMAILDOMAIN%", "192.168.1.7"))
    _, servers = mailhosts.find(web, "alice@ormaie.test")
    assert "192.168.1.7" not in str(servers)


def test_servers_are_guessed_at_the_domain_itself_and_nowhere_else(monkeypatch: pytest.MonkeyPatch):
    places = only(monkeypatch, mail_ormaie_test=None)
    servers = find("alice@ormaie.test")
    assert str(servers.imap) == "tls://mail.ormaie.test:993"
    assert str(servers.smtp) == "tls://mail.ormaie.test:465"
    assert all(".ormaie.test:" in place for place in places)


def test_no_server_at_all_is_no_address(monkeypatch: pytest.MonkeyPatch):
    only(monkeypatch)
    with pytest.raises(errors.BadAddress):
        find("alice@ormaie.test")


def test_a_certificate_to_look_at_is_told_only_where_nothing_else_answers(
    monkeypatch: pytest.MonkeyPatch,
):
    doubt = errors.Untrusted("name", host="imap.ormaie.test", fingerprint="AB")
    only(monkeypatch, imap_ormaie_test=doubt, mail_ormaie_test=None)
    assert find("alice@ormaie.test").imap.host == "mail.ormaie.test"
    places = only(monkeypatch, imap_ormaie_test=doubt)
    with pytest.raises(errors.Untrusted):
        find("alice@ormaie.test")
    assert places.count("starttls://imap.ormaie.test:143") == 0  # the same host again tells nothing
