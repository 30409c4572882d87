"""Moves the clock of every Python process that finds this folder on PYTHONPATH. See docs/decisions/moving-time.md.

Python imports a module of this name as it starts, in a server's children too, so that no part of the product has to
know of it. It lies in the tests and is in no package that is installed.
"""

import faulthandler
import os
import signal
import time

import time_machine

faulthandler.enable()  # a crash says where
faulthandler.register(signal.SIGUSR1)  # and so does a process that is asked

if shift := os.environ.get("JOURNEY_SECONDS_AHEAD"):
    # a shift and no fixed moment: server and worker start seconds apart and must agree about now
    time_machine.travel(time.time() + float(shift), tick=True).start()
    time.time()  # the moved clock begins to go when it is asked first
