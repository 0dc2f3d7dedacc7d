"""What is wrong between us and a mail server, in a sentence its administrator can do something about."""

from __future__ import annotations

import imaplib
import smtplib
import ssl

from django.utils.translation import gettext as _
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from shouwen.conversations.email.imap import LineDown

_BROKEN = (
    LineDown, imaplib.IMAP4.abort, smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError, EOFError,
)  # fmt: skip


def in_words(problem: BaseException) -> str:
    """The sentence; never what the server said, which may hold addresses."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return _("服务器的证书不受信任（%(why)s）。内部证书机构要由管理员在 SHOUWEN_AUTHORITIES 里写明。") % {
            "why": problem.verify_message
        }
    if isinstance(problem, ssl.SSLError):
        return _("加密连接没有建立，请核对端口和加密方式。")
    if isinstance(problem, MailboxLoginError | smtplib.SMTPAuthenticationError):
        return _("服务器不让登录：账号或密码不对。QQ、163 等邮箱要用授权码。")
    if isinstance(problem, MailboxFolderSelectError):
        return _("服务器打不开这个文件夹。")
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return _("服务器不支持所选的加密或登录方式。")
    if isinstance(problem, TimeoutError):
        return _("服务器没有应答。")
    if isinstance(problem, ConnectionRefusedError):
        return _("服务器没有开这个端口。")
    if isinstance(problem, _BROKEN):
        return _("连接中途断了，下一次接着收。")
    if isinstance(problem, smtplib.SMTPResponseException):
        return _("邮件服务器拒收（%(code)s）。") % {"code": problem.smtp_code}
    if isinstance(problem, OSError) and str(problem) and not isinstance(problem, smtplib.SMTPException):
        return str(problem)
    return type(problem).__name__
