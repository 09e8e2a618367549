"""Another name for one person: whatever can only mean them is replaced, near and far."""

from cmworkstation.domain.renaming import Renaming

HER = Renaming(
    "Zarafa Quenelle",
    "@zarafa.example",
    "Personne 1",
    ("did:plc:k2w9", "https://social.example/profile/did:plc:k2w9"),
)


def test_her_addresses_and_her_permanent_name_go_near_as_well_as_far() -> None:
    said = 'Voir <a href="https://social.example/profile/did:plc:k2w9">elle</a> (did:plc:k2w9).'
    assert HER.far(said) == 'Voir <a href="Personne 1">elle</a> (Personne 1).'
    assert HER.near(said) == HER.far(said)


def test_her_first_name_alone_goes_near_only() -> None:
    assert HER.near("Bonjour Zarafa !") == "Bonjour Personne 1 !"
    assert HER.far("Bonjour Zarafa !") == "Bonjour Zarafa !"
