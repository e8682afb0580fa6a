from palaver.accounts.models.favourite import Favourite
from palaver.accounts.models.founding import Founding
from palaver.accounts.models.invitation import Invitation
from palaver.accounts.models.user import People, User

__all__ = ["Favourite", "Founding", "Invitation", "People", "User"]
