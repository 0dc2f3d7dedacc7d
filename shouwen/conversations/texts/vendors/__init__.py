"""The vendors' own formats, as their public documentation describes them."""

from __future__ import annotations

from typing import Any

from shouwen.conversations.texts.vendor import Vendor
from shouwen.conversations.texts.vendors.dingtalk import Dingtalk
from shouwen.conversations.texts.vendors.feishu import Feishu
from shouwen.conversations.texts.vendors.sms import Sms
from shouwen.conversations.texts.vendors.wechat import Wechat
from shouwen.conversations.texts.vendors.wecom import Wecom

VENDORS: dict[str, Vendor] = {
    "sms": Sms(),
    "wecom": Wecom(),
    "wechat": Wechat(),
    "dingtalk": Dingtalk(),
    "feishu": Feishu(),
}


def vendor_of(line: Any) -> Vendor:
    """Who speaks to the vendor of a line."""
    return VENDORS[line.channel.kind]
