"""Kept files: what may come in, under which name, how it lies on the disk, and how it goes out."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import os
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.kernel import clock, files
from shouwen.kernel.models import Attachment, Sequence
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Unacceptable

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\x00\x00\x00" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 60 + b"\xff\xd9"
GIF = b"GIF89a\x0a\x00\x0a\x00\x80\x00\x00" + b"\x00" * 30 + b";"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00" + b"\x00" * 40
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 20
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00" + b"\x00" * 20
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + b"\x00" * 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(*names: str, content: bytes = b"<?xml version='1.0'?><x/>") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def thing(db: None) -> Sequence:
    return Sequence(key="LD:2026", value=7, pk=7)


def kept(thing: Any, name: str, content: bytes) -> Attachment:
    return files.keep(SimpleUploadedFile(name, content), about_thing=thing, by=SYSTEM)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# ---- what comes in


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("货物.png", PNG, "image/png"),
        ("a.JPEG", JPEG, "image/jpeg"),
        ("a.gif", GIF, "image/gif"),
        ("a.webp", WEBP, "image/webp"),
        ("回单.pdf", PDF, "application/pdf"),
        ("a.docx", DOCX, WORD),
        ("a.xlsx", XLSX, SHEET),
        ("录音.mp3", MP3, "audio/mpeg"),
        ("录音.mp3", b"\xff\xfb\x90\x64" + b"\x00" * 50, "audio/mpeg"),
        ("录音.wav", WAV, "audio/wav"),
        ("录音.m4a", M4A, "audio/mp4"),
        ("a.mp4", MP4, "video/mp4"),
        ("说明.txt", "没有送件\r\n".encode(), "text/plain"),
        ("表.csv", "\ufeff单号,金额\n1,2 < 3\n".encode(), "text/plain"),
    ],
)
def test_what_a_centre_needs_is_kept_with_the_type_of_its_content(
    thing: Any, folder: Path, name: str, content: bytes, kind: str
) -> None:
    row = kept(thing, name, content)
    assert (row.media_type, row.name.casefold(), row.size) == (kind, name.casefold(), len(content))
    assert (row.about_kind, row.about_id, row.kept_by_id) == ("sequence", 7, None)
    assert row.digest == hashlib.sha256(content).hexdigest()
    assert on_disk(folder) == [folder / row.digest[:2] / row.digest[2:4] / row.digest] == [folder / row.path]
    assert (folder / row.path).read_bytes() == content
    assert (folder / row.path).stat().st_mode & 0o777 == 0o600
    with files.open_kept(row) as file:
        assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
        ("a.txt", b"\xef\xbb\xbf  <!-- x --><script>alert(1)</script>"),
        ("a.txt", b"hello\n<script>alert(1)</script>"),
        ("a.txt", b"#!/bin/sh\nrm -rf /"),
        ("a.html", b"hello"),
        ("a.js", b"alert(1)"),
        ("a.hta", b"hello"),
        ("a.pdf.exe", PDF),
        ("a.png.svg", PNG),
        ("a.pdf", b"<html>%PDF-1.4"),
        ("a.pdf", b"   %PDF-1.4 \x00"),
        ("a.exe", b"MZ\x90\x00\x03\x00"),
        ("a.txt", b"MZ\x90\x00\x03\x00"),
        ("a.txt", b"text with \x00"),
        ("a.txt", "没有".encode("gb18030")),
        ("a.txt", "<script>".encode("utf-16")),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("a.zip", zipped("a.txt")),
        ("a.docx", zipped("a.txt")),
        ("a.docx", b"PK\x03\x04 torn"),
        ("a.docx", DOCX[:-30]),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml", "../../etc/cron.d/x")),
        ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml", "/etc/passwd")),
        ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml", *(f"{n}" for n in range(5001)))),
        ("a.heic", b"\x00\x00\x00\x20ftypheic" + b"\x00" * 20),
        ("a.txt", b""),
    ],
)
def test_what_a_browser_or_desktop_could_run_is_refused_and_leaves_nothing(
    thing: Any, folder: Path, name: str, content: bytes
) -> None:
    with pytest.raises(Unacceptable) as refused:
        kept(thing, name, content)
    assert refused.value.status == 422 and re.search("[一-鿿]", str(refused.value.sentence))
    assert on_disk(folder) == [] and not Attachment.objects.exists()


def test_a_workbook_that_unpacks_without_end_is_refused(thing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UNPACKED", 1_000_000)
    bomb = zipped("[Content_Types].xml", "xl/workbook.xml", content=b"\x00" * 600_000)
    assert len(bomb) < 3000
    with pytest.raises(Unacceptable):
        kept(thing, "a.xlsx", bomb)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gif", b"GIF89a/*" + GIF[8:] + b"*/=1;alert(1)//"),
        ("a.gif", b"GIF89a=1;alert(1)"),
        ("a.jpg", b"\xff\xd8\xff\xe0/*" + JPEG[6:] + b"*/=alert(1)"),
        ("a.webp", b"RIFF/*\x00\x00WEBP" + b"*/=alert(1)"),
        ("a.gif", GIF + b"<ScRiPt>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.4\n<html><body onload=alert(1)>"),
        ("a.png", PNG + b"< svg onload=alert(1)>"),
        ("a.mp3", b"ID3<!DOCTYPE  html>"),
        ("a.jpg", JPEG + b"<?php system('id') ?>"),
        ("bomb.png", PNG.replace(struct.pack(">II", 640, 480), struct.pack(">II", 50_000, 50_000))),
        ("bomb.gif", b"GIF89a\xff\xff\xff\xff" + GIF[10:]),
    ],
)
def test_what_also_reads_as_page_or_script_or_is_a_bomb_is_only_given_out_to_be_saved(
    thing: Any, name: str, content: bytes
) -> None:
    row = kept(thing, name, content)
    assert row.media_type == "application/octet-stream"
    answer = files.response(row, inline=True)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    answer.close()


def test_the_limit_is_on_what_comes_not_on_what_was_said(
    thing: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 1024 * 1024)
    kept(thing, "a.txt", b"x" * 1024 * 1024)
    upload = SimpleUploadedFile("b.txt", b"y" * (1024 * 1024 + 1))
    upload.size = 5
    with pytest.raises(Unacceptable, match="1 MB"):
        files.keep(upload, about_thing=thing, by=SYSTEM)
    assert len(on_disk(folder)) == 1


def test_a_large_upload_from_a_temporary_file_is_kept(thing: Any) -> None:
    upload = TemporaryUploadedFile("大.pdf", "text/html", 0, None)
    upload.write(PDF + b"\x00" * (3 * 1024 * 1024))
    upload.size = upload.tell()
    upload.seek(0)
    row = files.keep(upload, about_thing=thing, by=SYSTEM)
    assert (row.media_type, row.size) == ("application/pdf", len(PDF) + 3 * 1024 * 1024)


# ---- names


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\x\\照片.png", "照片.png"),
        ("a\u202egpj.png", "agpj.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ("a\x00.png", "a.png"),
        ("..png", "png.png"),
        ("  . ", "附件.png"),
        (". \u3000.\xa0", "附件.png"),
        ("", "附件.png"),
        ("照片.jpeg", "照片.png"),
        ("照片 2026.07.15", "照片 2026.07.15.png"),
        ("a.PNG", "a.png"),
        ("a.png.", "a.png"),
        ("a.png:stream", "a.png_stream.png"),
        ('"><img>.png', "___img_.png"),
        ("长" * 300 + ".png", "长" * 196 + ".png"),
        ("e\u0301.png", "é.png"),
    ],
)
def test_a_name_keeps_what_people_read_and_nothing_that_deceives(given: str, name: str) -> None:
    assert files._name(given, "image/png") == name


@given(
    st.one_of(st.text(max_size=300), st.text("a.png \xa0\u3000\u202e/\\", max_size=12)),
    st.sampled_from(sorted(files.ENDINGS)),
)
@settings(max_examples=400, deadline=None)
def test_every_name_is_safe(given: str, kind: str) -> None:
    try:
        name = files._name(given, kind)
    except Unacceptable:
        return
    assert 0 < len(name) <= 200 and not set(name) & set('/\\<>:"|?*')
    assert not {unicodedata.category(char) for char in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name.rpartition(".")[0].strip() and name.rpartition(".")[2] in files.ENDINGS[kind]


@pytest.mark.django_db
@given(st.binary(max_size=200), st.sampled_from([b"", PNG, GIF, PDF, DOCX[:60], b"<", b"PK\x03\x04", b"\xff\xfb"]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_is_kept_as_a_known_type_or_refused(content: bytes, before: bytes) -> None:
    try:
        row = kept(Sequence(key="x", pk=1), "a", before + content)
    except Unacceptable:
        return
    assert row.media_type in {*files.ENDINGS, files.OPAQUE}


# ---- on the disk


def test_the_same_content_lies_there_once(thing: Any, folder: Path) -> None:
    first, second = kept(thing, "a.png", PNG), kept(thing, "b.png", PNG)
    assert (first.path, first.name, second.name) == (second.path, "a.png", "b.png")
    assert len(on_disk(folder)) == 1
    (folder / first.path).write_bytes(b"damaged")
    kept(thing, "c.png", PNG)
    assert (folder / first.path).read_bytes() == PNG


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_plainly_and_nothing_is_half_written(
    thing: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, problem: int
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(problem, os.strerror(problem))

    with monkeypatch.context() as patch:
        patch.setattr(files.os, call, full)
        with pytest.raises(files.NoSpace) as refused:
            kept(thing, "a.png", PNG)
    assert (refused.value.status, refused.value.code) == (507, "no_space") and "磁盘已满" in str(refused.value.sentence)
    assert on_disk(folder) == [] and not Attachment.objects.exists()
    assert kept(thing, "a.png", PNG).pk  # recovers alone


@pytest.fixture
def small_disk(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1 MB, where this machine lets us mount one."""
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=1m tmpfs {place} 2>/dev/null"):
        pytest.skip("mounting needs root")
    settings.FILES = place / "files"
    yield place / "files"
    os.system(f"umount {place}")


def test_a_really_full_disk_refuses_large_files_and_still_reads(thing: Any, small_disk: Path) -> None:
    small = kept(thing, "a.png", PNG)
    for _ in range(3):
        with pytest.raises(files.NoSpace):
            kept(thing, "b.png", PNG + os.urandom(2 * 1024 * 1024))
    assert on_disk(small_disk) == [small_disk / small.path]
    with files.open_kept(small) as file:
        assert file.read() == PNG
    kept(thing, "c.png", PNG + os.urandom(512 * 1024))


def test_another_fault_of_the_disk_is_not_called_full(thing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(files.os, "fsync", broken)
    with pytest.raises(OSError, match="input/output"):
        kept(thing, "a.png", PNG)


def test_sweeping_takes_old_files_without_a_row_and_nothing_else(thing: Any, folder: Path) -> None:
    stays = kept(thing, "a.png", PNG)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        kept(thing, "b.gif", GIF)
        raise ZeroDivisionError
    young = folder / kept(thing, "c.pdf", PDF).path
    Attachment.objects.filter(name="c.pdf").delete()
    (folder / "incoming" / "tmphalf").write_bytes(b"half")
    (folder / "exports").mkdir()
    (folder / "exports" / "x.xlsx").write_bytes(XLSX)
    long_ago = clock.now().timestamp() - 7200
    for path in on_disk(folder):
        if path != young:
            os.utime(path, (long_ago, long_ago))
    assert files.sweep(dt.timedelta(hours=1)) == 2
    assert on_disk(folder) == sorted([folder / stays.path, young, folder / "exports" / "x.xlsx"])
    assert files.sweep(dt.timedelta(hours=1)) == 0


def test_content_kept_again_while_the_sweep_passes_is_not_lost(
    thing: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / kept(thing, "a.png", PNG).path
    Attachment.objects.all().delete()
    os.utime(path, (1, 1))
    really = files._sweep_away

    def meanwhile(path: Path, end: float) -> bool:
        kept(thing, "again.png", PNG)
        return really(path, end)

    monkeypatch.setattr(files, "_sweep_away", meanwhile)
    assert files.sweep(dt.timedelta(hours=1)) == 0
    assert path.read_bytes() == PNG


def test_a_row_whose_file_is_lost_says_so(thing: Any, folder: Path) -> None:
    row = kept(thing, "a.png", PNG)
    (folder / row.path).unlink()
    with pytest.raises(files.Gone) as gone:
        files.response(row)
    assert gone.value.status == 410


# ---- what goes out


def test_files_go_out_to_be_saved_under_their_name_and_in_a_sandbox(thing: Any) -> None:
    answer = files.response(kept(thing, "回单 1.pdf", PDF), inline=True)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    way, _, name = answer["Content-Disposition"].partition("; filename*=utf-8''")
    assert (way, unquote(name)) == ("attachment", "回单 1.pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[arg-type]
    answer.close()


@pytest.mark.parametrize(
    ("name", "content", "inline", "way"),
    [
        ("a.png", PNG, True, "inline"),
        ("a.png", PNG, False, "attachment"),
        ("a.txt", b"hello", True, "attachment"),
        ("a.mp4", MP4, True, "attachment"),
    ],
)
def test_only_pictures_are_shown_in_a_page(thing: Any, name: str, content: bytes, inline: bool, way: str) -> None:
    answer = files.response(kept(thing, name, content), inline=inline)
    assert answer["Content-Disposition"] == f'{way}; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (answer["Content-Type"] == "text/plain; charset=utf-8") == (name == "a.txt")
    answer.close()


def test_text_that_names_a_type_of_its_own_is_served_as_sniffed(thing: Any) -> None:
    upload = SimpleUploadedFile("a.txt", b"hello", content_type="text/html")
    assert files.keep(upload, about_thing=thing, by=SYSTEM).media_type == "text/plain"
