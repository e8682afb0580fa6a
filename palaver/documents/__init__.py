"""What can be read out of a file that somebody sends.

`guess` looks at its first bytes, which is safe anywhere. `Sandbox` does all else in a process
of its own: parsers of PDF, images and Office documents run nowhere else.
"""

from palaver.documents.content import HEAD, Content, guess
from palaver.documents.document import Document, Limits, Problem
from palaver.documents.sandbox import Closed, Sandbox

__all__ = ["HEAD", "Closed", "Content", "Document", "Limits", "Problem", "Sandbox", "guess"]
