"""The words by which French and English ask, without accents; spellings of text messages are among them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """A wording that asks for a kind of answer; with `joins` it may also only join two clauses."""

    kind: str
    pattern: re.Pattern[str]
    joins: bool = False


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'-])(?:" + "|".join(words) + r")(?![\w])")


# In order of preference where two overlap.
CUES: Mapping[str, tuple[Cue, ...]] = {
    "fr": (
        Cue("why", _any("comment ca se fait", "comment se fait[- ]il", "pour quelles? raisons?",
                        "quelles? (?:est|sont) (?:la|les) raisons?", "pour ?quoi", "pourkoi", "pkoi", "pk", "pq")),
        Cue("when", _any("a (?:partir de )?quelle heure", "a kel heure", "(?:de|depuis|jusqu'a|des|vers) quelles? heures?",
                         "quelles? heures?", "(?:quels? (?:sont )?)(?:vos |les |leurs )?(?:\\w+ )?horaires",
                         "quels? (?:est |sont )?(?:le |les |vos )?(?:prochains? )?jours?", "quels? creneaux?",
                         "quelles? (?:est |sont )?(?:la |les |vos )?(?:prochaines? )?dates?", "(?:dans |pendant |depuis )?combien de (?:temps|jours|semaines|mois)",
                         "(?:sous )?quels? (?:est |sont )?(?:le |les |vos )?delais?", "(?:depuis|jusqu'a|des|a partir de|pour|de) quand",
                         "quand est[- ]ce", "c'est quand", "cest quand", "c quand", "quelle semaine", "quel mois")),
        Cue("how-much", _any("combien", "cmb", "quels? (?:est |sont )?(?:le |les |vos )?(?:prix|tarifs?|couts?|montants?)",
                             "quelle (?:est )?(?:la )?(?:somme|cotisation|amende)")),
        Cue("where", _any("ou (?:est|sont|se trouvent?|se situent?|puis|peut|peux|faut|dois|doit|va|aller|trouver|ca|exactement)(?:-\\w+)?",
                          "d'ou", "a quel(?:le)? (?:endroit|adresse|guichet|etage)", "quels? (?:est )?(?:l')?endroits?",
                          "quelle (?:est )?(?:l'|votre )?adresse", "dans quelle (?:salle|rue|ville|annexe|mediatheque|section)",
                          "c'est ou", "cest ou", "c ou")),
        Cue("how", _any("comment", "komen", "kmt", "de quelle (?:facon|maniere)", "par quel moyen")),
        Cue("who", _any("qui est[- ]ce qui", "a qui", "avec qui", "de qui", "par qui", "c'est qui", "cest qui", "c qui",
                        "quel (?:service|interlocuteur)", "quelle personne")),
        Cue("", _any("qu'est[- ]ce (?:que|qui|qu'\\w+)", "kesk\\w*", "quoi", "koi", "lequel", "laquelle", "lesquel(?:le)?s",
                     "quel(?:le)?s?")),
        Cue("when", _any("quand", "qd", "kand"), joins=True),
        Cue("where", _any("ou"), joins=True),
        Cue("who", _any("qui"), joins=True),
    ),
    "en": (
        Cue("why", _any("why", "how come", "what for", "for what reason", "what(?:'s| is| was) the reason", "y")),
        Cue("when", _any("(?:at |from |until |till |by )?what time", "(?:on )?(?:what|which) days?", "(?:on )?(?:what|which) dates?",
                         "how long", "how soon", "how late", "how early", "(?:until|till|since|from|by) when",
                         "what(?:'s| is| are|re)? (?:are )?(?:the |your |ur )?(?:\\w+ )?(?:opening |closing )?(?:hours|times)",
                         "when(?:'s| is| are| do| does| did| will| can| would| should)(?= (?:the|it|you|u|your|we|i|they|he|she|this|that|next|\\w+s?)\\b)")),
        Cue("how-much", _any("how (?:much|many)", "hw much", "what(?:'s| is| are) the (?:\\w+ )?(?:prices?|costs?|fees?|charges?|rates?|fares?)")),
        Cue("where", _any("what(?:'s| is) the (?:\\w+ )?address", "(?:at |in |on )?(?:which|what) (?:room|floor|branch|address|shop|library|shelf|street)",
                          "whereabouts", "where(?:'s| is| are| do| does| did| can| will)")),
        Cue("who", _any("who(?:'s| is| are| do| does| can| will| should)", "(?:to|with|for|by) who[m]?", "whose", "which (?:person|team|department)")),
        Cue("how", _any("how(?:'s| is| do| does| did| can| could| would| should| to| are)", "hw do", "what(?:'s| is) the (?:best |easiest )?way")),
        Cue("", _any("what", "what(?:'s|re|s)?", "wat", "which")),
        Cue("when", _any("when"), joins=True),
        Cue("where", _any("where"), joins=True),
        Cue("who", _any("whom?"), joins=True),
        Cue("how", _any("how"), joins=True),
    ),
}  # fmt: skip

# Behind one of these a word that may join asks: "can you tell me when".
KNOW: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:savoir|savez|sais|sait|dire|dites|indiquer|expliquer|preciser|rappeler|idee d\w*|demande|connaitre|"
        r"comprends?|comprendre|renseigner|sachant|et|mais|du coup|alors|est|ouvrez|fermez)(?:[- ](?:vous|nous|moi|pas|si|sur|me))*$"
    ),
    "en": re.compile(
        r"\b(?:(?<!let me )(?<!let us )know|tell me|tell us|say|explain|remind me|idea|wonder|wondering|ask|confirm|clarify|understand|"
        r"sure|about|and|but|so|then|see|check|advise)(?: me| us| if)?$"
    ),
}

# Behind one of these it tells what news are wanted, and asks nothing.
NEWS: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:previen\w+|prevenez|avertis\w*|tenez|tiens|faites)(?:[- ](?:moi|nous|vous|au|courant|signe))*$"),
    "en": re.compile(r"\b(?:let (?:me|us|people) know|notify (?:me|us)|text me|email me)$"),
}  # fmt: skip

# After a word that may join, these begin a clause of its own.
JOINS: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:je|j'\w+|tu|il|elle|on|nous|vous|ils|elles|un|une|c'est|le|la|les|l'\w+|ca)$"
    ),
    "en": re.compile(r"(?:i|you|u|he|she|it|we|they|the|a|an|my|your|there)$"),
}

# What may stand before a question without being part of it.
ASIDE: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:(?:@[\w.@-]+|bonjour|bonsoir|salut|slt|bjr|hello|coucou|cc|merci|ok|oui|non|et|mais|alors|donc|du coup|"
        r"au fait|dites|dites[- ]moi|svp|stp|s'il vous plait|question|petite question|autre question|sinon|ah|oh|euh|"
        r"madame|monsieur|a tous|l'equipe)[\s,:;!.…-]+)+"
    ),
    "en": re.compile(
        r"(?:(?:@[\w.@-]+|hi|hey|hello|hiya|dear|morning|good morning|good afternoon|evening|thanks|thank you|ok|okay|yes|"
        r"no|and|but|so|also|well|oh|um|please|pls|plz|sorry|quick question|question|quick one|there|all|team|folks|guys|"
        r"everyone|btw|anyway)[\s,:;!.…-]+)+"
    ),
}

# "and when", "et combien": a second question in the same sentence.
SPLIT: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r",?\s+(?:et|ou alors|puis)\s+(?=(?:a |de |depuis |jusqu'a |dans |pour |avec |est-ce que |qu'est|c'est |ca |"
        r"on |je |vous |faut)?(?:quand|combien|comment|pourquoi|pk|quels?|quelles?|qui|ou (?:est|sont|puis|peut|se|on|je|faut)|"
        r"est-ce|quelle|faut|peut|peux|puis))"
    ),
    "en": re.compile(
        r",?\s+(?:and|also|or)\s+(?=(?:also |if so |at |from |until )?(?:when|where|how|why|who|what|which|is|are|do|does|"
        r"can|could|will|would|should)\b)"
    ),
}

YES_NO: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:est[- ]ce qu|esk\b|eske\b|est ce qu)|\w-(?:t-)?(?:je|tu|il|elle|on|vous|ils|elles)\b|\bsi\b"),
    "en": re.compile(
        r"^(?:is|are|was|were|do|does|did|can|could|will|would|should|have|has|had|may|am|isn't|aren't|don't|doesn't|"
        r"can't|won't|any)\b|\b(?:can|could|may) i\b|\bif\b|\bwhether\b"
    ),
}  # fmt: skip

# Sentences that ask although nobody wrote the mark.
_TELL_FR = r"(?:voudrais|aimerais|jaimerais|voulais|souhaite\w*|souhaiterais|cherche a|besoin de)\s(?:bien\s)?(?:savoir|connaitre)"
ASKS_WITHOUT_MARK: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w'])est-ce qu|^(?:est[- ]ce qu|esk\b|eske\b|qu'est[- ]ce qu|kesk)"
        r"|^(?:a quelle heure|quand est[- ]ce|combien (?:ca|coute|de|c'est|pour|faut)|c'est (?:quand|ou|combien|qui)\b|c (?:quand|ou|combien)\b"
        r"|comment (?:faire|on|je|puis|fait|peut|ca marche|s'inscrire|faut|se)\b|pourquoi (?:vous|la|le|les|c'est|on|ne|il|est)\b|pk\b"
        r"|ou (?:est|sont|puis|peut|se trouve)\b|quels? (?:est|sont)\b|quelles? (?:est|sont)\b)"
        r"|^(?:quand|ou|comment|pourquoi|combien|qui)?\s?(?:\w+ ){0,3}?(?!rendez-)(?:\w+)-(?:t-)?(?:vous|tu|il|elle|on|ils|elles|je)\b(?!.*!)"
        rf"|{_TELL_FR}|(?:pouvez[- ]vous|pourriez[- ]vous|peux[- ]tu|pourrais[- ]tu)\s(?:me|nous)\b"
    ),
    "en": re.compile(
        r"^(?:is|are|do|does|did|can|could|will|would|should|has|have)\s(?:i|you|u|we|they|it|he|she|the|this|that|there|your|"
        r"ur|my|any|anyone|someone|kids|dogs|children|people)\b"
        r"|\b(?:can|could|may) i\b|^(?:(?:from|until|since) )?(?:what time|how (?:much|many|long|do|does|can|come)|when (?:is|are|do|does|will|can)|where (?:is|are|do|does|can)|"
        r"why (?:is|are|do|does|did|was|were|can't|isn't|don't)|who (?:is|do|does|can)|what (?:is|are|do|does|'s)|what's|where's)\b"
        r"|\b(?:i was |i'm |was |just )?wondering (?:if|when|where|how|what|why|who|whether)\b"
        r"|\b(?:like|want|need|love) to know (?:if|when|where|how|what|why|who|whether)\b"
        r"|\b(?:let me know|tell me|any idea|anyone know|do you know) (?:if|when|where|how|what|why|who|whether)\b"
    ),
}

# Asked out of politeness; nobody waits for an answer.
COURTESY: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:(?:bonjour|salut|coucou|hello|bonsoir)\s+)?(?:ca va|comment (?:ca va|allez[- ]vous|vas[- ]tu|va)|vous allez bien|tu vas bien|quoi de neuf|"
        r"n'est[- ]ce pas|non|hein|ah (?:bon|oui)|vraiment|serieux|serieusement)(?:\s+(?:tout le monde|l'equipe|vous|aujourd'hui))?"
    ),
    "en": re.compile(
        r"(?:(?:hi|hey|hello)\s+)?(?:how are (?:you|u|things)(?: all| doing| today)*|how's it going|how is it going|what's up|you ok|you alright|"
        r"right|eh|really|seriously|no|ok|okay|huh|isn't it|you know)"
    ),
}
