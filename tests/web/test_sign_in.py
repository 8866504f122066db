"""Signing in by the office's own services: a provider of OpenID Connect that runs here, and a directory."""

from __future__ import annotations

import base64
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from office_at_work import PASSWORD, Office

import hegui
from hegui.web import directory as directories
from hegui.web.accounts import MOST_FAILURES
from hegui.web.models import Operation, Session, User
from hegui.web.services import Directory, Provider, from_environment, identity, services

pytest.importorskip("authlib", reason="没有安装 authlib")

CLIENT, SECRET = "hegui", "a secret/with signs"


class ProviderHere:
    """A provider that keeps to the standard, until a test has it do otherwise (`bend`)."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.asked: dict[str, dict[str, str]] = {}
        """What was asked for with each code that is out."""
        self.bend: Callable[[dict[str, Any]], Any] = lambda claims: None
        """Changes the claims of an ID token."""
        self.signed_by = self.key
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def authorize(self, asked: dict[str, str]) -> str:
        """The person signs in there, and is sent back."""
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str], authorization: str) -> dict[str, Any] | None:
        from joserfc import jwt

        asked = self.asked.pop(given["code"], None)
        challenge = base64.urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != given["redirect_uri"]:
            return None
        if base64.b64decode(authorization.removeprefix("Basic ")).decode() != f"{CLIENT}:{SECRET}":
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "7", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        self.bend(claims)
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signed_by)
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    provider: ProviderHere

    def do_GET(self) -> None:
        provider, parts = self.provider, urlsplit(self.path)
        if parts.path == "/authorize":
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", provider.authorize(asked))
            self.end_headers()
        elif parts.path == "/keys":
            self._answer({"keys": [provider.key.as_dict(private=False)]})
        else:
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self._answer({"issuer": provider.issuer} | {key: f"{provider.issuer}/{at}" for key, at in names.items()})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {key: values[0] for key, values in parse_qs(body).items()}
        made = self.provider.token(given, self.headers["Authorization"] or "")
        self._answer(made or {"error": "invalid_grant"}, 200 if made else 400)

    def _answer(self, data: Any, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[ProviderHere]:
    here = ProviderHere()
    threading.Thread(target=here.server.serve_forever, daemon=True).start()
    services.provider = Provider(here.issuer, CLIENT, SECRET)
    yield here
    services.provider = None
    here.server.shutdown()
    here.server.server_close()


def _known(office: Office, account: str = "reviewer", number: str = "7") -> None:
    assert services.provider
    User.objects.filter(account=account).update(identity=identity(services.provider, number))


def _there(client: Client, wanted: str = "") -> str:
    """The way to the provider, and the address with which it sends the person back."""
    import httpx

    answer = client.get(reverse("oidc"), {"next": wanted} if wanted else {})
    assert answer.status_code == 302
    return str(httpx.get(answer.headers["Location"]).headers["Location"])


def _back(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def test_a_person_known_to_the_provider_is_signed_in(office: Office, provider: ProviderHere) -> None:
    _known(office)
    User.objects.filter(account="reviewer").update(must_change=True)
    client = Client(HTTP_USER_AGENT="Firefox")
    answer = _back(client, _there(client, "/rules/"))
    page = answer.content.decode()
    assert (answer.status_code, 'content="0; url=/rules/"' in page) == (200, True)
    assert client.get(reverse("campaigns")).status_code == 200, "the password was not used, and need not be changed"
    session = Session.objects.get(user=office.users["reviewer"])
    assert (session.address, session.program) == ("127.0.0.1", "Firefox")
    last = Operation.objects.latest("pk")
    assert (last.account, last.told) == ("reviewer", "由统一身份认证登录")


def test_a_stranger_gets_no_account(office: Office, provider: ProviderHere) -> None:
    before = User.objects.count()
    client = Client()
    answer = _back(client, _there(client))
    assert (answer.status_code, "还没有对应的账号" in answer.content.decode()) == (403, True)
    assert client.get(reverse("campaigns")).status_code == 302
    assert User.objects.count() == before
    _known(office)
    User.objects.filter(account="reviewer").update(active=False)
    assert _back(client, _there(client)).status_code == 403, "out of use"


def test_what_comes_back_must_be_what_was_asked_for(office: Office, provider: ProviderHere) -> None:
    _known(office)
    client = Client()
    address = _there(client)
    assert _back(Client(), address).status_code == 403, "another browser asked for it"
    assert _back(client, address.replace("state=", "state=x")).status_code == 403
    assert _back(client, address).status_code == 403, "one answer to a question, right or wrong"
    other, mine = _there(Client()), _there(client)
    mixed = mine.replace(parse_qs(urlsplit(mine).query)["code"][0], parse_qs(urlsplit(other).query)["code"][0])
    assert _back(client, mixed).status_code == 403, "the code of another, for which the verifier does not hold"
    client.get(reverse("oidc"))
    assert _back(client, f"{reverse('oidc-back')}?error=access_denied&state=x").status_code == 403
    assert client.get(reverse("campaigns")).status_code == 302


@pytest.mark.parametrize(
    "bent",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_a_token_that_does_not_hold_opens_nothing(office: Office, provider: ProviderHere, bent: dict[str, Any]) -> None:
    _known(office)

    def bend(claims: dict[str, Any]) -> None:
        claims |= bent
        for key in [key for key, value in claims.items() if value is None]:
            del claims[key]

    provider.bend = bend
    client = Client()
    answer = _back(client, _there(client))
    assert (answer.status_code, "没有成功" in answer.content.decode()) == (403, True)
    assert client.get(reverse("campaigns")).status_code == 302


def test_a_token_that_another_has_signed_opens_nothing(office: Office, provider: ProviderHere) -> None:
    from joserfc.jwk import RSAKey

    _known(office)
    provider.signed_by = RSAKey.generate_key(2048, {"kid": "1"})
    client = Client()
    assert _back(client, _there(client)).status_code == 403
    provider.signed_by = provider.key
    assert _back(client, _there(client)).status_code == 200


def test_a_provider_that_is_not_there_is_told_in_the_page(office: Office) -> None:
    services.provider = Provider("http://127.0.0.1:9", CLIENT, SECRET)
    try:
        answer = Client().get(reverse("oidc"))
    finally:
        services.provider = None
    assert (answer.status_code, "没有成功" in answer.content.decode()) == (403, True)
    assert Client().get(reverse("oidc")).status_code == 404, "none is set"


def test_a_login_by_the_provider_leads_nowhere_else(office: Office, provider: ProviderHere) -> None:
    _known(office)
    client = Client()
    page = _back(client, _there(client, "https://elsewhere.example/")).content.decode()
    assert 'url=/"' in page
    assert "elsewhere" not in page


def test_an_administrator_says_who_a_person_is(office: Office, provider: ProviderHere) -> None:
    client, number = office.client("admin"), office.users["reviewer"].pk
    change = reverse("account-change", args=[number])
    assert client.post(change, {"change": "identity", "service": "oidc", "number": "7"}).status_code == 302
    assert 'value="7"' in client.get(reverse("account", args=[number])).content.decode()
    signed = Client()
    assert _back(signed, _there(signed)).status_code == 200
    other = reverse("account-change", args=[office.users["approver"].pk])
    answer = client.post(other, {"change": "identity", "service": "oidc", "number": "7"})
    assert (answer.status_code, "已是别的账号的" in answer.content.decode()) == (400, True)
    client.post(change, {"change": "identity", "service": "oidc", "number": ""})
    assert User.objects.get(pk=number).identity is None


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    """A directory with one person, made up by ldap3 itself."""
    ldap3 = pytest.importorskip("ldap3", reason="没有安装 ldap3")
    server = ldap3.Server("mock", get_info=ldap3.OFFLINE_SLAPD_2_4)
    base = "ou=people,dc=example"
    person = {"uid": "zhangsan", "sn": "张", "userPassword": "mi-ma-1", "objectClass": "inetOrgPerson"}

    def connection(given: Directory, user: str, password: str) -> Any:
        made = ldap3.Connection(server, user or None, password or None, client_strategy=ldap3.MOCK_SYNC)
        made.strategy.add_entry(f"uid=zhangsan,{base}", person)
        made.strategy.add_entry("cn=reader,dc=example", {"userPassword": "du", "cn": "reader", "objectClass": "person"})
        return made

    monkeypatch.setattr(directories, "_connection", connection)
    services.directory = Directory("ldaps://directory.example", base, user="cn=reader,dc=example", password="du")
    yield services.directory
    services.directory = None


def _login(account: str, password: str) -> int:
    return Client().post(reverse("login"), {"account": account, "password": password}).status_code


def test_a_person_of_the_directory_signs_in_with_its_password(office: Office, directory: Directory) -> None:
    assert _login("zhangsan", "mi-ma-1") == 403, "no account"
    User.objects.filter(account="reviewer").update(identity=identity(directory, "zhangsan"))
    assert _login("zhangsan", "mi-ma-1") == 302
    assert _login("reviewer", PASSWORD) == 302, "the own password still does"
    for account, password in (("zhangsan", ""), ("zhangsan", "wrong"), ("*", "mi-ma-1"), ("zhang*", "mi-ma-1")):
        assert _login(account, password) in (200, 403), (account, password)
    assert _login("approver", "mi-ma-1") == 403


class _DirectoryHere(socketserver.BaseRequestHandler):
    """A directory that knows one person, over the wire."""

    PEOPLE: Mapping[str, str] = {"uid=zhangsan,dc=example": "mi-ma-1", "cn=reader,dc=example": "du"}

    open = 0
    all_left = threading.Event()

    def setup(self) -> None:
        _DirectoryHere.open += 1
        self.all_left.clear()

    def finish(self) -> None:
        _DirectoryHere.open -= 1
        if not _DirectoryHere.open:
            self.all_left.set()

    def handle(self) -> None:
        from ldap3.protocol.rfc4511 import LDAPMessage
        from pyasn1.codec.ber import decoder
        from pyasn1.error import SubstrateUnderrunError

        left = b""
        while part := self.request.recv(65536):
            left += part
            while left:
                try:
                    message, left = decoder.decode(left, asn1Spec=LDAPMessage())
                except SubstrateUnderrunError:
                    break
                for answer in self._answers(message):
                    self.request.sendall(answer)

    def _answers(self, message: Any) -> Iterator[bytes]:
        asked = message["protocolOp"]
        number, kind = int(message["messageID"]), asked.getName()
        if kind == "bindRequest":
            name = str(asked["bindRequest"]["name"])
            right = bytes(asked["bindRequest"]["authentication"]["simple"]).decode() == self.PEOPLE.get(name)
            yield _ldap(number, 0x61, _done(0 if right else 49))
        elif kind == "searchRequest":
            wanted = asked["searchRequest"]["filter"]
            found = wanted.getName() == "equalityMatch" and str(wanted["equalityMatch"]["assertionValue"])
            if found == "zhangsan":
                value = _part(0x30, _part(0x04, b"uid") + _part(0x31, _part(0x04, b"zhangsan")))
                yield _ldap(number, 0x64, _part(0x04, b"uid=zhangsan,dc=example") + _part(0x30, value))
            yield _ldap(number, 0x65, _done(0))


def _part(tag: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


def _done(code: int) -> bytes:
    return _part(0x0A, bytes([code])) + _part(0x04, b"") + _part(0x04, b"")


def _ldap(number: int, tag: int, content: bytes) -> bytes:
    return _part(0x30, _part(0x02, bytes([number])) + _part(tag, content))


def test_a_directory_is_asked_over_the_wire(office: Office) -> None:
    pytest.importorskip("ldap3", reason="没有安装 ldap3")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _DirectoryHere) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"ldap://127.0.0.1:{server.server_address[1]}"
        known = Directory(address, "dc=example", user="cn=reader,dc=example", password="du")
        try:
            found = [directories.find(known, *one) for one in (("zhangsan", "mi-ma-1"), ("zhangsan", "x"), ("li", "y"))]
            assert found == ["zhangsan", None, None]
            assert directories.find(replace(known, password="wrong"), "zhangsan", "mi-ma-1") is None
            assert _DirectoryHere.all_left.wait(60), "every connection was closed"
        finally:
            server.shutdown()
    assert directories.find(known, "zhangsan", "mi-ma-1") is None, "it is no longer there"


def test_wrong_passwords_of_the_directory_lock_the_account(office: Office, directory: Directory) -> None:
    User.objects.filter(account="reviewer").update(identity=identity(directory, "zhangsan"))
    for _ in range(MOST_FAILURES):
        assert _login("zhangsan", "wrong") == 403
    assert _login("zhangsan", "mi-ma-1") == 403
    assert _login("reviewer", PASSWORD) == 403


def test_a_directory_that_breaks_opens_nothing(office: Office, directory: Directory, monkeypatch: Any) -> None:
    User.objects.filter(account="reviewer").update(identity=identity(directory, "zhangsan"))
    monkeypatch.setattr(directories, "_connection", lambda *_: 1 / 0)
    assert _login("zhangsan", "mi-ma-1") == 403
    assert _login("reviewer", PASSWORD) == 302


def test_services_are_set_by_the_environment(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mi\n", "utf-8")
    oidc = {"HEGUI_OIDC_ISSUER": "https://id.example", "HEGUI_OIDC_CLIENT": "hegui"}
    provider, directory = from_environment({**oidc, "HEGUI_OIDC_SECRET_FILE": str(secret)})
    assert (provider, directory) == (Provider("https://id.example", "hegui", "mi"), None)
    ldap = {"HEGUI_LDAP_ADDRESS": "ldaps://d.example", "HEGUI_LDAP_BASE": "dc=x", "HEGUI_LDAP_NUMBER": "employeeNumber"}
    assert from_environment(ldap) == (None, Directory("ldaps://d.example", "dc=x", number="employeeNumber"))
    assert from_environment({}) == (None, None)
    for wrong, words in (
        (oidc, "HEGUI_OIDC_SECRET"),
        ({**oidc, "HEGUI_OIDC_SECRET": "x", "HEGUI_OIDC_ISSUER": "http://id.example"}, "https://"),
        ({**oidc, "HEGUI_OIDC_SECRET_FILE": str(tmp_path / "没有")}, "读不出来"),
        ({**ldap, "HEGUI_LDAP_FILTER": "(uid=x)"}, "{account}"),
        ({**ldap, "HEGUI_LDAP_ADDRESS": "http://d.example"}, "ldaps://"),
    ):
        with pytest.raises(hegui.UsageError, match=words.replace("{", r"\{")):
            from_environment(wrong)


def test_sessions_are_listed_and_ended(office: Office) -> None:
    data = {"account": "reviewer", "password": PASSWORD}
    here, there = Client(HTTP_USER_AGENT="Firefox"), Client(HTTP_USER_AGENT="<b>Edge</b>")
    for client in (here, there):
        assert client.post(reverse("login"), data).status_code == 302
    page = here.get(reverse("sessions")).content.decode()
    assert all(words in page for words in ("Firefox", "&lt;b&gt;Edge", "127.0.0.1", "本次登录"))
    assert not any(one.session_key in page for one in Session.objects.all())
    other = next(one for one in Session.objects.all() if "Edge" in one.program)
    assert here.post(reverse("sessions"), {"session": other.digest}).status_code == 302
    assert there.get(reverse("campaigns")).status_code == 302
    assert here.get(reverse("campaigns")).status_code == 200
    there.post(reverse("login"), data)
    here.post(reverse("sessions"))
    assert there.get(reverse("campaigns")).status_code == 302, "all but this one"
    assert here.get(reverse("campaigns")).status_code == 200


def test_nobody_ends_the_session_of_another(office: Office) -> None:
    mine, other = office.client("reviewer"), office.client("approver")
    digest = Session.objects.get(user=office.users["approver"]).digest
    mine.post(reverse("sessions"), {"session": digest})
    assert other.get(reverse("campaigns")).status_code == 200
    change = reverse("account-change", args=[office.users["approver"].pk])
    assert digest in office.client("admin").get(reverse("account", args=[office.users["approver"].pk])).content.decode()
    assert office.client("admin").post(change, {"change": "end-one", "session": digest}).status_code == 302
    assert other.get(reverse("campaigns")).status_code == 302
