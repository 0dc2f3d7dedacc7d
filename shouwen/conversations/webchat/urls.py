"""Addresses of web chat: nouns. The widget's own calls come last: a channel's key may be any word."""

from django.urls import path

from shouwen.conversations.webchat.views import keeping, script, visiting

urlpatterns = [
    path("widget.js", script.widget, name="chat-widget"),
    *keeping.urlpatterns,
    *visiting.urlpatterns,
]
