"""An app that a later version of Palaver brings."""
