"""How long after a customer's last word his vendor takes an answer. Rules of the vendors, of no service standard."""

from __future__ import annotations

from typing import Any

#: WeChat's 客服消息, and 微信客服 of WeCom.
HOURS = 48


def is_service(line: Any) -> bool:
    """True for 微信客服: a 客服账号 begins with `wk`."""
    return line.channel.kind == "wecom" and line.agent.startswith("wk")


def answers_within(line: Any) -> int | None:
    """Hours, or None where the vendor has no such rule."""
    return HOURS if line.channel.kind == "wechat" or is_service(line) else None
