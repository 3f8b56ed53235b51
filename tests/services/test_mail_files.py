"""A mail saved from one's own mailbox tells its sender, recipients, day and Message-ID: as .eml, and as Outlook saves it."""

import contextlib
import itertools
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.services import mailbox
from tasuki.services.letters_in import kind_of, read_letter
from tasuki.services.outlook import Damaged, read_msg
from tasuki.services.refusal import Refusal

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SENT = datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC)


def text(number: int, words: str) -> tuple[str, bytes]:
    return f"__substg1.0_{number:04X}001F", words.encode("utf-16-le")


def properties(head: int, **numbers: int) -> tuple[str, bytes]:
    rows = b"".join(struct.pack("<IIQ", int(tag[1:], 16), 6, value) for tag, value in numbers.items())
    return "__properties_version1.0", b"\0" * head + rows


def compound(tree: dict[str, dict[str, bytes] | bytes]) -> bytes:
    """A compound file with small streams only, in a chain of siblings; written from the specification, apart from the reader."""
    entries: list[tuple[str, int, int, int, int, int]] = [("Root Entry", 5, FREE, 1, 0, 0)]
    mini, small = b"", list[int]()

    def stream(data: bytes) -> int:
        nonlocal mini
        first, count = len(small), max(1, -(-len(data) // 64))
        small.extend([*range(first + 1, first + count), END])
        mini += data.ljust(count * 64, b"\0")
        return first

    def folder(children: dict[str, bytes] | dict[str, dict[str, bytes] | bytes]) -> None:
        items = list(children.items())
        places: list[int] = []
        for name, held in items:
            places.append(len(entries))
            if isinstance(held, bytes):
                entries.append((name, 2, FREE, FREE, stream(held), len(held)))
            else:
                entries.append((name, 1, FREE, len(entries) + 1, 0, 0))
                folder(held)
        for one, following in itertools.pairwise(places):
            name, kind, _, child, first, length = entries[one]
            entries[one] = (name, kind, following, child, first, length)

    folder(tree)
    mini_sectors = -(-len(mini) // 512)
    name, kind, right, child, _, _ = entries[0]
    directory = b"".join(
        one.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(one) * 2 + 2, kind, 1, FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", first, length)
        for one, kind, right, child, first, length in [(name, kind, right, child, 2, len(mini)), *entries[1:]]
    )
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    table = struct.pack(f"<{len(small)}I", *small).ljust(512, b"\xff")
    places = 2 + mini_sectors
    in_directory = len(directory) // 512
    chain = [FAT, END, *range(3, places), END, *range(places + 1, places + in_directory), END]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, places, 0, 4096, 1, 1, END, 0, 0)
    )
    header += struct.pack("<I", FREE) * 108
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return header.ljust(512, b"\xff") + fat + table + mini.ljust(mini_sectors * 512, b"\0") + directory


def recipient(address: str, kind: int) -> dict[str, bytes]:
    return dict([text(0x39FE, address), properties(8, x0C150003=kind)])


def saved(**more: dict[str, bytes] | bytes) -> bytes:
    ticks = int((SENT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    tree: dict[str, dict[str, bytes] | bytes] = {
        **dict([properties(32, x00390040=ticks), text(0x5D01, "ito@tasuki.example"), text(0x1035, "<m1@outlook.example>")]),
        "__recip_version1.0_#00000000": recipient("aoki@contoso.example", 1),
        "__recip_version1.0_#00000001": recipient("doi@sales.example", 2),
        **more,
    }
    return compound(tree)


def test_a_mail_that_outlook_saved_tells_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "sent.msg"
    file.write_bytes(saved())
    assert mailbox.filled({"template": "t", "file": str(file)}) == {
        "template": "t",
        "file": "sent.msg",
        "sender": "ito@tasuki.example",
        "to": "aoki@contoso.example",
        "on": "2026-03-02",
        "message_id": "<m1@outlook.example>",
    }


def test_a_mail_that_was_cut_off_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "sent.msg"
    file.write_bytes(saved()[:700])
    with pytest.raises(Refusal) as refusal:
        mailbox.filled({"file": str(file)})
    assert refusal.value.findings[0].code in ("mail-file-damaged", "mail-file-not-a-mail")


@given(st.integers(0, len(saved()) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_outlook_file_never_hangs_nor_breaks(place: int, noise: bytes) -> None:
    content = saved()
    with contextlib.suppress(Damaged):
        read_msg(content[:place] + noise + content[place + len(noise) :])


@given(st.binary(max_size=300))
def test_whatever_strangers_send_can_be_read(noise: bytes) -> None:
    read_letter(noise)
    read_letter(b"From: " + noise + b"\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\n" + noise + b"\r\n--x--\r\n")


def test_japanese_mail_is_read_in_the_ways_it_is_written() -> None:
    for charset in ("iso-2022-jp", "shift_jis", "utf-8"):
        body = "お世話になっております。".encode(charset)
        letter = read_letter(b"From: x@y.example\r\nContent-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + body)
        assert letter.text == "お世話になっております。"
    assert read_letter(b"Subject: =?iso-2022-jp?B?GyRCN29MPhsoQg==?=\r\n\r\n").subject == "件名"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"MZ\x90\x00", "program"),
        (b"PK\x03\x04....[Content_Types].xml", "office"),
        (b"PK\x03\x04....[Content_Types].xml..word/vbaProject.bin", "macros"),
        (b"PK\x03\x04....a.txt", "archive"),
        (b"<!DOCTYPE html><script>", "markup"),
        ("覚え書き".encode(), "text"),
    ],
)
def test_an_attachment_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Type: text/plain; name*=a\0b''c",
        b"Content-Type: text/plain; charset=\0",
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\nSubject: \xff\xfe\n\n\xffwords\n--b--',
        b"Content-Disposition: attachment; filename*=x\0y''z",
        b"Subject: =?utf-16?b?\0?= \xff\xfe =?nowhere?q?=FF?=",
    ],
)
def test_whatever_strangers_send_is_read_without_a_nul(lines: bytes) -> None:
    """Databases take no NUL, and one such mail would hold up all that come after it."""
    content = b"From: a\0b@c.example, d@e.example\nMessage-ID: <a\0b@c>\nIn-Reply-To: <\0@x> <m@x>\n" + lines + b"\n\nwords\n"
    letter = read_letter(content)
    told = (letter.message_id, letter.sender, letter.subject, letter.text, *letter.follows, *(one.name for one in letter.attachments))
    assert not any("\0" in one for one in told)
    assert (letter.sender, letter.follows) == ("d@e.example", ("<m@x>",))
