"""Whether a file that was read may replace what we hold: pure rules over counts and dates, never over one
row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.ingest.domain.register import Vintage
from services.ingest.domain.rows import Refusal, Rejection
from shared.contracts.ingest import Remark

FEWER_ROWS_TENTHS_MAX = 3  # a register doesn't lose 30 % of its places between two vintages; a download does
REJECTED_TENTHS_MAX = 2
REJECTED_ALWAYS_BORNE = 10  # a tiny file may have a few bad lines
TOLD_LINES_MAX = 5
FUTURE_DAYS_MAX = 1  # the source's own clock and zone


@dataclass(frozen=True)
class Tally:
    """What a file was found to hold. `as_of`: None when neither the file nor the operator nor a row dates
    it."""

    as_of: date | None
    places: int
    rejections: Sequence[Rejection]
    rejected: int


def accept(tally: Tally, last: Vintage | None, today: date, accept_fewer: bool) -> date:
    """The vintage's date. Raises Refusal with every reason found (empty, rejected, undated, future, older,
    fewer)."""
    reasons = [*_too_many_rejected(tally), *_badly_dated(tally.as_of, last, today)]
    if last and not accept_fewer and tally.places * 10 <= last.places * (10 - FEWER_ROWS_TENTHS_MAX):
        told = f"{tally.places} établissements au lieu de {last.places} : il en manque plus de 30 %"
        reasons.append(Remark(line=0, code="fewer_rows", detail=told))
    if reasons or tally.as_of is None:
        raise Refusal(*reasons)
    return tally.as_of


def _too_many_rejected(tally: Tally) -> list[Remark]:
    if not tally.places and not tally.rejected:
        return [Remark(line=0, code="empty", detail="le fichier ne nomme aucun établissement")]
    many = tally.rejected > REJECTED_ALWAYS_BORNE
    if tally.places and not (many and tally.rejected * 10 > tally.places * REJECTED_TENTHS_MAX):
        return []
    shown = [Remark(line=r.line, code=r.code, detail=r.detail) for r in tally.rejections[:TOLD_LINES_MAX]]
    whole = f"{tally.rejected} lignes rejetées pour {tally.places} lues"
    return [Remark(line=0, code="rejected", detail=whole), *shown]


def _badly_dated(as_of: date | None, last: Vintage | None, today: date) -> list[Remark]:
    if as_of is None:
        return [Remark(line=0, code="undated", detail="rien ne date ce fichier : donnez sa date")]
    if as_of > today + timedelta(days=FUTURE_DAYS_MAX):
        return [
            Remark(line=0, code="future", detail=f"le fichier est daté du {as_of:%d/%m/%Y}, dans l'avenir")
        ]
    if last and as_of < last.as_of:
        told = f"le fichier est du {as_of:%d/%m/%Y}, plus ancien que celui du {last.as_of:%d/%m/%Y}"
        return [Remark(line=0, code="older", detail=told)]
    return []
