"""Which version of Palaver this is."""

from importlib import metadata


def version() -> str:
    try:
        return metadata.version("palaver")
    except metadata.PackageNotFoundError:
        return "(from a checkout)"
