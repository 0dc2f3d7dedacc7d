"""Who is at his desk, for how many conversations at once, with which skills."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_what_packs_offered'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='at_once',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='同时接待'),
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_once', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='同时接待')),
                ('reviewed_until', models.DateField(blank=True, null=True, verbose_name='新人审核至')),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='seat', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='技能')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('version', models.PositiveIntegerField(default=1)),
                ('people', models.ManyToManyField(blank=True, related_name='skills', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('available', '在岗'), ('busy', '忙碌'), ('away', '离开')], default='away', max_length=10)),
                ('since', models.DateTimeField()),
                ('beat_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='presence', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'beat_at'], name='presence_state')],
            },
        ),
    ]
