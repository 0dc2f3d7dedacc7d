"""Pages of conversations: the inbox, one thread, the report, how channels are handed out."""

from shouwen.conversations.views import figures, inbox, routing, thread

# The inbox, the report and the routing have fixed words where a thread has its number: they come first.
urlpatterns = [*inbox.urlpatterns, *figures.urlpatterns, *routing.urlpatterns, *thread.urlpatterns]
