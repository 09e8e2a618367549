"""The words that make a promise, in French and English; folded: lower case, no accents, straight apostrophes.

A rule is a pattern and whether it needs a day in its sentence: "we will repair it" is one as it stands, "it will be
repaired" only with a day. What is denied does not match, since a rule names all that may stand between who promises
and what; what is only possible, conditional or told of others is left out by `BLOCKS`.
"""

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """What promises; `dated` where only a day beside it makes it a promise."""

    pattern: re.Pattern[str]
    dated: bool = False


def _rule(pattern: str, *, dated: bool = False) -> Rule:
    return Rule(re.compile(" ".join(pattern.split()).replace(" | ", "|").replace("~", " ")), dated)


def _one_of(said: str) -> str:
    return "(?:" + "|".join(said.split()).replace("_", " ") + ")"


# French: what somebody does for somebody, by the stem of its future.
FUTURE = _one_of("""
    repondr reviendr rappeller appeller recontacter contacter ecrir reecrir tiendr informer previendr donner redonner
    enverr renverr transmettr verifier regarder demander reparer corriger rectifier publier mettr remettr remplacer
    rembourser apporter dir redir confirmer preciser signaler traiter expedier livrer poster communiquer partager
    completer ajouter etudier examiner resoudr regler nettoier nettoyer installer reprendr relancer chercher aviser
    avertir joindr rejoindr adresser fournir presenter montrer proposer renseigner rendr retirer supprimer modifier
    changer interviendr assurer veiller expliquer reverr indiquer aider retablir finir terminer commander deposer
    imprimer afficher diffuser retourner consulter interroger alerter preparer inscrir enregistrer annuler dedommager
    trouver parler reparler decider creuser approfondir faciliter entretiendr occuper charger poser reserver planter
    repeindr refer racheter repasser
    """)
# What a house announces, feels or must: with a day, any other verb is something that it will do.
PLEASANT = _one_of("""
    ser aur pourr devr faudr voudr ouvrir rouvrir fermer refermer jouer rejouer feter celebrer accueiller recevr
    retrouver verr esperer souhaiter attendr profiter voter voyager manger dormir partir commencer reprendr finir
    debuter terminer ir resteron rester chanter danser courr participer assister adorer aimer rir vivr fair fer
    """)
INFINITIVE = _one_of("""
    repondre revenir_vers rappeler appeler recontacter contacter ecrire tenir informer prevenir donner envoyer renvoyer
    transmettre verifier regarder demander reparer corriger rectifier publier mettre remettre remplacer rembourser
    apporter dire redire confirmer preciser signaler traiter expedier livrer communiquer partager completer ajouter
    etudier examiner resoudre regler nettoyer installer reprendre prendre_contact relancer chercher avertir aviser
    adresser fournir presenter proposer nous_renseigner me_renseigner retirer supprimer modifier changer intervenir
    faire_suivre faire_le_necessaire faire_un_retour faire_parvenir expliquer revoir indiquer aider retablir terminer
    commander afficher diffuser consulter interroger alerter preparer annuler
    """)
NOW = _one_of("""
    reponds repond repondons rappelle rappelons appelle appelons recontacte recontactons ecris ecrit ecrivons envoie
    envoyons previens previent prevenons informe informons donne donnons dis dit disons redis redit redisons confirme
    confirmons rembourse remboursons remplace remplacons repare reparons corrige corrigeons publie publions verifie
    verifions transmets transmet transmettons mets met mettons fais fait faisons passe passons nettoie nettoyons
    regle reglons regarde regardons relance relancons livre livrons expedie expedions poste postons ajoute ajoutons
    """)
CLITICS = r"(?:(?:vous|le|la|les|lui|leur|y|en|me|nous|se|te|tous|bien~sur|aussi|donc|egalement) |[lmst]')*"
WE = rf"\b(?:nous |je |on |j'){CLITICS}"
PEOPLE = _one_of("""
    collegue collegues service services equipe equipes agent agents responsable responsables technicien techniciens
    technicienne directrice directeur secretariat secretaire elu elue elus elues maire adjoint adjointe charge chargee
    conseiller conseillere mediatrice mediateur mairie president presidente tresorier tresoriere comptable juriste
    bibliothecaire gardien gardienne guichet animateur animatrice benevole benevoles personne accueil
    """)
WHO = (
    rf"\b(?:(?:mon|ma|notre|nos|un|une|la|le|les)\s|l')(?:\w+\s){{0,2}}?{PEOPLE}"
    r"\b(?:\s(?!vous\b|ne\b)[\w'-]+){0,5}?"
)
DONE = _one_of("""
    repare corrige rectifie remplace rembourse nettoye publie mis envoye expedie fait retabli regle traite livre poste
    ajoute complete installe change enleve retire supprime modifie communique transmis resolu pret apporte donne adresse
    effectue termine examine repeint
    """)
GOOD = _one_of("""
    reponses? nouvelles? retours? remboursements? courriels? courriers? mails? informations? precisions? explications?
    documents? programmes? attestations? factures? copies? colis confirmations? devis bons? avoirs?
    """)

FRENCH = (
    _rule(rf"{WE}{FUTURE}(?:ons|ai|a)\b(?! pas\b)"),
    _rule(rf"{WE}(?!{PLEASANT})\w+r(?:ons|ai)\b(?! pas\b)", dated=True),
    _rule(rf"{WE}prendr(?:ons|ai|a) (?:\w+ )?(?:contact|attache|rendez-vous|en charge)\b"),
    _rule(
        rf"{WE}fer(?:ons|ai|a) (?:\w+ )?{_one_of('suivre parvenir signe retour point necessaire savoir maximum')}\b"
    ),
    _rule(rf"{WE}passer(?:ons|ai|a) (?:vous|chez|sur~place|voir|a)\b"),
    _rule(
        rf"\b(?:nous allons|je vais|on va) (?:vous |le |la |les |y |en |m'|nous |tout )*{INFINITIVE}\b"
    ),
    _rule(
        r"\b(?:et|puis|,) (?:nous |je |on )?(?:vous )?(?:reviens|revient|revenons|reviendr\w+) vers (?:vous|toi)\b"
    ),
    _rule(
        r"\b(?:je|nous|on) (?:reviens|revient|revenons) (?:tres~vite |vite |bientot )?vers (?:vous|toi)\b"
    ),
    _rule(
        r"\b(?:je|nous|on|et) (?:vous|te) (?:tiens|tient|tenons) (?:au (?:courant|jus)|informe\w*)\b"
    ),
    _rule(r"\b(?:je m'en|on s'en|nous nous en) (?:occupe|charge|occupons|chargeons)\b"),
    _rule(
        r"\b(?:je|nous|on|et) (?:vous|te) (?:fais|fait|faisons) (?:signe|un retour|suivre|savoir)\b"
    ),
    _rule(
        rf"(?:{WE}|\bet (?:vous|te) ){NOW}\b(?! (?:que?|qu'|pas|plus|jamais)\b)(?! qu')", dated=True
    ),
    _rule(
        r"\b(?:je|nous|on) (?:vous )?(?:promets|promettons|promet|m'engage|nous engageons|s'engage"
        r"|garantis|garantissons)"
        r"(?! (?:pas|rien|jamais)\b)"
    ),
    _rule(
        r"\b(?:comptez sur (?:nous|moi)|c'est promis|^promis(?= ?[,:!])|vous avez (?:ma|notre) parole"
        r"|tiendr\w+ parole)\b"
    ),
    _rule(r"\bne (?:manquer|tarder)(?:ons|ai|a) pas (?:de|d'|a)\b"),
    _rule(rf"\bvous (?:aurez|recevrez) (?:[\w'’]+ ){{0,4}}?{GOOD}\b"),
    _rule(r"\bvous (?:trouverez|aurez|recevrez)\b", dated=True),
    _rule(
        r"\b(?:vous serez|tu seras) (?:\w+ )?(?:re)?(?:contacte|informe|prevenu|rembourse|tenu|averti"
        r"|rappele|livre|avise)e?s?\b"
    ),
    _rule(rf"\b(?:vous|te) (?:sera|seront) {DONE}e?s?\b"),
    _rule(rf"\b(?:sera|seront) (?:\w+ )?{DONE}e?s?\b", dated=True),
    _rule(
        rf"{WHO} (?:vous (?:\w+ )?{FUTURE}(?:a|ont)\b|{FUTURE}(?:a|ont) (?:vers|avec|a|chez) vous\b)"
    ),
    _rule(rf"{WHO} (?:passera|passeront|viendra|viendront) (?:vous|chez vous|sur~place)\b"),
    _rule(r"\breponse (?:arrive|arrivera|suit|suivra)\b"),
)

# English
DO = _one_of("""
    get_back come_back_to_you come_back_with reply answer respond pass forward contact call ring phone write email mail
    send keep_you let_you_know let_everyone_know tell inform update notify check look_into look_at find_out ask fix
    repair correct mend replace refund reimburse publish post share add put sort deal_with take_care handle give_you
    give_everyone report_back confirm suggest propose clean chase study examine review investigate resolve restore
    remove delete change bring deliver ship return prepare arrange organise organize set_up follow_up raise talk_to
    speak_to speak_with drop_you be_in_touch be_back_to_you be_back_with_you visit_you show_you explain make_sure ensure
    see_to provide print order reserve upload translate credit cancel announce work_on complete finish message text_you
    consult reach_out rectify redo install process amend tidy reopen_the_request do_it do_this do_that do_so
    have_an_answer have_a_reply have_news have_your have_it_ready have_it_fixed
    """)
# What a house announces, feels or must: with a day, any other verb is something that it will do.
LIVELY = _one_of("""
    be have see open reopen close play celebrate need miss meet take welcome never not hold start begin end stay leave
    love like enjoy remember know hope want wait gather sing dance run travel rest vote attend go come host like
    """)
DOING = _one_of("""
    sending calling replying answering posting publishing fixing repairing refunding writing coming_back_to_you
    getting_back replacing updating correcting mailing
    """)
MADE = _one_of("""
    repaired fixed corrected replaced refunded cleaned published sent shipped done restored sorted delivered posted
    added completed installed changed removed ready online solved resolved updated uploaded finished answered
    mended paid
    """)
THINGS = _one_of("""
    answer reply response news refund letter email update call feedback information money invoice copy list parcel
    document details confirmation quote form
    """)
ADVERBS = (
    r"(?:(?:also|then|certainly|definitely|personally|gladly|now|again|happily|soon|just"
    r"|of~course|be~sure~to|all) )*"
)
WILL = r"\b(?:(?:i|we)(?:'ll| will| shall)|(?:i'm|i~am|we're|we~are) going to|(?:i|we) (?:am|are)~going~to) "
OURS = _one_of("""
    colleague colleagues team manager department departments office service staff engineer engineers technician
    technicians councillor mayor director secretary volunteer volunteers desk editor head treasurer
    accountant librarian lawyer town_hall caretaker warden chair
    """)
US = (
    rf"\b(?:(?:my|our|a|the|one~of~our|one~of~my)\s(?:[\w-]+\s){{0,3}}?{OURS}|someone|somebody)"
    r"\b(?:\s(?!will\b|you\b|not\b)[\w'-]+){0,5}?\s(?:will|shall)"
)

ENGLISH = (
    _rule(rf"{WILL}{ADVERBS}{DO}\b(?! off\b)"),
    _rule(rf"{WILL}{ADVERBS}(?!{LIVELY}\b)[a-z]+\b(?! (?:to|no)\b)", dated=True),
    _rule(rf"(?:^|[,;:.] ?|\band |\bbut )(?:then )?(?:i'll |we'll |will ){ADVERBS}{DO}\b"),
    _rule(rf"{WILL}(?:[\w' -]{{1,60}}?) and {ADVERBS}{DO}\b"),
    _rule(r"\b(?:won't|will not) (?:forget|fail|omit) to\b"),
    _rule(
        r"\b(?:i|we) (?:can |do |hereby )?(?:promise|commit to|pledge|guarantee|undertake|vow)\b"
    ),
    _rule(r"^(?:i )?promised?(?= ?[,:!])"),
    _rule(
        r"\b(?:you have (?:my|our) word|count on (?:us|me)|leave it with (?:me|us)|consider it done)\b"
    ),
    _rule(r"\byou(?:'ll| will| shall) hear (?:\w+ )?(?:from|back)\b"),
    _rule(rf"\byou(?:'ll| will| shall) (?:have|get|receive) (?:[\w']+ ){{0,4}}?{THINGS}s?\b"),
    _rule(r"\byou(?:'ll| will| shall) (?:have|get|receive|find)\b(?! to\b)", dated=True),
    _rule(rf"\byou can expect (?:[\w']+ ){{0,3}}?(?:to hear|{THINGS})\b"),
    _rule(
        r"\byou(?:'ll| will| shall) be (?:told|informed|contacted|refunded|notified|reimbursed|called|kept|paid)\b"
    ),
    _rule(rf"(?:'ll| will| shall) be (?:\w+ )?{MADE} to you\b"),
    _rule(rf"(?:'ll| will| shall) be (?:\w+ )?{MADE}\b", dated=True),
    _rule(rf"\b(?:i'm|we're|i am|we are) {DOING}\b", dated=True),
    _rule(rf"{US} (?=[^.]*\byou\b){ADVERBS}{DO}\b"),
    _rule(rf"{US} visit you\b"),
    _rule(r"(?:^|[,;:.] ?)back to you (?:by|on|tomorrow|today|within|next)\b"),
)

# What makes a sentence none: a condition, a doubt, somebody else's words, a habit, what is automatic.
WHETHER = re.compile(
    r"\b(?:meme si|verifi\w+ (?:\w+ ){0,3}?s(?:i |')|(?:voir|verr\w+|regard\w+|demand\w+|savoir"
    r"|dir\w+|dis|dit) (?:\w+ ){0,4}?s(?:i |')"
    r"|even if|as if|(?:check|see|find out|ask|look|tell|tell you|let you know|confirm"
    r"|know) (?:\w+ ){0,3}?(?:if|whether))\b"
)
INVITES = re.compile(
    r"\b(?:n'hesitez|ecrivez-nous|dites-nous|contactez-nous|appelez-nous|feel free|do not hesitate|don't hesitate"
    r"|let us know|let me know|please)\b.*$"
)
BLOCKS = tuple(
    re.compile(one)
    for one in (
        r"\b(?:si|s'(?=ils? )|a moins qu\w*|au cas ou|a condition|pourvu qu\w*|peut-etre|sans doute)\b",
        r"\b(?:if|unless|in case|provided(?: that)?|should you|assuming|maybe|perhaps|possibly)\b",
        (
            r"\bvous (?:m'|nous |me )?(?:avez |aviez )?(?:dites|ecrivez|disiez|ecriviez|pretendez"
            r"|affirmez|croyez|pensez|pensiez|dit"
            r"|ecrit|cru|lu)\b.{0,40}?\bqu[e']"
        ),
        r"\b(?:il|elle|ils|elles|qui|on) (?:m'|nous |vous |me )?(?:a|ont|avait|avaient) (?:dit|ecrit|promis)\b",
        r"\byou (?:say|said|wrote|write|claim|claimed|think|thought|believe|were told|told)\b",
        r"\b(?:he|she|they|who) (?:\w+ )?(?:say|says|said|wrote|tell|told|claimed?|promised)\b",
        (
            r"\b(?:ne sa(?:is|vons|it) pas|pas (?:certain|sur|sure)s? qu|doute|(?:don't|do not|cannot"
            r"|can't) (?:know|say)|not sure|doubt)\b"
        ),
        (
            r"\b(?:en general|generalement|habituellement|d'habitude|normalement|usually|generally"
            r"|normally|typically|as a rule)\b"
        ),
        r"\b(?:automatique(?:ment)?|automatic(?:ally)?|a chaque|for each message)\b",
    )
)
