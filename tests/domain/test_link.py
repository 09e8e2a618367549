"""Where links really lead: what is opened, which host is shown, and what a person is warned of."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.link import link_target

# (address, words of the link, opens, warning, host as shown)
LINKS = [
    ("https://ormaie.example/x", "ici", True, "", "ormaie.example"),
    ("https://ormaie.example/x", "https://www.ormaie.example/x", True, "", "ormaie.example"),
    ("https://m.ormaie.example/x", "ormaie.example", True, "", "m.ormaie.example"),
    ("HTTPS://Ormaie.Example/x", "ORMAIE.example", True, "", "ormaie.example"),
    ("https://médiathèque.example/", "x", True, "", "médiathèque.example"),
    ("https://почта.example/", "x", True, "", "почта.example"),
    ("mailto:a@b.example", "écrire", True, "", "b.example"),
    # Never opened
    ("javascript:alert(1)", "x", False, "scheme", ""),
    ("JaVaScRiPt:alert(1)", "x", False, "scheme", ""),
    ("file:///etc/passwd", "x", False, "scheme", ""),
    ("smb://host/share", "x", False, "scheme", "host"),
    ("\\\\host\\share", "x", False, "scheme", ""),
    ("ms-word:ofe|u|https://a.example/x.docx", "x", False, "scheme", ""),
    ("data:text/html,<script>", "x", False, "scheme", ""),
    ("vbscript:x", "x", False, "scheme", ""),
    ("ftp://a.example/", "x", False, "scheme", "a.example"),
    ("tel:+33600000000", "x", False, "scheme", ""),
    ("//a.example/", "x", False, "scheme", "a.example"),
    ("http://[::bad", "x", False, "scheme", ""),
    ("https://a.example:99999/", "x", False, "scheme", ""),
    ("mailto:a@b.example,c@d.example", "x", False, "scheme", "d.example"),
    # Read in two ways
    ("https://mairie.example\\@evil.example/", "x", False, "scheme", "evil.example"),
    ("https://mairie.example%2f@evil.example/", "x", False, "scheme", "evil.example"),
    ("https://a@b@evil.example/", "x", False, "scheme", "evil.example"),
    ("https://mairie\u202eelpmaxe.live/", "x", False, "scheme", "mairie\u202eelpmaxe.live"),
    # Opened with a warning
    ("https://mairie.example@evil.example/", "mairie", True, "user", "evil.example"),
    ("https://mairie.example:pw@evil.example/", "x", True, "user", "evil.example"),
    ("https://mаirie.example/", "x", True, "script", "xn--mirie-4ve.example"),
    ("https://раураl.example/", "x", True, "script", "xn--l-7sba6dbr.example"),
    ("https://сосо.example/", "coco", True, "script", "xn--n1aahb.example"),
    ("http://2130706433/", "x", True, "number", "2130706433"),
    ("http://0x7f.1/", "x", True, "number", "0x7f.1"),
    ("http://[::ffff:127.0.0.1]/", "x", True, "number", "::ffff:127.0.0.1"),
    ("https://192.0.2.7/login", "x", True, "number", "192.0.2.7"),
    ("https://evil.example/", "https://mairie.example/", True, "other", "evil.example"),
    ("https://evil.example/", "mairie.example", True, "other", "evil.example"),
    ("https://evil.example/", "See www.mairie.example today", True, "other", "evil.example"),
    ("https://evil.example/", "at https://me@mairie.example/", True, "other", "evil.example"),
    ("https://mairie.example.evil.example/", "mairie.example", True, "other", "mairie.example.evil.example"),
    ("https://evilmairie.example/", "mairie.example", True, "other", "evilmairie.example"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "text", "opens", "warning", "host"), LINKS)
def test_links_say_where_they_lead(
    url: str, text: str, opens: bool, warning: str, host: str
) -> None:
    target = link_target(url, text)
    assert (target.opens, target.warning, target.host) == (opens, warning, host)


def test_a_mail_program_is_given_the_address_and_nothing_to_attach() -> None:
    target = link_target("mailto:a@b.example?attach=/etc/passwd&body=x")
    assert target.opens
    assert target.url == "mailto:a@b.example"


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_opened_leads_where_it_says(text: str, words: str) -> None:
    for url in (text, f"https://{text}", f"https://a.example/{text}", f"https://{text}@a.example/"):
        target = link_target(url, words)
        if target.opens:
            assert target.url.isascii() or target.url.startswith("mailto:")
            assert urlsplit(target.url).scheme in ("http", "https", "mailto")
            assert not set(target.url) & set(' \\<>"^`{|}\n\r\t')
