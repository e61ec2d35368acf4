"""Reads a recording back, also one that a power cut or kill -9 left without an end.

Not here: what is done with the records.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from mcap.exceptions import McapError
from mcap.records import Channel, Footer, Message
from mcap.stream_reader import StreamReader
from zstandard import ZstdError

from clinic.recording.records import Record, Topic, decode
from core.errors import InputError


class Recording:
    """One recording on disk.  `complete` is known after `records` ran to its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.complete = False

    def records(self) -> Iterator[Record]:
        """Yield every whole record in the order of use, up to the end or the first torn or damaged chunk.

        Raises InputError when the file is missing, is no recording, or holds records of another version.
        """
        try:
            with self._path.open("rb") as file:
                yield from self._read(StreamReader(file, emit_chunks=False, validate_crcs=True))
        except OSError as error:
            raise InputError(f"{self._path} cannot be read: {error.strerror}.") from error

    def _read(self, reader: StreamReader) -> Iterator[Record]:
        topics: dict[int, Topic] = {}
        try:
            for item in reader.records:
                if isinstance(item, Channel):
                    topics[item.id] = Topic(item.topic)
                elif isinstance(item, Message):
                    yield self._decoded(topics[item.channel_id], item.data)
                elif isinstance(item, Footer):
                    self.complete = True
        except (McapError, ZstdError, struct.error, ValueError) as error:  # ValueError: a chunk whose CRC is wrong
            if not topics:
                raise InputError(f"{self._path} is not a recording of Surefoot.") from error

    def _decoded(self, topic: Topic, data: bytes) -> Record:
        try:
            return decode(topic, data)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{self._path} holds a {topic} record that this version cannot read.") from error
