"""AES as WeCom and WeChat use it, and as Feishu does: CBC, key of 32 bytes, padding by its length."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from shouwen.conversations.texts.vendor import Unreadable

#: WeCom and WeChat fill up to 32 bytes, Feishu to 16.
TENCENT_BLOCK, BLOCK = 32, 16


def _decrypt(key: bytes, iv: bytes, data: bytes, block: int) -> bytes:
    if not data or len(data) % BLOCK:
        raise Unreadable
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    plain = opened.update(data) + opened.finalize()
    rest = plain[-1]
    if not 1 <= rest <= block or len(plain) < rest:
        raise Unreadable
    return plain[:-rest]


def _encrypt(key: bytes, iv: bytes, plain: bytes, block: int) -> bytes:
    rest = block - len(plain) % block
    shut = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return shut.update(plain + bytes([rest]) * rest) + shut.finalize()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Unreadable from problem


def _tencent_key(aes: str) -> bytes:
    try:
        key = base64.b64decode(aes + "=")
    except (binascii.Error, ValueError) as problem:
        raise Unreadable from problem
    if len(key) != 32:
        raise Unreadable
    return key


def tencent_open(aes: str, text: str, receiver: str) -> bytes:
    """The words within: 16 random bytes, their length, they, and whom they are for. `aes` is the 43 characters."""
    key = _tencent_key(aes)
    plain = _decrypt(key, key[:16], _decoded(text), TENCENT_BLOCK)
    if len(plain) < 20:
        raise Unreadable
    size = struct.unpack("!I", plain[16:20])[0]
    if plain[20 + size :] != receiver.encode():
        raise Unreadable
    return plain[20 : 20 + size]


def tencent_shut(aes: str, words: bytes, receiver: str) -> str:
    """The same the other way."""
    key = _tencent_key(aes)
    plain = os.urandom(16) + struct.pack("!I", len(words)) + words + receiver.encode()
    return base64.b64encode(_encrypt(key, key[:16], plain, TENCENT_BLOCK)).decode()


def feishu_open(secret: str, text: str) -> bytes:
    """What lies behind 16 bytes of beginning; the key is the digest of the Encrypt Key."""
    data = _decoded(text)
    return _decrypt(hashlib.sha256(secret.encode()).digest(), data[:16].ljust(16, b"\0"), data[16:], BLOCK)


def feishu_shut(secret: str, words: bytes) -> str:
    iv = os.urandom(16)
    return base64.b64encode(iv + _encrypt(hashlib.sha256(secret.encode()).digest(), iv, words, BLOCK)).decode()
