"""The words of which closing courtesies are made, in French and English, without accents, one phrase a piece.

`STRONG` thanks or is content by itself; `WEAK` may stand beside it and says nothing alone ("ok" may answer a question
of ours); `THANKS` may be followed by a name. A word that stands here nowhere makes a message more than a courtesy.
"""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(one.strip() for one in text.replace("\n", " ").split("|") if one.strip())


THANKS = _phrases("""
    merci | mercis | merci bcp | mille mercis | grand merci | un grand merci | un tres grand merci | encore merci | je vous remercie
    | je te remercie | nous vous remercions | merci beaucoup | merci bien | merci encore | merci infiniment
    | merci mille fois | merci a vous | merci a toi | merci a | merci a vous aussi | merci et | merci madame
    | merci monsieur | merci a tous | merci a toutes | merci a toute l equipe | merci l equipe | merci pour tout
    | bonne journee | belle journee | bonne soiree | belle soiree | bon week end | bon weekend | bon dimanche
    | thanks | thank you | thankyou | thank u | thx | tysm | ty | ta | cheers | thanks a lot | thanks a million
    | thanks a bunch | thanks so much | thanks ever so much | thank you so much | thank you very much
    | thank you ever so much | thanks very much | many thanks | thanks again | thank you again | thanks all
    | thanks everyone | thank you all | thank you everyone | thanks team | thank you for everything
    | thanks for everything | ta very much | huge thanks | big thanks | cheers mate
    | have a good day | have a great day | have a nice day | have a lovely day | bye
""")

STRONG = THANKS | _phrases("""
    parfait | c est parfait | super | c est super | top | au top | c est top | nickel | impeccable | impec | genial
    | c est genial | excellent | formidable | magnifique | c est note | bien note | note | je note | c est gentil
    | c est tres gentil | c est tres clair | c est bon pour moi | trop gentil | bien recu | c est bien recu
    | vous etes au top | vous etes super | vous etes adorables | vous etes les meilleurs | vous etes geniaux
    | bon apres midi | bonne fin de journee | bonne fin de semaine | bonne continuation | bonne nuit | bonne semaine
    | excellente journee | excellente soiree | tres bonne journee | tres bonne soiree | bonne journee a vous
    | tres belle journee | bonnes fetes | a bientot | au revoir | au plaisir | bonne journee a vous aussi
    | bonne journee a toute l equipe | bonne soiree a toute l equipe | bonne soiree a vous
    | much appreciated | appreciated | greatly appreciated | really appreciate it | i appreciate it | appreciate it
    | i really appreciate it | that s very kind | that s so kind | very kind of you | so kind of you | how kind
    | great | perfect | that s perfect | that s great | that s brilliant | that s lovely | that s wonderful | brilliant
    | lovely | awesome | excellent | wonderful | fantastic | fab | amazing | noted | duly noted | all sorted | nice one
    | good to know | that helps | that helps a lot | that s really helpful | very helpful | so helpful | really helpful
    | you re a star | you re the best | you re very kind | you re welcome | you are welcome | you are the best
    | you guys rock | have a good one | have a great one | have a good evening | have a lovely evening
    | have a nice evening | have a great evening | have a good weekend | have a great weekend | have a lovely weekend
    | have a nice weekend | take care | see you soon | goodbye | bye bye | good night | all the best | best wishes
""")

WEAK = _phrases("""
    ok | okay | oki | d accord | dac | entendu | compris | c est compris | ca marche | c est bon | recu | tres bien
    | cool | chouette | ah | oh | et | alors | bon | tres | hello | bonjour | bonsoir | vous aussi | toi aussi
    | a vous aussi | a vous | de meme | pareillement | cordialement | bien cordialement | bien a vous | amicalement
    | bises | bisous | beaucoup | infiniment | encore | mille fois | beaucoup beaucoup | a toute l equipe
    | pour tout | madame | monsieur | chere equipe
    | got it | understood | will do | makes sense | and | ah | oh | aw | so | very | much | so much | again | to you too
    | you too | same to you | kind regards | best regards | regards | best | x | xx | xxx | to you all | to all of you
    | for everything | a lot | hi | everyone | all
""")

# "Pour votre réponse si rapide": beside thanks only. What asks for a deed ("de me répondre") is not among it.
FRENCH_FOR = (
    _phrases("pour votre | pour ta | pour la | pour cette | pour l | pour vos | pour les | pour ces | pour le"
             " | pour ce | pour ton"),
    _phrases("reponse | aide | rapidite | reactivite | info | infos | information | informations | precision"
             " | precisions | explication | explications | gentillesse | temps | patience | accueil | conseil | conseils"
             " | renseignement | renseignements | suivi | geste | partage | lien | efficacite | disponibilite | astuce"
             " | bienveillance | honnetete"),
    _phrases("rapide | si rapide | tres rapide | claire | tres claire | complete | precieuse | precieux | utile"
             " | utiles | detaillee | detaillees | precis | precise | et votre aide | et votre reactivite"
             " | et votre gentillesse | et votre temps"),
)  # fmt: skip
ENGLISH_FOR = (
    _phrases("for your | for the | for this | for that | for all your | for all the | for such a"),
    _phrases("help | kind help | quick help | reply | quick reply | fast reply | prompt reply | speedy reply"
             " | kind reply | answer | quick answer | honest answer | clear answer | response | quick response"
             " | fast response | prompt response | info | information | explanation | advice | tip | tips | time"
             " | kindness | clarification | heads up | link | support | good work | great work"),
    _phrases("and patience | and kindness | and your time | and your help"),
)  # fmt: skip
ENGLISH_FOR_DEEDS = _phrases("""
    for getting back to me | for getting back | for letting me know | for explaining | for clarifying | for clearing that up
    | for helping | for helping me | for helping out | for replying | for replying so quickly | for answering | for asking
    | for sorting that | for sorting it | for sorting this out | for sorting that out | for being so quick | for being so kind
""")

# Sounds like thanks in these names only when somebody is mocked.
NO_NAMES = frozenset(
    """captain capitaine sherlock einstein obama patron macron lapalisse genius but mais non no not pas rien nothing never
    jamais still toujours why when where how what who quand comment pourquoi combien ou you vous tu je i we nous il elle
    sorry desole desolee please sinon sauf however encore attention avance d s t mean bien beaucoup""".split()
)

NEGATIVE = frozenset(
    """pas non jamais rien aucun aucune ne sans mais cependant pourtant sauf sinon helas malheureusement dommage nul nulle
    desole desolee decu decue honte scandale not no nope never nothing none but however still yet don doesn didn
    isn wasn won cannot cant unfortunately sadly though although except without sorry shame joke sarcasm""".split()
)
