"""Wordings by which French and English ask a favour, without accents."""

import re
from collections.abc import Mapping

FAVOURS: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:(?:partagez|relayez|likez|retweetez|repartagez|diffusez|votez|participez|rejoignez[- ]nous|abonnez[- ]vous|parlez[- ]en|"
        r"aidez[- ]nous|soutenez[- ]nous|laissez[- ](?:nous )?(?:un|votre) avis|donnez[- ]nous votre avis|testez|temoignez|repondez a notre)\b|"
        r"(?:pourriez|pouvez|voudriez|voulez|accepteriez)[- ]vous (?:nous |le |la |les |en |l')?(?:partager|relayer|diffuser|tester|temoigner|"
        r"participer|parler|aider|soutenir|ecrire un avis)|(?:nous )?(?:cherchons|recherchons) des (?:temoin\w*|benevoles?|volontaires?|testeurs?|lecteurs? tests?)|"
        r"(?:nous aimerions|nous serions (?:ravis|heureux)) que vous)"
    ),
    "en": re.compile(
        r"\b(?:(?:please|pls|do) (?:share|retweet|repost|vote|join|follow|like|help us|support|tell your|spread)|spread the word|"
        r"leave (?:us )?a review|take our (?:survey|poll)|sign up (?:for|to) our|help us by|"
        r"(?:could|would|will|can) you (?:please )?(?:share|retweet|repost|help us|test|take part|join us|write a review|spread|support us)|"
        r"we(?:'re| are) looking for (?:volunteers|testers|people to)|we(?:'d| would) love you to)\b"
    ),
}
