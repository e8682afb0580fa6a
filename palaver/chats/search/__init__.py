"""Search over titles and messages by the database's own index."""

from palaver.chats.search.finding import LAST_PAGE, RANKED, Found, Search
from palaver.chats.search.query import LONGEST, Query
from palaver.chats.search.snippets import marked, snippet

__all__ = ["LAST_PAGE", "LONGEST", "RANKED", "Found", "Query", "Search", "marked", "snippet"]
