"""A form where a host is typed is no way into the house: no connection leaves, however the host is written (S10)."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import pytest

from shouwen.kernel import outbound
from shouwen.kernel.refusals import Unacceptable

PUBLIC = "93.184.216.34"
NO_WAY_IN = [
    "127.0.0.1", "127.1", "127.255.255.254", "localhost", "LOCALHOST.", " localhost ",
    "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001", "0177.0.0.1", "127.0.0.01",
    "0", "0.0.0.0", "0x0", "255.255.255.255", "240.0.0.1", "224.0.0.1",
    "10.0.0.8", "167772168", "012.0.0.8", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0xc0a80101", "3232235777",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "100.100.100.200", "100.64.0.1", "192.0.0.192", "198.18.0.1",
    "::", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::ffff:10.0.0.8",
    "::127.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1",
    "2001:0:7f00:1::", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1",
    "[::1]", "user@127.0.0.1", "imap.example.com@127.0.0.1", "127.0.0.1:993", "http://127.0.0.1/", "127.0.0.1/",
    "127.0.0.1\r\n", "127.0.0.1\x00.example.com", "127.0.0.1#.example.com", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "",
]  # fmt: skip


@pytest.fixture(autouse=True)
def calls(monkeypatch: Any, settings: Any) -> list[Any]:
    """Where a connection would have gone: every way Python connects by ends in one of these."""
    settings.INTRANET = []
    made: list[Any] = []

    def record(line: Any, address: Any) -> None:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", record)
    monkeypatch.setattr(socket.socket, "connect_ex", record)
    return made


def names(monkeypatch: Any, *answers: Any) -> list[str]:
    """A name server that says these one after another; the last again and again. Gives what it was asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        try:
            return real(host, port, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)
        except OSError:
            answer = answers[min(len(asked), len(answers) - 1)]
            asked.append(host)
            if answer is None:
                raise socket.gaierror("not found") from None
            families = [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in answer]
            return [(family, socket.SOCK_STREAM, 6, "", (each, port)) for family, each in families]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("host", NO_WAY_IN)
def test_no_spelling_of_an_inner_address_is_called(calls: list[Any], host: str) -> None:
    with pytest.raises((Unacceptable, OSError)):
        outbound.dial(host, 993, 1)
    assert calls == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8", "fd00::1"])
def test_a_name_that_leads_inside_is_not_called(monkeypatch: Any, calls: list[Any], address: str) -> None:
    names(monkeypatch, [address])
    with pytest.raises(Unacceptable):
        outbound.dial("imap.evil.example", 993, 1)
    assert calls == []


def test_a_name_with_one_inner_address_among_others_is_not_called(monkeypatch: Any, calls: list[Any]) -> None:
    names(monkeypatch, [PUBLIC, "127.0.0.1"])
    with pytest.raises(Unacceptable):
        outbound.dial("imap.evil.example", 993, 1)
    assert calls == []


def test_the_address_that_was_judged_is_the_one_that_is_called(monkeypatch: Any, calls: list[Any]) -> None:
    """A name server that says something else the second time is not asked a second time."""
    asked = names(monkeypatch, [PUBLIC], ["127.0.0.1"])
    with pytest.raises(ConnectionRefusedError):
        outbound.dial("imap.rebound.example", 993, 1)
    assert (calls, asked) == ([(PUBLIC, 993)], ["imap.rebound.example"])
    with pytest.raises(Unacceptable):
        outbound.dial("imap.rebound.example", 993, 1)
    assert len(calls) == 1


def test_a_name_that_is_found_only_later_is_judged_then(monkeypatch: Any, calls: list[Any]) -> None:
    names(monkeypatch, None, ["10.0.0.8"])
    with pytest.raises(OSError, match="找不到"):
        outbound.dial("imap.late.example", 993, 1)
    with pytest.raises(Unacceptable):
        outbound.dial("imap.late.example", 993, 1)
    assert calls == []


@pytest.mark.parametrize("port", [22, 80, 443, 2375, 3306, 5432, 6379, 9200, 11211])
def test_another_houses_doors_are_not_tried(monkeypatch: Any, calls: list[Any], port: int) -> None:
    names(monkeypatch, [PUBLIC])
    with pytest.raises(Unacceptable):
        outbound.dial("imap.example.com", port, 1, ports={143, 993})
    assert calls == []
    with pytest.raises(ConnectionRefusedError):
        outbound.dial("imap.example.com", 993, 1, ports={143, 993})
    assert calls == [(PUBLIC, 993)]


@pytest.mark.parametrize("named", ["mail.corp", "10.1.0.0/16", "10.1.2.3"])
def test_what_the_house_names_is_called_at_any_port(
    monkeypatch: Any, calls: list[Any], settings: Any, named: str
) -> None:
    settings.INTRANET = [named]
    names(monkeypatch, ["10.1.2.3"])
    with pytest.raises(ConnectionRefusedError):
        outbound.dial("Mail.corp", 10993, 1, ports={993})
    assert calls == [("10.1.2.3", 10993)]


def test_naming_one_server_of_the_house_opens_no_other(monkeypatch: Any, calls: list[Any], settings: Any) -> None:
    settings.INTRANET = ["mail.corp"]
    names(monkeypatch, ["10.1.2.3"])
    for host in ("10.1.2.3", "mail.corp.evil.example", "evil-mail.corp"):
        with pytest.raises(Unacceptable):
            outbound.dial(host, 993, 1)
    assert calls == []


def test_the_houses_authority_is_trusted_beside_the_others(settings: Any, tmp_path: Any) -> None:
    from tests.mail import certificates

    settings.AUTHORITIES = ""
    before = len(outbound.trusted().get_ca_certs())
    certificates.write(tmp_path)
    settings.AUTHORITIES = str(tmp_path / "authority.pem")
    context = outbound.trusted()
    assert len(context.get_ca_certs()) == before + 1
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    for wrong in (tmp_path / "none.pem", tmp_path / "server.key"):
        settings.AUTHORITIES = str(wrong)
        with pytest.raises(OSError, match="SHOUWEN_AUTHORITIES"):
            outbound.trusted()
