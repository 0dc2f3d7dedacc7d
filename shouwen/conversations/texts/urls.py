"""Addresses of messages: nouns."""

from django.urls import path

from shouwen.conversations.texts.views import door, keeping, simulator

urlpatterns = [
    path("", keeping.lines, name="text-lines"),
    path("new/<slug:kind>/", keeping.new_line, name="text-new-line"),
    path("<int:pk>/", keeping.line, name="text-line"),
    path("<int:pk>/test/", keeping.test, name="text-line-test"),
    path("templates/", keeping.templates, name="text-templates"),
    path("templates/<int:pk>/", keeping.template, name="text-template"),
    path("sent/", keeping.sent, name="texts-sent"),
    path("simulator/", simulator.simulator, name="text-simulator"),
    path("simulator/words/", simulator.write, name="text-simulator-words"),
    path("in/<slug:kind>/<slug:key>/", door.door, name="text-door"),
]
