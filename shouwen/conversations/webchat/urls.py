"""Addresses of web chat: nouns. The widget's own calls come last: a channel's key may be any word."""

from django.conf import settings
from django.urls import path

from shouwen.conversations.webchat import demo_page
from shouwen.conversations.webchat.views import keeping, script, visiting, watching

urlpatterns = [
    path("widget.js", script.widget, name="chat-widget"),
    *(demo_page.urlpatterns if settings.DEMO else []),
    *keeping.urlpatterns,
    *watching.urlpatterns,
    *visiting.urlpatterns,
]
