"""The table of states, read as a whole: what it must not hold matters most."""

from __future__ import annotations

import pytest

from stim_safety.machine import TABLE, Event, follow
from stim_safety.words import ACTIVE, LATCHED, State


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_what_is_not_in_the_table_does_not_happen(state: State, event: Event) -> None:
    if (state, event) in TABLE:
        assert follow(state, event) is TABLE[state, event]
    else:
        with pytest.raises(KeyError):
            follow(state, event)


@pytest.mark.parametrize("state", set(State) - {State.END})
def test_a_person_can_stop_everywhere_and_a_violation_wherever_nothing_is_latched(state: State) -> None:
    assert follow(state, Event.PERSON) is State.STOPPING
    latched = state in LATCHED or state is State.STOPPING
    assert TABLE.get((state, Event.VIOLATION)) is (None if latched else State.STOPPING)


@pytest.mark.parametrize("state", ACTIVE)
def test_high_voltage_goes_off_only_through_stopping_or_its_own_cycle(state: State) -> None:
    leads = {TABLE[state, event] for event in Event if (state, event) in TABLE}
    assert leads <= ACTIVE | {State.STOPPING}


@pytest.mark.parametrize("state", LATCHED)
def test_a_latch_is_left_only_through_stopping(state: State) -> None:
    assert {target for (source, _), target in TABLE.items() if source is state} == {State.STOPPING, State.END}


def test_current_states_are_entered_from_ready_or_from_each_other() -> None:
    entries = {(source, target) for (source, _), target in TABLE.items() if target in ACTIVE}
    assert entries == {(State.READY, State.CALIB), (State.READY, State.ARMED), (State.ARMED, State.STIM),
                       (State.STIM, State.REST), (State.REST, State.ARMED)}


def test_the_end_is_the_end() -> None:
    assert all(source is not State.END for source, _ in TABLE)
    assert {source for (source, event) in TABLE if event is Event.OVER} == (
        set(State) - ACTIVE - {State.END, State.STOPPING})
