"""Signing in by OpenID Connect: the code flow, with PKCE, state and nonce."""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs, urlsplit

import hegui
from hegui.web.services import Provider, is_here

_PATIENCE = 10
"""Seconds to wait for the provider."""
_LEEWAY = 60
"""Seconds by which clocks may differ."""
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that the provider alone can make."""
_FAILED = "统一登录没有成功，请回到登录页再试一次；仍不行的，请技术人员查看服务器上的记录。"
_log = logging.getLogger("hegui.web")


class Memory(NamedTuple):
    """What is remembered between the way there and the way back."""

    state: str
    nonce: str
    verifier: str
    where: str
    """The page that was wanted."""


def begin(provider: Provider, back: str, where: str) -> tuple[str, Memory]:
    """The address at which a person signs in, to come back to `back`. Raises hegui.UsageError."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    memory = Memory(state, nonce, verifier, where)
    try:
        known = _discovered(provider)
        with _client(provider, back) as client:
            address, _ = client.create_authorization_url(
                known["authorization_endpoint"], state=memory.state, nonce=memory.nonce, code_verifier=memory.verifier
            )
    except Exception as error:
        raise _told(error) from None
    return str(address), memory


def finish(provider: Provider, back: str, answer: str, memory: Memory) -> str:
    """Who has signed in, as the provider's claim tells.

    Args:
        answer: The whole address with which the person came back.

    Raises:
        hegui.UsageError: The provider refused, or what it says does not hold.
    """
    given = {key: values[0] for key, values in parse_qs(urlsplit(answer).query).items()}
    try:
        if not hmac.compare_digest(given.get("state", "").encode(), memory.state.encode()):
            raise ValueError("state")
        if given.get("iss", provider.issuer) != provider.issuer:
            raise ValueError("iss")
        if "code" not in given:
            raise ValueError(given.get("error", "code"))
        known = _discovered(provider)
        with _client(provider, back) as client:
            token = client.fetch_token(
                known["token_endpoint"],
                grant_type="authorization_code",
                code=given["code"],
                code_verifier=memory.verifier,
            )
        claims = _claims(provider, known, token, memory)
        number = claims[provider.claim]
        if not isinstance(number, str) or not number:
            raise ValueError(provider.claim)
    except Exception as error:
        raise _told(error) from None
    return number


def _claims(provider: Provider, known: dict[str, Any], token: dict[str, Any], memory: Memory) -> Any:
    """What the ID token says, once its signature, issuer, audience, times and nonce have been found to hold."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet

    keys = KeySet.import_key_set(cast(Any, _fetched(known["jwks_uri"])))
    decoded = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
    essential = {"iss": provider.issuer, "aud": provider.client}
    options = {name: {"essential": True, "value": value} for name, value in essential.items()}
    params = {"nonce": memory.nonce, "client_id": provider.client, "access_token": token.get("access_token")}
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    claims.validate(leeway=_LEEWAY)
    return claims


def _client(provider: Provider, back: str) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client

    scope = "openid" if provider.claim == "sub" else "openid profile email"
    return OAuth2Client(
        provider.client,
        provider.secret,
        scope=scope,
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=_PATIENCE,
        follow_redirects=False,
    )


def _discovered(provider: Provider) -> dict[str, Any]:
    """What the provider says of itself."""
    known = _fetched(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != provider.issuer:
        raise ValueError("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _hold_secret(known[name])
    return known


def _fetched(address: str) -> dict[str, Any]:
    import httpx

    answer = httpx.get(address, timeout=_PATIENCE)
    answer.raise_for_status()
    read: dict[str, Any] = answer.json()
    return read


def _hold_secret(address: str) -> None:
    """Raises ValueError where others could read on the way."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not is_here(parts.hostname):
        raise ValueError(address)


def _told(error: Exception) -> hegui.UsageError:
    _log.warning("oidc: %s: %s", type(error).__name__, error)
    return hegui.UsageError(_FAILED)
