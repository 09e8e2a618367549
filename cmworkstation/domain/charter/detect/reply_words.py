"""What answers look like, by kind of question, and what answers nothing; French and English, without accents."""

import re
from collections.abc import Mapping

from cmworkstation.domain.charter.detect.stop_words import STOP_WORDS

_DAYS_FR = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS_FR = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DAYS_EN = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTHS_EN = "january|february|march|april|june|july|august|september|october|november|december"

ANSWERS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "fr": {
        "when": re.compile(
            rf"\b(?:\d{{1,2}} ?h(?: ?\d{{2}})?|\d{{1,2}} ?heures?|midi|minuit|{_DAYS_FR}|(?:\d{{1,2}}|1er) (?:{_MONTHS_FR})|"
            rf"(?:en|debut|fin|mi|courant)[ -](?:{_MONTHS_FR})|demain|apres[- ]demain|ce (?:soir|matin|week[- ]end)|cet apres[- ]midi|"
            r"\d{1,2}/\d{1,2}|semaine prochaine|mois prochain|sous \d+ (?:h|heures|jours|semaines)|(?:\d+|deux|trois|quelques) "
            r"(?:jours|semaines|mois|minutes|heures)|tous les jours)\b"
        ),
        "how-much": re.compile(
            r"\d[\d ,.]*(?: ?€| ?euros?\b| ?centimes?\b|\s?%)|\b(?:gratuit\w*|offert\w*|sans frais|rien a payer)\b|\b\d+ (?!h\b|heures?\b|"
            rf"(?:{_MONTHS_FR})\b)[a-z]{{3,}}"
        ),
        "where": re.compile(
            r"\b(?:\d+,? (?:bis |ter )?(?:rue|avenue|av|place|boulevard|quai|impasse|chemin|allee)|rue (?:de|du|des|\w+)|(?:au|du) "
            r"(?:rez|premier|deuxieme|troisieme|1er|2e|2eme|sous-sol|guichet|comptoir|fond)|a (?:l'accueil|l'annexe|l'etage|cote|gauche|droite|la "
            r"(?:mediatheque|bibliotheque|mairie|gare|banque|salle|borne))|en (?:ligne|face|salle|magasin|rayon)|dans (?:le|la|l'|les|votre) \w+)\b"
        ),
        "who": re.compile(r"\b(?:c'est|contactez|demandez a|adressez[- ]vous a|aupres d\w*|notre collegue|le service|l'equipe)\b"),
        "how": re.compile(
            r"\b(?:il suffit|il faut|vous pouvez|vous devez|en (?:ligne|remplissant|cliquant|allant|passant|appelant|envoyant|vous|ecrivant|presentant)|"
            r"rendez-vous sur|presentez|remplissez|cliquez|envoyez|ecrivez|appelez|apportez|via|depuis votre|avec votre|par (?:mail|telephone|courrier))\b"
        ),
        "why": re.compile(
            r"\b(?:parce qu\w*|car|puisqu\w*|en raison|a cause|suite a|a la suite|pour cause|faute de|du fait|grace a|afin d\w*|"
            r"c'est (?:du|lie|pour)|vient d'un|s'explique|la raison)\b"
        ),
        "yes-no": re.compile(
            r"^(?:oui|non|bien sur|tout a fait|absolument|exactement|malheureusement|helas|pas encore|en effet|effectivement|si)\b|"
            r",\s(?:oui|non|malheureusement)\b|\b(?:c'est (?:possible|prevu|bien|fait|exact|le cas|note)|ce n'est pas|n'est pas possible|"
            r"vous pouvez|vous ne pouvez pas|ne pouvons pas|nous pouvons)\b"
        ),
    },
    "en": {
        "when": re.compile(
            rf"\b(?:\d{{1,2}}(?:[:.]\d{{2}})? ?(?:am|pm|a\.m|p\.m)|\d{{1,2}}:\d{{2}}|noon|midnight|{_DAYS_EN}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS_EN}|may)|"
            rf"(?:{_MONTHS_EN}|may) \d{{1,2}}|(?:in|by|until|from|early|late|mid|end of) (?:{_MONTHS_EN}|may)|today|tomorrow|tonight|this (?:afternoon|evening|week|weekend)|"
            r"next (?:week|month|year)|within \d+ \w+|(?:\d+|two|three|four|five|a few|ten) (?:minutes|hours|days|weeks|months|working days)|every day|from \d+)\b"
        ),
        "how-much": re.compile(
            r"[£$€] ?\d|\b\d[\d,.]*(?:p|%| ?pounds?| ?euros?| ?pence| ?per ?cent)\b|\b(?:free|no charge|no cost|nothing to pay)\b|"
            rf"\b(?:\d+|two|three|four|five|six|ten|twelve) (?!am\b|pm\b|(?:{_MONTHS_EN})\b)[a-z]{{3,}}"
        ),
        "where": re.compile(
            r"\b(?:\d+ [a-z]+ (?:street|st|road|rd|lane|avenue|square|place)|(?:on|in|at|by|near|next to|opposite|behind|outside|inside) the \w+|"
            r"(?:upstairs|downstairs|online|on the left|on the right|first floor|ground floor|second floor|at our \w+))\b"
        ),
        "who": re.compile(r"\b(?:it's|it is|ask for|contact|speak to|our colleague|the team|team is|please write to)\b"),
        "how": re.compile(
            r"\b(?:you can|you need to|you'll need|you will need|just|simply|by (?:\w+ing|email|phone|post)|fill in|click|go to|send|"
            r"email|call|bring|show|via|through|use the|use your|log in|sign in|from your)\b"
        ),
        "why": re.compile(
            r"\b(?:because|due to|since|as (?:we|the|our|it|there)|so that|in order to|owing to|the reason|caused by|after (?:a|the)|"
            r"thanks to|that's (?:why|down to)|in case)\b"
        ),
        "yes-no": re.compile(
            r"^(?:yes|no|yep|nope|of course|certainly|absolutely|definitely|sure|unfortunately|sadly|not yet|not at the moment|correct|indeed|"
            r"i'm afraid|sorry, no)\b|,\s(?:yes|no|unfortunately|of course)\b|\b(?:you can|you can't|you cannot|we can|we can't|we cannot|we do|we don't|"
            r"it is not|it isn't|it's not|they are not|is not possible|i'm afraid)\b"
        ),
    },
}  # fmt: skip

# A reply that says that the answer comes later, or stands elsewhere.
DEFERS: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:me renseigne|nous (?:nous )?renseignons|reviens vers vous|revenons vers vous|vous (?:tiens|tenons)|verifi\w+|sur notre site|"
        r"en message prive|par mail|ci-dessous|ci-dessus|ici|demande a|vous repondr\w+|transmets|transmettons|toutes les (?:infos|informations|reponses))\b"
    ),
    "en": re.compile(
        r"\b(?:i'll (?:check|ask|find out|get back)|we'll (?:check|ask|find out|get back|let you know)|we will (?:check|ask|find out|let)|get back to you|"
        r"checking|find out|on our (?:site|website)|by email|dm|below|above|here|passed (?:it|this) on|asked|all the details)\b"
    ),
}

# Sentences that greet, thank or sign.
_NAME = r"(?:[\s,]+[\w@.'-]+){0,3}"
NO_ANSWER: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        rf"(?:(?:bonjour|bonsoir|salut|coucou|hello|cher|chere|madame|monsieur){_NAME}|(?:bonjour{_NAME},? )?(?:un grand )?merci\b(?: beaucoup| a vous| encore|"
        r" d'avance)?(?:,? (?:pour|de|d') ?(?:votre|vos|ton|ce|cette|l'|nous|avoir|ces)?.{0,60})?|(?:tres )?(?:bonne|belle|excellente) (?:journee|soiree|semaine|fin de journee|"
        rf"lecture).{{0,30}}|(?:bien )?(?:a bientot|cordialement|a tres vite|bien a vous|amicalement){_NAME}|bon week-end.{{0,20}}|(?:toutes )?(?:nos|mes) excuses.{{0,60}}|"
        r"(?:nous sommes )?desole\w*(?: pour .{0,50})?|l'equipe.{0,30}|au plaisir.{0,40})"
    ),
    "en": re.compile(
        rf"(?:(?:hi|hello|hey|dear|good morning|good afternoon){_NAME}|(?:hi{_NAME},? )?(?:many )?(?:thanks|thank you)(?: so much| again| very much)?(?:,? for .{{0,60}})?{_NAME}|"
        rf"(?:kind|best|warm) (?:regards|wishes){_NAME}|have a (?:great|good|nice|lovely).{{0,20}}|(?:see you|speak) soon{_NAME}|cheers{_NAME}|"
        r"(?:we're |we are |i'm |so |very )?sorry(?: (?:about|for|to hear) .{0,50})?|we hope to see you.{0,30}|the team.{0,20})"
    ),
}

EMPTY_WORDS: Mapping[str, frozenset[str]] = {
    "fr": STOP_WORDS["fr"]
    | frozenset("pourriez pouvez vous nous serait savoir dire merci ouvre ouvrez".split()),
    "en": STOP_WORDS["en"] | frozenset("could would please know tell hello".split()),
}
