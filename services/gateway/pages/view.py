"""What a page handler works with: who is there, the talk, the words, and how to answer."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from litestar import MediaType, Response
from litestar.di import NamedDependency
from litestar.response import Redirect

from services.gateway.edge.cookies import LANGUAGE, Cookies, read_cookie
from services.gateway.edge.talk import Talk
from services.gateway.edge.visitor import AnyRequest, need_kind, token_of
from services.gateway.identity.gate import Gate
from services.gateway.pages.form import Form, read_form
from services.gateway.pages.renderer import Renderer
from services.gateway.pages.words import Words, choose_language
from services.gateway.parts import Parts
from services.gateway.refusals import not_signed_in, session_expired
from shared.problems import Problem

Page = Response[str]
SEE_OTHER: Final = 303


class View:
    """One request for a page."""

    def __init__(
        self,
        request: AnyRequest,
        renderer: Renderer,
        parts: Parts,
        gate: Gate,
        jar: Cookies,
        talk: Talk,
        words: Words,
    ) -> None:
        self.request, self.renderer, self.parts, self.gate, self.jar = request, renderer, parts, gate, jar
        self.talk, self.words = talk, words

    @property
    def kind(self) -> str:
        """The visitor's kind of account, `anonymous` when nobody is signed in."""
        return self.talk.actor.kind

    def need(self, *kinds: str) -> Talk:
        """The talk of someone signed in. Raises NotSignedIn, or NotAllowed for another kind of account."""
        session = self.talk.session
        if session is None or session.expired:
            raise session_expired() if token_of(self.request) else not_signed_in()
        need_kind(self.talk, *kinds)
        return self.talk

    async def form(self) -> Form:
        """The form sent; its hidden key becomes the talk's."""
        form = await read_form(self.request)
        self.talk.key = form.key or self.talk.key
        return form

    def show(
        self, template: str, *, status: int = 200, problem: Problem | None = None, **context: Any
    ) -> Page:
        """A page. `problem`: what was refused in the form shown again."""
        html = self.renderer.render(
            template,
            self.words,
            kind=self.kind,
            path=self.request.url.path,
            done=self._done(),
            problem=problem,
            problem_text=problem_text(problem, self.words) if problem else "",
            **context,
        )
        return Response(html, media_type=MediaType.HTML, status_code=problem.status if problem else status)

    def go(self, path: str, done: str = "") -> Response[Any]:
        """See another page, which says what was done (`done.<code>` of the catalogue)."""
        query = f"?{urlencode({'done': done})}" if done else ""
        return Redirect(path + query, status_code=SEE_OTHER)

    def _done(self) -> str:
        code = self.request.query_params.get("done", "")
        return self.words(f"done.{code}") if self.words.has(f"done.{code}") else ""


def problem_text(problem: Problem, words: Words) -> str:
    """A refusal in plain words, in the reader's language: ours first, then the service's French, then its
    kind.
    """
    own = f"problem.{problem.code}"
    if words.has(own):
        return words(own)
    if words.language == "fr" and problem.detail:
        return problem.detail
    return words(f"problem.kind.{problem.kind}")


def words_for(request: AnyRequest, renderer: Renderer) -> Words:
    """The words of this reader."""
    chosen, accepted = read_cookie(request, LANGUAGE), request.headers.get("accept-language", "")
    return renderer.words[choose_language(chosen, accepted)]


async def provide_view(
    request: AnyRequest,
    renderer: NamedDependency[Renderer],
    parts: NamedDependency[Parts],
    gate: NamedDependency[Gate],
    jar: NamedDependency[Cookies],
    open_talk: NamedDependency[Talk],
) -> View:
    """The view of this request."""
    return View(request, renderer, parts, gate, jar, open_talk, words_for(request, renderer))


TheView = NamedDependency[View]
