"""What two hundred common emoji are called in French, and by which words people look for them there.

One line each: the sign, its name, and after a comma further words. English names come from Unicode itself.
"""

FRENCH = """
😀 sourire, content rire visage
😃 grand sourire, content joie
😄 rire, content joie yeux
😁 sourire radieux, dents content
😆 éclat de rire, rire mdr
😅 sourire gêné, sueur ouf soulagé
🤣 mort de rire, mdr rire
😂 larmes de joie, rire mdr pleurer
🙂 léger sourire, content
🙃 tête à l’envers, ironie
😉 clin d’œil, complice
😊 sourire aux joues roses, content merci
😇 ange, auréole sage
🥰 amoureux, cœurs affection
😍 yeux en cœur, amour adore
🤩 émerveillé, étoiles bravo
😘 bisou, baiser cœur
😋 miam, délicieux gourmand
😛 langue tirée, blague
😜 clin d’œil langue tirée, blague
🤗 câlin, bras ouverts bienvenue
🤭 main sur la bouche, oups
🤫 chut, silence secret
🤔 réflexion, pense doute hmm
🤐 bouche cousue, secret silence
😐 visage neutre, bof
😏 sourire en coin, ironie
😒 agacé, bof mécontent
🙄 yeux au ciel, agacé
😬 grimace, gêné
😌 soulagé, calme
😔 pensif, triste désolé
😪 fatigué, sommeil
😴 endormi, dormir nuit
😷 masque, malade
🤒 fièvre, malade thermomètre
🤕 blessé, bandage
🤧 éternuement, rhume malade mouchoir
🥵 trop chaud, canicule chaleur
🥶 trop froid, gel hiver
😎 lunettes de soleil, cool
🤓 intello, lunettes
😕 confus, perplexe
😟 inquiet, souci
🙁 mécontent, triste
😮 surpris, étonné oh
😯 étonné, surprise
😲 stupéfait, choc
😳 rougir, gêné
🥺 implorer, pitié s’il vous plaît
😨 effrayé, peur
😰 anxieux, sueur peur
😥 déçu, soulagé
😢 pleure, triste larme
😭 en larmes, pleurer triste
😱 cri de peur, horreur
😞 déçu, triste
😓 sueur froide, effort
😩 las, épuisé
😫 épuisé, fatigué
🥱 bâillement, ennui fatigue
😤 soupir, fâché vapeur
😡 furieux, colère rouge
😠 en colère, fâché
🤬 jurons, colère
💩 crotte, caca
👻 fantôme, halloween
🤖 robot, machine
👋 salut, bonjour main au revoir
✋ main levée, stop
🖐️ main ouverte, cinq
👌 parfait, d’accord ok
✌️ victoire, paix
🤞 doigts croisés, chance espoir
👈 doigt à gauche, gauche
👉 doigt à droite, droite ici
👆 doigt en haut, dessus
👇 doigt en bas, dessous ci-dessous
☝️ index levé, attention
👍 pouce levé, bien d’accord bravo
👎 pouce baissé, contre
👊 poing, force
✊ poing levé, lutte
👏 applaudissements, bravo
🙌 mains levées, hourra bravo
👐 mains ouvertes, accueil
🤝 poignée de main, accord
🙏 merci, prière s’il vous plaît mains jointes
✍️ écrire, main stylo
💪 muscle, force courage
👀 regard, yeux voir
👶 bébé, naissance
👧 fille, enfant
👦 garçon, enfant
👩 femme, dame
👨 homme, monsieur
👵 grand-mère, âgée
👴 grand-père, âgé
👪 famille, parents
❤️ cœur rouge, amour
🧡 cœur orange, amour
💛 cœur jaune, amour
💚 cœur vert, amour
💙 cœur bleu, amour
💜 cœur violet, amour
🖤 cœur noir, deuil
🤍 cœur blanc, paix
💔 cœur brisé, triste
💕 deux cœurs, amour
💖 cœur étincelant, amour
💯 cent, parfait note
💥 explosion, boum
💫 étourdi, étoile
💬 bulle, message commentaire
💤 dodo, sommeil
🐶 chien, animal
🐱 chat, animal
🐭 souris, animal
🐰 lapin, animal
🦊 renard, animal
🐻 ours, animal
🐼 panda, animal
🐨 koala, animal
🐯 tigre, animal
🦁 lion, animal
🐮 vache, animal ferme
🐷 cochon, animal ferme
🐸 grenouille, animal
🐵 singe, animal
🐔 poule, ferme
🐧 manchot, pingouin
🐦 oiseau, animal
🦉 hibou, chouette
🐝 abeille, miel
🦋 papillon, insecte
🐢 tortue, lent
🐟 poisson, mer
🐬 dauphin, mer
🌸 fleur de cerisier, printemps
🌹 rose, fleur
🌻 tournesol, fleur été
🌷 tulipe, fleur
🌱 pousse, plante jardin
🌳 arbre, nature
🌲 sapin, forêt
🍀 trèfle, chance
🍁 feuille d’érable, automne
🍎 pomme, fruit
🍌 banane, fruit
🍓 fraise, fruit
🍒 cerises, fruit
🍅 tomate, légume
🥕 carotte, légume
🥖 baguette, pain
🥐 croissant, viennoiserie
🧀 fromage, repas
🍕 pizza, repas
🍰 gâteau, dessert part
🎂 gâteau d’anniversaire, anniversaire fête
☕ café, boisson chaude
🍵 thé, boisson
🍷 vin, verre
🍺 bière, verre
🥂 trinquer, champagne santé fête
🌍 planète, terre monde
🏠 maison, logement
🏫 école, classe
🏥 hôpital, santé
🏛️ mairie, monument musée
🚗 voiture, route
🚌 bus, transport
🚆 train, transport
🚲 vélo, cycliste
✈️ avion, voyage
🚀 fusée, lancement
🚧 travaux, chantier
⏰ réveil, heure
⏳ sablier, attente
☀️ soleil, beau temps
🌙 lune, nuit
⭐ étoile, favori
🌟 étoile brillante, bravo
☁️ nuage, météo
🌧️ pluie, météo
⛈️ orage, météo
❄️ flocon, neige hiver
🔥 feu, flamme
💧 goutte, eau
🌈 arc-en-ciel, couleurs
☔ parapluie, pluie
🎉 fête, confettis bravo
🎊 confettis, fête
🎁 cadeau, anniversaire
🎈 ballon, fête
🏆 trophée, victoire
🏅 médaille, sport
⚽ football, ballon sport
🎵 note de musique, musique
🎶 musique, notes
🎨 peinture, art palette
🎬 cinéma, film
📚 livres, lecture bibliothèque
📖 livre ouvert, lecture
📰 journal, presse
📅 calendrier, date agenda
📌 punaise, important
📍 lieu, adresse épingle
📎 trombone, pièce jointe
📞 téléphone, appel
📱 mobile, portable
💻 ordinateur, portable
📧 courriel, mail
📩 enveloppe, message reçu
📦 colis, paquet livraison
📣 annonce, mégaphone
🔔 cloche, rappel notification
🔍 loupe, recherche
🔒 cadenas, privé sécurité
🔑 clé, accès
💡 idée, ampoule
🛠️ outils, réparation
💶 euros, billets argent
🛒 chariot, courses achat
✅ coche verte, fait validé
✔️ coche, fait
❌ croix, non erreur
❗ exclamation, important
❓ question, interrogation
⚠️ attention, avertissement danger
🚫 interdit, non
♻️ recyclage, tri écologie
➡️ flèche droite, suite
⬅️ flèche gauche, retour
⬆️ flèche haut, dessus
⬇️ flèche bas, dessous
ℹ️ information, info
🆗 ok, d’accord
🇫🇷 drapeau français, france
🇪🇺 drapeau européen, europe
"""
