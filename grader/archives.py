"""What is inside of a zip or a tar, told one entry at a time; nothing is ever unpacked to disk.

An archive is written by whoever hands it in, so nothing that it says about itself is believed: sizes are counted
while reading, and a tar is decompressed up to a limit before anything in it is looked at. The entries are not judged
here; names, links and totals are the business of whoever takes them in.
"""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

MAX_ENTRIES = 20_000
"""Entries of one archive or folder, those that are ignored included."""
MAX_ARCHIVE_BYTES = 64 * 2**20
"""Size of an archive, and of a tar when it is decompressed."""
MAX_RATIO = 100
"""How many times its own size an archive may unpack to; the first MiB is free. Source code packs about 5 to 1."""

FILE = "a file"
FOLDER = "a folder"
_KINDS = {
    0: FILE,  # a zip made where files have no mode
    stat.S_IFREG: FILE,
    stat.S_IFDIR: FOLDER,
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_EXTENDED = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
"""The tar headers whose content the reader takes into memory as a whole."""
_LARGEST_HEADER = 16 * 1024
"""Bytes of one extended tar header: a long name needs a few hundred, macOS's attributes a few thousand."""
_STREAMS = 1000
"""Compressed streams in a row, as parallel compressors write them."""


class Entry(NamedTuple):
    """One member of an archive, or one item of a folder."""

    name: str
    """As it is written there, so not to be trusted."""
    kind: str
    """FILE, FOLDER, or in words what else it is."""
    read: Callable[[int], bytes]
    """Gives the content, but at most so many bytes of it."""


def kind_of(mode: int) -> str:
    """Say what a file mode stands for, such as `a symbolic link`."""
    return _KINDS.get(stat.S_IFMT(mode), "of an unknown kind")


def entries_of(data: bytes) -> Iterator[Entry] | None:
    """Give the entries of a zip, a tar, or a tar compressed with gzip, bzip2, xz or lzma; None for anything else.

    It is read while the entries are taken: ValueError when it is too large or lies about itself, and whatever the
    standard library's readers raise when it is damaged.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_entries(data)
    for magic, decompressor in _DECOMPRESSORS.items():
        if data.startswith(magic):
            return _tar_entries(_decompressed(data, decompressor))
    return _tar_entries(data) if data[257:262] == b"ustar" or _is_old_tar(data) else None


def most_bytes(packed: int, limit: int) -> int:
    """Give how many bytes an archive of a size may unpack to, where `limit` is the most for any."""
    return min(limit, 2**20 + MAX_RATIO * packed)


def _complete(content: bytes, announced: int, most: int) -> bytes:
    if len(content) != min(announced, most):
        raise ValueError(f"it announces {announced} bytes and has {len(content)}")
    return content


# ------------------------------------------------------------------------------------------- zip


def _zip_entries(data: bytes) -> Iterator[Entry]:
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:  # counted before the reader builds an object for each
        raise ValueError(f"it has more than {MAX_ENTRIES} entries")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            yield Entry(_zip_name(info), _zip_kind(info), partial(_zip_content, archive, info))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: some tools write UTF-8 without saying so, and a NUL would be taken for the end."""
    try:
        return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437").decode()
    except UnicodeError:
        return info.orig_filename if "\0" in info.orig_filename else info.filename


def _zip_kind(info: zipfile.ZipInfo) -> str:
    if info.is_dir():
        return FOLDER
    if info.flag_bits & 0x1:
        return "encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "compressed with something other than deflate"  # whose readers cannot be stopped at a size
    return kind_of(info.external_attr >> 16)


def _zip_content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(info) as member:
        content = member.read(most)
    return _complete(content, info.file_size, most)


# ------------------------------------------------------------------------------------------- tar


class _Header(tarfile.TarInfo):
    """A tar header that is refused before the reader acts on an absurd size in it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        header = super().frombuf(buf, encoding, errors)
        if header.size < 0 or (header.type in _EXTENDED and header.size > _LARGEST_HEADER):
            raise ValueError(f"a header in it claims a size of {header.size} bytes")
        return header


def _tar_entries(data: bytes) -> Iterator[Entry]:
    with tarfile.TarFile(fileobj=io.BytesIO(data), tarinfo=_Header) as archive:
        for info in archive:
            yield Entry(info.name, _tar_kind(info), partial(_tar_content, archive, info))
        after = data[archive.offset : archive.offset + tarfile.BLOCKSIZE]
        if after.strip(b"\0"):  # the reader takes a damaged header for the end, in silence
            raise ValueError("a header in it is damaged")


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.islnk():
        return "a hard link"
    if info.issym():
        return "a symbolic link"
    if info.isfifo():
        return "a named pipe"
    if info.isdev():
        return "a device"
    return FOLDER if info.isdir() else FILE if info.isreg() else "of an unknown kind"


def _tar_content(archive: tarfile.TarFile, info: tarfile.TarInfo, most: int) -> bytes:
    member = archive.extractfile(info)
    return _complete(member.read(most) if member else b"", info.size, most)


def _is_old_tar(data: bytes) -> bool:
    """Whether it begins with a tar header from before there was a mark for one: its checksum is right."""
    try:
        return bool(data[:512].strip(b"\0")) and bool(tarfile.TarInfo.frombuf(data[:512], "utf-8", "surrogateescape"))
    except tarfile.HeaderError:
        return False


_DECOMPRESSORS: dict[bytes, Callable[[], Any]] = {
    b"\x1f\x8b": partial(zlib.decompressobj, 31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": partial(lzma.LZMADecompressor, memlimit=256 * 2**20),
    b"]\0\0": partial(lzma.LZMADecompressor, memlimit=256 * 2**20),
}


def _decompressed(data: bytes, decompressor: Callable[[], Any]) -> bytes:
    """Decompress one stream after the other, stopping as soon as there is too much; what follows them is padding."""
    limit = most_bytes(len(data), MAX_ARCHIVE_BYTES)
    plain, stream, streams = bytearray(), decompressor(), 1
    for start in range(0, len(data), 65536):
        chunk = data[start : start + 65536]
        while chunk:
            if stream.eof:
                stream, streams = decompressor(), streams + 1
            try:
                plain += stream.decompress(chunk, limit + 1 - len(plain))
            except (OSError, lzma.LZMAError, zlib.error):
                if streams == 1:
                    raise
                return bytes(plain)
            chunk = stream.unused_data.lstrip(b"\0") if stream.eof else b""
            if streams > _STREAMS:
                raise ValueError(f"it is packed in more than {_STREAMS} streams")
            if len(plain) > limit:
                raise ValueError(f"it unpacks to more than {limit // 2**20} MiB")
    if not stream.eof:
        raise EOFError("it ends in the middle")
    return bytes(plain)
