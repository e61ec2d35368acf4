"""Appends records to `recording.mcap` so that a power cut costs less than a second.

`MessageWriter` writes at once; `Recorder` does so in a thread of its own, so that a slow disk never holds a
simulation step.  Not here: what the records mean.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from pathlib import Path

from mcap.writer import CompressionType, Writer

from clinic.recording.records import Record, Topic, encode
from core.clock import NS_PER_MS
from core.errors import StorageError

FLUSH_NS = 500 * NS_PER_MS
"""Half of the second that a power cut may cost; the other half is for the way through thread and disk."""
FLUSH_BYTES = 256 * 1024
CLOSE_S = 10
QUEUE_LIMIT = 20_000
"""Records that may wait for the disk: about a minute of a board with EMG."""


class MessageWriter:
    """One open recording.  Raises StorageError when the disk refuses."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last_flush_ns: int | None = None
        self._sequence = 0
        try:
            self._file = path.open("xb")
            self._writer = Writer(self._file, chunk_size=FLUSH_BYTES, compression=CompressionType.ZSTD)
            self._writer.start("surefoot", "surefoot")
            self._channels = {topic: self._register(topic) for topic in Topic}
        except OSError as error:
            raise StorageError(_why(path, error)) from error

    def _register(self, topic: Topic) -> int:
        schema = self._writer.register_schema(topic, "jsonschema", b'{"type":"object"}')
        return self._writer.register_channel(topic, "json", schema)

    def write(self, record: Record) -> None:
        """Append `record`, and put it on the disk with the rest once half a second has gathered."""
        topic, t_ns, data = encode(record)
        try:
            self._writer.add_message(self._channels[topic], t_ns, data, t_ns, self._sequence)
            self._sequence += 1
            if self._last_flush_ns is None:
                self._last_flush_ns = t_ns
            if t_ns - self._last_flush_ns >= FLUSH_NS:
                self._last_flush_ns = t_ns
                self._sync()
        except OSError as error:
            raise StorageError(_why(self._path, error)) from error

    def flush(self) -> None:
        """Put everything so far on the disk."""
        try:
            self._sync()
        except OSError as error:
            raise StorageError(_why(self._path, error)) from error

    def _sync(self) -> None:
        self._writer.flush()
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def close(self) -> None:
        """Write the index and close."""
        try:
            self._writer.finish()
            self._file.flush()
            os.fdatasync(self._file.fileno())
        except OSError as error:
            raise StorageError(_why(self._path, error)) from error
        finally:
            with contextlib.suppress(OSError):  # what a full disk refused once it refuses again at closing
                self._file.close()


class Recorder:
    """Writes in a thread of its own; the first trouble is kept in `trouble` and ends the writing.

    With `threaded` False it writes at once, for headless play on a manual clock.
    """

    def __init__(self, path: Path, threaded: bool = True) -> None:
        self.trouble: StorageError | None = None
        self._writer = MessageWriter(path)
        self._queue: queue.Queue[Record | None] = queue.Queue(QUEUE_LIMIT)
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True) if threaded else None
        if self._thread is not None:
            self._thread.start()

    def put(self, record: Record) -> None:
        """Take `record` for writing; never waits, never raises.  A disk a minute behind is a trouble."""
        if self.trouble is not None:
            return
        if self._thread is None:
            self._write(record)
            return
        try:
            self._queue.put_nowait(record)
        except queue.Full:
            self.trouble = StorageError("The disk is too slow to keep the recording; what was written is kept.")

    def close(self) -> None:
        """Write what is left and close the file; a trouble on the way is in `trouble`."""
        if self._thread is not None and not self._end_thread(self._thread):
            self.trouble = self.trouble or StorageError(
                "The disk does not answer; what it took of the recording is kept.")
            return  # the thread may still write into the file
        try:
            self._writer.close()
        except StorageError as error:
            self.trouble = self.trouble or error

    def _end_thread(self, thread: threading.Thread) -> bool:
        """Let the thread write what waits; return whether it came to its end in time."""
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=CLOSE_S)
        thread.join(timeout=CLOSE_S)
        return not thread.is_alive()

    def _run(self) -> None:
        while True:
            try:
                record = self._queue.get(timeout=FLUSH_NS / 1e9)
            except queue.Empty:
                self._flush()
                continue
            if record is None:
                return
            self._write(record)

    def _write(self, record: Record) -> None:
        if self.trouble is None:
            try:
                self._writer.write(record)
            except StorageError as error:
                self.trouble = error
            except Exception as error:  # a record that cannot be written must not end the thread unseen
                self.trouble = StorageError(f"The recording stopped at a record that it cannot hold ({error}).")

    def _flush(self) -> None:
        if self.trouble is None:
            try:
                self._writer.flush()
            except StorageError as error:
                self.trouble = error


def _why(path: Path, error: OSError) -> str:
    return (f"The recording {path} cannot be written: {error.strerror or error}. "
            "Free some space, or choose another folder with --out.")
