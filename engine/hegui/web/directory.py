"""Signing in by an LDAP directory: the person is looked for, and the password tried there."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from hegui.web.services import Directory, is_here

_PATIENCE = 10
"""Seconds to wait for the directory."""
_log = logging.getLogger("hegui.web")


def find(directory: Directory, account: str, password: str) -> str | None:
    """The number of the person whose password this is; None for nobody, and where the directory does not answer."""
    if not account or not password:  # a directory takes an empty password for asking nothing
        return None
    try:
        return _find(directory, account, password)
    except Exception as error:  # LDAP's, and those of the connection
        _log.error("ldap: %s: %s", type(error).__name__, error)
        return None


def _find(directory: Directory, account: str, password: str) -> str | None:
    from ldap3.utils.conv import escape_filter_chars

    wanted = directory.filter.replace("{account}", escape_filter_chars(account))
    with _connected(directory, directory.user, directory.password) as looking:
        if not looking.bind():
            raise ValueError("the directory refuses who looks for persons")
        looking.search(directory.base, wanted, attributes=[directory.number], size_limit=2)
        found = [one for one in looking.entries if one[directory.number].value]
    if len(found) != 1:
        return None
    with _connected(directory, found[0].entry_dn, password) as trying:
        return str(found[0][directory.number].value) if trying.bind() else None


@contextmanager
def _connected(directory: Directory, user: str, password: str) -> Iterator[Any]:
    """A connection that is closed at the end, whatever the directory said."""
    connection = _connection(directory, user, password)
    try:
        yield connection
    finally:
        connection.unbind()


def _connection(directory: Directory, user: str, password: str) -> Any:
    """A connection, not bound yet; what leaves this machine is encrypted."""
    import ldap3

    parts = urlsplit(directory.address)
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=directory.authority)
    server = ldap3.Server(directory.address, get_info=ldap3.NONE, connect_timeout=_PATIENCE, tls=tls)
    secret = parts.scheme == "ldaps" or is_here(parts.hostname)
    connection = ldap3.Connection(
        server,
        user or None,
        password or None,
        authentication=ldap3.SIMPLE if user else ldap3.ANONYMOUS,
        auto_bind=ldap3.AUTO_BIND_NONE,
        receive_timeout=_PATIENCE,
        read_only=True,
    )
    if not secret:
        connection.open()
        if not connection.start_tls():
            raise ValueError("the directory does not encrypt")
    return connection
