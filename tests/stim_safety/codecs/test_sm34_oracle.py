"""Our bytes against those of the published package science_mode_4: the same orders, read by other code."""

from __future__ import annotations

import random

import pytest
from science_mode_4 import (
    ChannelPoint,
    MidLevelChannelConfiguration,
    PacketGeneralGetDeviceId,
    PacketGeneralGetExtendedVersion,
    PacketGeneralGetStimStatus,
    PacketLowLevelStop,
    PacketMidLevelGetCurrentData,
    PacketMidLevelInit,
    PacketMidLevelStop,
    PacketMidLevelUpdate,
    Protocol,
)
from science_mode_4.protocol.packet import Packet as TheirPacket

from stim_safety.codecs import sm34
from stim_safety.codecs.sm34 import Command
from stim_safety.codecs.sm34_trains import pack_update, unpack_update
from stim_safety.drivers import Ask, Driver
from stim_safety.drivers.p24 import P24
from stim_safety.words import Point, Train

FRAMES = 3000


def an_order(chance: random.Random) -> tuple[Train, ...]:
    """Return trains that both can express: theirs has periods of whole milliseconds only."""
    channels = sorted(chance.sample(range(8), chance.randint(0, 8)))
    return tuple(Train(channel, chance.randint(1, 16_383) * 1000, tuple(
        Point(chance.randint(10, 4095), chance.randint(-300, 300) * 500)
        for _ in range(chance.randint(1, 16)))) for channel in channels)


def their_bytes(packet: TheirPacket, number: int) -> bytes:
    packet.number = number
    return bytes(Protocol.packet_to_bytes(packet))


def their_update(trains: tuple[Train, ...], ramp_pulses: int) -> PacketMidLevelUpdate:
    packet = PacketMidLevelUpdate()
    channels = [MidLevelChannelConfiguration() for _ in range(8)]
    for train in trains:
        channels[train.channel] = MidLevelChannelConfiguration(
            True, ramp_pulses, train.period_us // 1000,
            [ChannelPoint(point.duration_us, point.current_ua / 1000) for point in train.points])
    packet.channel_configuration = channels
    return packet


@pytest.mark.parametrize("seed", range(6))
def test_3000_random_updates_have_the_same_bytes(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(FRAMES // 6):
        trains, number, ramp_pulses = an_order(chance), chance.randrange(64), chance.randrange(16)
        payload = pack_update(trains, ramp_pulses)
        ours = sm34.encode(Command.ML_UPDATE, number, payload)
        assert ours == their_bytes(their_update(trains, ramp_pulses), number)
        assert Protocol.extract_packet_data(ours) == (Command.ML_UPDATE, number, payload)
        assert unpack_update(sm34.decode(ours).payload, ramp_pulses) == trains


def stop_all() -> PacketMidLevelInit:
    packet = PacketMidLevelInit()
    packet.do_stop_on_all_errors = True
    return packet


@pytest.mark.parametrize(("ask", "theirs"), [
    (Ask.IDENTIFY, PacketGeneralGetDeviceId()), (Ask.VERSION, PacketGeneralGetExtendedVersion()),
    (Ask.STATUS, PacketGeneralGetStimStatus()), (Ask.OPEN, stop_all()),
    (Ask.ZERO, PacketMidLevelUpdate()), (Ask.KEEP_ALIVE, PacketMidLevelGetCurrentData()),
    (Ask.STOP, PacketMidLevelStop()),
], ids=lambda value: str(value) if isinstance(value, Ask) else "")
def test_every_frame_of_the_driver_has_the_same_bytes(ask: Ask, theirs: TheirPacket) -> None:
    driver: Driver = P24()
    for turn in range(130):
        assert driver.frame(ask).data == their_bytes(theirs, turn % 64)


def test_the_stop_frames_have_the_same_bytes() -> None:
    assert P24().stop_frames == (
        their_bytes(PacketMidLevelStop(), 0), their_bytes(PacketLowLevelStop(), 1),
        their_bytes(PacketMidLevelStop(), 2))
