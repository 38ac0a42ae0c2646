"""Load a register: read the file under a new vintage's id, judge it whole, compare, then say so in one
append.

The rows are written first and mean nothing until the append: a crash between the two leaves a vintage that
no one can read, forgotten at a later load. The same file again changes nothing and tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from services.ingest.application.carry_over import carry_over
from services.ingest.application.find_file import find_file
from services.ingest.application.ports import OpenRegister, RegisterFile, VintageStore
from services.ingest.application.take_rows import Taken, Target, take_rows
from services.ingest.application.tell_difference import DIFFERENCES_MAX, changes, how_many
from services.ingest.domain.acceptance import Tally, accept
from services.ingest.domain.difference import Difference, Known, PlaceChange, compare, latest
from services.ingest.domain.register import RefusedRefresh, Register, Vintage
from services.ingest.domain.rows import Refusal
from shared.clock import Clock
from shared.contracts.ingest import LoadRegister, PlaceFact, RefreshCompleted, RegisterReport
from shared.contracts.shapes import Fact
from shared.eventstore.change import Change
from shared.ids import new_id
from shared.problems import Refused
from shared.rpc.call import Call

DEFAULT_SOURCE = "finess"  # whose register a file is counted against when it isn't recognised
ORPHAN_AFTER = timedelta(
    hours=1
)  # no load lasts that long: a vintage begun before and never loaded is forgotten
TellPlace = Callable[[PlaceChange, date], PlaceFact | None]


@dataclass(frozen=True)
class Loading:
    """One file being loaded: what is asked, what it is, the register it belongs to, the id its rows go
    under."""

    request: LoadRegister
    file: RegisterFile
    register: Register
    vintage: str

    @property
    def last(self) -> Vintage | None:
        return self.register.current.get(self.file.extent)


class RegisterLoader:
    """Decides one load; the event log stores what it decided. `tell` makes the fact of one place that
    changed."""

    def __init__(
        self,
        find_register: Callable[[str], Register | None],
        open_register: OpenRegister,
        store: VintageStore,
        tell: TellPlace,
        clock: Clock,
        inbox: Path,
    ) -> None:
        self._find_register = find_register
        self._open = open_register
        self._store = store
        self._tell = tell
        self._clock = clock
        self._inbox = inbox

    def load_register(self, request: LoadRegister, call: Call) -> Change:
        """See `contracts.ingest.LoadRegister`. Raises NotAllowed, InvalidInput."""
        path = find_file(request.path, self._inbox, call.actor)
        try:
            file = self._open(path, request.extent)
        except Refusal as refusal:
            return self._refused(self._register(DEFAULT_SOURCE), request.extent, "", refusal)
        register = self._register(file.source)
        if register.holds(file.extent, file.sha256):
            return Change(reply=_unchanged(register.current[file.extent], file))
        self._forget_what_no_one_reads(register)
        loading = Loading(request, file, register, str(new_id()))
        self._store.begin(loading.vintage, file.source, self._clock.now())
        try:
            return self._loaded(loading)
        except Refusal as refusal:
            self._store.drop(loading.vintage)
            return self._refused(register, file.extent, file.sha256, refusal)

    def _register(self, source: str) -> Register:
        return self._find_register(source) or Register(source=source)

    def _loaded(self, loading: Loading) -> Change:
        today = self._clock.now().date()
        stated = loading.request.as_of or loading.file.as_of
        target = Target(loading.vintage, stated or date.min, loading.register.order_of_next(), today)
        taken = take_rows(loading.file.rows(), target, self._store)
        tally = Tally(stated or taken.latest, len(taken.rows), taken.rejections, taken.rejected)
        as_of = accept(tally, loading.last, today, loading.request.accept_fewer)
        if stated is None:
            taken.date_all(as_of)
            self._store.date_rows(loading.vintage, as_of)
        return self._compared(loading, taken, as_of)

    def _compared(self, loading: Loading, taken: Taken, as_of: date) -> Change:
        register, store, extent = loading.register, self._store, loading.file.extent
        others = latest(*(store.known(v.id) for e, v in register.current.items() if e != extent))
        own = dict(store.known(loading.last.id)) if loading.last else {}
        before = latest(others.items(), own.items())
        absent = Known(loading.vintage, as_of, register.order_of_next(), b"", "closed")
        carried = carry_over(own, taken, absent, store)
        difference = compare(before, others, taken.rows | carried)
        store.overrule(loading.vintage, difference.overruled)
        announced = loading.last is None or how_many(difference) > DIFFERENCES_MAX
        report = _report(loading, taken, as_of, difference)
        facts: list[Fact] = []
        if not announced:
            told = changes(difference, before, loading.vintage, carried, store)
            facts = [fact for change in told if (fact := self._tell(change, as_of)) is not None]
            facts.append(_completed(report))
        register.load(
            Vintage(
                id=loading.vintage,
                extent=extent,
                as_of=as_of,
                sha256=loading.file.sha256,
                places=len(taken.rows),
                loaded_at=self._clock.now(),
                order=register.order_of_next(),
                announced=announced,
            )
        )
        return Change(reply=report, aggregates=[register], facts=facts)

    def _refused(self, register: Register, extent: str, sha256: str, refusal: Refusal) -> Change:
        register.refuse(
            RefusedRefresh(
                extent=extent,
                sha256=sha256,
                reasons=tuple(reason.code for reason in refusal.reasons),
                lines=tuple(reason.line for reason in refusal.reasons),
                at=self._clock.now(),
            )
        )
        problem = Refused(
            "register_refused",
            f"Registre refusé, le dernier bon est gardé : {refusal.told()}.",
            reasons=[{"line": reason.line, "code": reason.code} for reason in refusal.reasons],
        )
        return Change(aggregates=[register], refusal=problem)

    def _forget_what_no_one_reads(self, register: Register) -> None:
        kept = {vintage.id for vintage in register.current.values()} | register.announced
        self._store.drop_others(register.source, sorted(kept), self._clock.now() - ORPHAN_AFTER)


def _unchanged(vintage: Vintage, file: RegisterFile) -> RegisterReport:
    return RegisterReport(
        outcome="unchanged",
        source=file.source,
        extent=vintage.extent,
        vintage=vintage.id,
        as_of=vintage.as_of,
        unchanged=vintage.places,
    )


def _report(loading: Loading, taken: Taken, as_of: date, difference: Difference) -> RegisterReport:
    return RegisterReport(
        outcome="refreshed" if loading.last else "loaded",
        source=loading.file.source,
        extent=loading.file.extent,
        vintage=loading.vintage,
        as_of=as_of,
        registered=difference.count("registered"),
        amended=difference.count("amended"),
        closed=difference.count("closed"),
        reopened=difference.count("reopened"),
        unchanged=difference.count("unchanged"),
        rejected=taken.rejected,
        warnings=dict(taken.warnings),
        remarks=taken.remarks(),
    )


def _completed(report: RegisterReport) -> RefreshCompleted:
    return RefreshCompleted(
        source=report.source,
        extent=report.extent,
        vintage=report.vintage,
        as_of=report.as_of,
        registered=report.registered,
        amended=report.amended,
        closed=report.closed,
        reopened=report.reopened,
        unchanged=report.unchanged,
        rejected=report.rejected,
    )
