"""Small words by which a language is told, without accents, as people type them in messages too.

A word may stand in several languages; what it says is then shared among them. Greetings and words that travel
("hello", "merci" in German, "ok", "super", "info") are left out where they prove nothing.
"""

from collections.abc import Mapping

STOP_WORDS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "fr": """
            le la les un une des du de au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos
            leur leurs je tu il elle on nous vous ils elles me te se lui moi toi y en ne pas plus jamais rien que qui
            quoi dont ou et mais donc car ni si comme quand comment pourquoi combien quel quelle quels quelles est
            sont suis es sommes etes etait ete etre ai as a avons avez ont avait avoir fait faire faites peut peux
            pouvez pouvoir dois doit faut veux veut voulez voudrais aimerais sais savez vais va vont allez aller avec
            sans pour par sur sous dans chez vers entre depuis pendant apres avant tres trop bien aussi encore toujours
            deja meme tout tous toute toutes autre ici la-bas ca cela oui non merci bonjour bonsoir salut svp stp
            voici voila alors puis parce jour jours semaine mois aujourd hui demain hier matin soir dimanche lundi
            mardi mercredi jeudi vendredi samedi heure heures chose quelqu personne beaucoup peu ouvert ouverte fermee
            c j d l n s qu t m jsuis chui pk pkoi pq bjr slt cdt dsl mdr ptdr jsp tjs tjr bcp pcq mnt ke koi qd kand
            ptet rdv livre livres enfant enfants bravo desole possible besoin quelque lors dire mettre trouve voir
            avis sera serait depuis chaque plusieurs""",
        "en": """
            the a an this that these those my your his her its our their i you he she it we they me him us them and or
            but so because if then than as of at by for with about into from to in on off out up down over under again
            is are was were be been being am do does did done has have had having will would can could should shall may
            might must not no yes don doesn didn isn aren wasn won can cant couldn wouldn dont doesnt didnt isnt im ive
            ill youre thats whats theres what when where who whom which why how much many any some all each more most
            other such only own same too very just now here there please pls plz thanks thank thx sorry hi hey dear
            morning afternoon evening today tomorrow yesterday week weekend month year day days time hours open closed
            closing opening monday tuesday wednesday thursday friday saturday sunday get got getting go going gonna
            wanna want need know think like love great good nice well still been ever never always u ur r idk ppl
            anyone someone everyone something anything nothing let know tell said says see saw looking forward back
            kids people book books speak english come s t ll re ve""",
        "es": """
            el la los las un una unos unas de del al a en y o u pero si no que quien cual cuales cuando donde como
            cuanto cuanta porque por para con sin sobre entre hasta desde muy mas menos tambien ya todavia aun es son
            soy eres somos era fue ser esta estan estoy estamos estar hay ha he han tengo tiene tienen tener puedo
            puede pueden quiero quiere hacer hace hacen gracias hola buenos buenas dias tardes noches favor lo le les
            se me te nos mi mis tu tus su sus nuestro nuestra este esta estos estas ese esa eso yo ella ellos ustedes
            usted nosotros todo todos todas nada algo alguien manana hoy ayer lunes martes miercoles jueves viernes
            sabado domingo abierto abierta cerrado biblioteca horario saber gustaria libros nino ninos""",
        "de": """
            der die das den dem des ein eine einen einem einer eines und oder aber denn weil dass ob wenn als wie wo
            wer was wann warum wieso wieviel welche welcher welches ich du er sie es wir ihr mich mir dich dir uns euch
            ihnen mein meine dein deine sein seine unser unsere euer ist sind bin bist war waren wird werden wurde
            haben habe hat hatte kann konnen kannst konnte koennen muss mussen soll sollte will wollen mochte moechte
            nicht kein keine keinen nur auch noch schon sehr mehr viel zu zum zur von vom mit ohne fur fuer bei beim
            nach aus auf an am im in uber ueber unter vor hinter zwischen seit bis heute morgen gestern bitte danke
            hallo guten tag liebe ja nein geoffnet geoeffnet geschlossen montag dienstag mittwoch donnerstag freitag
            samstag sonntag uhr gibt hier da dort jetzt immer wieder bucher buecher kinder""",
        "it": """
            il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai
            agli alle dal dalla dai nel nella nei nelle sul sulla e o ma se che chi cui quale quali quando dove come
            quanto quanta perche non piu anche ancora gia molto poco troppo tutto tutti tutta questo questa questi
            queste quello quella sono sei siamo siete era essere ho hai ha abbiamo avete hanno avere fare fa posso puo
            potete possono devo deve voglio vorrei grazie ciao buongiorno buonasera salve prego per favore io tu lui lei
            noi voi loro mi ti ci vi si mio mia tuo tua suo sua nostro nostra vostro vostra oggi domani ieri lunedi
            martedi mercoledi giovedi venerdi sabato domenica aperto aperta chiuso chiusa orari orario biblioteca dell
            nell all sull quest c bambini libri sapere""",
        "nl": """
            de het een en of maar want omdat dat dit die deze als dan wie wat waar wanneer waarom hoe hoeveel welke ik
            jij je u hij zij ze wij we jullie mij me jou hem haar ons hun mijn jouw zijn uw onze is bent ben was waren
            wordt worden heb hebt heeft hebben had kan kunt kunnen kon moet moeten mag zal zou zouden wil willen niet
            geen ook nog al heel erg meer veel te naar van voor met zonder bij uit op aan in over onder tussen sinds
            tot vandaag morgen gisteren graag bedankt dank hallo goedemorgen goedendag alstublieft alsjeblieft ja nee
            open gesloten maandag dinsdag woensdag donderdag vrijdag zaterdag zondag uur hier daar nu altijd weer er
            boeken kinderen bibliotheek""",
        "pt": """
            o a os as um uma uns umas de do da dos das em no na nos nas ao aos e ou mas se que quem qual quais quando
            onde como quanto porque por para com sem sobre entre ate desde muito mais menos tambem ja ainda nao sim sou
            es somos sao era foi ser esta estao estou estamos estar ha tenho tem temos ter posso pode podem quero quer
            fazer faz obrigado obrigada ola bom boa dia tarde noite favor lhe me te nos vos meu minha teu tua seu sua
            nosso nossa este esta estes estas esse essa isso isto eu ele ela eles elas voce voces tudo todos todas nada
            alguem amanha hoje ontem segunda terca quarta quinta sexta sabado domingo aberto aberta fechado biblioteca
            horario saber gostaria livros crianca criancas pelo pela""",
    }.items()
}

# Other languages that share words with these; what looks like one of them is no language of ours.
FOREIGN_WORDS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "ca": """els amb per es una i que no molt mes tambe ja som sou sonc esta estan quan on com gracies bon dia si us
            plau obert tancat demà dema avui tinc teniu podeu vull nomes aquest aquesta dels""",
        "ro": """si nu este sunt cu pentru din la pe ce cand unde cum cat multumesc buna ziua va rog deschis inchis azi
            maine aveti puteti vreau care mai acest""",
        "sv": """och att det som en ar inte jag du han hon vi ni de med for av pa till om kan har var nar hur varfor
            tack hej idag imorgon oppet stangt fran mig dig""",
        "da": """og at det som en er ikke jeg du han hun vi i de med for af pa til om kan har var nar hvor hvordan
            hvorfor tak hej dag aben lukket fra mig dig""",
        "pl": """nie jest czy jak kiedy gdzie dlaczego ile prosze dziekuje dzien dobry w na do z ze sie to co od jutro
            dzisiaj otwarte""",
        "la": "et est non sed cum ad ut qui quae quod",
        "ht": "mwen nou yo pou ki sa pa ap gen tanpri mesi kote kile",
    }.items()
}
