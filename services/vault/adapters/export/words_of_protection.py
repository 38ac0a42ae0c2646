"""Measures, emergencies, notices, links, series: in plain French, for the page of an export."""

from __future__ import annotations

MEASURES = {
    "sauvegarde": "Sauvegarde de justice",
    "curatelle_simple": "Curatelle simple",
    "curatelle_renforcee": "Curatelle renforcée",
    "tutelle": "Tutelle",
    "habilitation_familiale": "Habilitation familiale",
    "protection_future": "Mandat de protection future",
    "parental_authority": "Autorité parentale",
}
MEASURE_STATES = {
    "waiting": "attend d'être confirmée",
    "coming": "pas encore commencée",
    "live": "en cours",
    "ended": "terminée",
}
EMERGENCIES = {
    "life_at_risk": "votre vie était en danger",
    "cannot_answer": "vous ne pouviez pas répondre",
    "grave_danger": "danger grave",
    "missing_person": "personne disparue",
}
OUTCOMES = {"justified": "il fallait entrer", "not_justified": "il ne fallait pas entrer"}
NOTICES = {
    "first_read": "a ouvert vos papiers pour la première fois",
    "other_service": "d'un autre service que d'habitude, a ouvert vos papiers",
    "night": "a ouvert vos papiers la nuit",
    "refusals": "a essayé plusieurs fois d'entrer et a été refusé",
    "many_papers": "a ouvert beaucoup de papiers en peu de temps",
    "emergency": "est entré en urgence",
    "recovery": "remplace ou veut remplacer votre carte et votre code",
    "recovery_often": "a témoigné pour beaucoup de personnes ce mois-là",
}
LINKS = {
    "live": "ouvert",
    "ended": "terminé",
    "used_up": "toutes les ouvertures ont servi",
    "withdrawn": "arrêté par vous",
    "gone": "le papier n'est plus là",
}
RHYTHMS = {"week": "semaines", "month": "mois"}
RECOVERIES = {
    "open": "en attente",
    "granted": "accordé",
    "done": "fait",
    "stopped": "arrêté",
    "ended": "terminé sans suite",
}
