"""The access log and the codes of a vault told in plain French, for the page that leaves with the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CATEGORIES = {
    "identity": "Identité",
    "health": "Santé",
    "housing": "Logement",
    "income": "Ressources",
    "rights": "Droits",
    "family": "Famille",
    "work": "Travail",
    "justice": "Justice",
    "other": "Autres papiers",
}
STEP_STATES = {"to_do": "à faire", "doing": "en cours", "done": "fait", "dropped": "abandonné"}
PARTS = {"appointments": "rendez-vous", "notes": "notes", "contacts": "contacts", "project": "projet"}
ACTIONS = {"see": "voir", "add": "ajouter", "print": "imprimer"}
PURPOSES = {
    "rights": "ouvrir des droits",
    "housing": "se loger",
    "health": "se soigner",
    "work": "travailler",
    "money": "gérer l'argent",
    "daily_life": "la vie de tous les jours",
}
STATES = {
    "live": "en cours",
    "ended": "terminée",
    "revoked": "arrêtée par vous",
    "scheduled": "prévu",
    "cancelled": "annulé",
}
_REASONS = {
    "no_consent": "vous ne l'aviez pas autorisé",
    "scope": "ce papier ne faisait pas partie de l'autorisation",
    "action": "cette action n'était pas autorisée",
    "not_your_deposit": "ce n'est pas cette personne qui avait rangé ce papier",
    "category_settled": "changer un papier de catégorie n'appartient qu'à vous",
    "grantee_left": "cette personne avait quitté le service pour lequel vous l'aviez autorisée",
    "follow_up_quiet": "le suivi s'était arrêté : rien n'avait été fait depuis six mois",
    "consent_revoked": "vous aviez arrêté l'autorisation",
    "consent_expired": "l'autorisation était terminée",
    "excepted": "vous l'aviez mis à part",
    "memberships_stale": "son appartenance au service n'était pas sûre",
    "unverified": "son compte n'était pas vérifié",
    "holder_only": "vous seul·e pouvez faire cela",
}
_SENTENCES = {
    "vault_opened": "{who} a ouvert ce coffre avec vous",
    "vault_opened_represented": "{who} a ouvert ce coffre pour vous, qui ne pouviez pas signer",
    "vault_prepared": "{who} a préparé ce coffre sans vous",
    "vault_claimed": "{who} a ouvert ce coffre pour la première fois",
    "mandate_recorded": "{who} a enregistré un mandat pour vous représenter",
    "decision_attached": "{who} a joint la décision d'un mandat : {what}",
    "mandate_confirmed": "{who} a confirmé un mandat",
    "mandate_ended": "{who} a mis fin à un mandat",
    "mandate_contested": "{who} a contesté un mandat",
    "emergency_chosen": "{who} a choisi ce que l'urgence montre",
    "emergency_opened": "{who} est entré en urgence",
    "emergency_reviewed": "{who} a vérifié un accès d'urgence",
    "emergency_contested": "{who} a contesté un accès d'urgence",
    "recovery_begun": "{who} vous a aidé à retrouver l'accès à votre coffre",
    "recovery_failed": "{who} a essayé de remplacer votre carte ou votre code : la preuve était fausse",
    "recovery_asked": "{who} a dit être avec vous, sans carte ni code, et a demandé à les remplacer",
    "recovery_witnessed": "{who} a dit aussi être avec vous, sans carte ni code",
    "recovery_granted": "{who} a pu remplacer votre carte et votre code",
    "recovery_done": "{who} était là quand votre carte ou votre code a été remplacé",
    "recoveries_listed": "{who} a regardé qui demandait à remplacer votre carte et votre code",
    "secret_changed": "Votre code ou votre phrase a été changé",
    "name_chosen": "Votre phrase a été changée, avec un nom pour entrer sans la carte",
    "card_reissued": "Une carte neuve a été faite",
    "both_replaced": "Votre carte et votre code ont été remplacés",
    "secret_refused": "Un code faux a été tapé pour changer votre code, refaire votre carte ou effacer",
    "recovery_stopped": "{who} a arrêté le remplacement de la carte et du code",
    "recovery_often": "{who} a témoigné souvent ce mois-ci, pour plusieurs personnes",
    "notice_settled": "{who} a dit qu'un accès était normal",
    "vault_seen": "{who} a regardé la page de votre coffre",
    "person_listed": "{who} a vu votre nom dans sa liste",
    "documents_listed": "{who} a vu la liste de vos papiers",
    "appointments_listed": "{who} a vu la liste de vos rendez-vous",
    "document_deposited": "{who} a rangé un papier : {what}",
    "paper_moved": "{who} a rangé un papier ailleurs : {what}",
    "paper_moved_category": "{who} a changé un papier de catégorie : {what}",
    "folder_made": "{who} a fait un dossier : {what}",
    "folder_renamed": "{who} a changé le nom d'un dossier : {what}",
    "folder_removed": "{who} a retiré un dossier : {what}",
    "document_withdrawn": "{who} a retiré un papier : {what}",
    "document_seen": "{who} a ouvert un papier : {what}",
    "document_previewed": "{who} a vu l'aperçu d'un papier : {what}",
    "document_printed": "{who} a imprimé un papier : {what}",
    "document_downloaded": "{who} a téléchargé un papier : {what}",
    "access_refused": "{who} a été refusé{why}",
    "consent_requested": "{who} vous a demandé une autorisation pour {grantee}",
    "consent_granted": "{who} a donné une autorisation à {grantee}",
    "consent_refused": "{who} a refusé une autorisation à {grantee}",
    "consent_revoked": "{who} a arrêté l'autorisation de {grantee}",
    "consent_renewed": "{who} a prolongé l'autorisation de {grantee}",
    "renewal_proposed": "{who} vous a demandé de prolonger l'autorisation de {grantee}",
    "consent_reshared": "{who} a partagé plus loin, avec {grantee}, comme vous l'aviez permis",
    "member_excepted": "{who} a mis à part un membre de {grantee}",
    "member_admitted": "{who} a laissé revenir un membre de {grantee}",
    "follow_up_handed_over": "{who} a passé le relais : {what}",
    "follow_up_covered": "{who} a demandé à un collègue de remplacer pendant son absence : {what}",
    "follow_up_ending": "{who} a été prévenu : l'autorisation de {grantee} va s'arrêter faute d'usage",
    "appointment_scheduled": "{who} a noté un rendez-vous : {what}",
    "appointment_moved": "{who} a déplacé un rendez-vous : {what}",
    "appointment_amended": "{who} a changé un rendez-vous : {what}{changes}",
    "appointment_cancelled": "{who} a annulé un rendez-vous : {what}",
    "series_scheduled": "{who} a noté un rendez-vous qui revient : {what}",
    "series_moved": "{who} a déplacé un rendez-vous qui revient : {what}",
    "series_cancelled": "{who} a annulé un rendez-vous qui revient : {what}",
    "series_put_back": "{who} a remis un rendez-vous qui revient : {what}",
    "pages_begun": "{who} a commencé un papier de plusieurs pages : {what}",
    "pages_dropped": "{who} a abandonné un papier commencé : {what}",
    "calendar_taken": "{who} a emporté des rendez-vous dans un fichier",
    "calendar_read": "{who} a lu quand vous avez rendez-vous, à une adresse secrète",
    "calendar_address_given": "{who} a fait une adresse secrète d'agenda",
    "calendar_address_withdrawn": "{who} a arrêté une adresse secrète d'agenda",
    "note_added": "{who} a écrit une note",
    "note_rewritten": "{who} a changé une note",
    "note_removed": "{who} a retiré une note",
    "note_seen": "{who} a relu une note et ce qu'elle disait avant",
    "notes_listed": "{who} a vu vos notes",
    "contact_added": "{who} a ajouté un contact : {what}",
    "contact_corrected": "{who} a changé un contact : {what}",
    "contact_removed": "{who} a retiré un contact : {what}",
    "contacts_listed": "{who} a vu vos contacts",
    "contacts_imported": "{who} a ajouté des contacts d'un fichier : {what}",
    "project_seen": "{who} a lu votre projet",
    "project_written": "{who} a écrit une nouvelle version de votre projet",
    "project_steps_moved": "{who} a dit où en sont les étapes de votre projet",
    "project_signed": "{who} a signé votre projet",
    "project_disagreed": "{who} a ajouté un désaccord à votre projet",
    "contacts_taken": "{who} a emporté vos contacts dans un fichier",
    "link_given": "{who} a fait un lien pour donner un papier : {what}",
    "link_withdrawn": "{who} a arrêté un lien : {what}",
    "link_opened": "{who} a pris un papier par un lien : {what}",
    "link_refused": "{who} a essayé un lien qui n'ouvre plus : {what}",
    "expiry_noted": "{who} a noté quand finit un papier : {what}",
    "expiry_forgotten": "{who} a retiré la date de fin d'un papier : {what}",
    "act_drawn_up": "{who} a fait l'acte à signer",
    "reach_set": "{who} a changé le numéro ou la langue des rappels",
    "receipt_given": "{who} a demandé le reçu d'une autorisation",
    "vault_exported": "{who} a emporté une copie de tout le coffre",
}


def sentence(kind: str, readable: Mapping[str, Any] | None) -> str:
    """One line of the access log as a sentence; an unknown code is shown as it is."""
    if readable is None:
        return "Ligne effacée : il n'en reste que l'empreinte."
    told = {name: str(value) for name, value in readable.items()}
    organisation = f" ({told['organisation']})" if told.get("organisation") else ""
    who = "Vous" if told.get("actor_kind") == "holder" else told.get("actor", "") or "Quelqu'un"
    reason = _REASONS.get(told.get("reason", ""), "")
    words = _SENTENCES.get(kind, "{who} : " + kind.replace("_", " ").replace("{", "").replace("}", ""))
    if who == "Vous":
        words = words.replace("{who} a ", "{who} avez ").replace("avez été refusé", "avez été refusé(e)")
    return words.format(
        who=who + organisation,
        what=told.get("title", "") or "sans titre",
        why=f" : {reason}" if reason else "",
        grantee=told.get("grantee", "") or "un service",
        changes=_changes(told),
    )


def _changes(told: Mapping[str, str]) -> str:
    """What an appointment's line says of before; the log keeps nothing of what was empty."""
    said = f" (avant : {told['title_before']})" if "title_before" in told else ""
    if told.keys() & {"place_name", "place_name_before"}:
        now, before = told.get("place_name", "aucun"), told.get("place_name_before", "aucun")
        said += f" ; lieu : {now} (avant : {before})"
    if "lead_hours_before" in told:
        said += f" ; rappels : {told['lead_hours']} h avant (c'était {told['lead_hours_before']} h)"
    return said
