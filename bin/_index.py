"""Prints pip's settings about package indexes as `export UV_…=…` lines, for what uv was not told itself."""

import ast
import os
import shlex
import subprocess
import sys

RANK = ("global", "install", ":env:")  # later ones win in pip


def settings() -> dict[str, str]:
    """pip's effective settings, by name."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    found: dict[str, str] = {}
    for section in RANK:
        for line in lines:
            name, _, value = line.partition("=")
            if name.startswith(section + "."):
                found[name.removeprefix(section + ".")] = ast.literal_eval(value)
    return found


def exports(pip: dict[str, str]) -> dict[str, str]:
    """What uv needs to look where pip looks."""
    uv = {
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_INDEX": " ".join(pip.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(pip.get("find-links", "").split()),
        "UV_NO_INDEX": "true" if pip.get("no-index", "") in ("1", "true", "True", "yes") else "",
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": pip.get("default-timeout", pip.get("timeout", "")),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "HTTPS_PROXY": pip.get("proxy", ""),
    }
    if uv["UV_INDEX"]:
        # uv stops at the first index that has a name; pip takes the best of all. Hashes make that safe here.
        uv["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in uv.items() if value and not os.environ.get(name)}


if __name__ == "__main__":
    for name, value in exports(settings()).items():
        print(f"export {name}={shlex.quote(value)}")
