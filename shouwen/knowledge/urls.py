"""Addresses of the knowledge room: nouns."""

from django.urls import path

from shouwen.knowledge.views import articles, book, editing, misses, panel

urlpatterns = [
    path("", book.knowledge, name="knowledge"),
    path("new/", editing.new_article, name="new-article"),
    path("waiting/", book.waiting, name="knowledge-waiting"),
    path("suggestions/", panel.suggestions, name="knowledge-suggestions"),
    path("misses/", misses.misses, name="knowledge-misses"),
    path("misses/<int:pk>/answer/", misses.answer, name="miss-answer"),
    path("misses/<int:pk>/drop/", misses.drop, name="miss-drop"),
    path("files/<int:kept>/", articles.file, name="article-file"),
    path("<slug:number>/", articles.article, name="article"),
    path("<slug:number>/versions/", articles.versions, name="article-versions"),
    path("<slug:number>/review/", articles.review, name="article-review"),
    path("<slug:number>/edit/", editing.edit, name="article-edit"),
    path("<slug:number>/prices/", editing.prices, name="article-prices"),
    path("<slug:number>/care/", editing.care, name="article-care"),
    path("<slug:number>/draft/", articles.revise, name="article-draft"),
    path("<slug:number>/submission/", articles.submit, name="article-submission"),
    path("<slug:number>/discarding/", articles.discard, name="article-discarding"),
    path("<slug:number>/publication/", articles.publish, name="article-publication"),
    path("<slug:number>/return/", articles.send_back, name="article-return"),
    path("<slug:number>/withdrawal/", articles.withdraw, name="article-withdrawal"),
    path("<slug:number>/confirmation/", articles.confirm, name="article-confirmation"),
]
