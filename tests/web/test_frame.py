"""Headers of every answer, the language of the page, and what another site cannot make a browser do."""

from __future__ import annotations

import base64
import hashlib
import re

import httpx
import pytest
from starlette.datastructures import Headers

from web.frame import content_policy
from web.language import safe_target
from web.origin import is_own

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(base_url=server) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/tools", "/methods", "/s/unknown", "/s/unknown.json", "/healthz", "/_stcore/health", "/language/fi"]
)
def test_every_answer_carries_the_headers(client, path):
    headers = client.get(path, headers=PAGE).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_app_page_allows_its_own_scripts_only(client):
    answer = client.get("/", headers=PAGE)
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"].split()
    inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    assert inline, "the page has the inline script that the policy speaks of"
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy["script-src"]


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("", "en-GB,en", "en"),
        ("", "fi", "fi"),
        ("", "", "fi"),
        ("en", "fi", "en"),
        ("fi", "en", "fi"),
        ('"><x', "en", "en"),
    ],
)
def test_the_page_names_its_language(server, cookie, accepted, language):
    headers = {**PAGE, "Accept-Language": accepted, "Cookie": f"puntari_language={cookie}"}
    answer = httpx.get(f"{server}/tools", headers=headers)
    assert f'<html lang="{language}">' in answer.text
    assert "<title>Puntari</title>" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_kept_page_is_not_reused_in_the_other_language(server):
    """The page depends on a cookie: a browser that asks "has it changed?" gets it whole."""
    headers = {**PAGE, "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert httpx.get(server, headers=headers).status_code == 200


def test_choosing_a_language_sets_a_cookie_and_leads_back(client):
    answer = client.get("/language/en", params={"next": "/tools?id=a&step=result"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/tools?id=a&step=result"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("puntari_language=en;")
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert client.get("/language/sv").status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.example",
        "",
        "/" + "a" * 3000,
    ],
)
def test_no_way_out_through_the_language_switch(target):
    assert safe_target(target) == "/"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_unsafe_requests_from_elsewhere_are_refused(client, method, headers):
    answer = client.request(method, "/_stcore/upload_file/x/y", headers=headers)
    assert answer.status_code == 403
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_requests_of_our_own_page_pass():
    own = {"host": "puntari.example", "origin": "https://puntari.example", "sec-fetch-site": "same-origin"}
    assert is_own(Headers(own))
    assert is_own(Headers({"host": "puntari.example"}))
    assert is_own(Headers({"host": "inner:8501", "x-forwarded-host": "p.example", "origin": "https://p.example"}))
    assert not is_own(Headers({"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:3000"}))


def test_a_websocket_from_elsewhere_is_refused(server):
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
    }
    foreign = httpx.get(f"{server}/_stcore/stream", headers={**handshake, "Origin": "http://localhost:1"})
    assert foreign.status_code == 403


def test_a_foreign_name_for_this_server_is_refused(server):
    """A page elsewhere whose name was pointed at this machine does not reach the app."""
    handshake = {
        "Host": "evil.example",
        "Origin": "http://evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
    }
    assert httpx.get(f"{server}/_stcore/stream", headers=handshake).status_code == 403


def test_a_strange_host_does_not_enter_the_policy():
    assert "evil" not in content_policy(b"", "evil; script-src *")


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/"])
def test_metrics_are_closed(client, path):
    assert client.get(path).status_code == 404


def test_the_agent_interface_is_off(client):
    assert client.post("/_stcore/agent/interact", json={}).status_code == 403
