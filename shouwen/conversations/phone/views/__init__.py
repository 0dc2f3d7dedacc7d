"""Pages of the telephone."""

from shouwen.conversations.phone.views import bar, events, exchanges, log

urlpatterns = [*log.urlpatterns, *bar.urlpatterns, *exchanges.urlpatterns, *events.urlpatterns]

__all__ = ["urlpatterns"]
