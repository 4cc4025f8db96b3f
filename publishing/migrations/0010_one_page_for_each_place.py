from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0009_places_and_replacements'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'live'), models.Q(('role', ''), _negated=True)), fields=('role', 'language'), name='one_live_page_per_role'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('instead__isnull', True), models.Q(models.Q(('instead', models.F('id')), _negated=True), models.Q(('status', 'withdrawn'), models.Q(('status', 'live'), ('withdrawal_due_at__isnull', False)), _connector='OR')), _connector='OR'), name='another_page_stands_for_what_goes'),
        ),
    ]
