"""What to write to somebody in a relation, as a beginning for a draft: a person reads it again and sends it.

The language is that of the reader, French or English; the charter's own words for the end come first where it has them.
"""

from cmworkstation.domain.charter.words import primary
from cmworkstation.domain.relation import Goodbye, Kind, Relation

GREETING = {"en": "Hello {name},", "fr": "Bonjour {name},"}
ASK = "{greeting}\n\n{who}\n\n{topic}\n\n{ask}\n\n{gets}\n\n{decline}"
TEXTS = {
    "news": {
        "en": "{greeting}\n\nSome news of “{project}”: ",
        "fr": "{greeting}\n\nDes nouvelles de « {project} » : ",
    },
    "thanks": {
        "en": "{greeting}\n\nThank you for what you did for “{project}”: {what}. It served to ",
        "fr": "{greeting}\n\nMerci de ce que vous avez fait pour « {project} » : {what}. Cela a servi à ",
    },
    "said": {
        "en": "{greeting}\n\n“{project}” ends on ",
        "fr": "{greeting}\n\n« {project} » s’achève le ",
    },
    "told": {
        "en": "{greeting}\n\nYou helped us with “{project}”. This is what came of it: ",
        "fr": "{greeting}\n\nVous nous avez aidés pour « {project} ». Voici ce que cela a donné : ",
    },
    "thanked": {
        "en": "{greeting}\n\n“{project}” is over. Thank you for your help: ",
        "fr": "{greeting}\n\n« {project} » est terminé. Merci de votre aide : ",
    },
    "next": {
        "en": "{greeting}\n\n“{project}” is over. May we ask you again for something like it?"
        " Not answering is an answer, too.",
        "fr": "{greeting}\n\n« {project} » est terminé. Pourrons-nous vous solliciter de nouveau pour un sujet"
        " semblable ? Ne pas répondre est aussi une réponse.",
    },
}


def text(
    kind: Kind,
    relation: Relation,
    name: str,
    language: str,
    *,
    part: Goodbye | None = None,
    what: str = "",
) -> str:
    """Return how a message of this kind may begin."""
    spoken = primary(language) if primary(language) in GREETING else "en"
    greeting = GREETING[spoken].replace("{name}", name)
    begin = relation.begin
    template = (
        ASK if kind is Kind.BEGUN else TEXTS[part.value if part else kind.value].get(spoken, "")
    )
    said = template
    for field, value in (
        ("greeting", greeting),
        ("project", relation.project),
        ("what", what),
        ("who", begin.who),
        ("topic", begin.topic),
        ("ask", begin.ask),
        ("gets", begin.gets),
        ("decline", begin.decline),
    ):
        said = said.replace("{" + field + "}", value)
    while "\n\n\n" in said:  # of what the form left empty
        said = said.replace("\n\n\n", "\n\n")
    return said
