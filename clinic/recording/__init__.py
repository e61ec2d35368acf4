"""The folder of one session: `session.json` and `recording.mcap`.

`records` says what is kept and how each kind is written as JSON; `writer` appends, `reader` reads back,
also what a power cut left; `session` is the sheet that lies on top.  Everything that went into a decision
is kept in the order in which it was used, so that a replay can take the same way.
Not here: replaying (`station.replay`) and what is made of a recording (reports, exchange).
"""
