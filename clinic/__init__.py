"""What a clinic keeps: the folder of each session and its recording (`clinic.recording`).

Not here: the kiosk that makes a session (`station`).
"""
