"""What the state ring says, and what there is to do about it."""

from cmworkstation.domain.charter.words import Words

REMINDERS: dict[str, Words] = {
    "past-target": {
        "en": "The announced reply time has passed. Answer now, or say by when you will.",
        "fr": "Le délai de réponse annoncé est dépassé. Répondez maintenant, ou dites pour quand.",
    },
    "past-warning": {
        "en": "The reply time runs out soon. Answer, or hand over.",
        "fr": "Le délai de réponse expire bientôt. Répondez, ou transmettez.",
    },
    "untouched": {
        "en": "Somebody took this and nothing was written since. Go on with it, or let go of it.",
        "fr": "Quelqu’un s’en charge, mais rien n’a été écrit depuis. Continuez, ou rendez la conversation.",
    },
    "no-thanks": {
        "en": "Somebody gave something and was not thanked. Thank them, and say what became of it.",
        "fr": "Quelqu’un a apporté quelque chose sans être remercié. Remerciez, et dites ce que cela devient.",
    },
    "promise-late": {
        "en": "A promise is late. Keep it, or say why you cannot and what you will do instead.",
        "fr": "Une promesse est en retard. Tenez-la, ou dites pourquoi c’est impossible et ce que vous ferez.",
    },
    "promise-due": {
        "en": "A promise falls due. Keep it, or say in time that it takes longer.",
        "fr": "Une promesse arrive à échéance. Tenez-la, ou prévenez à temps.",
    },
    "fact-over": {
        "en": "The fact “{name}” has expired. Check it anew, or take it out.",
        "fr": "Le fait « {name} » a expiré. Vérifiez-le à nouveau, ou retirez-le.",
    },
    "fact-soon": {
        "en": "The fact “{name}” expires soon. Check it anew.",
        "fr": "Le fait « {name} » expire bientôt. Vérifiez-le à nouveau.",
    },
    "answer-over": {
        "en": "The answer “{name}” has expired and can no longer be inserted. Renew it, or retire it.",
        "fr": "La réponse « {name} » a expiré et ne peut plus être insérée. Renouvelez-la, ou retirez-la.",
    },
    "answer-soon": {
        "en": "The answer “{name}” expires soon. Renew it.",
        "fr": "La réponse « {name} » expire bientôt. Renouvelez-la.",
    },
    "statement-over": {
        "en": "The holding statement “{name}” has expired and cannot be used. Read it again, and set another day.",
        "fr": "Le message d’attente « {name} » a expiré et ne peut plus servir. Relisez-le, et fixez un autre jour.",
    },
    "statement-soon": {
        "en": "The holding statement “{name}” expires soon. Read it again.",
        "fr": "Le message d’attente « {name} » expire bientôt. Relisez-le.",
    },
    "answer-review-over": {
        "en": "The review of the answer “{name}” is due. Read it again, and set the next date.",
        "fr": "La relecture de la réponse « {name} » est due. Relisez-la, et fixez la prochaine date.",
    },
    "answer-review-soon": {
        "en": "The answer “{name}” will soon want a review.",
        "fr": "La réponse « {name} » devra bientôt être relue.",
    },
    "mandate-over": {
        "en": "The mandate “{name}” has ended. Renew it, or take it out.",
        "fr": "Le mandat « {name} » a pris fin. Renouvelez-le, ou retirez-le.",
    },
    "mandate-soon": {
        "en": "The mandate “{name}” ends soon. Renew it, or name somebody else.",
        "fr": "Le mandat « {name} » prend bientôt fin. Renouvelez-le, ou nommez quelqu’un d’autre.",
    },
    "charter-review-over": {
        "en": "The review of the charter is due. Read it with those who answer by it.",
        "fr": "La relecture de la charte est due. Relisez-la avec celles et ceux qui l’appliquent.",
    },
    "charter-review-soon": {
        "en": "The charter will soon want its review. Set a date for it.",
        "fr": "La charte devra bientôt être relue. Fixez une date.",
    },
}
