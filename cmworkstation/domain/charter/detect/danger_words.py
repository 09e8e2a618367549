"""Wordings of acute danger in French and English, in lower case and without accents; and what only sounds like it.

Each says that something happens or will: a wish to die, violence, a threat, an accident. A figure of speech, a negation,
a question of principle or a piece of news must not be among them; to miss one costs a look, to cry wolf costs trust.
"""

from collections.abc import Mapping

HARM = "harm"  # to oneself
VIOLENCE = "violence"  # that somebody suffers, or fears
THREAT = "threat"  # against others
EMERGENCY = "emergency"  # accident, illness, fire

# "je", "j'", and what may stand between it and its verb.
_JE = r"\bj(?:e |')(?:ne |n')?(?:vais |voudrais |veux |compte |pense (?:a )?|songe a |pense serieusement a )"
_WHO = r"(?:il|elle|on|ils|elles|mon (?:mari|compagnon|conjoint|copain|ex|pere|frere|voisin|patron|fils)|ma (?:femme|compagne|mere|s(?:oe|œ)ur))"
_HE = r"(?:he|she|they|my (?:husband|partner|boyfriend|wife|girlfriend|ex|dad|father|mum|mother|brother|neighbou?r|stepdad))"
_GOING = r"(?:'s going to|is going to|are going to|'re going to|wants to|tried to|threatens to|threatened to|keeps threatening to)"

PATTERNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "fr": {
        HARM: (
            (
                rf"{_JE}(?:me (?:suicider|tuer|foutre en l'air|pendre|supprimer|jeter (?:sous|du|par))|mourir\b(?! (?:de|pour|un|si|moins))|"
                r"en finir (?:avec la vie|avec tout|ce soir|maintenant)|mettre fin a (?:mes jours|ma vie))"
            ),
            r"\bj'ai (?:envie|decide) (?:de |d')(?:mourir\b(?! de)|me (?:suicider|tuer)\b|en finir avec la vie)",
            r"\bj'ai des (?:idees suicidaires|pensees suicidaires)",
            r"\bje (?:ne |n')?(?:veux|peux|souhaite) plus vivre\b(?! (?:a|au|avec|chez|dans|en|ici|comme|sans|sous))",
            r"\bje n'ai plus (?:envie|la force) de vivre\b(?! (?:a|au|avec|chez|dans|en|ici|comme|sans))",
            r"\bje (?:me )?(?:scarifie|mutile)\b|\bj'ai avale (?:toute la boite|une boite|tous mes|trop de) ?(?:de )?(?:medicaments|cachets|comprimes)?",
            r"\b(?:adieu a tous|ceci est ma lettre d'adieu|vous ne me reverrez (?:plus jamais|jamais)).{0,80}\b(?:mourir|en finir|suicid\w+|ma vie|jours)\b",
        ),
        VIOLENCE: (
            rf"\b{_WHO} (?:va |veut |a essaye de |a menace de |menace de |a voulu )(?:me|nous|la|le|les) (?:tuer|egorger|etrangler|poignarder|frapper|bruler)\b",
            rf"\b{_WHO} (?:me|nous) (?:frappe|bat|tabasse|cogne|viole|sequestre|etrangle)(?:nt)?\b(?! (?:a|au|aux|par|de|d'|en)\b)",
            rf"\b{_WHO} (?:m'|nous )(?:a|ont) (?:encore )?(?:frappee?s?|battue?s?|tabassee?s?|violee?s?|etranglee?s?|sequestree?s?|enfermee?s?)\b(?! (?:a|au|aux|par (?:sa|son|ses|leur|la|le))\b)",
            r"\bje (?:suis|me fais) (?:battue?|frappee?|violee?|sequestree?|tabassee?|battre|frapper|tabasser)\b(?! (?:de|d'|par (?:la|le|les|votre|cette|ce)\b))",
            r"\bj'ai ete (?:violee?|agressee? (?:sexuellement|au couteau)|sequestree?|poignardee?)\b",
            r"\b(?:mes |les |nos |des )?(?:voisins?|parents?) (?:frappent?|battent?|bat) (?:leur|leurs|ses|son|sa) (?:enfants?|fils|fille|femme|bebe)\b",
            r"\bun(?:e)? (?:enfant|bebe|eleve|petite? fille|petit garcon) (?:est|se fait) (?:battue?|frappee?|maltraitee?|battre|frapper|violee?|violer)\b",
            r"\bj'ai peur pour ma (?:vie|securite)\b|\bje crains pour ma vie\b",
        ),
        THREAT: (
            rf"{_JE}(?:le|la|les|te|vous|tous les) (?:tuer|buter|egorger|poignarder|bruler vifs?)\b(?!,? (?:de rire|a la|le temps|ce|cet|cette|ces|au (?:jeu|scrabble|ping)))",
            r"\bje viens (?:avec|armee? d')(?: ?un| ?une| ?mon| ?ma)? ?(?:arme|fusil|couteau|flingue|pistolet|machette)\b",
            rf"{_JE}(?:venir|debarquer|arriver) (?:\w+ ){{0,6}}(?:avec|armee? d')(?: ?un| ?une| ?mon| ?ma)? ?(?:arme|fusil|couteau|flingue|pistolet|machette)\b",
            rf"{_JE}(?:faire (?:tout )?(?:sauter|exploser)|mettre le feu|incendier|poser une bombe)\b",
            r"\b(?:une bombe (?:est|a ete|va)|il y a une bombe|j'ai (?:pose|mis|cache) une bombe)\b(?! de (?:bain|peinture|laque))",
            r"\b(?:vous allez|tu vas) (?:tous (?:mourir|crever)\b(?! d)|(?:mourir|crever)(?= ?(?:[.!]|$)))",
        ),
        EMERGENCY: (
            r"\b(?:il|elle|mon (?!ordi|tel|pc)\w+|ma \w+|quelqu'un|un (?:homme|enfant|monsieur|bebe)|une (?:femme|dame|enfant)) (?:ne |n')?respire plus\b(?! (?:la|le|l'))",
            r"\b(?:appelez|appeler|envoyez) (?:vite |tout de suite |immediatement )?(?:les (?:secours|pompiers)|le samu|une ambulance|la police)\b(?! (?:municipale pour|pour (?:les|le|un) (?:bruit|chats?)))",
            r"\b(?:il|elle|mon \w+|ma \w+|quelqu'un|un (?:homme|enfant|monsieur)|une (?:femme|dame)) (?:est|gisait?|vient d'etre|a ete) (?:inconsciente?(?! de)|renversee?|grievement blessee?|en train de se noyer|coincee? sous (?!une pile|des piles|la paperasse))",
            r"\b(?:fait|fait une|en pleine|vient de faire (?:une|un)) (?:crise cardiaque|arret cardiaque|avc)\b",
            r"\b(?:fuite de gaz|ca sent (?:tres |fort )?(?:fort )?le gaz|forte odeur de gaz)\b",
            r"\b(?:il y a le feu|(?:l'immeuble|la maison|le batiment|l'ecole|l'appartement|mon immeuble|la salle) (?:est en feu\b(?! avec)|prend feu|brule(?= ?(?:[.!]|$))))\b",
            r"\b(?:cable|ligne|fil)s? electriques? (?:est |sont )?(?:a terre|au sol|arrachee?s?|tombee?s?|denudee?s?)\b",
            r"\bau secours\b(?=.{0,60}\b(?:vite|coince\w*|enferme\w*|blesse\w*|feu|noie|sang|agress\w+|frappe\w*)\b)",
        ),
    },
    "en": {
        HARM: (
            (
                r"\bi(?:'m| am)? (?:really |just |honestly )?(?:want(?:ed)? to|wanna|going to|gonna|will|about to (?!die)|plan(?:ning)? to|thinking (?:of|about)|thought about)"
                r" (?:kill(?:ing)? myself|end(?:ing)? (?:my life|it all)|hang(?:ing)? myself|tak(?:e|ing) my (?:own )?life|die(?= ?(?:[.!,]|$| and nobody| tonight| today)))"
            ),
            r"\bi (?:do not|don't|no longer|dont) want to (?:live|be alive)(?: any ?more| any longer)?\b(?! (?:in|at|here|there|with|near|on|next|like|under|without|by))",
            r"\bi(?:'m| am| feel| have been feeling| have been| 've been) suicidal\b(?! about)",
            r"\bi(?:'ve| have) (?:just )?(?:taken|swallowed) (?:(?:all|too many)(?: of)? (?:my |the |her |his )?(?:\w+ )?(?:pills|tablets|meds|medication|medicine|painkillers)|a whole (?:box|bottle|pack) of (?:\w+ )?(?:pills|tablets|meds|paracetamol|painkillers)|an overdose)",
            r"\bi(?:'ve| have) been (?:cutting|hurting|harming) myself\b|\bi (?:cut|hurt|harm) myself (?:on purpose|again|every)",
            r"\bthere(?:'s| is) no (?:point|reason) (?:in living|to live|to go on living)\b(?! (?:far|in|here|there|near|next|on|at|with|without|so|to))",
        ),
        VIOLENCE: (
            rf"\b{_HE} ?{_GOING} (?:kill|strangle|stab|murder|rape|burn|shoot) (?:me|us|her|him|the (?:kids|children))\b(?! with (?:kindness|laughter))",
            rf"\b{_HE} (?:hits|beats|rapes|strangles|abuses|punches|choked|raped|strangled|stabbed) (?:me|us|her|him|the (?:kids|children))\b(?!(?: all)? (?:at|on|to (?:it|the)|by|out|in the (?:race|final|quiz)))",
            rf"\b{_HE}(?:'s| is| has)(?: been)? (?:hitting|beating|abusing|raping|strangling|locking) (?:me|us|her|him|the (?:kids|children))\b(?! (?:at|to (?:it|the)))",
            r"\bi(?:'m| am) being (?:beaten|abused|raped|held (?:here )?against my will|attacked|followed home)\b",
            r"\bi(?:'ve| have) been (?:raped|stabbed(?! in the back)|sexually assaulted|kidnapped)\b|\bi was (?:raped|stabbed(?! in the back)|sexually assaulted)\b",
            r"\b(?:a|the|that|this) (?:child|kid|baby|little (?:girl|boy)) is being (?:beaten|abused|hit|hurt|neglected)\b",
            r"\bi(?:'m| am)? (?:fear|afraid|scared|in fear) for my (?:life|safety)\b",
        ),
        THREAT: (
            r"(?:\bi(?:'m| am)? |^)(?:going to|gonna|will|'ll|want to) (?:kill|stab|shoot|murder|slit) (?:you|him|her|them|all of you|every(?:one|body)|your (?:throat|family))\b(?! (?:with kindness|(?:an?|the|some|over)\b|for (?:a|this|that|the)|if you (?:don't|do not) (?:tell|spoil)))",
            r"\bi'll (?:kill|stab|shoot|murder) (?:you|him|her|them|all of you|everyone)\b(?! (?:with kindness|for (?:a|this|that|the)|(?:an?|the|some|over)\b))",
            r"\bi(?:'m| am)? (?:coming|going to come|will come|'ll come) (?:\w+ ){0,6}with (?:a|my) (?:gun|knife|shotgun|rifle|machete)\b",
            r"\b(?:there(?:'s| is) a bomb\b|i(?:'ve| have)? (?:planted|put|placed|left) a bomb\b)(?! (?:disposal|shelter|of (?:flavour|colour)))",
            r"\bi(?:'m| am)? (?:going to|gonna|will|'ll) (?:burn (?:it |your \w+ |the \w+ )?down|blow (?:it|you|your \w+|the (?:shop|mill|place|building|office|town hall|school)) up|blow up (?:your|the (?:shop|mill|place|building|office|town hall|school))|set fire to)\b",
            r"\byou(?:'re| are) (?:all )?going to die\b(?! (?:of|from|laughing|when))",
        ),
        EMERGENCY: (
            r"\b(?:he|she|my \w+|somebody|someone|a (?:man|woman|child|baby)|the (?:man|woman|child|baby)) (?:is not|isn't|has stopped|stopped) breathing\b",
            r"\b(?:call|send|get) (?:an ambulance|the (?:police|fire brigade|fire service|emergency services)|999|911|112)(?: now| please| quickly| at once| immediately)\b",
            r"\bplease (?:call|send) (?:an ambulance|the (?:police|fire brigade|emergency services)|999|911|112)\b",
            r"\b(?:is|has been|are) (?:unconscious|having a (?:heart attack|stroke|seizure)|bleeding (?:badly|heavily|to death)|drowning(?! in (?!the (?:river|sea|canal|pool|lake|pond)))|trapped (?:inside|under|in the))\b",
            r"\b(?:gas leak|strong smell of gas|there(?:'s| is) a smell of gas|(?:i|we) can smell gas|smells (?:strongly )?of gas)\b",
            r"\bthe (?:building|house|flat|school|hall|shop|mill|kitchen|barn|office) is on fire\b(?! (?:with|today|this|tonight|over))|\bthere(?:'s| is) a fire (?:in|at) (?:the|our|my|your)\b(?! (?:place|pit))",
            r"\b(?:live|power|electric(?:al)?|exposed) (?:cables?|lines?|wires?) (?:is |are )?(?:down|on the (?:ground|floor|road|pavement)|hanging)\b",
            r"\b(?:anaphyla\w+|allergic) (?:shock|reaction)(?= (?:right )?now\b)|\bis (?:going|gone) into anaphyla\w+|\bcan(?:'t|not) breathe after (?:eating|drinking)\b",
        ),
    },
}

# Where one of these stands within a few words of it, somebody laughs, quotes, tells a story or asks on principle.
HARMLESS: Mapping[str, tuple[str, ...]] = {
    "fr": (
        r"\b(?:mdr+|ptdr|lol|xd|haha+|hihi|jpp)\b|😂|🤣|😅|😹|😜|😆",
        r"\b(?:de rire|de honte|de faim|de soif|d'ennui|de jalousie|de chaud|de trouille)\b",
        r"\b(?:dans le (?:film|livre|roman|jeu|chapitre)|le (?:film|livre|roman|polar|podcast)|la (?:serie|piece|chanson)|episode|chapitre|scene|personnage|heroine|lecture|exposition|spectacle|auteure?|saison)\b",
        r"\b(?:en cas de|si (?:jamais )?(?:on|vous|quelqu'un|un)|exercice|simulation|formation|prevention|conference|atelier|article|reportage|sensibilisation|campagne|statistiques?)\b",
        r"\b(?:il y a (?:\d+|deux|trois|dix|vingt|trente) ans|l'an dernier|l'annee derniere|en (?:18|19|20)\d\d|au (?:moyen age|siecle)|pendant la guerre)\b",
    ),
    "en": (
        r"\b(?:lol|lmao|rofl|haha+|hehe|jk|just kidding|joking)\b|😂|🤣|😅|😹|😜|😆",
        r"\b(?:of|from) (?:laughter|laughing|boredom|shame|embarrassment|hunger|cringe)\b",
        r"\b(?:the (?:film|movie|book|novel|series|show|play|song|podcast|game|villain|hero|plot)|episode|chapter|scene|character|season|screening|exhibition|author)\b",
        r"\b(?:in case of|if (?:somebody|someone|a|there)|what (?:happens|to do) if|drill|exercise|training|prevention|workshop|article|awareness|campaign|statistics|fundraiser)\b",
        r"\b(?:\d+|two|three|ten|twenty|thirty) years ago\b|\blast year\b|\bin (?:18|19|20)\d\d\b|\bduring the war\b",
    ),
}
