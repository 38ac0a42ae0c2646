"""A person in front of the API: signs in, calls, keeps the position token so as to read their own writes."""

from __future__ import annotations

import time
from typing import Any

import requests

HTTP_TIMEOUT_S = 60.0
SOON = ("memberships_stale",)  # refusals that pass by themselves
SOON_MAX_S = 45.0
SOON_PAUSE_S = 0.2


class ApiProblemError(Exception):
    """A refusal of the API (RFC 9457)."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(
            f"{status} {body.get('code', '')} {body.get('field', '')} {body.get('detail', '')}".strip()
        )
        self.status = status
        self.code = str(body.get("code", ""))
        self.field = str(body.get("field", ""))
        self.detail = str(body.get("detail", ""))


class Client:
    """One person's session with the gateway at `base_url`."""

    def __init__(self, base_url: str, credentials: dict[str, str] | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self.credentials = credentials
        self.id = ""
        self._http = requests.Session()

    def sign_in(self, **credentials: str) -> None:
        """By e-mail and password, or by card and pin."""
        self._http.headers.pop("Authorization", None)
        answer = self.call("POST", "/sessions", json={**credentials, "bearer": True})
        self.credentials = credentials
        self.accept(answer["account"]["id"], answer["token"])

    def accept(self, account_id: str, token: str) -> None:
        self.id = account_id
        self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, json={} if body is None else body)

    def delete(self, path: str, body: Any = None) -> Any:
        return self.call("DELETE", path, json=body)

    def upload(self, path: str, content: bytes, **params: str) -> Any:
        headers = {"Content-Type": "application/octet-stream"}
        return self.call("POST", path, data=content, params=params, headers=headers)

    def download(self, path: str, method: str = "GET", **params: str) -> bytes:
        return self._send(method, path, params=params).content

    def page(self, path: str) -> str:
        """An HTML page, outside of /api/v1, with the same session."""
        answer = self._http.get(self.base_url + path, timeout=HTTP_TIMEOUT_S)
        answer.raise_for_status()
        return answer.text

    def call(self, method: str, path: str, **parts: Any) -> Any:
        answer = self._send(method, path, **parts)
        return answer.json() if answer.content else {}

    def _send(self, method: str, path: str, **parts: Any) -> requests.Response:
        answer = self._patient_request(method, path, **parts)
        if answer.status_code == 401 and self.credentials and path != "/sessions":
            self.sign_in(**self.credentials)
            answer = self._request(method, path, **parts)
        if answer.status_code >= 400:
            raise ApiProblemError(answer.status_code, _json_of(answer))
        if position := answer.headers.get("X-Maillon-Position"):
            self._http.headers["X-Maillon-Position"] = position
        return answer

    def _patient_request(self, method: str, path: str, **parts: Any) -> requests.Response:
        """Ask again while the answer is « try again soon »: the clock jumped, or facts still travel."""
        end = time.monotonic() + SOON_MAX_S
        while True:
            answer = self._request(method, path, **parts)
            soon = answer.status_code in (403, 503) and _json_of(answer).get("code") in SOON
            if not soon or time.monotonic() > end:
                return answer
            time.sleep(SOON_PAUSE_S)

    def _request(self, method: str, path: str, **parts: Any) -> requests.Response:
        return self._http.request(method, f"{self.base_url}/api/v1{path}", timeout=HTTP_TIMEOUT_S, **parts)


def _json_of(answer: requests.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {"detail": answer.text[:200]}
    return body if isinstance(body, dict) else {}
