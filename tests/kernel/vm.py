"""A small virtual machine with a kernel that can make HID devices, for tests that need one.

    python tests/kernel/vm.py --setup                        fetch the kernel, once (about 70 MB)
    python tests/kernel/vm.py [options] -- COMMAND [ARG...]  run a command in the machine

The machine sees the file system of this one in the same places, so the same Python runs the same files;
what it writes is lost.  Its kernel is Debian's, unchanged, with uhid, hidraw, evdev and hid-wiimote, and
SUREFOOT_VM=1 tells a program that it is in there.  Standard library only.  Not here: what happens inside
before the command starts (`init`), and the tests.
"""

from __future__ import annotations

import argparse
import contextlib
import lzma
import os
import platform
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

INSIDE = "SUREFOOT_VM"
QEMU = "qemu-system-x86_64"
TIMED_OUT = 124  # as timeout(1) has it
FAILED = 125
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV")
MODULES = ("virtio_pci", "virtio_console", "9p", "9pnet_virtio", "overlay", "evdev", "uhid", "hid_generic",
           "hid_wiimote")
"""What init loads; what these depend on comes before them."""
FORMAT = "1"
"""Of the cache; a new one makes old caches be fetched again."""
WORTH_READING = re.compile(r"\./(usr/)?lib/modules/[^/]+/kernel/(drivers/(char|hid|input|leds|power|virtio)"
                           r"|fs/(9p|fscache|netfs|overlayfs)|lib|net/9p)/.*\.ko(\.xz)?$")


class MachineError(Exception):
    """Met when the machine cannot be set up or does not run; the message says what to do."""


# --- what this computer has -------------------------------------------------------------------------------

def cache() -> Path:
    """Where the kernel is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "surefoot-vm", FORMAT)


def missing() -> str | None:
    """Say why the machine cannot run here, or None when it can."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return "the virtual machine needs Linux on x86-64"
    if shutil.which(QEMU) is None:
        return f"{QEMU} is not installed (apt install qemu-system-x86)"
    if not (cache() / "vmlinuz").exists():
        return "its kernel is not here yet (python tests/kernel/vm.py --setup)"
    return None


def _accelerator() -> str:
    flags = Path("/proc/cpuinfo").read_text().split()
    usable = {"vmx", "svm"} & set(flags) and os.access("/dev/kvm", os.R_OK | os.W_OK)
    return "kvm" if usable else "tcg"


# --- the kernel, fetched once -----------------------------------------------------------------------------

def setup() -> None:
    """Fetch Debian's kernel and a static busybox into the cache, unless they are there."""
    if (cache() / "vmlinuz").exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # apt fetches as a user of its own
        kernel = re.search(r"Depends: (linux-image-\d\S*)", _output("apt-cache", "depends", "linux-image-amd64"))
        if kernel is None:
            raise MachineError("apt knows no linux-image-amd64; run `apt-get update` as root first")
        _output("apt-get", "download", kernel[1], "busybox-static", cwd=folder)
        files = {name: data for deb in Path(folder).glob("*.deb") for name, data in _unpack(deb)}
    draft = Path(tempfile.mkdtemp(dir=_made(cache().parent)))
    (draft / "base.cpio").write_bytes(_base(files))
    (draft / "vmlinuz").write_bytes(files["vmlinuz"])
    try:
        draft.rename(cache())
    except OSError:  # another run was quicker
        shutil.rmtree(draft)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _output(*command: str, cwd: str | None = None) -> str:
    try:
        return subprocess.run(command, cwd=cwd, check=True, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    except FileNotFoundError as error:
        raise MachineError(f"{command[0]} is not here: the kernel comes from Debian's apt") from error
    except subprocess.CalledProcessError as error:
        raise MachineError(f"`{shlex.join(command)}` failed:\n{error.output.strip()}") from error


def _unpack(deb: Path) -> Iterable[tuple[str, bytes]]:
    """Yield what is wanted of a package, under short names: vmlinuz, busybox, and modules as NAME.ko."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE) as reader, \
            tarfile.open(fileobj=reader.stdout, mode="r|") as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is None:
                continue
            if member.name.endswith("bin/busybox"):
                yield "busybox", file.read()
            elif member.name.startswith("./boot/vmlinuz-"):
                yield "vmlinuz", file.read()
            elif WORTH_READING.match(member.name):
                data = file.read()
                name = Path(member.name).name.split(".")[0].replace("-", "_")
                yield f"{name}.ko", lzma.decompress(data) if member.name.endswith(".xz") else data


def _in_order(files: Mapping[str, bytes]) -> list[str]:
    """Name MODULES and what they depend on, each after its own dependencies (modinfo's `depends=`)."""
    order: list[str] = []

    def visit(name: str) -> None:
        data = files.get(f"{name}.ko")
        if data is None or name in order:  # None: built into this kernel
            return
        depends = re.search(rb"\0depends=([^\0]*)\0", data)
        for needed in depends[1].decode().split(",") if depends else ():
            visit(needed.replace("-", "_"))
        order.append(name)

    for name in MODULES:
        visit(name)
    return order


# --- what the kernel unpacks at boot ----------------------------------------------------------------------

def _cpio(entries: Iterable[tuple[str, bytes, int]]) -> bytes:
    """Pack (name, content, mode) in the form `newc`; archives may follow each other."""
    parts = []
    for number, (name, content, mode) in enumerate([*entries, ("TRAILER!!!", b"", 0)], start=1):
        path = name.encode() + b"\0"
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(path), 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields)
        parts += [part + bytes(-len(part) % 4) for part in (header + path, content)]
    return b"".join(parts)


def _base(files: Mapping[str, bytes]) -> bytes:
    order = _in_order(files)
    folders = ("bin", "dev", "host", "job", "modules", "proc", "run", "sys", "top", "union")
    return _cpio([*((folder, b"", 0o040755) for folder in folders),
                  ("bin/busybox", files["busybox"], 0o100755),
                  *((f"modules/{name}.ko", files[f"{name}.ko"], 0o100644) for name in order),
                  ("modules/order", "".join(f"{name}.ko\n" for name in order).encode(), 0o100644)])


def _job(command: Sequence[str], environment: Mapping[str, str]) -> bytes:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    exports = {**passed, INSIDE: "1", "PYTHONUNBUFFERED": "1", **environment}
    script = ["#!/bin/sh", *(f"export {name}={shlex.quote(value)}" for name, value in exports.items()),
              f"cd {shlex.quote(str(Path.cwd()))} || exit {FAILED}", f"exec {shlex.join(command)}", ""]
    init = Path(__file__).with_name("init").read_bytes()
    return _cpio([("init", init, 0o100755), ("job/run", "\n".join(script).encode(), 0o100755)])


# --- one run ----------------------------------------------------------------------------------------------

def run(command: Sequence[str], environment: Mapping[str, str], timeout_s: float,
        out: BinaryIO, err: BinaryIO) -> int:
    """Run `command` in the current folder, inside; return its exit status, or 124 after `timeout_s`.

    What it prints is written to `out` and `err` as it comes.  Raises MachineError when the machine fails.
    """
    if reason := missing():
        raise MachineError(reason)
    with tempfile.TemporaryDirectory(prefix="surefoot-vm-") as folder:
        initrd, console = Path(folder, "initrd"), Path(folder, "console")
        initrd.write_bytes((cache() / "base.cpio").read_bytes() + _job(command, environment))
        ours, theirs = zip(*(socket.socketpair() for _ in range(3)), strict=True)
        with console.open("wb") as log:
            machine = subprocess.Popen(_qemu(initrd, theirs), stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, pass_fds=[end.fileno() for end in theirs])
        for end in theirs:
            end.close()
        pumps = [threading.Thread(target=_pump, args=pair) for pair in zip(ours[:2], (out, err), strict=True)]
        for pump in pumps:
            pump.start()
        ours[2].settimeout(timeout_s)
        try:
            status = ours[2].recv(16)  # sent last, when all that was printed is through
            if status:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    machine.wait(timeout=30)  # it switches itself off
        except TimeoutError:
            return TIMED_OUT
        finally:
            machine.kill()
            machine.wait()
            for pump in pumps:
                pump.join()
            for end in ours:
                end.close()
        if not status:
            last = console.read_text(errors="replace").splitlines()[-20:]
            raise MachineError("\n".join(["the virtual machine stopped before the command ended:", *last]))
    return int(status)


def _qemu(initrd: Path, ends: Iterable[socket.socket]) -> list[str]:
    accelerator = _accelerator()
    command = [
        QEMU, "-accel", "kvm" if accelerator == "kvm" else "tcg,thread=multi",
        "-cpu", "host" if accelerator == "kvm" else "max", "-smp", "2", "-m", "1536",
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-kernel", str(cache() / "vmlinuz"), "-initrd", str(initrd), "-serial", "stdio",
        "-append", "console=ttyS0 panic=-1 mitigations=off random.trust_cpu=on loglevel=5",
        "-virtfs", "local,path=/,mount_tag=host,security_model=none,multidevs=remap,readonly=on",
        "-device", "virtio-serial-pci",
    ]
    for name, end in zip(("out", "err", "status"), ends, strict=True):
        command += ["-chardev", f"socket,id={name},fd={end.fileno()}",
                    "-device", f"virtserialport,chardev={name},name={name}"]
    return command


def _pump(source: socket.socket, target: BinaryIO) -> None:
    while data := source.recv(65536):
        target.write(data)
        target.flush()


def main(arguments: Sequence[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(usage="vm.py --setup | [options] -- COMMAND [ARG...]")
    parser.add_argument("--setup", action="store_true", help="fetch the kernel, unless it is here")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="set this inside")
    parser.add_argument("--timeout", type=float, default=600, metavar="S", help="seconds, start included (600)")
    parser.add_argument("command", nargs="*", help="what to run inside")
    asked = parser.parse_args(arguments)
    if not asked.setup and not asked.command:
        parser.error("no command given")
    try:
        if asked.setup:
            setup()
            return 0
        environment = dict(item.partition("=")[::2] for item in asked.env)
        return run(asked.command, environment, asked.timeout, sys.stdout.buffer, sys.stderr.buffer)
    except MachineError as error:
        sys.stderr.write(f"vm.py: {error}\n")
        return FAILED


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the machine ends too
    sys.exit(main(sys.argv[1:]))
