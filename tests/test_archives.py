"""An archive is never believed: what it is made of, how large it is and where it ends are found out by reading."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import CODE, MAIN, add, every_packer, read, refused, tarred, unpacked, zipped

from grader import archives, submission
from grader.errors import SubmissionError
from grader.submission import MAX_BYTES, MAX_FILES

MEBI = 2**20


def gzipped(path: Path, files: Mapping[str, bytes]) -> Path:
    return tarred(path, files, "w:gz")


# ------------------------------------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (tarfile.SYMTYPE, "a symbolic link"),
        (tarfile.LNKTYPE, "a hard link"),
        (tarfile.FIFOTYPE, "a named pipe"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (b"Q", "of an unknown kind"),
    ],
)
def test_only_files_and_folders_of_a_tar_are_read(tmp_path, kind, said):
    with tarfile.open(tmp_path / "in.tar", "w") as archive:
        add(archive, "odd", type=kind, linkname="/etc/passwd")
        add(archive, MAIN, CODE)
    assert f"odd is {said}" in refused(tmp_path / "in.tar")


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (stat.S_IFLNK, "a symbolic link"),
        (stat.S_IFIFO, "a named pipe"),
        (stat.S_IFBLK, "a device"),
        (stat.S_IFSOCK, "a socket"),
        (0o030000, "of an unknown kind"),
    ],
)
def test_only_files_and_folders_of_a_zip_are_read(tmp_path, mode, said):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        odd = zipfile.ZipInfo("odd")
        odd.external_attr = (mode | 0o777) << 16
        archive.writestr(odd, "/etc/passwd")
    assert f"odd is {said}" in refused(tmp_path / "in.zip")


# ------------------------------------------------------------------------------------------- sizes


@every_packer
def test_files_are_read_up_to_the_limit_and_not_beyond(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(submission, "MAX_BYTES", 1000)
    half = os.urandom(500)
    within = pack(tmp_path / "within", {MAIN: half, "b": half})
    assert len(read(within).files) == 2
    assert "is too large, at r" in refused(pack(tmp_path / "beyond", {MAIN: half, "r": half + b"x"}))


@every_packer
def test_more_files_than_the_limit_are_refused(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(submission, "MAX_FILES", 3)
    files = {MAIN: CODE, "a": b"", "b": b""}
    assert len(read(pack(tmp_path / "within", files)).files) == 3
    assert "more than 3 files" in refused(pack(tmp_path / "beyond", {**files, "c": b""}))


@every_packer
def test_entries_are_counted_even_if_they_are_passed_over(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(submission, "MAX_ENTRIES", 3)
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    files = {MAIN: CODE, **{f"{number}~": b"" for number in range(3)}}
    assert "has more than 3" in refused(pack(tmp_path / "in", files))


def test_the_entries_of_a_zip_are_counted_before_it_is_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 1)
    assert "it has more than 1 entries" in refused(zipped(tmp_path / "in", {MAIN: CODE, "b": b""}))


def test_a_folder_that_is_passed_over_is_not_walked(tmp_path, monkeypatch):
    monkeypatch.setattr(submission, "MAX_ENTRIES", 3)
    files = {MAIN: CODE, **{f".git/{number}": b"" for number in range(9)}}
    assert read(unpacked(tmp_path / "in", files)).files == {MAIN: CODE}


def test_the_limits_suit_a_program_of_a_student():
    assert MAX_FILES >= 100
    assert MAX_BYTES >= MEBI


def test_a_zip_bomb_is_refused(tmp_path):
    assert "is too large, at zeros" in refused(zipped(tmp_path / "in.zip", {MAIN: CODE, "zeros": bytes(12 * MEBI)}))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_reader_cannot_be_stopped_at_a_size_is_refused(tmp_path, method):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE}, method)
    assert f"{MAIN} is compressed with something other than deflate" in refused(packed)


def test_extreme_packing_is_refused_below_the_limit_of_size(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE, "zeros": bytes(3 * MEBI)})
    assert packed.stat().st_size < 10_000
    assert "100 times its packed size" in refused(packed)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_tar_bomb_is_refused_before_it_is_unpacked(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ARCHIVE_BYTES", 2 * MEBI)
    (tmp_path / "in").write_bytes(pack(tarred(tmp_path / "plain", {"zeros": bytes(4 * MEBI)}).read_bytes()))
    assert refused(tmp_path / "in").endswith("cannot be read: it unpacks to more than 1 MiB")


def test_a_bomb_of_very_many_tiny_streams_is_refused(tmp_path):
    (tmp_path / "in").write_bytes(gzip.compress(b"") * 100_000)
    assert "streams" in refused(tmp_path / "in")


def test_a_sparse_file_on_disk_is_not_read_to_its_end(tmp_path):
    folder = unpacked(tmp_path / "in", {MAIN: CODE, "huge": b""})
    os.truncate(folder / "huge", 2**40)
    assert "is too large, at huge" in refused(folder)
    assert "is larger than 64 MiB" in refused(folder / "huge")


def test_a_sparse_file_in_a_tar_is_counted_as_it_is_read(tmp_path):
    with tarfile.open(tmp_path / "in.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        sparse = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,0"}
        add(archive, "huge", pax_headers={**sparse, "GNU.sparse.size": str(2**40), "GNU.sparse.realsize": str(2**40)})
    refused(tmp_path / "in.tar")


def with_sizes(packed: Path, packed_size: int, size: int) -> Path:
    """A zip whose headers lie about the sizes of its first member."""
    data = bytearray(packed.read_bytes())
    for place in (18, data.index(b"PK\x01\x02") + 20):
        struct.pack_into("<II", data, place, packed_size, size)
    packed.write_bytes(data)
    return packed


@pytest.mark.parametrize("size", [0, 10, 2**31, 2**32 - 2, 2**32 - 1])
def test_a_zip_that_lies_about_a_size_is_refused(tmp_path, size):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE * 100})
    true = zipfile.ZipFile(packed).infolist()[0].compress_size
    assert "cannot be read" in refused(with_sizes(packed, true, size))


def test_a_zip64_that_lies_about_a_size_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive, archive.open(MAIN, "w", force_zip64=True) as member:
        member.write(CODE)
    data = bytearray((tmp_path / "in.zip").read_bytes())
    central, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    name_end = central + 46 + len(MAIN)
    extra = struct.pack("<HHQQ", 1, 16, 2**62, 2**62)
    struct.pack_into("<II", data, central + 20, 2**32 - 1, 2**32 - 1)
    struct.pack_into("<H", data, central + 30, len(extra))
    struct.pack_into("<I", data, end + 12, 46 + len(MAIN) + len(extra))
    (tmp_path / "in.zip").write_bytes(data[:name_end] + extra + data[end:])
    assert "cannot be read" in refused(tmp_path / "in.zip")


def test_members_that_share_their_data_are_refused(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE, "a1": bytes(MEBI), "a2": b""})
    data = bytearray(packed.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    first = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 10 : second + 46] = data[first + 10 : first + 46]
    packed.write_bytes(data)
    assert "cannot be read" in refused(packed)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.REGTYPE])
@pytest.mark.parametrize("size", [2**40, 20_000, -512])
def test_a_tar_header_with_an_absurd_size_is_refused(tmp_path, kind, size):
    header = tarfile.TarInfo(MAIN)
    header.type = kind
    header.size = size
    (tmp_path / "in.tar").write_bytes(header.tobuf(tarfile.GNU_FORMAT) + bytes(10_240))
    plain = kind == tarfile.REGTYPE and size > 0
    said = "unexpected end of data" if plain else f"a header in it claims a size of {size} bytes"
    assert f"cannot be read: {said}" in refused(tmp_path / "in.tar")


# ------------------------------------------------------------------------------------------- damage


def test_an_encrypted_member_is_refused(tmp_path):
    data = bytearray(zipped(tmp_path / "in.zip", {MAIN: CODE}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "in.zip").write_bytes(data)
    assert f"{MAIN} is encrypted" in refused(tmp_path / "in.zip")


def test_a_damaged_member_is_refused_by_its_name(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE}, zipfile.ZIP_STORED)
    packed.write_bytes(packed.read_bytes().replace(b"run_queue", b"run_quack"))
    assert refused(packed).startswith(f"{packed}: {MAIN}: cannot be read")


@pytest.mark.parametrize("pack", [zipped, tarred, gzipped])
def test_an_archive_that_ends_too_early_is_refused(tmp_path, pack):
    data = pack(tmp_path / "in", {MAIN: CODE, "b": os.urandom(2000)}).read_bytes()
    for length in (600, len(data) // 3):
        (tmp_path / "in").write_bytes(data[:length])
        refused(tmp_path / "in")


def test_a_compressed_tar_without_its_last_bytes_is_refused(tmp_path):
    data = gzipped(tmp_path / "in", {MAIN: CODE}).read_bytes()
    (tmp_path / "in").write_bytes(data[:-8])
    assert "it ends in the middle" in refused(tmp_path / "in")


def test_a_tar_with_a_damaged_header_is_not_read_half(tmp_path):
    data = bytearray(tarred(tmp_path / "in", {MAIN: CODE, "b": b"1", "c": b"2"}, "w:").read_bytes())
    data[1024 + 3] ^= 1
    (tmp_path / "in").write_bytes(data)
    assert "a header in it is damaged" in refused(tmp_path / "in")


SAMPLE = {MAIN: CODE, "data/x.txt": b"x" * 100}


@given(data=st.data())
@pytest.mark.parametrize("pack", [zipped, tarred, gzipped])
def test_whatever_is_damaged_it_is_read_or_refused(tmp_path_factory, pack, data):
    folder = tmp_path_factory.getbasetemp()
    packed = bytearray(pack(folder / "sample", SAMPLE).read_bytes())
    places = st.integers(0, len(packed) - 1) | st.integers(0, 600).map(lambda place: place % len(packed))
    for place in data.draw(st.lists(places, max_size=4)):
        packed[place] = data.draw(st.integers(0, 255))
    (folder / "damaged").write_bytes(packed[: data.draw(st.integers(1, len(packed)))])
    with suppress(SubmissionError):
        assert read(folder / "damaged").files
