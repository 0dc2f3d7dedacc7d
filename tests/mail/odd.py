"""Odd mails of our own making: every way a real one was seen to be broken, built in code, with what must come out."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

SIMPLIFIED = "您好，我上周寄的十二箱货还没有到，请尽快查一下，谢谢。"
TRADITIONAL = "您好，我上週寄的十二箱貨還沒有到，請盡快查一下，謝謝。"
OLD = "这一句是以前的旧内容"


@dataclass(frozen=True)
class Odd:
    """A mail, and what must be read out of it. `problem`: the name of what is wrong, "" for nothing, "*" for any or none."""

    name: str
    raw: bytes
    text: str = SIMPLIFIED
    never: str = ""
    subject: str = ""
    sender: str = "zhang@example.cn"
    files: tuple[str, ...] = ()
    problem: str = ""
    automatic: bool = False


def every() -> Iterator[Odd]:
    """All of them, each under a name of its own."""
    for make in (_charsets, _subjects, _senders, _filenames, _transfers, _trees, _quotes, _markup, _envelopes, _robots):
        yield from make()


def b64(raw: bytes) -> bytes:
    return base64.encodebytes(raw)


def head(*lines: str | bytes, sender: bytes = b"zhang@example.cn") -> bytes:
    given = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return b"\n".join([b"From: " + sender, b"To: kf@example.com", b"Subject: hi", *given]) + b"\n\n"


def plain(text: str | bytes, charset: str = "utf-8", *more: str | bytes, way: str = "8bit") -> bytes:
    raw = text if isinstance(text, bytes) else text.encode(charset)
    body = {"base64": b64, "quoted-printable": quopri.encodestring}.get(way, bytes)(raw)
    return head(f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {way}", *more) + body


def iso_2022_cn(text: str) -> bytes:
    """RFC 1922 by hand: Python has no such codec."""
    out, shifted = bytearray(b"\x1b$)A"), False
    for char in text:
        pair = char.encode("gb2312")
        if (len(pair) == 2) is not shifted:
            shifted = not shifted
            out.append(0x0E if shifted else 0x0F)
        out += bytes(byte & 0x7F for byte in pair)
    return bytes(out) + (b"\x0f" if shifted else b"")


# ---- character sets: as labelled, unlabelled, wrongly labelled


def _charsets() -> Iterator[Odd]:
    writings = [
        ("gbk", SIMPLIFIED),
        ("gb18030", SIMPLIFIED),
        ("utf-8", SIMPLIFIED),
        ("big5", TRADITIONAL),
        ("utf-8", TRADITIONAL),
    ]
    labels = ["right", "", "us-ascii", "iso-8859-1", "utf-8", "gb2312", "big5", "x-unknown", "default", "gb_2312-80"]
    ways = ["8bit", "base64", "quoted-printable"]
    for at, (codec, text) in enumerate(writings):
        for number, label in enumerate(labels):
            way = ways[(at + number) % 3]
            raw = text.encode(codec)
            body = {"base64": b64, "quoted-printable": quopri.encodestring}.get(way, bytes)(raw)
            kind = f"text/plain; charset={label if label != 'right' else codec}" if label else "text/plain"
            lines = (f"Content-Type: {kind}", f"Content-Transfer-Encoding: {way}")
            yield Odd(f"charset {codec}/{at} said {label or 'nothing'} {way}", head(*lines) + body, text)
    for label in ("", "hz-gb-2312", "gb2312", "utf-8"):
        lines = (f"Content-Type: text/plain; charset={label}" if label else "MIME-Version: 1.0",)
        yield Odd(f"hz said {label or 'nothing'}", head(*lines) + SIMPLIFIED.encode("hz"))
    yield Odd("iso-2022-cn", head("Content-Type: text/plain; charset=ISO-2022-CN") + iso_2022_cn(SIMPLIFIED))
    japanese = "お世話になっております。荷物がまだ届きません。"
    yield Odd("iso-2022-jp", plain(japanese.encode("iso2022_jp"), "iso-2022-jp"), japanese)
    yield Odd("shift_jis unlabelled", head() + japanese.encode("cp932"), japanese)
    yield Odd("utf-16 in base64", plain(SIMPLIFIED.encode("utf-16"), "utf-16", way="base64"))
    curly = head("Content-Type: text/plain; charset=“gb2312”".encode("gbk")) + SIMPLIFIED.encode("gbk")
    yield Odd("label in curly quotation marks", curly)
    yield Odd("utf-7", plain(SIMPLIFIED.encode("utf-7"), "utf-7"))
    yield Odd(
        "latin",
        plain("Où est mon colis, s’il vous plaît ?".encode("cp1252"), "iso-8859-1"),
        "Où est mon colis, s’il vous plaît ?",
    )
    mixed = SIMPLIFIED.encode("gbk") + b"\n" + "第二行是别的编码。".encode()
    yield Odd("two character sets in one body", plain(mixed, "gb2312"), "第二行是别的编码。")
    cut = SIMPLIFIED.encode("gbk")[:-1]
    yield Odd("last character cut", plain(cut, "gbk"), SIMPLIFIED[:-1], problem="some_lost")
    hurt = (SIMPLIFIED * 4).encode("gbk").replace("货".encode("gbk"), b"\xff\xff", 1)
    yield Odd("a character destroyed", plain(hurt, "gbk"), "请尽快查一下", problem="some_lost")
    noise = random.Random(7).randbytes(400).replace(b"\n", b"")
    yield Odd("rubbish in place of text", plain(noise, "gbk"), "", problem="*")
    rare = "朱镕基，㐀㐁，𠀀，吉祥" + SIMPLIFIED
    yield Odd("characters beyond GBK", plain(rare.encode("gb18030"), "gb2312"), rare)


# ---- subjects


def word(raw: bytes, charset: str, way: str = "B") -> bytes:
    if way == "B":
        return b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(raw))
    return b"=?%s?Q?%s?=" % (charset.encode(), "".join(f"={byte:02X}" for byte in raw).encode())


def _subjects() -> Iterator[Odd]:
    want = "回复: 关于订单 LD26-00011 的投诉"
    gbk, utf = want.encode("gbk"), want.encode()
    whole = base64.b64encode(gbk)
    ways: dict[str, bytes] = {
        "raw gbk": gbk,
        "raw utf-8": utf,
        "raw utf-8 folded": "回复: 关于订单\r\n LD26-00011 的投诉".encode(),
        "B gbk": word(gbk, "GBK"),
        "Q gbk": word(gbk, "gb2312", "Q"),
        "B utf-8 in small letters": word(utf, "utf-8").replace(b"?B?", b"?b?"),
        "B cut within a character": word(gbk[:7], "gbk") + b"\n " + word(gbk[7:], "gbk"),
        "Q cut within a character": word(utf[:7], "utf-8", "Q") + b" " + word(utf[7:], "utf-8", "Q"),
        "B then Q cut within a character": word(utf[:7], "utf-8") + b" " + word(utf[7:], "utf-8", "Q"),
        "no space between words": word(gbk[:8], "gbk") + word(gbk[8:], "gbk"),
        "base64 cut within four letters": b"=?GBK?B?%s?=\n =?GBK?B?%s?=" % (whole[:6], whole[6:]),
        "base64 without padding": b"=?GBK?B?%s?=" % whole.rstrip(b"="),
        "word not ended": word(gbk, "GBK")[:-2],
        "gbk said to be utf-8": word(gbk, "utf-8"),
        "utf-8 said to be gb2312": word(utf, "gb2312"),
        "unknown set": word(gbk, "x-unknown"),
        "set with language": b"=?utf-8*zh-CN?B?%s?=" % base64.b64encode(utf),
        "quoted": b'"' + word(gbk, "GBK") + b'"',
        "word and raw mixed": "回复: ".encode("gbk") + word(gbk[len("回复: ".encode("gbk")) :], "gbk"),
        "two sets": word("回复: 关于订单".encode("gbk"), "gbk") + b" " + word(" LD26-00011 的投诉".encode(), "utf-8"),
        "control characters": word(want.replace("订", "\x00订\x07").encode(), "utf-8"),
        "turning characters": word(("\u202e" + want).encode(), "utf-8"),
        "byte order mark": word(("\ufeff" + want).encode(), "utf-8"),
    }
    for name, raw in ways.items():
        mail = plain(SIMPLIFIED).replace(b"Subject: hi", b"Subject: " + raw)
        yield Odd(f"subject {name}", mail, subject=want)
    spaced = b"=?utf-8?Q?Re: =E8=AE=A2=E5=8D=95 A B?="
    yield Odd(
        "subject Q with spaces",
        plain(SIMPLIFIED).replace(b"Subject: hi", b"Subject: " + spaced),
        subject="Re: 订单 A B",
    )
    long = "订单" * 2000
    yield Odd(
        "subject very long", plain(SIMPLIFIED).replace(b"Subject: hi", b"Subject: " + long.encode()), subject=long
    )
    yield Odd("no subject", plain(SIMPLIFIED).replace(b"Subject: hi\n", b""))
    yield Odd("two subjects", plain(SIMPLIFIED).replace(b"Subject: hi", b"Subject: one\nSubject: two"), subject="one")


# ---- senders


def _senders() -> Iterator[Odd]:
    name = "张三".encode("gbk")
    lines: dict[str, bytes] = {
        "name raw gbk": b'"' + name + b'" <zhang@example.cn>',
        "name in a word": word(name, "gbk") + b" <zhang@example.cn>",
        "name in a quoted word": b'"' + word(name, "gbk") + b'" <zhang@example.cn>',
        "no space": word(name, "gbk") + b"<zhang@example.cn>",
        "all in a word": word("张三 <zhang@example.cn>".encode("gbk"), "gbk"),
        "comment": b"zhang@example.cn (Zhang San)",
        "comma in the name": b"Zhang, San <zhang@example.cn>",
        "at sign in the name": b'"san@home" <zhang@example.cn>',
        "two senders": b"zhang@example.cn, li@example.cn",
        "mailto": b"<mailto:zhang@example.cn>",
        "capital host": b"zhang@EXAMPLE.CN",
        "space in brackets": b"< zhang@example.cn >",
        "very long name": b'"' + b"Zhang " * 500 + b'" <zhang@example.cn>',
        "turning name": '"\u202egnahz" <zhang@example.cn>'.encode(),
        "unclosed quotation": b'"Zhang <zhang@example.cn>',
    }
    for title, line in lines.items():
        yield Odd(f"sender {title}", plain(SIMPLIFIED).replace(b"From: zhang@example.cn", b"From: " + line))
    yield Odd("no From, but Sender", plain(SIMPLIFIED).replace(b"From:", b"Sender:"))
    yield Odd("no From, but Return-Path", plain(SIMPLIFIED).replace(b"From: ", b"Return-Path: "))
    yield Odd("several From lines", b"From: zhang@example.cn\n" + plain(SIMPLIFIED).replace(b"zhang@", b"li@", 1))
    yield Odd(
        "no sender at all", plain(SIMPLIFIED).replace(b"From: zhang@example.cn\n", b""), sender="", problem="no_sender"
    )
    yield Odd("empty From", plain(SIMPLIFIED).replace(b"zhang@example.cn", b"<>", 1), sender="", problem="no_sender")


# ---- names of files


def mixed(*parts: bytes, kind: str = "mixed", text: str = SIMPLIFIED) -> bytes:
    first = b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode() if text else b""
    every_part = [part for part in (first, *parts) if part]
    body = b"".join(b"--=_b\n" + part + b"\n" for part in every_part)
    return head("MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="=_b"') + body + b"--=_b--\n"


def _filenames() -> Iterator[Odd]:
    want = "报价单（终稿）.pdf"
    gbk, utf = want.encode("gbk"), want.encode()
    percent, percent_gbk = quote_from_bytes(utf), quote_from_bytes(gbk)
    half = len("报价单".encode()) + 1
    dispositions: dict[str, bytes] = {
        "raw gbk": b'attachment; filename="' + gbk + b'"',
        "raw utf-8": b'attachment; filename="' + utf + b'"',
        "raw without quotation marks": b"attachment; filename=" + utf,
        "word": b'attachment; filename="' + word(gbk, "GBK") + b'"',
        "word Q": b'attachment; filename="' + word(utf, "utf-8", "Q") + b'"',
        "word without quotation marks": b"attachment; filename=" + word(gbk, "gb2312"),
        "two words folded": b'attachment; filename="' + word(gbk[:6], "gbk") + b"\n " + word(gbk[6:], "gbk") + b'"',
        "word cut within a character": b'attachment;\n filename="'
        + word(utf[:4], "utf-8")
        + b"\n "
        + word(utf[4:], "utf-8")
        + b'"',
        "RFC 2231": f"attachment; filename*=utf-8''{percent}".encode(),
        "RFC 2231 gbk": f"attachment; filename*=GBK''{percent_gbk}".encode(),
        "RFC 2231 with language": f"attachment; filename*=UTF-8'zh-cn'{percent}".encode(),
        "RFC 2231 said to be utf-8": f"attachment; filename*=utf-8''{percent_gbk}".encode(),
        "RFC 2231 in pieces": f"attachment;\n filename*0*=utf-8''{percent[:12]};\n filename*1*={percent[12:]}".encode(),
        "RFC 2231 cut within a character": (
            f"attachment; filename*0*=utf-8''{quote_from_bytes(utf[:half])}; filename*1*={quote_from_bytes(utf[half:])}"
        ).encode(),
        "RFC 2231 without its star": f"attachment; filename=\"utf-8''{percent}\"".encode(),
        "RFC 2231 unknown set": f"attachment; filename*=x-none''{percent}".encode(),
        "percent signs": f'attachment; filename="{percent}"'.encode(),
        "both": f"attachment; filename=\"x.pdf\"; filename*=utf-8''{percent}".encode(),
        "no semicolon": b'attachment filename="' + utf + b'"',
        "open quotation": b'attachment; filename="' + utf,
        "turning characters": b'attachment; filename="' + ("\u202e" + want).encode() + b'"',
        "line end within": b'attachment; filename="' + utf[:9] + b"\n\t" + utf[9:] + b'"',
    }
    content = b64(b"%PDF-1.4 x")
    for name, line in dispositions.items():
        part = (
            b"Content-Type: application/pdf\nContent-Disposition: "
            + line
            + b"\nContent-Transfer-Encoding: base64\n\n"
            + content
        )
        files = (want,) if name not in ("line end within", "both") else ("*",)
        yield Odd(f"file name {name}", mixed(part), files=files)
    named = (
        b'Content-Type: application/pdf; name="'
        + word(gbk, "gbk")
        + b'"\nContent-Transfer-Encoding: base64\n\n'
        + content
    )
    yield Odd("file name only in Content-Type", mixed(named), files=(want,))
    nameless = b"Content-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n" + content
    yield Odd("file without a name", mixed(nameless), files=("attachment-1.jpg",))
    long = (
        b'Content-Type: application/pdf; name="'
        + b"a" * 3000
        + b'.pdf"\nContent-Transfer-Encoding: base64\n\n'
        + content
    )
    yield Odd("file name very long", mixed(long), files=("a" * 3000 + ".pdf",))
    path = b'Content-Type: text/plain\nContent-Disposition: attachment; filename="../../etc/passwd"\n\nx'
    yield Odd("file name that climbs", mixed(path), files=("passwd",))


# ---- transfer encodings


def _transfers() -> Iterator[Odd]:
    raw = SIMPLIFIED.encode()
    code = b64(raw * 3).strip()
    kind = "Content-Type: text/plain; charset=utf-8"
    said = "Content-Transfer-Encoding: base64"
    bodies: dict[str, bytes] = {
        "base64 with strange characters": code[:20] + b"!*" + code[20:],
        "base64 without padding": base64.b64encode(raw).rstrip(b"="),
        "base64 with a footer": b64(raw * 3) + b"\n-- \nThis list is kept by us\n",
        "base64 in one line": base64.b64encode(raw * 3),
        "base64 with blank lines": code.replace(b"\n", b"\n\n"),
        "base64 with spaces in front": b"\n".join(b"   " + line for line in code.splitlines()),
        "base64 cut short": b64(raw * 3)[:-9],
        "two base64 texts in one": base64.b64encode(raw) + b"\n" + base64.b64encode(raw),
        "text said to be base64": raw,
    }
    for name, body in bodies.items():
        yield Odd(name, head(kind, said) + body, SIMPLIFIED, problem="*" if "cut" in name or "footer" in name else "")
    quoted = quopri.encodestring(raw)
    yield Odd(
        "quoted-printable with small letters",
        head(kind, "Content-Transfer-Encoding: quoted-printable") + quoted.lower(),
    )
    soft = quoted.replace(b"=\n", b"=  \n")
    yield Odd(
        "quoted-printable with spaces after a break", head(kind, "Content-Transfer-Encoding: quoted-printable") + soft
    )
    yield Odd(
        "quoted-printable with a lone sign",
        head(kind, "Content-Transfer-Encoding: Quoted-Printable") + quoted + b"\n1 = 1, a=b\n",
    )
    yield Odd(
        "quoted-printable cut short",
        head(kind, "Content-Transfer-Encoding: quoted-printable") + quoted + b"\n=E4=BD",
        problem="some_lost",
    )
    yield Odd("transfer encoding of its own", head(kind, "Content-Transfer-Encoding: x-nothing") + raw)
    yield Odd("transfer encoding misspelt", head(kind, "Content-Transfer-Encoding: base-64") + b64(raw))
    yield Odd("base64 nobody mentioned", head(kind) + b64(raw * 3))
    yield Odd("8bit in a 7bit mail", head(kind, "Content-Transfer-Encoding: 7bit") + raw)


# ---- trees of parts


def _trees() -> Iterator[Odd]:
    text = b"Content-Type: text/plain; charset=utf-8\n\n" + SIMPLIFIED.encode()
    html = b"Content-Type: text/html; charset=utf-8\n\n<p>" + SIMPLIFIED.encode() + b"</p>"
    pdf = b'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n' + b64(b"%PDF-1.4")
    whole = mixed(pdf)
    kind = b'multipart/mixed; boundary="=_b"'
    yield Odd("end boundary missing", whole.replace(b"--=_b--\n", b""), files=("a.pdf",))
    yield Odd("boundary not given", whole.replace(kind, b"multipart/mixed"), files=("a.pdf",))
    yield Odd("boundary given wrongly", whole.replace(kind, b'multipart/mixed; boundary="other"'), files=("a.pdf",))
    yield Odd(
        "boundary without quotation marks", whole.replace(kind, b"multipart/mixed; boundary==_b"), files=("a.pdf",)
    )
    yield Odd("no Content-Type above parts", whole.replace(b"Content-Type: " + kind + b"\n", b""), files=("a.pdf",))
    yield Odd("mail cut in a file", whole[:-30], files=("a.pdf",))
    yield Odd(
        "text before the first part",
        whole.replace(b"\n\n--=_b", b"\n\nThis is a multi-part message in MIME format.\n--=_b", 1),
        files=("a.pdf",),
    )
    yield Odd("alternative", mixed(html, kind="alternative"))
    yield Odd(
        "alternative, plain part empty", mixed(b"Content-Type: text/plain\n\n \n", html, kind="alternative", text="")
    )
    stub = b"Content-Type: text/plain\n\nYour mail client does not support HTML"
    yield Odd(
        "alternative, plain part a stub", mixed(stub, html, kind="alternative", text=""), never="does not support"
    )
    yield Odd("alternative, html first", mixed(html, text, kind="alternative", text=""))
    inner = b"Content-Type: multipart/alternative; boundary=in\n\n--in\n" + text + b"\n--in\n" + html + b"\n--in--\n"
    picture = (
        b'Content-Type: image/png; name="logo.png"\nContent-ID: <l@x>\nContent-Transfer-Encoding: base64\n\n'
        + b64(b"\x89PNG\r\n\x1a\n")
    )
    yield Odd("related in alternative in mixed", mixed(inner, picture, pdf, text=""), files=("logo.png", "a.pdf"))
    yield Odd("picture only", mixed(picture, text=""), "", files=("logo.png",))
    yield Odd(
        "text, picture, text",
        mixed(picture, b"Content-Type: text/plain; charset=gbk\n\n" + "还有一句。".encode("gbk")),
        "还有一句。",
        files=("logo.png",),
    )
    carried = b"Content-Type: message/rfc822\n\n" + plain("里面那封信说的话。")
    yield Odd("mail within a mail", mixed(carried), files=("hi.eml",))
    yield Odd("mail within an empty mail", mixed(carried, text=""), "里面那封信说的话。", files=("hi.eml",))
    tnef = b'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\n' + b64(
        b"\x78\x9f\x3e\x22xx"
    )
    yield Odd("winmail.dat", mixed(tnef), files=("winmail.dat",), problem="winmail")
    invitation = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:<script>alert(1)</script>\nEND:VEVENT\nEND:VCALENDAR"
    calendar = b"Content-Type: text/calendar; method=REQUEST\n\n" + invitation.encode()
    yield Odd("calendar part", mixed(calendar), files=("attachment-1.ics",), never="VCALENDAR")
    encrypted = head(
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
        "Content-Transfer-Encoding: base64",
    ) + b64(b"xxxx")
    yield Odd("encrypted", encrypted, "", files=("smime.p7m",), problem="encrypted")
    signed = mixed(
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\neHh4',
        kind="signed",
    )
    yield Odd("signed", signed, files=("smime.p7s",))
    yield Odd(
        "text kept as a file",
        mixed(b'Content-Type: text/plain; name="log.txt"\nContent-Disposition: attachment\n\nlines'),
        files=("log.txt",),
        never="lines",
    )
    yield Odd("empty body", plain(""), "", problem="no_text")
    yield Odd("only blanks", plain("\n \n\t\n"), "", problem="no_text")
    yield Odd("html said to be plain", plain("<html><body><p>" + SIMPLIFIED + "</p></body></html>"), never="<p>")
    yield Odd("media type is no type", head("Content-Type: text; charset=utf-8") + SIMPLIFIED.encode())
    yield Odd("no semicolon before charset", head("Content-Type: text/plain charset=gbk") + SIMPLIFIED.encode("gbk"))
    deep = text
    for level in range(60):
        deep = (
            f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n".encode()
            + deep
            + f"\n--b{level}--\n".encode()
        )
    yield Odd("nested sixty deep", head().rstrip(b"\n") + b"\n" + deep, "", problem="nested")
    yield Odd("a thousand parts", mixed(*[b"Content-Type: text/plain\n\nx"] * 1000), problem="many")


# ---- what programs quote


def _quotes() -> Iterator[Odd]:
    fields = "发件人：李四 <li@example.com>\n发送时间：2026年11月20日 10:20\n收件人：张三\n主题：回复\n"
    english = "From: Li <li@example.com>\nSent: Friday, November 20, 2026 10:20 AM\nTo: Zhang\nSubject: RE: x\n"
    below: dict[str, str] = {
        "QQ": f'------------------ 原始邮件 ------------------\n发件人: "客服" <kf@example.com>;\n发送时间: 2026年11月20日\n{OLD}',
        "QQ with wide blanks": f"------------------\xa0原始邮件\xa0------------------\n{OLD}",
        "QQ traditional": f"------------------ 原始郵件 ------------------\n{OLD}",
        "QQ telephone": f"---Original---\nFrom: x\n{OLD}",
        "163": f'在 2026-11-20 10:20:30，"客服" <kf@example.com> 写道：\n\n{OLD}',
        "163 quoted": f'在 2026-11-20 10:20:30，"客服" <kf@example.com> 写道：\n> {OLD}\n> x',
        "163 English": f'At 2026-11-20 10:20:30, "kf" <kf@example.com> wrote:\n\n{OLD}',
        "163 new": f"---- 回复的原邮件 ----\n| 发件人 | 客服<kf@example.com> |\n| 日期 | 2026年11月20日 10:20 |\n{OLD}",
        "163 telephone": f"---- Replied Message ----\n| From | kf<kf@example.com> |\n| Date | 11/20/2026 10:20 |\n| To | x |\n{OLD}",
        "Foxmail": f"\n{fields}{OLD}",
        "Foxmail with a rule": f"________________________________\n\n{fields}{OLD}",
        "Foxmail spaced": "发件人： 李四\n\n发送时间： 2026-11-20 10:20\n\n收件人： 张三\n\n主题： Re\n\n" + OLD,
        "Outlook Chinese": f"-----邮件原件-----\n{fields}{OLD}",
        "Outlook Chinese with stars": f"*发件人:* 李四\n*发送时间:* 2026\n*收件人:* 张三\n*主题:* x\n{OLD}",
        "Outlook English": f"-----Original Message-----\n{english}{OLD}",
        "Outlook English without a rule": f"{english}\n{OLD}",
        "Outlook web": f"________________________________\n{english}\n{OLD}",
        "Gmail": f"On Fri, Nov 20, 2026 at 10:20 AM Li <li@example.com> wrote:\n\n> {OLD}",
        "Gmail in two lines": f"On Fri, Nov 20, 2026 at 10:20 AM A Very Long Name Indeed\n<li@example.com> wrote:\n\n> {OLD}",
        "Gmail Chinese": f"李四 <li@example.com> 于2026年11月20日周五 10:20写道：\n\n> {OLD}",
        "Apple": f"> 在 2026年11月20日，上午10:20，李四 <li@example.com> 写道：\n> \n> {OLD}",
        "Apple unquoted": f"在 2026年11月20日，10:20，李四 <li@example.com> 写道：\n\n{OLD}",
        "plain signs": f"> {OLD}\n> 再一行",
        "Aliyun": f"------------------------------------------------------------------\n{fields}{OLD}",
        "Sina": f"----- 原始邮件 -----\n{fields}{OLD}",
    }
    for name, old in below.items():
        again = "Subject: Re: x"
        mail = plain(f"{SIMPLIFIED}\n\n{old}\n").replace(b"Subject: hi", again.encode())
        yield Odd(f"quoted by {name}", mail, never=OLD)
    for line in (
        "发自我的iPhone",
        "发自我的 iPhone",
        "Sent from my iPhone",
        "发自我的华为手机",
        "来自我的小米手机",
        "Get Outlook for iOS",
        "发自 Outlook for Android",
    ):
        yield Odd(f"telephone says {line}", plain(f"{SIMPLIFIED}\n\n{line}\n"), never=line)
    yield Odd(
        "telephone above the history",
        plain(f"{SIMPLIFIED}\n\n发自我的iPhone\n\n------------------ 原始邮件 ------------------\n{OLD}"),
        never="iPhone",
    )
    below_answer = f"李四 <li@example.com> 于2026年11月20日 10:20写道：\n> {OLD}\n\n{SIMPLIFIED}"
    yield Odd("answer below the history", plain(below_answer), never=OLD)
    between = f"> {OLD}\n{SIMPLIFIED}\n> 第二问\n好的"
    yield Odd("answers between the lines", plain(between), never=OLD)
    forward = plain(f"---------- Forwarded message ---------\n{fields}\n{SIMPLIFIED}").replace(
        b"Subject: hi", b"Subject: Fwd: x"
    )
    yield Odd("forwarded", forward)
    yield Odd(
        "forwarded in Chinese",
        plain(f"请看。\n-------- 转发邮件信息 --------\n{fields}\n{SIMPLIFIED}").replace(
            b"Subject: hi", "Subject: 转发: x".encode()
        ),
    )
    yield Odd("no history, but a dash", plain(f"{SIMPLIFIED}\n----\n单号 100200"), "单号 100200")
    yield Odd("somebody else wrote", plain(f"我朋友在信里写道：货坏了。\n{SIMPLIFIED}"), "我朋友在信里写道：货坏了。")


# ---- markup


def page(body: str, charset: str = "utf-8") -> bytes:
    return head(f"Content-Type: text/html; charset={charset}") + body.encode(charset)


def _markup() -> Iterator[Odd]:
    qq = f'<div>{SIMPLIFIED}</div><div><br></div><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div>{OLD}</div>'
    outlook = (
        f'<p class="MsoNormal">{SIMPLIFIED}<o:p></o:p></p><div style="border-top:solid 1pt"><p><b>发件人:</b> 李四<br><b>发送时间:</b> 2026<br>'
        f"<b>收件人:</b> 张三<br><b>主题:</b> x</p></div><p>{OLD}</p>"
    )
    mail163 = f'<div>{SIMPLIFIED}</div><br><div>At 2026-11-20 10:20:30, "kf" &lt;kf@example.com&gt; wrote:</div><blockquote id="isReplyContent">{OLD}</blockquote>'
    gmail = f'<div dir="ltr">{SIMPLIFIED}</div><br><div class="gmail_quote"><div class="gmail_attr">On Fri, Nov 20, 2026 at 10:20 AM Li &lt;<a href="mailto:l@e.cn">l@e.cn</a>&gt; wrote:<br></div><blockquote>{OLD}</blockquote></div>'
    fox = f"<style>body{{}}</style><body>{SIMPLIFIED}<hr><div><b>发件人：</b>&nbsp;李四</div><div><b>发送时间：</b>&nbsp;2026</div><div><b>收件人：</b>&nbsp;x</div><div><b>主题：</b>&nbsp;y</div><div>{OLD}</div></body>"
    for name, body in {"QQ": qq, "Outlook": outlook, "163": mail163, "Gmail": gmail, "Foxmail": fox}.items():
        yield Odd(f"markup of {name}", page(body).replace(b"Subject: hi", b"Subject: Re: x"), never=OLD)
    signed = f'<div>{SIMPLIFIED}</div><hr style="width: 210px"><div><div>zhang@example.cn</div></div><blockquote><div><b>发件人：</b>&nbsp;李四</div><div><b>发送时间：</b>&nbsp;2026</div><div><b>收件人：</b>&nbsp;x</div><div><b>主题：</b>&nbsp;y</div><div>{OLD}</div></blockquote>'
    yield Odd("markup of Foxmail with its signature", page(signed), never="____")
    master = f'<div>{SIMPLIFIED}</div><div class="ntes-mailmaster-quote"><div>---- 回复的原邮件 ----</div><blockquote><table><tr><td>发件人</td><td>李四</td></tr></table>{OLD}</blockquote></div>'
    yield Odd("markup of Netease Master", page(master), never=OLD)
    yield Odd("markup gbk", page(f"<p>{SIMPLIFIED}</p>", "gbk"))
    told = head(
        "Content-Type: text/html"
    ) + f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{SIMPLIFIED}</p>'.encode("gbk")
    yield Odd("markup that names its own set", told)
    yield Odd("markup never closed", page(f"<html><body><table><tr><td><div>{SIMPLIFIED}"))
    yield Odd("markup with entities", page("".join(f"&#{ord(char)};" for char in SIMPLIFIED)))
    hostile = f"<p>{SIMPLIFIED}</p><script>alert(1)</script><style>x</style><svg onload=alert(2)></svg><math><mi>alert(3)</mi></math>"
    yield Odd("markup with scripts", page(hostile), never="alert")
    yield Odd("markup thirty thousand deep", page("<div>" * 30000 + SIMPLIFIED))
    yield Odd(
        "markup in a table",
        page(f"<table><tr><td>单号</td><td>100200</td></tr></table><p>{SIMPLIFIED}</p>"),
        "单号 100200",
    )


# ---- what is around the mail


def _envelopes() -> Iterator[Odd]:
    mail = plain(SIMPLIFIED)
    yield Odd("mbox line first", b"From zhang@example.cn Fri Nov 20 10:20:30 2026\n" + mail)
    yield Odd("quoted mbox line first", b">From zhang@example.cn Fri Nov 20 10:20:30 2026\n" + mail)
    yield Odd("byte order mark first", b"\xef\xbb\xbf" + mail)
    yield Odd("whole file in UTF-16", mail.decode().encode("utf-16"))
    yield Odd("blank lines first", b"\r\n\r\n" + mail)
    yield Odd("CRLF", mail.replace(b"\n", b"\r\n"))
    yield Odd("CR only", mail.replace(b"\n", b"\r"))
    yield Odd("CR CR LF", mail.replace(b"\n", b"\r\r\n"))
    yield Odd("line ends mixed", mail.replace(b"\n", b"\r\n", 2))
    yield Odd("NUL bytes", mail.replace(b"Subject: hi", b"Subject: h\0i") + b"\0\0", subject="hi")
    yield Odd(
        "no empty line after the head", b"From: zhang@example.cn\nSubject: hi\n" + SIMPLIFIED.encode(), problem="*"
    )
    yield Odd("no head at all", SIMPLIFIED.encode("gbk"), sender="", problem="no_mail")
    yield Odd(
        "a line in the head that is none", mail.replace(b"Subject: hi", b"Subject: hi\nthis is no header"), problem="*"
    )
    yield Odd("a picture, not a mail", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "", sender="", problem="no_mail")
    yield Odd("nothing", b"", "", sender="", problem="empty")
    yield Odd("only line ends", b"\r\n\r\n", "", sender="", problem="empty")
    yield Odd("head only", mail.partition(b"\n\n")[0] + b"\n\n", "", problem="no_text")
    yield Odd("very long line", plain(SIMPLIFIED + "长" * 200_000))
    yield Odd(
        "very long head", plain(SIMPLIFIED).replace(b"Subject: hi", b"X-Long: " + b"a" * 300_000 + b"\nSubject: hi")
    )
    yield Odd("date is none", plain(SIMPLIFIED, "utf-8", "Date: yesterday, more or less"))
    yield Odd("date far away", plain(SIMPLIFIED, "utf-8", "Date: Fri, 31 Feb 99999 10:20:30 +9999"))
    yield Odd("identifier is none", plain(SIMPLIFIED, "utf-8", "Message-ID: none", "References: <a> b <c@d"))
    yield Odd("emoji", plain(SIMPLIFIED + "👨‍👩‍👧🙏"), "👨‍👩‍👧🙏")
    yield Odd("turning characters in the text", plain("\u202e" + SIMPLIFIED), never="\u202e")


def _robots() -> Iterator[Odd]:
    lines = (
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "List-Id: <l.example.cn>",
        "Return-Path: <>",
        "X-Autoreply: yes",
    )
    for line in lines:
        yield Odd(f"robot says {line}", plain(SIMPLIFIED, "utf-8", line), automatic=True)
    yield Odd(
        "robot by its subject",
        plain(SIMPLIFIED).replace(b"Subject: hi", "Subject: 自动回复：您的来信".encode()),
        automatic=True,
    )
    sender = "MAILER-DAEMON@example.cn"
    bounce = plain(SIMPLIFIED).replace(b"zhang@example.cn", sender.encode(), 1)
    yield Odd("bounce", bounce, sender=sender, automatic=True)
    yield Odd("said to be no robot", plain(SIMPLIFIED, "utf-8", "Auto-Submitted: no"))
