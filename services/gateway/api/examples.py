"""An example of each body a client sends, shown in the API's description. Everyone in them is fictitious."""

from __future__ import annotations

from typing import Any

TERMS: dict[str, Any] = {
    "grantee": {
        "kind": "organisation",
        "id": "01900000-0000-7000-8000-000000000001",
        "name": "Relais (démo)",
    },
    "scope": {"categories": ["identity", "rights"], "parts": ["appointments"]},
    "actions": ["see", "add", "print"],
    "purpose": "rights",
    "until": "2026-09-01T00:00:00Z",
}
MANDATE: dict[str, Any] = {
    "kind": "curatelle_simple",
    "representative": {"kind": "professional", "id": "01900000-0000-7000-8000-000000000002"},
    "scope": {"categories": ["income", "rights"], "parts": ["appointments"]},
    "actions": ["see", "add"],
    "since": "2026-03-01T00:00:00Z",
    "until": "2031-03-01T00:00:00Z",
    "court": "Tribunal (démo)",
    "reference": "RG 00/00000",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "NewAccount": {
        "given_name": "Agnès",
        "family_name": "Démonstration",
        "email": "agnes@exemple.invalid",
        "password": "une phrase assez longue",
        "phone": "+33639980001",
        "profession": "assistante sociale",
        "bearer": True,
    },
    "Credentials": {"email": "agnes@exemple.invalid", "password": "une phrase assez longue", "bearer": True},
    "RegisterOrganisation": {"name": "Relais (démo)", "place_id": "750000001"},
    "NewTeam": {"name": "Équipe de rue"},
    "NewMember": {"professional_id": "01900000-0000-7000-8000-000000000002", "role": "member", "team_id": ""},
    "RequestContact": {"professional_id": "01900000-0000-7000-8000-000000000003"},
    "NewVault": {
        "given_name": "Awa",
        "language": "fr",
        "phone": "+33639980010",
        "pin": "4807",
        "consent": TERMS,
    },
    "NewReach": {"phone": "+33639980010", "language": "fr", "place_name_in_sms": False},
    "AskedConsent": {"terms": TERMS},
    "ResharedConsent": {"terms": TERMS},
    "NewHandOver": {
        "professional_id": "01900000-0000-7000-8000-000000000004",
        "professional_name": "Bruno Démonstration",
    },
    "GrantedConsent": {"terms": TERMS, "request_id": ""},
    "NewAppointment": {
        "title": "Mairie",
        "starts_local": "2026-03-05T14:30",
        "zone": "Europe/Paris",
        "place_name": "Mairie (démo)",
        "lead_hours": [24],
    },
    "AskedDates": {
        "starts_local": "2026-03-10T10:00",
        "rhythm": {"every": "week", "weekdays": ["tu"], "until": "2026-06-15"},
        "zone": "Europe/Paris",
        "skipped": ["2026-05-12"],
    },
    "NewSeries": {
        "title": "Atelier",
        "starts_local": "2026-03-10T10:00",
        "rhythm": {"every": "week", "weekdays": ["tu"], "until": "2026-06-15"},
        "place_name": "Centre (démo)",
        "lead_hours": [24],
        "skipped": ["2026-05-12"],
    },
    "SeriesMove": {
        "appointment_id": "01900000-0000-7000-8000-000000000005",
        "starts_local": "2026-03-18T11:00",
    },
    "PutBack": {"appointment_ids": ["01900000-0000-7000-8000-000000000005"]},
    "NewNote": {"text": "Appeler la mairie", "private": False},
    "WholeProject": {
        "goals": [
            {
                "words": "Un logement à moi",
                "steps": [{"words": "Demander le logement", "who": "Agnès (démo)", "state": "doing"}],
            }
        ],
        "replaces": 0,
    },
    "ProjectSigning": {"digest": "0" * 64},
    "OwnDisagreement": {"words": "Je préfère rester près de ma sœur."},
    "ContactDetails": {
        "name": "Sœur (démo)",
        "relation": "sœur",
        "phones": ["+33639980021"],
        "email": "",
        "address": "",
        "note": "",
        "emergency": True,
    },
    "ContactFile": {"vcards": "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Sœur (démo)\r\nEND:VCARD\r\n"},
    "Move": {"starts_local": "2026-03-06T09:00"},
    "ForgottenPin": {"card": "0000-0000-0000-0000-0000-0000-0000", "pin": "4807"},
    "LostCard": {"pin": "4807"},
    "ChosenPin": {"pin": "4807"},
    "RecoveryStop": {"vault_id": "019e1f00-0000-7000-8000-0000000000f1", "code": "abcdefgh23"},
    "CardRequest": {"pin": "4807"},
    "Erasure": {"confirmation": "EFFACER", "pin": "4807"},
    "Arrangement": {"pages": [{"id": "01978a3e-0000-7000-8000-000000000001", "turn": 90, "top": 5}]},
    "NewAct": {"zone": "Europe/Paris"},
    "ActInHand": {"text": "ACTE D'UN COFFRE MAILLON …"},
    "NewExpiry": {"expires_on": "2027-01-31", "lead_days": [90, 30], "title_in_sms": False},
    "NewLink": {"until": "2026-03-09T09:00:00Z", "openings_max": 1, "for_whom": "Agence de logement (démo)"},
    "LinkSecret": {"secret": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"},
    "NewCosignature": {"cosignature": "\u2014 temoin.exemple.invalid AAAAAAAAAABpbWFnaW5lIGEgc2lnbmF0dXJl"},
    "NewRepresentedVault": {"given_name": "Awa", "pin": "4807", "mandate": MANDATE},
    "NewMandate": {"mandate": MANDATE, "document_id": ""},
    "Decision": {"document_id": "01900000-0000-7000-8000-000000000004"},
    "Contest": {"words": "Je ne suis pas d'accord."},
    "NewEmergency": {"reason": "cannot_answer", "account": "Trouvée inconsciente (démo)", "minutes": 30},
    "EmergencyReview": {"outcome": "justified", "account": "Vu avec les secours (démo)"},
    "EmergencyChoice": {"allowed": True, "scope": {"categories": ["health"]}},
    "LoadRegister": {"path": "etalab-finess.csv"},
}
