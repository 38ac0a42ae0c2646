"""Where the page goes once its script has sent a paper in pieces: the paper is kept, or why not is told."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, post

from services.gateway.deposit import end_upload
from services.gateway.edge.given import Id
from services.gateway.pages.folders import home
from services.gateway.pages.paper_ends import check_day, note_at_deposit
from services.gateway.pages.vault import back_with
from services.gateway.pages.view import SEE_OTHER, TheView
from shared.problems import Problem


class UploadPages(Controller):
    """One upload's end."""

    path = "/coffre/{vault_id:str}/envois/{upload_id:str}"
    include_in_schema = False

    @post("/", status_code=SEE_OTHER)
    async def end(self, view: TheView, vault_id: Id, upload_id: Id) -> Response[Any]:
        talk, form = view.need("professional", "holder"), await view.form()
        try:
            check_day(form)
            kept = await end_upload(talk, view.parts.blobs, vault_id, upload_id)
            await note_at_deposit(view, vault_id, kept.id, form)
        except Problem as problem:
            return await back_with(view, vault_id, form, problem)
        return view.go(home(view, vault_id), "document_deposited")
