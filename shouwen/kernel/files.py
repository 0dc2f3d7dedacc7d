"""Kept files: judged by content, stored once under their digest, given out so that no browser runs them.

The file is on the disk before its row; what a rolled back transaction leaves behind is swept.
"""

from __future__ import annotations

import codecs
import datetime as dt
import errno
import hashlib
import os
import re
import struct
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.models import Attachment, about
from shouwen.kernel.refusals import Refusal, Unacceptable

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 200
EARLY = 8192
UNPACKED = 300 * 1024 * 1024
PIXELS = 100_000_000
OPAQUE = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
ENDINGS = {  # what is kept, and the endings its names may have
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    _OFFICE + "wordprocessingml.document": ("docx",),
    _OFFICE + "spreadsheetml.sheet": ("xlsx",),
    "audio/mpeg": ("mp3",),
    "audio/wav": ("wav",),
    "audio/mp4": ("m4a",),
    "video/mp4": ("mp4",),
    "text/plain": ("txt", "csv", "log", "md"),
}
_MAGIC = {
    rb"\x89PNG\r\n\x1a\n": "image/png",
    rb"\xff\xd8\xff": "image/jpeg",
    rb"GIF8[79]a": "image/gif",
    rb"(?s)RIFF....WEBP": "image/webp",
    rb"%PDF-\d": "application/pdf",
    rb"ID3|\xff[\xf2\xf3\xfa\xfb]": "audio/mpeg",
    rb"(?s)RIFF....WAVE": "audio/wav",
    rb"(?s)....ftypM4[AB] ": "audio/mp4",
    rb"(?s)....ftyp(?:isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash)": "video/mp4",
}
_LIVE = re.compile(rb"(?i)<\s*(?:!doctype\s+html|html|head|body|script|svg|math|iframe|object|embed|meta|form|\?php)\b")
_LIVE_TEXT = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<[a-z!?/]|#!)")
_LIVE_HEAD = re.compile(rb"(?:GIF8[79]a\s*|\xff\xd8\xff[\xe0-\xef]|RIFF)(?:/[*/]|=)")  # also reads as a script
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class NoSpace(Refusal):
    """The disk is full. Nothing was kept."""

    status = 507
    code = "no_space"


class Gone(Refusal):
    """The row is there, the file is not."""

    status = 410
    code = "gone"


def keep(upload: UploadedFile[bytes], *, about_thing: Any, by: Any) -> Attachment:
    """Keeps a copy of the upload about this thing, or refuses it with a sentence. In the verb's transaction."""
    with _incoming() as file:
        digest, size = _pour(upload, file)
        kind, is_plain = _kind(file)
        name = _name(upload.name or "", kind)
        _settle(file, digest)
    about_kind, about_id = about(about_thing)
    return Attachment.objects.create(
        about_kind=about_kind,
        about_id=about_id,
        name=name,
        media_type=kind if is_plain else OPAQUE,
        size=size,
        digest=digest,
        path=_path(digest),
        kept_by_id=by.pk,
        kept_at=clock.now(),
    )


def keep_whole(chunks: Iterable[bytes], *, name: str, about_thing: Any, by: Any) -> Attachment:
    """Keeps what came from outside, whatever it is: what is not plainly one of `ENDINGS` is only ever saved.

    For what nobody can ask the sender to give again in another form. In the verb's transaction.
    """
    with _incoming() as file:
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        kind, told = _whole_kind(file, name)
        _settle(file, digest.hexdigest())
    about_kind, about_id = about(about_thing)
    return Attachment.objects.create(
        about_kind=about_kind,
        about_id=about_id,
        name=told,
        media_type=kind,
        size=size,
        digest=digest.hexdigest(),
        path=_path(digest.hexdigest()),
        kept_by_id=by.pk,
        kept_at=clock.now(),
    )


def _whole_kind(file: IO[bytes], name: str) -> tuple[str, str]:
    """Media type and name: the type only where the content plainly is that and the name says nothing else."""
    try:
        kind, is_plain = _kind(file)
        return (kind if is_plain else OPAQUE), _name(name, kind)
    except Unacceptable:
        return OPAQUE, _visible(name)[-LONGEST_NAME:]


def open_kept(attachment: Attachment) -> BinaryIO:
    """The file, to be read."""
    try:
        return (Path(settings.FILES) / attachment.path).open("rb")
    except FileNotFoundError as problem:
        raise Gone(_("这个文件已不在存储中，请联系管理员从备份恢复。")) from problem


def response(attachment: Attachment, inline: bool = False) -> FileResponse:
    """The file as an answer: to be saved, never run. Pictures may be shown in a page with `inline`."""
    kind = attachment.media_type
    charset = "; charset=utf-8" if kind == "text/plain" else ""
    is_shown = inline and kind.startswith("image/") and kind in ENDINGS
    answer = FileResponse(
        open_kept(attachment), as_attachment=not is_shown, filename=attachment.name, content_type=kind + charset
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer


def sweep(older_than: dt.timedelta) -> int:
    """Takes away files without a row, half-written ones too. Younger ones may belong to an open transaction."""
    root, end, swept = Path(settings.FILES), (clock.now() - older_than).timestamp(), 0
    files = [*root.glob("??/??/*"), *root.glob("incoming/*")]
    old = [path for path in files if path.stat().st_mtime < end]
    for start in range(0, len(old), 5000):
        batch = old[start : start + 5000]
        rows = Attachment.objects.filter(digest__in=[path.name for path in batch])
        kept = set(rows.values_list("digest", flat=True))
        swept += sum(_sweep_away(path, end) for path in batch if path.name not in kept)
    return swept


def _sweep_away(path: Path, end: float) -> bool:
    """Moved aside first: were the same content kept again meanwhile, its file is young and goes back."""
    aside = Path(settings.FILES) / "incoming" / path.name
    os.replace(path, aside)
    if aside.stat().st_mtime >= end:
        os.replace(aside, path)
        return False
    aside.unlink()
    return True


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


@contextmanager
def _incoming() -> Iterator[IO[bytes]]:
    """A new file beside the kept ones, gone at the end unless it has settled. A full disk is said plainly."""
    folder = Path(settings.FILES) / "incoming"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            try:
                yield file
            finally:
                Path(file.name).unlink(missing_ok=True)
    except OSError as problem:
        if problem.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise NoSpace(_("服务器磁盘已满，文件没有保存。请联系管理员清理空间后再上传。")) from problem


def _pour(upload: UploadedFile[bytes], file: IO[bytes]) -> tuple[str, int]:
    """Copies the upload, and gives digest and size as they are, not as they were said to be."""
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > LARGEST:
            raise Unacceptable(_("文件超过 %(most)s MB，请压缩或拆分后再上传。") % {"most": LARGEST // 1024**2})
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise Unacceptable(_("文件是空的。"))
    file.flush()
    return digest.hexdigest(), size


def _settle(file: IO[bytes], digest: str) -> None:
    """Gives the file its place for good. Always anew, which heals a damaged one and makes it young for the sweep."""
    os.fsync(file.fileno())
    place = Path(settings.FILES) / _path(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file.name, place)
    for folder in place.parents[:3]:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _kind(file: IO[bytes]) -> tuple[str, bool]:
    """Media type by content, and whether it is plainly that: what also reads as a page or script is only saved."""
    file.seek(0)
    early = file.read(EARLY)
    found = next((kind for magic, kind in _MAGIC.items() if re.match(magic, early)), None)
    if found is None and early.startswith(b"PK\x03\x04"):
        found = _office(file)
    if found is not None:
        return found, not (_LIVE.search(early) or _LIVE_HEAD.match(early) or _is_huge(found, early))
    if not _is_text(file) or _LIVE_TEXT.match(early) or _LIVE.search(early):
        raise Unacceptable(
            _("不接受这种文件。可以上传图片、PDF、Word（docx）、Excel（xlsx）、录音、MP4 视频和 UTF-8 文本。")
        )
    return "text/plain", True


def _is_huge(kind: str, early: bytes) -> bool:
    """True for pictures that would fill the reader's memory when shown."""
    shape, at = {"image/png": (">II", 16), "image/gif": ("<HH", 6)}.get(kind, ("", 0))
    if not shape or len(early) < at + struct.calcsize(shape):
        return bool(shape)
    width, height = struct.unpack_from(shape, early, at)
    return bool(width * height > PIXELS)


def _office(file: IO[bytes]) -> str | None:
    """Word or Excel by the names inside; nothing is unpacked. None with macros, paths that climb, or bombs."""
    file.seek(0)
    if file.read().count(b"PK\x01\x02") > 5000:
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return None
    climbs = any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in parts)
    macros = any(name.lower().endswith("vbaproject.bin") for name in parts)
    if climbs or macros or sum(parts.values()) > UNPACKED or "[Content_Types].xml" not in parts:
        return None
    kinds = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
    return next((_OFFICE + kind for name, kind in kinds.items() if name in parts), None)


def _is_text(file: IO[bytes]) -> bool:
    file.seek(0)
    try:
        pieces = codecs.iterdecode(iter(lambda: file.read(65536), b""), "utf-8")
        return not any(_CONTROL.search(piece) for piece in pieces)
    except UnicodeDecodeError:
        return False


def _visible(given: str) -> str:
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(char for char in last if unicodedata.category(char) not in _HIDDEN)
    return re.sub(r"^[\s.]+|[\s.]+$", "", re.sub(r'[<>:"|?*]', "_", visible)) or _("附件")


def _name(given: str, kind: str) -> str:
    """The name without path, invisible and turning characters, short enough, with an ending that fits the content."""
    stem = _visible(given)
    ending = ENDINGS[kind][0]
    if said := re.fullmatch(r"(?is)(.*)\.((?=[0-9]*[a-z])[a-z0-9]{1,8})", stem):
        stem, told = said[1], said[2].lower()
        if not any(told in endings for endings in ENDINGS.values()):
            raise Unacceptable(_("不接受“.%(ending)s”文件。") % {"ending": told})
        ending = told if told in ENDINGS[kind] else ending
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
