"""Why a file cannot be used, as a sentence for the person who attached it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "empty": _("This file is empty."),
    "unknown": _("Files of this type cannot be read. Images, PDF, text and Office documents can."),
    "old": _("This is of an old version of Office. Save it as .docx, .pptx or PDF first."),
    "damaged": _("This file is damaged, or not what its name says."),
    "encrypted": _("This file is protected by a password. Save it without one first."),
    "without_text": _("There is no text in this file. Its pages may be pictures."),
    "too_many_pages": _("This file has too many pages. Attach only those that matter."),
    "too_large_a_picture": _("This image has too many pixels. Make it smaller first."),
    "too_complex": _("Reading this file took too much time or memory."),
    "full": _("The server has no room for this file at the moment. Try again later."),
    "lost": _("The server could not get at this file. Attach it once more."),
}


class Unusable(Exception):
    """A file that is not taken; `sentence` tells the person why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.sentence = str(SENTENCES[problem])
