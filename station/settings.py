"""The settings of one kiosk: what stands where, and how it is used.  Everything has a default.

They come from --settings, else the file named by SUREFOOT_SETTINGS, else station.yaml in the user's
configuration folder, else the defaults.  Not here: what belongs to a person or a level, and every limit of
stimulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core import yaml_reader
from core.complaints import Complaint, complain
from core.events import JsonValue
from core.muscles import Muscle
from levels.schema import schema_of
from station.places import settings_file

SCHEMA_FILE = "settings.schema.json"


class Column(StrEnum):
    """What one number of a line is: a corner's load (seen from above, toes up), or nothing of ours."""

    TL = "TL"
    TR = "TR"
    BL = "BL"
    BR = "BR"
    SKIP = "skip"


CORNERS = (Column.TL, Column.TR, Column.BL, Column.BR)


def _each_corner_once(order: tuple[Column, ...]) -> tuple[Column, ...]:
    complain([Complaint((), f"must name {corner} once.") for corner in CORNERS if order.count(corner) != 1])
    return order


def _each_muscle_once(channels: tuple[Muscle, ...]) -> tuple[Muscle, ...]:
    complain([Complaint((at,), f"{muscle} is named twice; give each channel its own muscle.")
              for at, muscle in enumerate(channels) if muscle in channels[:at]])
    return channels


def _whole_path(path: Path) -> Path:
    try:
        whole = path.expanduser()
    except RuntimeError:  # ~ of somebody whom this machine does not know
        whole = path
    complain([] if whole.is_absolute() else [Complaint((), "must be a whole path, such as /srv/surefoot.")])
    return whole


class Section(BaseModel):
    """Base of all sections: strict types, no unknown keys, finite numbers, frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Board(Section):
    """The balance board."""

    width_mm: float = Field(433.0, ge=100, le=2000, description="Distance between left and right sensors, "
                                                               "millimetres; 433 for a Wii Balance Board.")
    depth_mm: float = Field(238.0, ge=100, le=2000, description="Distance between front and back sensors, "
                                                               "millimetres; 238 for a Wii Balance Board.")
    load_floor_kg: float = Field(8.0, ge=1, le=50, description="Load below which nobody is on it, kilograms; "
                                                             "lower it for the feet of light, seated people.")


class Display(Section):
    """The screen and who looks at it; sizes of text follow from it."""

    diagonal_in: float = Field(43.0, ge=5, le=200, description="Diagonal of the screen, inches.")
    distance_m: float = Field(2.5, ge=0.3, le=10, description="Distance from the patient's eyes, metres.")
    theme: Literal["light", "high_contrast"] = Field("light", description="Colours: light or high_contrast.")
    full_screen: bool = Field(True, description="Whether the game fills the screen.")


class Input(Section):
    """How menus are used besides touch, mouse and keys."""

    lean_menu: bool = Field(True, description="Whether menus may be used by leaning and waiting.")
    dwell_s: float = Field(1.2, ge=0.6, le=3, description="How long to wait on a choice, 0.6 to 3 seconds.")


class Sound(Section):
    """The loudspeakers."""

    on: bool = Field(True, description="Whether there is sound.")
    mono: bool = Field(False, description="Whether both ears hear the same, for people with one good ear.")
    volume: float = Field(0.6, ge=0, le=1, description="Loudness, 0 to 1.")
    buffer: Literal[256, 512, 1024, 2048, 4096] = Field(
        512, description="Samples in the sound buffer: smaller answers sooner, larger crackles less.")


class Emg(Section):
    """The muscle sensor."""

    channels: Annotated[tuple[Muscle, ...], Field(max_length=16), AfterValidator(_each_muscle_once)] = Field(
        (Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS),
        description="Which muscle each channel measures, channel 1 first.")
    mains_hz: Literal[0, 50, 60] = Field(50, description="Frequency of the mains: 50, 60, or 0 for no filter.")
    gain: float | None = Field(None, ge=1, le=100_000, description="Amplification before the converter; what is "
                                                               "usual with the board (Chords: 2420) if absent.")


class Serial(Section):
    """Numbers from a board or sensor that does not describe itself."""

    order: Annotated[tuple[Column, ...], Field(max_length=32), AfterValidator(_each_corner_once)] = Field(
        CORNERS, description="What each number of a line is: TL, TR, BL, BR (top: where the toes point) or skip.")
    unit: Literal["g", "kg", "counts"] = Field("g", description="What a load is counted in: g, kg or counts.")
    counts_per_kg: float = Field(1000.0, ge=1e-3, le=1e9, description="Counts of one kilogram, for unit counts.")
    emg_bits: int = Field(10, ge=1, le=32, description="Bits of a muscle sensor's converter.")
    emg_uv_per_count: float = Field(1.0, ge=1e-6, le=1e6, description="Microvolt at the electrode for one count.")
    emg_zero_count: float | None = Field(None, ge=-1e9, le=1e9, description="Count at rest; the middle if absent.")

    def corner_columns(self) -> tuple[int, ...]:
        """Return at which place of a line (from 0) TL, TR, BL and BR stand."""
        return tuple(self.order.index(corner) for corner in CORNERS)


JoystickAxis = Literal["X", "Y", "Z", "RX", "RY", "RZ", "THROTTLE", "RUDDER", "WHEEL", "HAT0X", "HAT0Y"]


class Joystick(Section):
    """A tilt board that is a game controller to the operating system; Linux only."""

    roll_axis: JoystickAxis = Field("X", description="Axis that tells tilt to the sides; its high end is right.")
    pitch_axis: JoystickAxis = Field("Y", description="Axis that tells tilt to the front and back; its low end is "
                                                      "toes down.")
    invert_roll: bool = Field(False, description="Whether the high end of roll_axis is left.")
    invert_pitch: bool = Field(False, description="Whether the high end of pitch_axis is toes down.")
    full_scale_deg: float = Field(20.0, ge=1, le=90, description="Tilt at either end of an axis, degrees.")

    @model_validator(mode="after")
    def _two_axes(self) -> Joystick:
        complain([Complaint(("pitch_axis",), f"{self.pitch_axis} is roll_axis already; name another axis.")]
                 if self.pitch_axis == self.roll_axis else [])
        return self


class Ports(Section):
    """Serial ports."""

    stimulators: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...],
                           Field(max_length=32)] = Field(
        (), description="Ports or USB serial numbers of stimulators; never opened as a sensor.")


class Settings(Section):
    """The settings of one kiosk."""

    schema_version: Literal[1] = Field(1, alias="schema", description="Version of this file's format; always 1.")
    board: Board = Field(Board(), description="The balance board.")
    display: Display = Field(Display(), description="The screen and who looks at it.")
    input: Input = Field(Input(), description="How menus are used besides touch, mouse and keys.")
    sound: Sound = Field(Sound(), description="The loudspeakers.")
    emg: Emg = Field(Emg(), description="The muscle sensor.")
    serial: Serial = Field(Serial(), description="Numbers from a board or sensor that does not describe itself.")
    joystick: Joystick = Field(Joystick(), description="A tilt board that is a game controller to the system.")
    ports: Ports = Field(Ports(), description="Serial ports.")
    lsl_out: bool = Field(False, description="Whether markers, centre of pressure and activation are sent to the "
                                             "network as LSL streams; needs the package pylsl.")
    data_dir: Annotated[Path, AfterValidator(_whole_path)] | None = Field(
        None, description="Folder that keeps the sessions; the usual place of this machine if absent.")


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None,
                  config_folder: Path | None = None) -> Settings:
    """Read the settings in force; raise `core.problems.FileErrors` with every problem of the file."""
    file = settings_file(path, environment, config_folder)
    return Settings(schema=1) if file is None else yaml_reader.read(file, Settings)


def settings_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema of a settings file."""
    return schema_of(Settings)
