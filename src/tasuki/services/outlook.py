"""Reading a mail that Outlook saved as .msg: a compound file (MS-CFB) that holds properties (MS-OXMSG). Only what a record needs.

Every number in the file is a stranger's: chains are followed only as far as the file is long.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # from here on a sector number is none
_ENTRY = 128
_HEADER_FATS = 109
_SUBMITTED, _DELIVERED, _RECIPIENT_TYPE = 0x0039, 0x0E06, 0x0C15
_MESSAGE_HEAD, _RECIPIENT_HEAD = 32, 8
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TO = 1


class Damaged(ValueError):
    """The file is none of this kind, or it is cut off."""


@dataclass(frozen=True, slots=True)
class Message:
    """`headers` are those of the transport, which a mail in the folder of sent items does not have."""

    sender: str
    to: tuple[str, ...]
    at: datetime | None
    message_id: str
    headers: str


def is_msg(content: bytes) -> bool:
    return content.startswith(_MAGIC)


def read_msg(content: bytes) -> Message:
    """Raises `Damaged`."""
    try:
        return _message(_Compound(content))
    except (struct.error, IndexError, KeyError) as problem:
        raise Damaged(str(problem)) from problem


def _message(file: "_Compound") -> Message:
    top = file.children(0)
    times = dict(_fixed(file.bytes_of(top["__properties_version1.0"]), _MESSAGE_HEAD))
    recipients = [file.children(number) for name, number in sorted(top.items()) if name.startswith("__recip_version1.0_")]
    to = [_first(file, one, 0x39FE, 0x3003) for one in recipients if _kind_of(file, one) == _TO]
    moment = times.get(_SUBMITTED) or times.get(_DELIVERED)
    return Message(
        sender=_first(file, top, 0x5D01, 0x5D02, 0x0C1F),
        to=tuple(address for address in to if "@" in address),
        at=_EPOCH + timedelta(microseconds=moment // 10) if moment else None,
        message_id=_first(file, top, 0x1035),
        headers=_first(file, top, 0x007D),
    )


def _kind_of(file: "_Compound", recipient: dict[str, int]) -> int:
    """To, or a copy; a recipient without a kind is one that it was written to."""
    head = file.bytes_of(recipient["__properties_version1.0"]) if "__properties_version1.0" in recipient else b""
    return dict(_fixed(head, _RECIPIENT_HEAD)).get(_RECIPIENT_TYPE, _TO) & 0xFFFFFFFF


def _fixed(stream: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Properties of fixed length: tag, flags, eight bytes of value."""
    for place in range(start, len(stream) - 15, 16):
        tag, _flags, value = struct.unpack_from("<IIQ", stream, place)
        yield tag >> 16, value


def _first(file: "_Compound", entries: dict[str, int], *properties: int) -> str:
    """The first of these properties that holds words, in either of the two ways of writing them."""
    for one in properties:
        for suffix, encoding in (("001F", "utf-16-le"), ("001E", "utf-8")):
            number = entries.get(f"__substg1.0_{one:04X}{suffix}")
            if number is not None and (said := file.bytes_of(number).decode(encoding, "replace").strip("\0 \r\n")):
                return said
    return ""


class _Compound:
    """Sectors, chained by a table; small streams lie in a stream of their own; names stand in a tree."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(_MAGIC):
            raise Damaged("no compound file")
        self.content = content
        self.size = 1 << self._word(30, "<H")
        self.small = 1 << self._word(32, "<H")
        if self.size not in (512, 4096) or self.small >= self.size:
            raise Damaged("unknown sector size")
        self.cutoff = self._word(56)
        self.fat = self._table(self._fat_sectors())
        self.entries = self._chain(self._word(48))
        self.small_fat = list(struct.iter_unpack("<I", self._whole(self._chain(self._word(60)))))
        self.mini = self.bytes_of(0, big=True)

    def _word(self, place: int, form: str = "<I") -> int:
        return int(struct.unpack_from(form, self.content, place)[0])

    def _fat_sectors(self) -> list[int]:
        sectors = [number for (number,) in struct.iter_unpack("<I", self.content[76 : 76 + 4 * _HEADER_FATS])]
        further, seen = self._word(68), 0
        while further < _END and seen < len(self.content) // self.size:
            numbers = [number for (number,) in struct.iter_unpack("<I", self._sector(further))]
            sectors += numbers[:-1]
            further, seen = numbers[-1], seen + 1
        return [number for number in sectors if number < _END]

    def _table(self, sectors: list[int]) -> list[int]:
        return [number for sector in sectors for (number,) in struct.iter_unpack("<I", self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.content[start : start + self.size].ljust(self.size, b"\0") if start < len(self.content) else b""

    def _chain(self, first: int) -> bytes:
        parts: list[bytes] = []
        while first < _END and len(parts) <= len(self.fat):
            parts.append(self._sector(first))
            first = self.fat[first]
        return b"".join(parts)

    def _whole(self, stream: bytes) -> bytes:
        return stream[: len(stream) // 4 * 4]

    def bytes_of(self, number: int, *, big: bool = False) -> bytes:
        first, length = struct.unpack_from("<IQ", self.entries, number * _ENTRY + 116)
        length = min(length & 0xFFFFFFFF, len(self.content))
        if big or length >= self.cutoff:
            return self._chain(first)[:length]
        parts: list[bytes] = []
        while first < _END and len(parts) <= len(self.small_fat):
            parts.append(self.mini[first * self.small : (first + 1) * self.small])
            first = self.small_fat[first][0]
        return b"".join(parts)[:length]

    def children(self, number: int) -> dict[str, int]:
        """What stands under an entry, by name."""
        found: dict[str, int] = {}
        waiting, seen = [self._link(number, 76)], set[int]()
        while waiting:
            one = waiting.pop()
            if one >= len(self.entries) // _ENTRY or one in seen:
                continue
            seen.add(one)
            found[self._name(one)] = one
            waiting += [self._link(one, 68), self._link(one, 72)]
        return found

    def _link(self, number: int, place: int) -> int:
        return int(struct.unpack_from("<I", self.entries, number * _ENTRY + place)[0])

    def _name(self, number: int) -> str:
        start = number * _ENTRY
        length = int(struct.unpack_from("<H", self.entries, start + 64)[0])
        return self.entries[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
