"""A response guide of an invented town, and what people ask it: in French and English, as they type."""

from functools import cache

from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.writing import write_string
from tests.domain.charter.builders import a_charter

# id: (French questions, French text, English questions, English text)
GUIDE = {
    "carte-identite": (
        ["Comment refaire ma carte d’identité ?", "Quel délai pour un passeport ?"],
        "La demande se fait sur rendez-vous à l’état civil, avec une photo et un justificatif de domicile.",
        ["How do I renew my identity card or passport?"],
        "Book an appointment at the registry office and bring a photo and proof of address.",
    ),
    "inscription-ecole": (
        ["Comment inscrire mon enfant à l’école ?", "Quand ouvrent les inscriptions scolaires ?"],
        "Les inscriptions à l’école se font de février à avril au guichet famille.",
        ["How do I enrol my child in school?"],
        "School enrolment runs from February to April at the family desk.",
    ),
    "cantine": (
        ["Combien coûte la cantine ?", "Où trouver le menu de la cantine ?"],
        "Le prix du repas dépend du quotient familial ; les menus sont publiés chaque lundi.",
        ["How much is a school meal?", "Where is the lunch menu?"],
        "The price of a meal depends on income; menus are published every Monday.",
    ),
    "dechets-verts": (
        ["Quand passe le camion des déchets verts ?", "Où déposer des branches et du gazon ?"],
        "Les déchets verts sont collectés le mardi d’avril à novembre.",
        ["When is garden waste collected?"],
        "Garden waste is collected on Tuesdays from April to November.",
    ),
    "encombrants": (
        ["Comment me débarrasser d’un vieux canapé ?", "Ramassage des encombrants"],
        "Les encombrants sont enlevés sur rendez-vous, le premier jeudi du mois.",
        ["How do I get rid of a sofa?", "Bulky waste collection"],
        "Bulky items are taken away by appointment on the first Thursday of the month.",
    ),
    "poubelle-cassee": (
        ["Ma poubelle est cassée", "Je n’ai pas reçu mon bac de tri"],
        "Un nouveau bac est livré sous dix jours ; dites-nous l’adresse et le numéro du bac.",
        ["My bin is broken", "I never received my recycling bin"],
        "A new bin is delivered within ten days; tell us the address and the number on the bin.",
    ),
    "horaires-mairie": (
        ["Quels sont les horaires de la mairie ?", "La mairie est-elle ouverte le samedi ?"],
        "La mairie ouvre du lundi au vendredi de 8 h 30 à 17 h et le samedi matin.",
        ["When is the town hall open?", "Are you open on Saturdays?"],
        "The town hall is open Monday to Friday from 8.30 to 17.00, and on Saturday morning.",
    ),
    "piscine": (
        ["Quel est le prix d’une entrée à la piscine ?", "La piscine est-elle ouverte en août ?"],
        "L’entrée coûte 3 euros ; le bassin extérieur ouvre de juin à septembre.",
        ["How much does the swimming pool cost?", "Is the pool open in August?"],
        "Admission is 3 euros; the outdoor pool opens from June to September.",
    ),
    "stationnement": (
        ["Où se garer au centre-ville ?", "Comment obtenir une carte de résident ?"],
        "Le stationnement est gratuit deux heures en zone bleue.",
        ["Where can I park in the centre?", "How do I get a resident parking permit?"],
        "Parking is free for two hours in the blue zone.",
    ),
    "amende": (
        ["Comment contester une amende de stationnement ?"],
        "La contestation se fait auprès du service indiqué sur l’avis, dans le mois.",
        ["How do I appeal a parking fine?"],
        "Appeal to the office named on the notice within a month.",
    ),
    "eclairage": (
        ["Un lampadaire est en panne dans ma rue", "Pourquoi éteindre l’éclairage la nuit ?"],
        "L’équipe d’éclairage passe sous trois jours ouvrés.",
        ["A street light is out", "Why are the street lights switched off at night?"],
        "The lighting team comes within three working days.",
    ),
    "nid-de-poule": (
        ["Il y a un nid-de-poule dangereux", "La chaussée est abîmée"],
        "La voirie sécurise le trou sous 48 heures puis le rebouche.",
        ["There is a pothole in my road"],
        "The roads team makes the hole safe within 48 hours, then fills it.",
    ),
    "bruit": (
        ["Mes voisins font du bruit la nuit", "À qui signaler un tapage ?"],
        "De nuit, appelez la police ; de jour, un médiateur de quartier peut vous aider.",
        ["My neighbours are noisy at night", "Who do I call about noise?"],
        "At night call the police; by day a mediator can help.",
    ),
    "chien-errant": (
        ["J’ai trouvé un chien perdu", "Que faire d’un animal errant ?"],
        "La fourrière vient chercher l’animal et lit sa puce.",
        ["I found a lost dog"],
        "The pound fetches the animal and reads its chip.",
    ),
    "bibliotheque-carte": (
        ["Comment s’inscrire à la bibliothèque ?", "La carte de lecteur est-elle gratuite ?"],
        "La carte est gratuite pour les habitants, sur présentation d’un justificatif.",
        ["How do I join the library?", "Is the library card free?"],
        "The card is free for residents who show proof of address.",
    ),
    "bibliotheque-retard": (
        ["J’ai rendu mes livres en retard", "Comment prolonger un prêt ?"],
        "Il n’y a pas d’amende ; un prêt se prolonge deux fois depuis votre compte.",
        ["My books are overdue", "How do I renew a loan?"],
        "There is no charge; a loan can be renewed twice in your account.",
    ),
    "mariage": (
        ["Comment se marier à la mairie ?", "Quelles pièces pour un dossier de mariage ?"],
        "Le dossier se retire à l’état civil au moins deux mois avant la date.",
        ["How do we get married at the town hall?"],
        "Collect the file at the registry office at least two months ahead.",
    ),
    "acte-naissance": (
        ["Comment obtenir un acte de naissance ?"],
        "L’acte est envoyé gratuitement par courrier sous une semaine.",
        ["How do I get a birth certificate?"],
        "The certificate is sent by post free of charge within a week.",
    ),
    "salle-des-fetes": (
        ["Comment louer la salle des fêtes ?", "Quel est le tarif de location d’une salle ?"],
        "La location se demande trois mois avant ; une caution est demandée.",
        ["How do I hire the village hall?"],
        "Ask three months ahead; a deposit is required.",
    ),
    "subvention": (
        ["Comment demander une subvention pour mon association ?"],
        "Le dossier de subvention se dépose avant le 31 octobre.",
        ["How can my association apply for a grant?"],
        "Grant applications are due by 31 October.",
    ),
    "marche": (
        ["Quel jour a lieu le marché ?", "Comment avoir un emplacement au marché ?"],
        "Le marché se tient le mercredi et le dimanche, place de la Halle.",
        ["What day is the market?", "How do I get a stall?"],
        "The market is held on Wednesday and Sunday in Hall Square.",
    ),
    "coupure-eau": (
        ["Il n’y a plus d’eau dans mon quartier", "Combien de temps dure la coupure d’eau ?"],
        "L’équipe des eaux répare la conduite ; l’eau revient vers {heure}.",
        ["We have no water", "How long will the water be off?"],
        "The water team is repairing the main; water is back around {heure}.",
    ),
    "eau-trouble": (
        ["L’eau du robinet est trouble", "L’eau est-elle potable ?"],
        "Laissez couler deux minutes ; le dernier contrôle était conforme.",
        ["The tap water is cloudy", "Is the water safe to drink?"],
        "Let it run for two minutes; the latest check was good.",
    ),
    "travaux-rue": (
        ["Quand finissent les travaux de la rue des Tilleuls ?", "Pourquoi ces travaux ?"],
        "Les travaux durent jusqu’au {date_fin}.",
        ["When will the roadworks end?"],
        "The roadworks last until {date_fin}.",
    ),
    "bus": (
        ["Pourquoi le bus 4 est-il en retard ?", "Où sont les horaires de bus ?"],
        "Les horaires et les perturbations sont affichés sur le site du réseau.",
        ["Why is bus 4 late?", "Where are the bus times?"],
        "Times and disruptions are shown on the network’s site.",
    ),
    "velo": (
        ["Y aura-t-il une piste cyclable avenue du Port ?"],
        "La piste cyclable ouvre au printemps.",
        ["Will there be a cycle lane on Port Avenue?"],
        "The cycle lane opens in spring.",
    ),
    "creche": (
        ["Comment obtenir une place en crèche ?", "Liste d’attente crèche"],
        "La commission d’attribution se réunit en mai.",
        ["How do I get a nursery place?"],
        "Places are given out by a panel in May.",
    ),
    "impots": (
        ["Pourquoi la taxe foncière augmente-t-elle ?"],
        "Le taux communal n’a pas changé ; la base est fixée par l’État.",
        ["Why is the property tax going up?"],
        "The local rate has not changed; the base is set by the state.",
    ),
    "conseil-municipal": (
        ["Quand a lieu le prochain conseil municipal ?", "Peut-on assister au conseil ?"],
        "Les séances sont publiques et retransmises en direct.",
        ["When is the next council meeting?"],
        "Meetings are public and streamed live.",
    ),
    "arbre": (
        ["Pourquoi avez-vous abattu les arbres de la place ?"],
        "Les arbres étaient malades ; douze sont replantés en novembre.",
        ["Why did you cut down the trees?"],
        "The trees were diseased; twelve are being replanted in November.",
    ),
    "emploi": (
        ["Comment postuler à la mairie ?", "Proposez-vous des stages ?"],
        "Les offres d’emploi et de stage sont publiées sur le site.",
        ["How do I apply for a job at the town hall?"],
        "Jobs and internships are published on the site.",
    ),
    "aide-alimentaire": (
        ["Où trouver une aide alimentaire ?"],
        "L’épicerie solidaire vous reçoit sans rendez-vous le mardi.",
        ["Where can I find a food bank?"],
        "The community shop receives you on Tuesdays without appointment.",
    ),
}

QUESTIONS = (
    ("je voudrai refaire ma carte didentité svp", "carte-identite"),
    ("delai pasport", "carte-identite"),
    ("incription ecole pour ma fille ?", "inscription-ecole"),
    ("c combien la cantinne", "cantine"),
    ("ou est ce quon trouve le menu de la semaine", "cantine"),
    ("les dechets vert c'est quel jour", "dechets-verts"),
    ("branches gazon ou les mettre", "dechets-verts"),
    ("j'ai un vieux canape a jeter", "encombrants"),
    ("ma poubele est cassé", "poubelle-cassee"),
    ("pas recu de bac de tris", "poubelle-cassee"),
    ("mairie ouverte samdi ?", "horaires-mairie"),
    ("horraires de la mairie", "horaires-mairie"),
    ("piscine tarif entree", "piscine"),
    ("ou peut on ce garer en centre ville", "stationnement"),
    ("contester mon ammende", "amende"),
    ("lampadère en panne rue des lilas", "eclairage"),
    ("gros nid de poule devant chez moi", "nid-de-poule"),
    ("tapage nocturne voisin", "bruit"),
    ("trouvé un chien sans collier, perdu ?", "chien-errant"),
    ("s'inscrire bibliotheque", "bibliotheque-carte"),
    ("prolongation pret livre", "bibliotheque-retard"),
    ("location salle des fetes prix", "salle-des-fetes"),
    ("subvantion association", "subvention"),
    ("plus d'eau depuis ce matin !!", "coupure-eau"),
    ("l'eau est marron au robinet, on peut la boire ? potable ?", "eau-trouble"),
    ("fin des travaux rue des tilleul", "travaux-rue"),
    ("place en creche liste atente", "creche"),
    ("taxe fonciere en hausse pourquoi", "impots"),
    ("pourquoi couper les arbres", "arbre"),
    ("how to renew pasport", "carte-identite"),
    ("enroll my kid at school", "inscription-ecole"),
    ("garden waste colection day?", "dechets-verts"),
    ("my recycling bin never came", "poubelle-cassee"),
    ("are you open saterday", "horaires-mairie"),
    ("swiming pool price", "piscine"),
    ("appeal parking fine", "amende"),
    ("street lamp not working, light out", "eclairage"),
    ("pot hole on my road", "nid-de-poule"),
    ("noisy neigbours", "bruit"),
    ("is tap water safe", "eau-trouble"),
    ("when do the road works end", "travaux-rue"),
    ("nursery plases", "creche"),
)

# What the guide has nothing for, or what asks nothing.
STRANGE = (
    "Bravo pour le feu d’artifice !",
    "Merci beaucoup, bonne journée à toute l’équipe",
    "Vous êtes des menteurs",
    "Congratulations on your new website",
    "Good morning everybody",
    "On se croirait au Moyen Âge ici…",
    "Je partage cette publication, courage à vous",
    "Who won the match last night?",
    "Est-ce que vous aimez les crêpes ?",
    "😀😀😀",
)


@cache
def the_guide(copies: int = 1) -> Charter:
    """Return the guide as a charter; `copies` adds as many further ones of other subjects."""
    blocks = ['[[speaker]]\nid = "desk"\nname = "Desk"\nmay = ["send", "approve"]\n']
    blocks += [_block(name, *texts) for name, texts in GUIDE.items()]
    blocks += [
        _block(f"divers-{n}", [f"Sujet divers numéro {n} {word}"], f"Texte {n}", [], f"Text {n}")
        for n, word in zip(range(len(GUIDE) * (copies - 1)), _other_words(), strict=False)
    ]
    return a_charter("\n".join(blocks))


def _block(name: str, asks: list[str], text: str, asked: list[str], english: str) -> str:
    return "\n".join(
        [
            "[[answer]]",
            f'id = "{name}"',
            f"asks.fr = [{', '.join(map(write_string, asks))}]",
            f"asks.en = [{', '.join(map(write_string, asked))}]",
            f"body.fr = {write_string(text)}",
            f"body.en = {write_string(english)}",
            'variables = ["heure"]' if "{heure}" in text else "",
            'variables = ["date_fin"]' if "{date_fin}" in text else "",
            'approved_by = "desk"',
            "",
        ]
    )


def _other_words() -> list[str]:
    first, last = "bal cor dan fil gro mar pel sol tun vir".split(), "ado eme iro onu usi".split()
    return [one + two for one in first for two in last] * 4
