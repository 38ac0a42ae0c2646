"""Who may vouch for a professional (domain rule 12): an operator, a manager of theirs, or a verified
colleague.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional, VerifyingMeans
from shared.problems import NotAllowed


def means_of_verifying(
    verifier: Professional, professional: Professional, shared: Iterable[Organisation]
) -> VerifyingMeans:
    """In what capacity `verifier` may vouch for `professional`; `shared` are organisations both may belong
    to.

    Raises `not_allowed:unverified` when the verifier is not verified, `not_allowed:not_colleague` when no
    organisation has both, nobody vouching for themselves.
    """
    verifier.must_be_verified()
    one, other = str(verifier.id), str(professional.id)
    roles = [
        organisation.members[one]
        for organisation in shared
        if one != other and one in organisation.members and other in organisation.members
    ]
    if not roles:
        raise NotAllowed(
            "not_colleague",
            "Seul un collègue déjà vérifié ou un responsable de la même structure peut confirmer ce profil.",
        )
    return "manager" if "manager" in roles else "colleague"
