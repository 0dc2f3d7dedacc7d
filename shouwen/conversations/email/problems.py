"""What can be wrong with a mail, each with its sentence. The pages translate them; the quick commands have no settings,
so the sentences are only marked here.
"""

from __future__ import annotations


def _(text: str) -> str:
    """Marks a text for the catalogue; Django's own mark asks for settings."""
    return text


#: The gravest first: this one is said when there are several.
SENTENCES = {
    "unreadable": _("文件打不开。"),
    "empty": _("文件是空的，没有内容。"),
    "no_mail": _("这不是一封邮件，没有信头，已原样保存。"),
    "too_large": _("邮件超过 25 MB，已整封保存，只读了开头。"),
    "broken": _("邮件结构损坏，已整封保存，请看原文。"),
    "nested": _("邮件嵌套太深，已整封保存，里层没有读。"),
    "encrypted": _("邮件已加密，读不出内容，已整封保存。"),
    "no_sender": _("没有发件人地址，无法回复，已保存。"),
    "charset": _("文字编码认不出，有内容丢失，请看原文。"),
    "some_lost": _("个别字符损坏，已用 � 标出。"),
    "winmail": _("含 Outlook 专有格式 winmail.dat，已作为附件保存，里面的内容没有读。"),
    "many": _("邮件部分太多，已整封保存，只取出前 300 个，其余请看原文。"),
    "long": _("正文太长，只显示开头，全文请看原文。"),
    "no_text": _("邮件没有正文。"),
    "refused": _("有附件没能保存。"),
}


def gravest(problems: list[str]) -> str:
    """The one to say; "" when nothing is wrong."""
    return next((name for name in SENTENCES if name in problems), "")
