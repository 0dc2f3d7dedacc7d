"""Calling other machines: resolved once, every address judged, connected to the address that was judged (S10).

Addresses of this machine, of the house and of the network's own services are refused, unless the environment names them
(`SHOUWEN_INTRANET`): a form where a host is typed must not become a way to look around inside.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Collection

from django.conf import settings
from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Unacceptable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Inner networks that Python (some releases of it) takes for global: services of clouds, tunnels, old site addresses.
INNER = tuple(
    map(
        ipaddress.ip_network,
        ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "2001::/23", "5f00::/16", "fec0::/10"),
    )
)


def trusted() -> ssl.SSLContext:
    """Whose certificates are believed: the machine's authorities, and those of the house (`SHOUWEN_AUTHORITIES`).

    `OSError` when the file of the house cannot be read: then nobody is called, rather than fewer checked.
    """
    context = ssl.create_default_context()
    if settings.AUTHORITIES:
        try:
            context.load_verify_locations(cafile=settings.AUTHORITIES)
        except (OSError, ValueError) as problem:
            raise OSError(_("SHOUWEN_AUTHORITIES 里写的证书文件读不出。")) from problem
    return context


def dial(host: str, port: int, timeout: float, ports: Collection[int] = ()) -> socket.socket:
    """A connected socket; `Unacceptable` when the host may not be called, `OSError` when it does not answer.

    Outside the house only `ports` are called, when given: a form is no way to look for doors of others either.
    """
    problem: OSError | None = None
    for address in resolve(host, port, ports):
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError as failed:
            problem = failed
    raise problem or OSError(_("没有地址可连。"))


def resolve(host: str, port: int, ports: Collection[int] = ()) -> list[Address]:
    """Addresses of the host, every one of them allowed."""
    name = host.strip().rstrip(".").lower()
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise OSError(_("找不到服务器 %(host)s。") % {"host": host}) from problem
    addresses = [ipaddress.ip_address(str(row[4][0]).split("%")[0]) for row in found]
    if not addresses or not all(_may_call(name, address) for address in addresses):
        sentence = _("不能连接 %(host)s：它是本机或内网地址。内网邮件服务器要先由管理员在 SHOUWEN_INTRANET 里写明。")
        raise Unacceptable(sentence % {"host": host})
    if ports and port not in ports and not all(_is_named(name, _plain(address)) for address in addresses):
        sentence = _(
            "不能连接 %(host)s 的 %(port)s 端口：不是常用端口。要用它，先由管理员在 SHOUWEN_INTRANET 里写明这台服务器。"
        )
        raise Unacceptable(sentence % {"host": host, "port": port})
    return list(dict.fromkeys(addresses))


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, if there is one."""
    return (
        getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or _translated(address) or address
    )


def _may_call(name: str, address: Address) -> bool:
    plain = _plain(address)
    if _is_named(name, plain):
        return True
    if any(plain in network for network in INNER if network.version == plain.version):
        return False
    return bool(plain.is_global) and not plain.is_multicast and not plain.is_reserved


def _translated(address: Address) -> Address | None:
    """The IPv4 address behind NAT64 (`64:ff9b::/96`)."""
    if address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_named(name: str, address: Address) -> bool:
    for allowed in settings.INTRANET:
        if allowed.lower() == name:
            return True
        try:
            network = ipaddress.ip_network(allowed, strict=False)
        except ValueError:
            continue
        if address.version == network.version and address in network:
            return True
    return False
