"""Debian's postfix and dovecot as a house would run them, on ports, spool and users of their own in a temporary folder.

A letter handed to postfix lies in a Maildir that dovecot reads. `bin/_mailservers` starts them by hand.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shouwen.kernel.testing import free_port
from tests.mail import certificates

PASSWORD = "mail-of-luda"
USERS = ("kf@luda.example", "kf2@luda.example", "zhang@example.cn", "li@example.cn")
#: What postfix says to these before it has looked at them.
ANSWERS = {"later@example.cn": "451 4.7.1 Greylisted, try again", "never@example.cn": "554 5.7.1 Not wanted here"}
LARGEST = 2_000_000

DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {nobody}
default_login_user = {nobody}
default_internal_group = {group}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
imap_id_log = *
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
mail_location = maildir:{folder}/mail/%d/%n
first_valid_uid = 1
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%d/%n
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener {folder}/queue/auth {{
    mode = 0666
  }}
}}
"""
POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/postfix-data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = {postfix}
setgid_group = {postdrop}
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.luda.example
mydestination =
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtp_dns_support_level = disabled
default_transport = error:no way out of this house
relay_transport = error:no way out of this house
virtual_mailbox_domains = luda.example, example.cn
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
sender_bcc_maps = texthash:{folder}/sent
alias_maps =
alias_database =
message_size_limit = {largest}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/answers, permit_mynetworks,
  permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/queue/auth
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
smtpd_tls_loglevel = 0
tls_random_source = dev:/dev/urandom
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
notify_classes =
"""
SERVICES = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def why_not() -> str:
    """Why they cannot run here; "" when they can."""
    needed = {"dovecot": "dovecot-imapd", "postfix": "postfix"}
    missing = [package for program, package in needed.items() if not shutil.which(program, path=_path())]
    if not missing and not Path("/usr/lib/dovecot/imap").exists():
        missing = ["dovecot-imapd"]
    if missing:
        return f"no mail servers on this machine (apt-get install {' '.join(missing)})"
    return "" if os.geteuid() == 0 else "postfix starts only as root"


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


@dataclass
class Servers:
    """Both servers, their ports, and what lies in their mailboxes."""

    folder: Path
    ports: dict[str, int]
    dovecot: subprocess.Popen[bytes] | None = None
    postfix: subprocess.Popen[bytes] | None = None
    said: list[str] = field(default_factory=list)

    @property
    def authority(self) -> Path:
        """Who vouches for their certificate."""
        return self.folder / "authority.pem"

    def start(self) -> None:
        self.start_dovecot()
        self._run("postfix", "-c", str(self.folder / "postfix"), "check")
        # -d: stays our child, -s: in our session
        command = ["/usr/lib/postfix/sbin/master", "-c", str(self.folder / "postfix"), "-d"]
        self.postfix = self._spawn(*command)
        for name in ("smtp", "submission", "smtps"):
            self._wait(self.ports[name], self.postfix)

    def start_dovecot(self) -> None:
        self.dovecot = self._spawn("dovecot", "-F", "-c", str(self.folder / "dovecot.conf"))
        for name in ("imap", "imaps"):
            self._wait(self.ports[name], self.dovecot)

    def kill_dovecot(self) -> None:
        """All its processes at once, as if the machine had lost its power."""
        if self.dovecot is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.dovecot.pid, signal.SIGKILL)
            self.dovecot.wait(20)
            self.dovecot = None

    def stop(self) -> None:
        for process in (self.postfix, self.dovecot):
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)

    def maildir(self, address: str, folder: str = "") -> Path:
        user, _at, domain = address.partition("@")
        return self.folder / "mail" / domain / user / (f".{folder}" if folder else "")

    def lies(self, address: str, folder: str = "", count: int = 1, within: float = 20) -> list[bytes]:
        """The letters in a mailbox, once there are at least `count`."""
        end = time.monotonic() + within
        while True:
            place = self.maildir(address, folder)
            found = sorted(file for part in ("new", "cur") for file in (place / part).glob("*"))
            if len(found) >= count or time.monotonic() > end:
                assert len(found) >= count, f"{address} has {len(found)} letters:\n{self.log()}"
                return [file.read_bytes() for file in found]
            time.sleep(0.05)

    def empty(self) -> None:
        """Away with every mailbox; dovecot makes them anew, under another UIDVALIDITY."""
        for address in USERS:
            shutil.rmtree(self.maildir(address), ignore_errors=True)

    def log(self) -> str:
        logs = [self.folder / "postfix.log", self.folder / "dovecot.log"]
        return "\n".join(log.read_text(errors="replace")[-3000:] for log in logs if log.exists())

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / "said.log").open("ab") as out:
            environment = {"PATH": _path(), "LANG": "C.UTF-8"}
            return subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env={"PATH": _path()})
        assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"

    def _wait(self, port: int, process: subprocess.Popen[bytes], within: float = 20) -> None:
        end = time.monotonic() + within
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            said = (self.folder / "said.log").read_text(errors="replace")[-2000:]
            assert process.poll() is None, f"it did not start:\n{said}{self.log()}"
            assert time.monotonic() < end, f"port {port} is silent:\n{said}{self.log()}"
            time.sleep(0.05)


def prepare(folder: Path) -> Servers:
    """Writes everything they need below `folder`."""
    import grp
    import pwd

    certificates.write(folder)
    owner = pwd.getpwnam("dovecot" if _is_user("dovecot") else "nobody")
    ports = {name: free_port() for name in ("imap", "imaps", "smtp", "submission", "smtps")}
    values = {"folder": folder, "uid": owner.pw_uid, "gid": owner.pw_gid, "largest": LARGEST, **ports}
    values |= {"nobody": owner.pw_name, "group": grp.getgrgid(owner.pw_gid).gr_name}
    values |= {"postfix": "postfix", "postdrop": "postdrop"}
    for name in ("run", "queue", "postfix-data", "postfix", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "postfix-data", "postfix")
    shutil.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    (folder / "dovecot.conf").write_text(DOVECOT.format(**values))
    (folder / "postfix" / "main.cf").write_text(POSTFIX.format(**values))
    (folder / "postfix" / "master.cf").write_text(SERVICES.format(**values))
    (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in USERS))
    places = {user: "{1}/{0}/".format(*user.split("@")) for user in USERS}
    # what the house sends lies in its own Sent folder, put there by the server
    kept = {"kf@luda.example": "kf-sent@luda.example"}
    places["kf-sent@luda.example"] = "luda.example/kf/.Sent/"
    _table(folder / "mailboxes", places)
    _table(folder / "sent", kept)
    _table(folder / "answers", ANSWERS)
    return Servers(folder, ports)


def _is_user(name: str) -> bool:
    import pwd

    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


def _table(path: Path, lines: dict[str, str]) -> None:
    path.write_text("".join(f"{key} {value}\n" for key, value in lines.items()))


#: Waits until whoever started it is gone, however he went, and takes the servers along.
REAPER = """
cat >/dev/null
for file in run/master.pid queue/pid/master.pid; do [ -f $file ] && kill -TERM $(cat $file); done
sleep 2
rm -rf "$PWD"
"""


@contextlib.contextmanager
def _reaped(folder: Path) -> Iterator[None]:
    """A run that is killed leaves no servers behind: the pipe to the reaper closes with its last holder."""
    command = ("sh", "-c", REAPER)
    reaper = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        reaper.kill()
        reaper.communicate()


@contextlib.contextmanager
def running() -> Iterator[Servers]:
    """Both servers in a folder of their own; nothing is left of them afterwards."""
    # short: a socket's path has 107 bytes; readable: the servers change to users of their own
    folder = Path(tempfile.mkdtemp(prefix="shouwen-mail.", dir="/tmp"))
    folder.chmod(0o755)
    try:
        servers = prepare(folder)
        with _reaped(folder):
            try:
                servers.start()
                yield servers
            finally:
                servers.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Starts both, says where they are and runs a command; without one they stay until they are interrupted."""
    if reason := why_not():
        print(reason, file=sys.stderr)
        return 69
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running() as servers:
        lines = {f"MAIL_{name.upper()}": str(port) for name, port in servers.ports.items()}
        lines |= {"SHOUWEN_AUTHORITIES": str(servers.authority), "SHOUWEN_INTRANET": "localhost"}
        for name, value in lines.items():
            print(f"{name}={value}", file=sys.stderr)
        print(f"# {', '.join(USERS)}; {PASSWORD}", file=sys.stderr)
        if command:
            return subprocess.run(command, env={**os.environ, **lines}, check=False).returncode
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
