"""A PIN opens for whoever knows it; its record tells nothing and a damaged one opens for nobody."""

from __future__ import annotations

import pytest

from stim_safety.pin import check, make

SALT = bytes(range(16))
RECORD = make("0427", SALT)


def test_the_right_pin_and_only_that() -> None:
    assert check(RECORD, "0427") is True
    for wrong in ("", "0426", "427", "04270", "0427 ", "٠٤٢٧", "0427\0", "\ud800", "x" * 10_000):
        assert check(RECORD, wrong) is False


@pytest.mark.parametrize("pin", ["0000", "12345", "12345678"])
def test_four_to_eight_digits(pin: str) -> None:
    assert check(make(pin, SALT), pin)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "-123", "1 23", "12.4", "٠٤٢٧", "1234\n"])
def test_nothing_else_is_a_pin(pin: str) -> None:
    with pytest.raises(ValueError, match=r"^A PIN has 4 to 8 digits\.$"):
        make(pin, SALT)


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_a_salt_has_sixteen_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match=r"^The salt of a PIN has 16 bytes\.$"):
        make("1234", salt)


def test_the_record_stays_as_it_is_written() -> None:
    # PBKDF2-HMAC-SHA256 of "0427", salt 00..0f, 40,000 rounds, by OpenSSL: `openssl kdf -keylen 32 ... PBKDF2`
    assert RECORD == (b"pin1 000102030405060708090a0b0c0d0e0f "
                      b"6d32efea3454820972556e2b0c38dbcb5f7704ccef4027cb4226870d08364de5\n")
    assert b"0427" not in RECORD
    assert make("0427", SALT[::-1]) != RECORD


@pytest.mark.parametrize("record", [
    b"", b"\n", RECORD[:-1], RECORD + b"\n", RECORD.replace(b"pin1", b"pin2"), RECORD.upper(), b" " + RECORD,
    RECORD.replace(b"00", b"0g", 1), b"0427"])
def test_a_damaged_record_opens_for_nobody(record: bytes) -> None:
    assert not check(record, "0427")


def test_any_changed_byte_of_the_record_locks() -> None:
    for at in range(0, len(RECORD), 7):
        changed = bytearray(RECORD)
        changed[at] ^= 1
        assert not check(bytes(changed), "0427")
