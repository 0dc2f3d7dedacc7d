"""Addresses of customers: nouns."""

from django.urls import path

from shouwen.customers import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("<int:pk>/", views.customer, name="customer"),
    path("<int:pk>/details/", views.details, name="customer-details"),
    path("<int:pk>/number/", views.number, name="customer-number"),
    path("<int:pk>/merge/", views.merge, name="customer-merge"),
]
