"""How good something is becomes two answers. No machine can tell them from the one that was stored: what a text of the
new form says stands with its next load or publication, and until then nothing is claimed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0002_links_carry_their_answers'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='indication',
            name='strength',
        ),
        migrations.AddField(
            model_name='indication',
            name='certainty',
            field=models.CharField(choices=[('high', 'high'), ('moderate', 'moderate'), ('low', 'low'), ('very-low', 'very low')], default='very-low', max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indication',
            name='effect',
            field=models.CharField(choices=[('helps', 'Helps'), ('helps-a-little', 'Helps a little'), ('no-better', 'No better'), ('not-known', 'Not known'), ('harm-outweighs', 'Harm outweighs'), ('tells-well', 'Tells well'), ('tells-partly', 'Tells partly'), ('tells-poorly', 'Tells poorly')], default='not-known', max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indication',
            name='has_numbers',
            field=models.BooleanField(default=False),
        ),
    ]
