"""Settings that serve the process which starts the others, and none of those."""

from multiprocessing import parent_process

from palaver.lib.refusal import Refusal
from palaver.project.settings import *  # noqa: F403  they are that, and no more

if parent_process():
    raise Refusal("Only the first process can use these settings.")
