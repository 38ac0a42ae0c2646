"""What one professional may see of another: initials always; names between colleagues; coordinates once
linked.
"""

from __future__ import annotations

from typing import Literal

from services.directory.domain.contact_link import ContactLink
from services.directory.domain.professional import Professional

Sight = Literal["initials", "names", "coordinates"]


def sight_of(viewer: Professional | None, seen: Professional, link: ContactLink | None) -> Sight:
    """Decided on the aggregates as they stand now: a link severed a moment ago shows nothing more."""
    if viewer is None:
        return "initials"
    if viewer.id == seen.id:
        return "coordinates"
    if link is not None and link.joins(str(viewer.id), str(seen.id)):
        return "coordinates"
    if set(viewer.organisation_ids) & set(seen.organisation_ids):
        return "names"
    return "initials"
