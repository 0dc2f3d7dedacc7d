import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('staff_number', models.CharField(max_length=20, unique=True, verbose_name='工号')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('language', models.CharField(blank=True, max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('away_until', models.DateField(blank=True, null=True, verbose_name='离岗至')),
                ('must_change_password', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='代号')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('pack', models.CharField(max_length=40, verbose_name='规则包')),
                ('is_default', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='代号')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('scope', models.CharField(default='self', max_length=12, verbose_name='数据范围')),
                ('verbs', models.JSONField(default=list, verbose_name='权限')),
                ('clauses', models.JSONField(default=list)),
                ('origin', models.CharField(default='default', max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='用途')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('verbs', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('used_on', models.DateField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('purpose', models.CharField(max_length=60)),
                ('about_kind', models.CharField(max_length=32)),
                ('about_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('posts', models.JSONField(default=list)),
                ('at_step', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('asked', '待批'), ('granted', '已批准'), ('declined', '未批准'), ('withdrawn', '已撤回')], default='asked', max_length=12)),
                ('settled_at', models.DateTimeField(null=True)),
                ('clauses', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals_asked', to=settings.AUTH_USER_MODEL)),
                ('delegated_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.brand')),
            ],
            options={
                'indexes': [models.Index(fields=['about_kind', 'about_id'], name='approval_about')],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='brands',
            field=models.ManyToManyField(related_name='people', to='people.brand', verbose_name='品牌'),
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='类别')),
                ('is_outside', models.BooleanField(default=False, verbose_name='外部单位')),
                ('pack', models.CharField(blank=True, max_length=40, verbose_name='另用规则包')),
                ('free_storage_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='免费保管天数')),
                ('is_active', models.BooleanField(default=True)),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='people.department', verbose_name='parent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parent', 'name'), name='department_name_once')],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.department', verbose_name='部门'),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('clauses', models.JSONField(default=list)),
                ('origin', models.CharField(default='source', max_length=10)),
                ('tone', models.CharField(default='', max_length=10)),
                ('wants_acknowledgement', models.BooleanField(default=False)),
                ('key', models.CharField(max_length=120, null=True, unique=True)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'read_at', '-id'], name='notice_unread')],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=60)),
                ('says', models.CharField(max_length=12)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='people.approval')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='people.department')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='people.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'post', 'department'), name='appointment_once')],
            },
        ),
    ]
