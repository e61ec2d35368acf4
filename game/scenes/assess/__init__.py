"""The scenes of assessments: the list, what is told and asked, trials as they run, results, where electrodes go.

Not here: what is measured and why (`game.assessing.Assessment` and what fulfils it).
"""
