"""The words of greetings in French and English, without accents, and the words of names that are nobody's own."""

from collections.abc import Mapping

PLAIN: Mapping[str, str] = {"fr": "Bonjour", "en": "Hello"}
OPENERS = (
    *("re-?bonjour", "bonjour", "bonsoir", "salut", "coucou", "hello", "hiya", "hi", "hey", "greetings"),
    *("good (?:morning|afternoon|evening|day)", "dear", "chers?", "ch[eè]res?", "madame", "monsieur"),
    *("mesdames", "messieurs"),
)  # fmt: skip
POLITE = frozenset("dear cher chers chere cheres madame monsieur mesdames messieurs".split())
WITHOUT_NAME = ("there", "you", "a vous", "a toi")  # after a greeting, in the place of a name
ALL_OF_THEM = (
    *("a tous", "a toutes", "a tout le monde", "tout le monde", "tous", "toutes", "l'equipe", "a l'equipe"),
    *("les ami", "les amis", "all", "everyone", "everybody", "folks", "team", "to you all", "both", "friends"),
)  # fmt: skip
TITLES = frozenset(
    """m mr mme mlle mrs ms miss mx dr me pr prof professeur docteur maitre madame monsieur mademoiselle sir lord
    lady sieur pere soeur frere father sister brother doctor professor""".split()
)
ARTICLES = frozenset(
    "le la les l un une des the a an our my notre nos mes mon ma au aux chez".split()
)
PARTICLES = frozenset(
    "de d la le van von der den ter da di el st saint sainte".split()
)  # not "du": a place is named so
# Words by which a shown name is that of an organisation, a place or a role, or of nobody.
NOBODY = frozenset(
    """association asso assoc club comite collectif mairie ville commune village metropole departement region
    prefecture ministere ecole college lycee universite mediatheque bibliotheque musee theatre cinema librairie
    boulangerie restaurant resto cafe bar hotel garage pharmacie boutique magasin atelier cabinet agence societe
    entreprise groupe sarl sas sasu eurl sa scop federation union syndicat fondation institut office service services
    equipe direction secretariat accueil contact info infos support admin administrateur administration moderateur
    moderation redaction journal radio gazette presse actu actus actualites officiel officielle communication
    client cliente utilisateur utilisatrice anonyme inconnu inconnue compte supprime visiteur invite membre habitant
    habitants citoyen citoyens parents riverains amis fan fans page bot noreply
    cercle chorale orchestre fanfare ligue paroisse eglise parc jardin maison centre espace relais camping gite domaine
    ferme epicerie salon coiffure transports taxi immobilier assurance assurances banque clinique hopital creche
    maternelle sport sports football rugby tennis judo velo cyclo randonneurs amicale boucherie poissonnerie fleuriste
    cantine piscine marche festival fete tourisme culture sante mutuelle conseil
    society committee council city town county district department ministry school university library museum
    theatre theater cinema bookshop bakery pub shop store market studio agency company group ltd llc inc plc corp gmbh
    co foundation institute office team staff desk helpdesk news newsletter press radio official communications
    marketing sales customer user guest anonymous unknown deleted account visitor member resident residents neighbours
    neighbors friends community project projet open source church choir band league garden house center
    farm grocery bank insurance clinic hospital nursery cycling bakers butchers tourism trust charity google facebook instagram youtube linkedin
    tripadvisor trustpilot someone nobody quelqu personne""".split()
)
