"""`surefoot play`: from the words of the command line to the end of a session.

Chooses devices, window or headless, runs the right loop, and says at the end what happened.
Not here: plugging in (`station.plugging`) and putting together (`station.session`).
"""

from __future__ import annotations

import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from clinic.people import open_person, person_id
from clinic.recording.session import new_folder
from core.clock import Clock, ManualClock, SystemClock
from core.errors import DeviceMissing, ExitCode, InputError, StorageError
from game.scenes.app import App
from game.scenes.home import HomeScene
from game.scenes.round import RoundScene
from levels.planning import level_entry, read_plan
from levels.reader import LevelEntry, find
from station import headless
from station.coaching.plans import PlanShelf, read_named
from station.live import Display, Ears, LiveLoop
from station.memory import Memory
from station.opening import FirstScreen, PlayOptions
from station.places import data_folder, session_folder, stim_folder
from station.plugging import Plugs, Wired, plug, remember_stimulator
from station.session import Session
from station.settings import Settings, load_settings
from station.stimulation.spec import StimSpec
from station.summary import Summary, summary, tell

if TYPE_CHECKING:
    from station.stimulation.setup import Begun

DEFAULT_LEVEL = "shelf_reach/first_shelf"


def play(options: PlayOptions, first: FirstScreen | None) -> int:
    """Run one session on the screen that is up, or headless without one; returns the exit code.

    Raises a SurefootError for what must be mended first.
    """
    try:
        StimSpec.parse(options.stim)
        settings = load_settings(options.settings)
        if options.assess:
            from station.assessing.command import assess
            return assess(options, settings, first)
        entry = _named_level(options)
        if entry is not None:  # every mistake is told before any device is opened
            _shelf(options, _kept(options, settings)).of(entry).to_play()
        if first is None:
            return _play_headless(options, settings, entry)
        return _play_on(first, options, settings, entry)
    finally:
        if first is not None:
            first.window.close()


def _play_on(first: FirstScreen, options: PlayOptions, settings: Settings, entry: LevelEntry | None) -> int:
    from station.speaking import open_ears
    wake = threading.Event()
    session = open_session(options, settings, entry, wake, hurry=False)
    session.engine.log(0, first.shown_ns, "first_screen", {})
    scene = HomeScene(session.services) if entry is None else first_round(session, entry, options)
    app = App(session.services, scene, home_below=True)
    ears = open_ears(settings, session.engine, session.clock)
    return _run_live(session, app, wake, options, first.window, ears)


def assess_on(first: FirstScreen, options: PlayOptions, settings: Settings) -> int:
    """Run a session of assessments on the screen that is up; returns the exit code."""
    from game.scenes.assess.choosing import AssessListScene
    from game.scenes.assess.scene import AssessScene
    from station.speaking import open_ears
    wake = threading.Event()
    session = open_session(options, settings, None, wake, hurry=False)
    session.engine.log(0, first.shown_ns, "first_screen", {})
    services, named = session.services, options.assessment
    begun = None if named is None else services.assess(named)  # without its sensor, the list says what is missing
    scene = AssessListScene(services) if named is None or begun is None else AssessScene(
        services, begun, lambda: services.assess(named))
    app = App(services, scene, home_below=True)
    return _run_live(session, app, wake, options, first.window, open_ears(settings, session.engine, session.clock))


def _play_headless(options: PlayOptions, settings: Settings, entry: LevelEntry | None) -> int:
    entry = entry or find(DEFAULT_LEVEL)
    wake = threading.Event()
    session = open_session(options, settings, entry, wake, hurry=True)
    app = App(session.services, first_round(session, entry, options))
    if isinstance(session.clock, ManualClock):
        return _run_headless(session, app, session.clock, options)
    return _run_live(session, app, wake, options, None, None)  # real devices set the pace


def open_session(options: PlayOptions, settings: Settings, entry: LevelEntry | None, wake: threading.Event,
                 hurry: bool, keep: bool = True) -> Session:
    """Plug in and put together.  hurry: simulated devices may run faster than real time.  keep: on disk."""
    clock = SystemClock()
    seed = secrets.randbits(32) if options.seed is None else options.seed
    kept = _kept(options, settings) if keep else None
    person, shelf = open_person(options.patient, kept), _shelf(options, kept)
    want_emg = not hurry or (entry is not None and bool(shelf.of(entry).level.sensed()))
    plugs = Plugs(options.board, options.emg, want_emg, hurry, stim=options.stim)
    wired = plug(plugs, settings, clock, wake, seed, Memory(kept))
    if hurry and not wired.sensors:
        raise InputError("Without a device nobody can play headless: choose a board or a simulated patient, "
                         "for example --board sim.")
    stim = _begin_stim(options, settings, wired, clock, hurry)
    if stim is not None:
        remember_stimulator(Memory(kept), StimSpec.parse(options.stim))
    folder = new_folder(session_folder(settings, options.out), clock.utc()) if keep else None
    try:
        session = Session(wired, settings, seed, folder, kept, not isinstance(wired.clock, ManualClock),
                          () if entry is None else (entry,), person, options.pads_on, shelf=shelf,
                          adapt=options.adapt)
    except StorageError:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)  # nothing was played in it
        if stim is not None:
            stim.program.conduit.close()
        raise
    if stim is not None:
        session.stimulate(stim.program, stim.script, stim.abilities, stim.warning)
    return session


def _named_level(options: PlayOptions) -> LevelEntry | None:
    """Return the level that was named, by itself or by the only plan; None to choose one."""
    if options.level:
        return find(options.level)
    return level_entry(read_plan(options.plans[0])) if len(options.plans) == 1 else None


def _kept(options: PlayOptions, settings: Settings) -> Path:
    """Return the folder in which people, plans and what the station remembers are kept."""
    return data_folder(settings) if options.out is None else options.out


def _shelf(options: PlayOptions, kept: Path | None) -> PlanShelf:
    patient = person_id(options.patient)
    return PlanShelf(read_named(options.plans, patient), kept, patient)


def _begin_stim(options: PlayOptions, settings: Settings, wired: Wired, clock: Clock, hurry: bool) -> Begun | None:
    """Start the safety program where a stimulator was named."""
    spec = StimSpec.parse(options.stim)
    if not spec.there:
        return None
    from station.stimulation.setup import StimOptions, begin
    folder = stim_folder(settings, options.stim_folder)
    return begin(StimOptions(spec, options.prescription, options.stim_script, folder, options.pedal), wired, clock,
                 hurry)


def first_round(session: Session, entry: LevelEntry, options: PlayOptions) -> RoundScene:
    """Return the scene that plays the level that was named."""
    return RoundScene(session.services, entry.id, options.grade or session.services.last_grade(entry.id))


def _run_headless(session: Session, app: App, clock: ManualClock, options: PlayOptions) -> int:
    pilot = headless.RoundPilot(prepared=session.prepared)
    halted = threading.Event()
    with _ended_by_signals(halted.set):
        session.start()
        end = headless.run(session.engine, app, clock, pilot, options.seconds, halted.is_set)
    session.close(end.ticks, end.dropped)
    return _finish(session, summary(session, end, pilot.pictures()), options)


def _run_live(session: Session, app: App, wake: threading.Event, options: PlayOptions,
              screen: Display | None, ears: Ears | None) -> int:
    trouble = session.engine.trouble
    pilot = headless.RoundPilot(lambda: trouble.refusal is not None, session.prepared) if screen is None else None
    loop = LiveLoop(session.engine, app, session.clock, wake, screen, ears, pilot, session.trouble)
    try:
        with _ended_by_signals(loop.halt):
            session.start()
            end = loop.run(options.seconds)
    finally:
        session.close(loop.ticks, loop.dropped)
        if ears is not None:
            ears.close()
    if pilot is not None and trouble.refusal is not None:
        raise DeviceMissing(trouble.refusal.text)
    if pilot is not None and (silent := session.never_heard()):
        raise DeviceMissing(f"Nothing answered as {' or as '.join(silent)}: is it switched on, and at this port?")
    return _finish(session, summary(session, end, pilot.pictures() if pilot else ()), options)


def _finish(session: Session, told: Summary, options: PlayOptions) -> int:
    trouble = session.trouble()
    if session.stim_trouble:
        print(session.stim_trouble, file=sys.stderr)
    tell(told, options.json, sys.stdout)
    if trouble is not None:
        print(trouble, file=sys.stderr)
        return int(trouble.exit_code)
    return ExitCode.DONE


@contextmanager
def _ended_by_signals(halt: Callable[[], None]) -> Iterator[None]:
    """Make Ctrl-C and SIGTERM a safe end, here in the main thread; elsewhere change nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        halt()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
