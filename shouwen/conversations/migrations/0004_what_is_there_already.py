"""Conversations of before: since when they wait, when they were first answered, and all of it in the search index."""

from django.db import migrations
from django.db.models import F, Min

from shouwen.conversations import searching

CHUNK = 500


def _times(apps, schema_editor):
    conversation = apps.get_model("conversations", "Conversation")
    message = apps.get_model("conversations", "Message")
    conversation.objects.filter(state="waiting", is_automatic=False).update(waiting_since=F("opened_at"))
    first = message.objects.filter(direction="out", author="person").values("conversation").annotate(at=Min("at"))
    for row in first.iterator(chunk_size=CHUNK):
        conversation.objects.filter(pk=row["conversation"]).update(replied_at=row["at"])


def _words(apps, schema_editor):
    conversation = apps.get_model("conversations", "Conversation")
    for each in conversation.objects.select_related("customer").order_by("pk").iterator(chunk_size=CHUNK):
        searching.index(each)
    message = apps.get_model("conversations", "Message")
    for each in message.objects.select_related("conversation").order_by("pk").iterator(chunk_size=CHUNK):
        searching.index_message(each, each.conversation.brand_id)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_queue_review_and_search")]

    operations = [
        migrations.RunPython(_times, migrations.RunPython.noop),
        migrations.RunPython(_words, migrations.RunPython.noop),
    ]
