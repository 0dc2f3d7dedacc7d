"""Pages of conversations: the inbox, one thread, how channels are handed out."""

from shouwen.conversations.views import inbox, routing, thread

# The inbox and the routing have fixed words where a thread has its number: they come first.
urlpatterns = [*inbox.urlpatterns, *routing.urlpatterns, *thread.urlpatterns]
