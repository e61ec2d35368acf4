"""Kills, freezes, signals and pulled plugs, to the whole chain while current flows; times at the device's end."""

from __future__ import annotations

import ast
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import stim_safety
from stim_safety import audit
from stim_safety.children import Guardian
from stim_safety.drivers import Ask
from stim_safety.drivers.p24 import P24
from stim_safety.folder import Folder
from tests.stim_safety.process.chain import TO_ARMED, TO_CALIB, TO_READY, TO_STIM, Chain
from tests.stim_safety.process.device import Device, now_ns
from tests.stim_safety.process.far_end import until
from tests.stim_safety.process.standstill import ONCE_MORE, Noting

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]
NOISE_MS = 100
"""What a loaded machine may add to a test; the figures themselves are those of `benchmark stim`."""
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
ACCEPTS = 0x10000
"""Flag of a unix socket that listens (linux/net.h, __SO_ACCEPTCON)."""
Begin = Callable[..., Chain]


@pytest.fixture
def device() -> Iterator[Device]:
    made = Device()
    yield made
    made.close()


@pytest.fixture
def begin(device: Device, tmp_path: Path, record_property: Noting) -> Iterator[Begin]:
    """Start chains in one folder, and end them.

    The first one is started once more when the machine stood still on its way (`standstill`): what is tested comes
    after it.
    """
    chains: list[Chain] = []

    def start(script: list[str], state: str) -> Chain:
        chains.append(Chain(device, tmp_path, script))
        if len(chains) == 1 and (why := chains[0].was_stopped_before(state)):
            record_property(ONCE_MORE, why)
            chains.pop().close()
            shutil.rmtree(tmp_path / "safety")
            chains.append(Chain(device, tmp_path, script))
        chains[-1].reach(state)
        return chains[-1]
    yield start
    for chain in chains:
        chain.close()


def quiet_for(device: Device, since_ns: int, seconds: float) -> None:
    """Look for so long, and find no frame with current since then."""
    threading.Event().wait(seconds)
    assert not device.trains(since_ns)
    assert not device.flows()


def first_states(chain: Chain) -> list[str]:
    until(lambda: chain.states()[-1:] and chain.states()[-1] not in {"boot", "selftest"}, "a state")
    return chain.states()


def test_fault_18_a_killed_game_is_a_stop_and_a_clean_end(begin: Begin, device: Device) -> None:
    chain = begin(TO_STIM, "stim")
    at_ns = chain.hit("game", signal.SIGKILL)
    assert device.stop_after(at_ns) < 25 + NOISE_MS
    until(lambda: chain.ended("controller") and chain.ended("guardian"), "the end of all")
    assert not (chain.folder / "tripped").exists()
    assert audit.verify_files(Folder(chain.folder).logs()).problem == ""
    assert not device.flows()


def test_fault_19_a_frozen_game_is_a_stop_and_finds_no_way_back_by_itself(begin: Begin, device: Device) -> None:
    chain = begin(TO_STIM, "stim")
    at_ns = chain.hit("game", signal.SIGSTOP)
    assert device.stop_after(at_ns) < 275 + NOISE_MS
    chain.hit("game", signal.SIGCONT)
    until(lambda: chain.states()[-1] == "fault", "a fault")
    quiet_for(device, now_ns(), 1.0)


def test_fault_27_a_killed_controller_is_a_stop_by_the_guardian_who_holds_the_port(
        begin: Begin, device: Device, tmp_path: Path) -> None:
    chain = begin(TO_STIM, "stim")
    at_ns = chain.hit("controller", signal.SIGKILL)
    assert device.stop_after(at_ns) < 5 + NOISE_MS
    refused = subprocess.run(chain.command, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert "Another stimulation program is running, or has just been stopped" in refused.stdout
    assert "Traceback" not in refused.stderr
    until(lambda: chain.ended("guardian"), "the guardian's end")
    assert (chain.folder / "tripped").exists()
    assert "estop" in first_states(begin(TO_READY, "estop"))


def test_fault_27_a_stop_is_understood_after_a_frame_that_was_cut_anywhere(device: Device, tmp_path: Path) -> None:
    driver = P24()
    frame = driver.frame(Ask.TRAINS, (driver.pulse(0, 250, 28_500, 20_000),)).data
    port = os.open(device.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    for cut in range(0, len(frame), 3):
        guardian = Guardian(port, port, tmp_path / "tripped", b"".join(driver.stop_frames))
        os.write(port, frame[:cut])
        at_ns = now_ns()
        guardian._ours.close()
        device.stop_after(at_ns)
        guardian.process.kill()
        guardian.process.wait()
    os.close(port)


def test_fault_28_a_frozen_controller_is_a_stop_by_the_guardian_and_never_writes_again(
        begin: Begin, device: Device) -> None:
    chain = begin(TO_STIM, "stim")
    at_ns = chain.hit("controller", signal.SIGSTOP)
    assert device.stop_after(at_ns) < 300 + NOISE_MS
    again_ns = chain.hit("controller", signal.SIGCONT)
    until(lambda: chain.states()[-1] == "fault", "a fault")
    quiet_for(device, again_ns, 1.0)
    assert (chain.folder / "tripped").exists()


def test_fault_29_a_killed_guardian_is_a_stop_that_stays(begin: Begin, device: Device) -> None:
    chain = begin(TO_STIM, "stim")
    at_ns = chain.hit("guardian", signal.SIGKILL)
    assert device.stop_after(at_ns) < 25 + NOISE_MS
    until(lambda: chain.states()[-1] == "fault", "a fault")
    quiet_for(device, now_ns(), 1.0)


def test_fault_30_when_both_are_killed_the_device_stops_by_itself(begin: Begin, device: Device) -> None:
    chain = begin(TO_STIM, "stim")
    os.kill(chain.pid("controller"), signal.SIGSTOP)
    os.kill(chain.pid("guardian"), signal.SIGKILL)
    at_ns = chain.hit("controller", signal.SIGKILL)
    assert device.flows()
    until(lambda: not device.flows(), "the device's own timeout")
    assert now_ns() - at_ns < (2000 + 100 + NOISE_MS) * 1_000_000
    assert not device.stops(at_ns)


@pytest.mark.parametrize("number", SIGNALS)
def test_fault_36_a_signal_to_the_controller_is_a_stop_first_and_a_clean_end(
        begin: Begin, device: Device, number: signal.Signals) -> None:
    chain = begin(TO_CALIB, "calib")
    at_ns = chain.hit("controller", number)
    assert device.stop_after(at_ns) < 25 + NOISE_MS
    until(lambda: chain.ended("controller") and chain.ended("guardian"), "the end")
    assert chain.log()[-1]["kind"] == "end"
    assert not (chain.folder / "tripped").exists()


def test_fault_36_signals_to_guardian_and_scribe_end_neither(begin: Begin, device: Device) -> None:
    chain = begin(TO_CALIB, "calib")
    for who in ("guardian", "scribe"):
        for number in SIGNALS:
            chain.hit(who, number)
    threading.Event().wait(0.6)
    assert (chain.states()[-1], device.flows()) == ("calib", True)


@pytest.mark.parametrize("number", SIGNALS)
def test_fault_36_a_signal_to_the_game_is_a_stop(begin: Begin, device: Device, number: signal.Signals) -> None:
    chain = begin(TO_CALIB, "calib")
    device.stop_after(chain.hit("game", number))
    until(lambda: chain.ended("controller") and chain.ended("guardian"), "the end")
    assert not (chain.folder / "tripped").exists()


@pytest.mark.parametrize(("script", "state"), [(TO_ARMED, "armed"), (TO_STIM, "stim")], ids=["armed", "stim"])
def test_fault_37_a_pulled_plug_is_a_fault_and_nothing_is_opened_again(
        begin: Begin, device: Device, script: list[str], state: str) -> None:
    chain = begin([*script, "wait: 20"], state)
    at_ns = now_ns()
    device.unplug()
    until(lambda: "fault" in chain.states(), "a fault")
    latched_ns = next(each["at_ns"] for each in chain.told if each.get("happened") == "latched"
                      and each["at_ns"] >= at_ns)
    assert latched_ns - at_ns < (25 + NOISE_MS) * 1_000_000
    threading.Event().wait(0.5)
    assert chain.states()[-1] == "fault"
    open_ports = [each for each in chain.descriptors("controller") if each.startswith("/dev/pts/")]
    assert len(open_ports) <= 1


@pytest.mark.parametrize("harm", ["no room", "deleted", "changed", "killed"])
def test_fault_60_a_lost_log_is_a_stop_within_a_second(begin: Begin, device: Device, harm: str) -> None:
    chain = begin(TO_CALIB, "calib")
    path = Folder(chain.folder).logs()[-1]
    at_ns = now_ns()
    if harm == "no room":
        resource.prlimit(chain.pid("scribe"), resource.RLIMIT_FSIZE, (path.stat().st_size, 10**9))
    elif harm == "deleted":
        path.unlink()
    elif harm == "changed":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        chain.hit("scribe", signal.SIGKILL)
    assert device.stop_after(at_ns) < 1000 + NOISE_MS
    until(lambda: chain.states()[-1] == "fault", "a fault")


def test_fault_61_a_device_that_was_left_on_is_stopped_at_the_next_start(begin: Begin, device: Device) -> None:
    chain = begin([*TO_ARMED, "wait: 20"], "armed")
    for who in ("guardian", "controller"):
        os.kill(chain.pid(who), signal.SIGSTOP)
    for who in ("guardian", "controller", "game"):
        at_ns = chain.hit(who, signal.SIGKILL)
    until(lambda: chain.ended("scribe"), "the end of the log")
    again = begin(TO_READY, "estop")
    assert device.stops(at_ns)
    assert any(line["kind"] == "incident" for line in again.log()) or "estop" in again.states()


def test_fault_62_a_second_controller_refuses(begin: Begin, device: Device) -> None:
    chain = begin([*TO_READY, "wait: 20"], "ready")
    second = subprocess.run(chain.command, capture_output=True, text=True, check=False)
    assert second.returncode == 3
    assert "Another stimulation program" in second.stdout
    words = [*chain.command]
    words[words.index("--stim-folder") + 1] = str(chain.folder.parent / "other")
    other = subprocess.run(words, capture_output=True, text=True, check=False)
    assert other.returncode == 3
    assert "in use by another program" in other.stdout
    assert not {"fault", "end"} & set(chain.states())


def test_fault_26_nobody_listens_anywhere(begin: Begin) -> None:
    chain = begin([*TO_READY, "wait: 20"], "ready")
    for who in ("controller", "guardian", "scribe"):
        owned = set(re.findall(r"socket:\[(\d+)\]", " ".join(chain.descriptors(who))))
        for table in ("tcp", "tcp6", "udp", "udp6", "raw", "packet", "netlink"):
            path = Path(f"/proc/{chain.pid(who)}/net/{table}")
            lines = path.read_text().splitlines()[1:] if path.exists() else []
            assert not [line for line in lines if owned & set(line.split())]
        lines = Path(f"/proc/{chain.pid(who)}/net/unix").read_text().splitlines()[1:]
        ours = [words for words in map(str.split, lines) if words[6] in owned]
        assert ours
        assert not [words for words in ours if int(words[3], 16) & ACCEPTS or words[7:]]


def test_fault_65_no_environment_variable_is_ever_looked_at() -> None:
    for path in Path(stim_safety.__file__).parent.rglob("*.py"):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not names & {"environ", "environb", "getenv", "getenvb"}, path


def test_fault_65_nothing_is_imported_but_the_standard_library_and_the_serial_port() -> None:
    root, found = Path(stim_safety.__file__).parent, set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {(path.name, alias.name.partition(".")[0]) for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, path
                found.add((path.name, str(node.module).partition(".")[0]))
    foreign = {each for each in found if each[1] not in {*sys.stdlib_module_names, "stim_safety"}}
    assert foreign == {("port.py", "serial")}


def test_fault_65_no_code_comes_from_the_environment_or_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "serial.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('taken over')")
    root = Path(stim_safety.__file__).parents[1]
    begin = "from stim_safety.__main__ import main; sys.exit(main())"
    start = f"import sys; sys.path.insert(0, {str(root)!r}); {begin}"
    ran = subprocess.run([sys.executable, "-I", "-c", start, "audit", str(tmp_path / "new")], cwd=tmp_path,
                         env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
