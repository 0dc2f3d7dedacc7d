"""More odd mails: what letters from other desks, by programs and in languages not met before, had shown to be read wrong."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

from tests.mail.odd import OLD, SIMPLIFIED, Odd, b64, mixed, page, plain

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
RUSSIAN = "Здравствуйте, где мой заказ? Помогите пожалуйста, он не пришёл."
IMAGE = b'Content-Type: image/png; name="a.png"\nContent-Transfer-Encoding: base64\n\n' + b64(b"\x89PNG\r\n\x1a\n")


def every() -> Iterator[Odd]:
    """All of them, each under a name of its own."""
    for make in (_charsets, _lines, _heads, _files, _trees, _answers, _forwards, _markup, _others, _robots):
        yield from make()


def _titled(raw: bytes, subject: str) -> bytes:
    return raw.replace(b"Subject: hi", f"Subject: {subject}".encode())


def _charsets() -> Iterator[Odd]:
    for codec in ("cp1251", "koi8-r"):
        for label in ("utf-8", "x-unknown"):
            raw = plain(RUSSIAN.encode(codec), label)
            yield Odd(f"Russian in {codec} labelled {label}", raw, RUSSIAN)
    accents = "Où est mon colis déjà payé ? Très déçu."
    yield Odd("French without a right label", plain(accents.encode("cp1252"), "utf-8"), accents)
    kana = "注文".encode("iso-2022-jp") + b"\x1b(I6@6E\x1b(B\n\x1b$B-!\x1b(B end"
    yield Odd("narrow kana and circled figures", plain(kana, "iso-2022-jp", way="7bit"), "注文ｶﾀｶﾅ\n① end")
    yield Odd("UTF-8 twice", plain(SIMPLIFIED.encode().decode("latin-1")))
    short = "请尽快处理我的订单".encode()[:-1]
    yield Odd("a short text, one character cut", plain(short), "请尽快处理我的订", problem="some_lost")
    yield Odd("text beyond what is shown", plain("长" * 400_001), "长", problem="long")


def _lines() -> Iterator[Odd]:
    flowed = "text/plain; charset=utf-8; format=flowed"
    cut = "我在北京的订 \n单没有 \n收到。\n请处理"
    raw = plain(cut).replace(b"text/plain; charset=utf-8", f"{flowed}; DelSp=yes".encode())
    yield Odd("lines broken by the program, Chinese", raw, "我在北京的订单没有收到。\n请处理")
    raw = plain("It has not \narrived.\n\n From Ben\n-- \nA").replace(b"text/plain; charset=utf-8", flowed.encode())
    yield Odd("lines broken by the program, English", raw, "It has not arrived.\n\nFrom Ben")
    yield Odd("one line that only looks quoted", plain("规则：\n> 100 元包邮\n对吗？"), "规则：\n> 100 元包邮\n对吗？")


def _heads() -> Iterator[Odd]:
    twice = b"=?utf-8?B?" + b64(b"=?utf-8?B?" + b64("两次".encode()).strip() + b"?=").strip() + b"?="
    yield Odd("subject encoded twice", plain(SIMPLIFIED).replace(b": hi", b": " + twice), subject="两次")
    wide = plain(SIMPLIFIED).replace(b"From: zhang@example.cn", "From: 张三＜zhang@example.cn＞".encode())
    yield Odd("address in wide brackets", wide)
    spaced = plain(SIMPLIFIED).replace(b"From:", b"From :").replace(b"Subject:", b"Subject :")
    yield Odd("blanks before the colons", spaced, subject="hi")


def _files() -> Iterator[Odd]:
    name = "第三季度采购合同终稿.pdf"
    coded = quote_from_bytes(name.encode())
    pieces = [f"filename*0*=utf-8''{coded[:31]}", f"filename*1*={coded[31:80]}", f"filename*2*={coded[80:]}"]
    for told, order in (("in order", pieces), ("in disorder", pieces[::-1])):
        part = "Content-Type: application/pdf\nContent-Disposition: attachment;\n " + ";\n ".join(order)
        yield Odd(f"file name cut within a sign, {told}", mixed(part.encode() + b"\n\n" + PDF), files=(name,))
    both = f"Content-Disposition: attachment; filename=\"hetong.pdf\"; filename*=utf-8''{coded}\n\n".encode()
    yield Odd("file name in both writings", mixed(b"Content-Type: application/pdf\n" + both + PDF), files=(name,))


def _trees() -> Iterator[Odd]:
    def html(text: str) -> bytes:
        return f"Content-Type: text/html; charset=utf-8\n\n<p>{text}</p>".encode()

    tree = b'Content-Type: multipart/mixed; boundary="=_i"\n\n--=_i\n' + html("前文") + b"\n--=_i\n" + IMAGE
    tree += b"\n--=_i\n" + html("后文") + b"\n--=_i--\n"
    raw = plain("").partition(b"Content-Type")[0]
    raw += b'Content-Type: multipart/alternative; boundary="=_o"\n\n--=_o\nContent-Type: text/plain\n\n\n--=_o\n'
    raw += tree + b"\n--=_o--\n"
    yield Odd("markup in two pieces beside an empty text", raw, "前文\n\n后文", files=("a.png",))
    status = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: failed\nStatus: 5.1.1\n"
    bounce = mixed(status, b"Content-Type: text/rfc822-headers\n\nSubject: ours\n", kind="report")
    yield Odd(
        "a bounce with its papers", bounce, never="ours", files=("attachment-1.txt", "attachment-2.txt"), automatic=True
    )


def sealed(tmp: Path, inner: bytes, *more: str) -> bytes:
    """`inner` signed as a whole by a key made for it."""
    key, own = tmp / "key.pem", tmp / "own.pem"
    if not key.exists():
        made = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            own,
            "-subj",
            "/CN=x",
        ]
        subprocess.run(made, check=True, capture_output=True)
    sign = ["openssl", "smime", "-sign", "-nodetach", "-signer", own, "-inkey", key, "-outform", "DER", *more]
    return subprocess.run(sign, check=True, capture_output=True, input=inner).stdout


def _answers() -> Iterator[Odd]:
    fields = (
        "差出人: A <a@x.jp>\n送信日時: 2026年\n宛先: B\n件名: C",
        "Von: A <a@x.de>\nGesendet: Montag\nAn: B\nBetreff: C",
    )
    fields += ("De : A <a@x.fr>\nEnvoyé : lundi\nÀ : B\nObjet : C",)
    below = {
        "QQ, whose blanks are markup": f"------------------&nbsp;原始邮件&nbsp;------------------\n{OLD}",
        "WeCom": f"原始邮件\n________\n发件人：客服<kf@x.cn>\n发件时间：2026年\n收件人：B\n主题：C\n{OLD}",
        "139": f"----邮件原文----\n发件人：客服\n收件人：B\n抄 送：(无)\n发送时间：2026\n主题：C\n{OLD}",
        "Notes": f"|------------>\n| From:      |\n|------------>\n  |A <a@x.cn>   |\n|------------>\n| To: |\n{OLD}",
        "Outlook on a telephone": f"获取 Outlook for iOS<https://aka.ms/o0ukef>\n______________\n发件人: A\n已发送: 星期一\n主题: C\n{OLD}",
        "Gmail Japanese": f"2026年11月2日(月) 9:12 客服 <kf@x.cn>:\n\n> {OLD}",
        "Gmail Russian": f"пн, 2 нояб. 2026 г. в 09:12, 客服 <kf@x.cn>:\n\n> {OLD}",
        "Gmail Korean": f"2026년 11월 2일 (월) 오전 9:12, 客服 <kf@x.cn>님이 작성:\n\n> {OLD}",
        **{f"fields {number}": f"{each}\n\n{OLD}" for number, each in enumerate(fields)},
    }
    for name, said in below.items():
        raw = _titled(plain(f"{SIMPLIFIED}\n\n{said}"), "Re: x")
        yield Odd(f"answer above the history of {name}", raw, never=OLD)
        yield Odd(f"nothing else above the history of {name}", raw, never=said.partition("\n")[0].strip("|->") or OLD)


def _forwards() -> Iterator[Odd]:
    for mark in ("---------- Forwarded message ---------", "开始转发的邮件："):
        text = f"请看：\n\n{mark}\n发件人：A <a@x.cn>\n日期：2026年\n收件人：B\n主题：C\n\n{SIMPLIFIED}"
        yield Odd(f"passed on under a subject of its own by {mark}", plain(text))
    yield Odd(
        "the word for it alone in a line", plain(f"他的话：\n原文\n{SIMPLIFIED}"), f"他的话：\n原文\n{SIMPLIFIED}"
    )


def _markup() -> Iterator[Odd]:
    for style in ("display:none;max-height:0", "DISPLAY : NONE !important", "font-size:0", "mso-hide:all"):
        hidden = f'<div style="{style}">看不见<br>的<img src=x></div><p>{SIMPLIFIED}</p>'
        yield Odd(f"hidden by {style}", page(hidden), never="看不见")
    yield Odd("hidden altogether", page(f'<div style="display:none">{SIMPLIFIED}</div>'))
    yield Odd("small, not hidden", page(f'<p style="font-size:0.9em">{SIMPLIFIED}</p>'))
    yield Odd("blocks of newer markup", page("<section>甲</section><section>乙</section>"), "甲\n乙")


def _others() -> Iterator[Odd]:
    yield Odd("a PDF of plain letters", PDF, "", sender="", problem="no_mail", never="obj")
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{SIMPLIFIED}\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    yield Odd("signed by PGP in the text", plain(signed), never="PGP")
    shut = "-----BEGIN PGP MESSAGE-----\n\nhQEMA5xG\n=abcd\n-----END PGP MESSAGE-----\n"
    yield Odd("encrypted by PGP in the text", plain(shut), "hQEMA5xG", problem="encrypted")


def _robots() -> Iterator[Odd]:
    for subject in ("休假自动回复", "自動応答：休暇中", "Automatische Antwort: x", "已读：处理结果", "已读回执：x"):
        yield Odd(f"machine by its subject {subject}", _titled(plain(SIMPLIFIED), subject), automatic=True)
    yield Odd("machine by another line", plain(SIMPLIFIED, "utf-8", "X-AutoReply-From: a@x.cn"), automatic=True)
    for subject in ("已读文章有误", "投诉自动回复太多"):
        yield Odd(f"a person whose subject is {subject}", _titled(plain(SIMPLIFIED), subject))
