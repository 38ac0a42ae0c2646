"""The directory's table of contents: what can be asked of it."""

from __future__ import annotations

from services.directory.application.accept_contact import accept_contact
from services.directory.application.add_member import add_member
from services.directory.application.decline_contact import decline_contact
from services.directory.application.find_professionals import find_professionals
from services.directory.application.form_team import form_team
from services.directory.application.get_names import get_names
from services.directory.application.get_organisation import get_organisation
from services.directory.application.get_professional import get_professional
from services.directory.application.list_contacts import list_contacts
from services.directory.application.list_my_organisations import list_my_organisations
from services.directory.application.register_organisation import register_organisation
from services.directory.application.register_professional import register_professional
from services.directory.application.remove_member import remove_member
from services.directory.application.request_contact import request_contact
from services.directory.application.retire_professional import retire_professional
from services.directory.application.sever_contact import sever_contact
from services.directory.application.verify_professional import verify_professional
from services.directory.application.withdraw_contact import withdraw_contact
from services.directory.wiring import build
from shared.contracts import directory as d
from shared.contracts.directory_leaving import RetireProfessional
from shared.contracts.directory_names import GetNames, NamedProfessionals
from shared.contracts.ingest import Place
from shared.contracts.shapes import Done, FeedPage
from shared.rpc.call import Call
from shared.rpc.methods import rpc, wired


class DirectoryService:
    """Professionals, organisations, contact links, and the search of places."""

    name = "directory"
    uses = wired(build)

    @rpc
    def register_professional(self, request: d.RegisterProfessional, call: Call) -> Done:
        return register_professional(self.uses, request, call)

    @rpc
    def retire_professional(self, request: RetireProfessional, call: Call) -> Done:
        return retire_professional(self.uses, request, call)

    @rpc
    def verify_professional(self, request: d.VerifyProfessional, call: Call) -> Done:
        return verify_professional(self.uses, request, call)

    @rpc
    def get_professional(self, request: d.GetProfessional, call: Call) -> d.ProfessionalCard:
        return get_professional(self.uses, request, call)

    @rpc
    def get_names(self, request: GetNames, call: Call) -> NamedProfessionals:
        return get_names(self.uses, request, call)

    @rpc
    def find_professionals(self, request: d.FindProfessionals, call: Call) -> d.ProfessionalCards:
        return find_professionals(self.uses, request, call)

    @rpc
    def register_organisation(self, request: d.RegisterOrganisation, call: Call) -> Done:
        return register_organisation(self.uses, request, call)

    @rpc
    def form_team(self, request: d.FormTeam, call: Call) -> Done:
        return form_team(self.uses, request, call)

    @rpc
    def add_member(self, request: d.AddMember, call: Call) -> Done:
        return add_member(self.uses, request, call)

    @rpc
    def remove_member(self, request: d.RemoveMember, call: Call) -> Done:
        return remove_member(self.uses, request, call)

    @rpc
    def get_organisation(self, request: d.GetOrganisation, call: Call) -> d.Organisation:
        return get_organisation(self.uses, request, call)

    @rpc
    def list_my_organisations(self, request: d.ListMyOrganisations, call: Call) -> d.Organisations:
        return list_my_organisations(self.uses, request, call)

    @rpc
    def request_contact(self, request: d.RequestContact, call: Call) -> Done:
        return request_contact(self.uses, request, call)

    @rpc
    def accept_contact(self, request: d.AcceptContact, call: Call) -> Done:
        return accept_contact(self.uses, request, call)

    @rpc
    def decline_contact(self, request: d.DeclineContact, call: Call) -> Done:
        return decline_contact(self.uses, request, call)

    @rpc
    def withdraw_contact(self, request: d.WithdrawContact, call: Call) -> Done:
        return withdraw_contact(self.uses, request, call)

    @rpc
    def sever_contact(self, request: d.SeverContact, call: Call) -> Done:
        return sever_contact(self.uses, request, call)

    @rpc
    def list_contacts(self, request: d.ListContacts, call: Call) -> d.ContactLinks:
        return list_contacts(self.uses, request, call)

    @rpc
    def find_places(self, request: d.FindPlaces, call: Call) -> d.FoundPlaces:  # public values
        return self.uses.place_index.search(request)

    @rpc
    def get_place(self, request: d.GetPlace, call: Call) -> Place:  # public values
        return self.uses.places.get(request.source, request.id)

    @rpc
    def read_facts(self, request: d.ReadFacts, call: Call) -> FeedPage:  # no personal data in facts
        return self.uses.log.read_facts(request.after, request.limit)
