"""Control frame to world to pixels and sound.

`plays` are the games (pure), `round` leads through one of them from instruction to result, `scenes` are the
screens as data, `screen` is window, painter and sound: the only place that imports pygame.
Not here: sensors (`signals`, `devices`); the game never sees a sample.
"""
