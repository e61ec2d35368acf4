"""Codecs: bytes to values and back, pure, both directions.

One module per protocol, each alike: constants with their source, frozen dataclasses for what is said,
`encode_*` and `decode_*` (or a stateful `Decoder` with `feed` for streams without packets).  A decoder
never raises on what came from outside: it returns what it understood and counts the rest.
Not here: the order of a conversation (`devices.drivers`).
"""
