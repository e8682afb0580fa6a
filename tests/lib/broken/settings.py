from palaver.project.settings import *  # noqa: F403  the same, and one app more
from palaver.project.settings import INSTALLED_APPS as TODAYS_APPS

INSTALLED_APPS = [*TODAYS_APPS, "tests.lib.broken"]
