"""The search index of articles."""

from django.db import migrations

from shouwen.kernel.search import CreateIndex


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [CreateIndex("article")]
