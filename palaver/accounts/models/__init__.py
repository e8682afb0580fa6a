from palaver.accounts.models.founding import Founding
from palaver.accounts.models.invitation import Invitation
from palaver.accounts.models.user import People, User

__all__ = ["Founding", "Invitation", "People", "User"]
